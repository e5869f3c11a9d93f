"""What an operator writes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from entrepot.notices import words


class TextForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=words.LONGEST_TITLE)
    body = forms.CharField(
        label=_("Text"),
        max_length=words.LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "An empty line begins a paragraph, “- ” a line of a list, “> ” a quotation. *Soft* and **strong** stress words. "
            "Addresses become links; [words](https://…) make words one."
        ),
    )
    alternative = forms.CharField(
        label=_("What the picture shows"),
        max_length=words.LONGEST_ALTERNATIVE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "For those who can't see it. A published notice with a picture needs it in each of its texts."
        ),
    )

    def __init__(self, *args: Any, edition: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._edition = edition
        for field in self.fields.values():
            field.widget.attrs["lang"] = edition

    def text(self) -> words.NoticeText:
        given = self.cleaned_data
        return words.NoticeText(self._edition, given["title"], given["body"], given["alternative"])


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_(
            "JPEG, PNG or WebP of at most 5 MB. It is drawn anew, so what a camera wrote beside it, such as the place, "
            "is not kept."
        ),
    )
