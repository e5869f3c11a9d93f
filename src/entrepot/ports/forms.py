"""What a port clerk fills in."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from entrepot.parties import public as parties
from entrepot.ports.records import Terminal


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("EDIFACT file"), help_text=_("CODECO or COARRI, as the terminal's system wrote it.")
    )
    terminal = forms.ChoiceField(label=_("Terminal"))

    def __init__(self, terminals: Sequence[Terminal], *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        choice = self.fields["terminal"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(one.code, f"{one.name} ({one.code})") for one in terminals]

    @property
    def upload(self) -> UploadedFile[bytes]:
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        return given


class TerminalForm(forms.Form):
    code = forms.CharField(
        label=_("Terminal's code"),
        help_text=_(
            "2 to 20 letters and digits, such as KCT1. It can't be changed later: files are kept under it."
        ),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        help_text=_(
            "Who runs the terminal, by name or reference. Its port clerks may send files as the terminal."
        ),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "organisations"}),
    )

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).upper()

    def clean_organisation(self) -> str:
        """The reference of the one that is meant."""
        found = parties.organisations_called(" ".join(self.cleaned_data["organisation"].split()))
        if not found:
            raise forms.ValidationError(
                _(
                    "No organisation of this hub is called so. One of its people opens it on the own account's page."
                )
            )
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several organisations are called so. Give the reference of the one that you mean.")
            )
        return found[0].ref
