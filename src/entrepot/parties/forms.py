"""Forms of accounts and organisations. Sign-in itself is allauth's; the words are ours."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base import forms as allauth_mfa
from allauth.mfa.totp import forms as allauth_totp
from allauth.mfa.webauthn import forms as allauth_passkeys
from django import forms
from django.utils.translation import gettext_lazy as _

from entrepot.parties import limits, rules
from entrepot.parties.words import ROLE_NAMES
from entrepot.values import Refusal
from entrepot.web import public as web

LONGEST_NAME = 120


def _name(field: forms.Field, label: Any, help_text: Any = "") -> None:
    """allauth's label, placeholder and HTML help give way to ours."""
    field.label = label
    field.help_text = help_text
    field.widget.attrs.pop("placeholder", None)


_PASSWORD_HELP = _("At least 10 characters. A sentence of your own is easy to keep in mind.")


class SignInForm(allauth.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields["login"], _("E-mail address"))
        _name(self.fields["password"], _("Password"))
        _name(self.fields["remember"], _("Stay signed in on this device"))


class SignUpForm(allauth.SignupForm):  # type: ignore[misc]
    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields["email"], _("E-mail address"))
        _name(self.fields["password1"], _("Password"), _PASSWORD_HELP)

    def clean_name(self) -> str:
        try:
            return rules.clean_name(self.cleaned_data["name"])
        except Refusal as refusal:
            raise forms.ValidationError(web.message_text(refusal.message, refusal.params)) from refusal

    def signup(self, request: Any, user: Any) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class ChangePasswordForm(allauth.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields["oldpassword"], _("Password until now"))
        _name(self.fields["password1"], _("New password"), _PASSWORD_HELP)
        _name(self.fields["password2"], _("New password, once more"))


class ResetPasswordForm(allauth.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields["email"], _("E-mail address"))


class NewPasswordForm(allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields["password1"], _("New password"), _PASSWORD_HELP)
        _name(self.fields["password2"], _("New password, once more"))


class ConfirmPasswordForm(allauth.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields["password"], _("Password"))


class _OnceOnly:
    """allauth remembers used codes in each process for itself, and forgets them while they are still good."""

    user: Any
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields["code"], _("Code"), self.help)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}

    help: Any = _("The six digits that your authenticator app shows now, or one of your recovery codes.")

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if not limits.is_code_new(self.user.email, normalize_user_code(code)):
            raise forms.ValidationError(_("This code was used already. Wait for the next one."))
        return code


class CodeForm(_OnceOnly, allauth_mfa.AuthenticateForm):  # type: ignore[misc]
    pass


class ConfirmCodeForm(_OnceOnly, allauth_mfa.ReauthenticateForm):  # type: ignore[misc]
    pass


class AddAppForm(_OnceOnly, allauth_totp.ActivateTOTPForm):  # type: ignore[misc]
    help = _("The six digits that the app shows now.")


_PASSKEY_NAME_HELP = _("So that you know it again, for example: telephone, or the key on my ring.")


class AddPasskeyForm(allauth_passkeys.SignupWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(
        label=_("Name of the passkey"), help_text=_PASSKEY_NAME_HELP, max_length=LONGEST_NAME, required=False
    )


class RenamePasskeyForm(allauth_passkeys.EditWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(
        label=_("Name of the passkey"), help_text=_PASSKEY_NAME_HELP, max_length=LONGEST_NAME
    )


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("What the key is for"),
        help_text=_("For example: stock system, or the terminal's gateway."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OrganisationForm(forms.Form):
    """`countries`: code and name of each, in the edition."""

    name = forms.CharField(
        label=_("Name of the organisation"),
        help_text=_("As it is entered in its country's register."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    country = forms.ChoiceField(label=_("Country or region"))

    def __init__(self, *args: Any, countries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose one")), *countries]


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("A letter goes there with a link that is good for seven days."),
    )
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        if isinstance(field, forms.ChoiceField):
            roles = [(role.value, _(name)) for role, name in ROLE_NAMES.items()]
            field.choices = [("", _("Choose one")), *roles]
