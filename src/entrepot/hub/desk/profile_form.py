"""What the operator says of the hub: its name in each edition, and where people write to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from entrepot.hub.first_run_forms import NAME_LENGTH


class ProfileForm(forms.Form):
    """A name for each edition, the first one's above the others, and the contact below them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for edition, name in settings.LANGUAGES:
            first = edition == settings.LANGUAGE_CODE
            self.fields[f"name_{edition}"] = forms.CharField(
                label=_("Name in the edition %(edition)s") % {"edition": name},
                help_text=_("Also where an edition has none of its own, and for partner hubs.")
                if first
                else "",
                max_length=NAME_LENGTH,
                required=first,
                widget=forms.TextInput(attrs={"lang": edition}),
            )
        self.fields["contact_email"] = forms.EmailField(
            label=_("Address to which people write"),
            help_text=_("At the foot of every page and on the page of the hub's state, for everybody."),
            required=False,
        )

    def names(self) -> dict[str, str]:
        return {edition: self.cleaned_data[f"name_{edition}"] for edition, _name in settings.LANGUAGES}
