"""What a port clerk fills in."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

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
