"""Second factors and passkeys: allauth's views on our pages. What is named by a number there has a name of its own here."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from entrepot.parties import forms, limits, queries
from entrepot.parties.account_pages import Counted, Entrance
from entrepot.parties.models import User

SECURITY = reverse_lazy("mfa_index")


class _ByButton:
    """Done by a button of the security page; who comes by the address alone finds the button there."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return redirect("mfa_index")


class _PasskeyOptions:
    """What the browser needs to ask for a passkey, as one text."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        for options in context.pop("js_data", {}).values():
            context["options"] = json.dumps(options)
        return context


class SecondFactor(_PasskeyOptions, Entrance, base.AuthenticateView):  # type: ignore[misc]
    """After the password, before the person is in."""

    template_name = "parties/second_factor.html"
    form_class = forms.CodeForm

    def count(self, request: HttpRequest) -> None:
        limits.count_code(self.stage.login.user.email)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "factors": queries.factors_of(self.stage.login.user.user_ref)
        }


class ConfirmCode(Counted, base.ReauthenticateView):  # type: ignore[misc]
    template_name = "parties/confirm_code.html"
    form_class = forms.ConfirmCodeForm

    def count(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            limits.count_code(request.user.email)


class ConfirmPasskey(_PasskeyOptions, webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    template_name = "parties/confirm_passkey.html"

    def form_invalid(self, form: Any) -> HttpResponseBase:
        _not_taken(self.request)
        return redirect(self.request.get_full_path())


class AddApp(totp.ActivateTOTPView):  # type: ignore[misc]
    template_name = "parties/add_app.html"
    form_class = forms.AddAppForm


class RemoveApp(_ByButton, totp.DeactivateTOTPView):  # type: ignore[misc]
    pass


@method_decorator(never_cache, name="dispatch")
class RecoveryCodes(recovery.ViewRecoveryCodesView):  # type: ignore[misc]
    """Once after they are made. The download is part of the page, so that the codes need not be shown again for it."""

    template_name = "parties/recovery_codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"file": quote("\r\n".join([*context["unused_codes"], ""]))}


class NewRecoveryCodes(_ByButton, recovery.GenerateRecoveryCodesView):  # type: ignore[misc]
    def form_invalid(self, form: Any) -> HttpResponseBase:
        return redirect("mfa_index")


class AddPasskey(_PasskeyOptions, webauthn.AddWebAuthnView):  # type: ignore[misc]
    """Every passkey opens by itself: it is kept in the device, which asks who is there."""

    template_name = "parties/add_passkey.html"
    form_class = forms.AddPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, passwordless=True)
        return context | {"options": json.dumps(options)}


class _OwnPasskey:
    """Named by its reference, found among the reader's own."""

    request: HttpRequest
    kwargs: dict[str, str]

    def get_object(self) -> Authenticator:
        if isinstance(self.request.user, User):
            for row in queries.passkey_rows(self.request.user.user_ref):
                if queries.to_passkey(row).ref == self.kwargs["passkey_ref"]:
                    return row
        raise Http404


class RenamePasskey(_OwnPasskey, webauthn.EditWebAuthnView):  # type: ignore[misc]
    template_name = "parties/rename_passkey.html"
    form_class = forms.RenamePasskeyForm
    success_url = SECURITY


class RemovePasskey(_OwnPasskey, _ByButton, webauthn.RemoveWebAuthnView):  # type: ignore[misc]
    success_url = SECURITY


class SignInByPasskey(Entrance, webauthn.LoginWebAuthnView):  # type: ignore[misc]
    def count(self, request: HttpRequest) -> None:
        limits.count_passkey(request)

    def form_invalid(self, form: Any) -> HttpResponseBase:
        _not_taken(self.request)
        return redirect(passthrough_next_redirect_url(self.request, reverse("account_login"), "next"))


def _not_taken(request: HttpRequest) -> None:
    messages.error(request, _("This passkey is not one of this account. Try another way to sign in."))
