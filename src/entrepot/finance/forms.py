"""What a treasurer fills in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from entrepot.finance.rates_source import published_text

MOST_BYTES = 8 * 1024 * 1024


class RatesForm(forms.Form):
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("The central bank and the address of its list. Every price that uses a rate names it."),
    )
    file = forms.FileField(
        label=_("File of rates"), help_text=_("CSV in UTF-8, or a zip archive of one, at most 8 MB.")
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 8 MB. Split it by year."))
        try:
            return published_text(file.read(), most_bytes=MOST_BYTES)
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is not UTF-8 text. Save it as CSV in UTF-8.")) from None
        except ValueError:
            raise forms.ValidationError(_("The archive is damaged, empty or too large inside.")) from None


class SpreadForm(forms.Form):
    spread = forms.DecimalField(
        label=_("Spread in percent"),
        min_value=0,
        max_value=99,
        max_digits=5,
        decimal_places=3,
        help_text=_("What this hub adds to the mid rate, for example 0.5."),
    )
    since = forms.DateField(
        label=_("From this day on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Tomorrow or later; prices of today keep the present spread."),
    )
