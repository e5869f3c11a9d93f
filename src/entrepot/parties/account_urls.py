"""The pages of an account, under the names by which allauth knows them. Of its pages there are no others."""

from django.urls import path, re_path

from entrepot.parties import account_pages as pages
from entrepot.parties import factor_pages as factors
from entrepot.parties import views

urlpatterns = [
    path("login/", pages.SignIn.as_view(), name="account_login"),
    path("login/code/", factors.SecondFactor.as_view(), name="mfa_authenticate"),
    path("login/passkey/", factors.SignInByPasskey.as_view(), name="mfa_login_webauthn"),
    path("signup/", pages.SignUp.as_view(), name="account_signup"),
    path("logout/", pages.SignOut.as_view(), name="account_logout"),
    path("inactive/", pages.Inactive.as_view(), name="account_inactive"),
    path("again/", views.send_again, name="send_again"),
    path("confirm/", pages.ConfirmPassword.as_view(), name="account_reauthenticate"),
    path("confirm/code/", factors.ConfirmCode.as_view(), name="mfa_reauthenticate"),
    path("confirm/passkey/", factors.ConfirmPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("security/", views.security, name="mfa_index"),
    path("security/app/add/", factors.AddApp.as_view(), name="mfa_activate_totp"),
    path("security/app/remove/", factors.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("security/codes/", factors.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("security/codes/new/", factors.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("security/passkeys/add/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "security/passkeys/<str:passkey_ref>/name/",
        factors.RenamePasskey.as_view(),
        name="mfa_edit_webauthn",
    ),
    path(
        "security/passkeys/<str:passkey_ref>/remove/",
        factors.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("password/change/", pages.ChangePassword.as_view(), name="account_change_password"),
    path("password/reset/", pages.ForgottenPassword.as_view(), name="account_reset_password"),
    path("password/reset/done/", pages.LetterSent.as_view(), name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        pages.PasswordChanged.as_view(),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        pages.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
]
