"""allauth's addresses and names with our pages behind them. The hub mounts them before allauth's own."""

from django.urls import path, re_path

from entrepot.parties import account_pages as pages

urlpatterns = [
    path("login/", pages.SignIn.as_view(), name="account_login"),
    path("signup/", pages.SignUp.as_view(), name="account_signup"),
    path("logout/", pages.SignOut.as_view(), name="account_logout"),
    path("inactive/", pages.Inactive.as_view(), name="account_inactive"),
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
    # allauth has more pages than we offer (codes by e-mail, several addresses); none of them is shown.
    path("<path:rest>", pages.not_offered),
]
