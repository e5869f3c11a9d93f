"""What a new hub is asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

NAME_LENGTH = 120


class TokenForm(forms.Form):
    token = forms.CharField(
        label=_("First-run token"),
        help_text=_(
            "The server printed it when it started. It is also in the file first-run-token of its home folder."
        ),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class HubForm(forms.Form):
    """`currencies`: code and name of each."""

    name = forms.CharField(
        label=_("Name of the hub"),
        help_text=_("It stands at the head of every page."),
        max_length=NAME_LENGTH,
    )
    currency = forms.ChoiceField(
        label=_("Currency"), help_text=_("In which the hub keeps its own books and shows its figures.")
    )
    operator_name = forms.CharField(
        label=_("Who operates it"),
        help_text=_("The authority or company that answers for this hub."),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    admin_email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You become the first operator and sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    admin_password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 10 characters. A sentence of your own is easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, currencies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["currency"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, f"{code} {name}") for code, name in currencies]
