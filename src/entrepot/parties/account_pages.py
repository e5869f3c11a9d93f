"""Signing in and out, and passwords: allauth's views on our pages."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from allauth.account import views
from allauth.account.forms import default_token_generator
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from entrepot.parties import actions, choices, forms, letters, limits
from entrepot.parties.models import User
from entrepot.values.clock import now
from entrepot.web import public as web


class Counted(ABC):
    """Every form that is sent is a try."""

    @abstractmethod
    def count(self, request: HttpRequest) -> None:
        """Refuse what is tried too often, before anything else is done with it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.count(request)
        response: HttpResponseBase = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return response


class Entrance(Counted):
    """Whoever comes in here is known in this browser from then on, and finds what they chose elsewhere."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        if isinstance(request.user, User):
            limits.know_browser(request, response, request.user.email)
            edition = choices.at_sign_in(request, request.user)
            if edition != web.edition() and "Location" in response:
                response["Location"] = web.in_edition(response["Location"], edition)
        return response


class SignIn(Entrance, views.LoginView):  # type: ignore[misc]
    template_name = "parties/sign_in.html"
    form_class = forms.SignInForm

    def count(self, request: HttpRequest) -> None:
        limits.count_password(request, request.POST.get("login", ""))


class SignUp(Entrance, views.SignupView):  # type: ignore[misc]
    template_name = "parties/sign_up.html"
    form_class = forms.SignUpForm

    def count(self, request: HttpRequest) -> None:
        limits.count_account(request)


class SignOut(views.LogoutView):  # type: ignore[misc]
    template_name = "parties/sign_out.html"


class ConfirmPassword(Counted, views.ReauthenticateView):  # type: ignore[misc]
    """Asked before what hurts, when the last proof is a while ago; then what was sent goes on by itself."""

    template_name = "parties/confirm_password.html"
    form_class = forms.ConfirmPasswordForm

    def count(self, request: HttpRequest) -> None:
        count_own_password(request)


class ChangePassword(Counted, views.PasswordChangeView):  # type: ignore[misc]
    template_name = "parties/change_password.html"
    form_class = forms.ChangePasswordForm

    def count(self, request: HttpRequest) -> None:
        count_own_password(request)

    def get_default_success_url(self) -> str:
        return reverse("mfa_index")


def count_own_password(request: HttpRequest) -> None:
    """Who is signed in is asked for their password, so that somebody else at this browser may guess it."""
    if isinstance(request.user, User):
        limits.count_password(request, request.user.email)


class _LetterForm(forms.ResetPasswordForm):
    """Writes one of our own letters, so that it goes out by the same way and in the reader's edition."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        for user in self.users:
            letters.new_password(user, token=default_token_generator.make_token(user), at=now())
        return str(self.cleaned_data["email"])


class ForgottenPassword(Counted, views.PasswordResetView):  # type: ignore[misc]
    template_name = "parties/forgotten_password.html"
    form_class = _LetterForm

    def count(self, request: HttpRequest) -> None:
        limits.count_letter(request, request.POST.get("email", ""))


class LetterSent(views.PasswordResetDoneView):  # type: ignore[misc]
    template_name = "parties/letter_sent.html"


class NewPassword(views.PasswordResetFromKeyView):  # type: ignore[misc]
    template_name = "parties/new_password.html"
    form_class = forms.NewPasswordForm

    def form_valid(self, form: Any) -> HttpResponseBase:
        """Who read the letter is let in, however many strangers try meanwhile; what somebody else may have made with the
        password until now opens nothing."""
        response: HttpResponseBase = super().form_valid(form)
        actions.revoke_api_keys_of(user_ref=self.reset_user.user_ref, at=now())
        limits.know_browser(self.request, response, self.reset_user.email)
        return response


class PasswordChanged(views.PasswordResetFromKeyDoneView):  # type: ignore[misc]
    template_name = "parties/password_changed.html"


class Inactive(views.AccountInactiveView):  # type: ignore[misc]
    template_name = "parties/inactive.html"
