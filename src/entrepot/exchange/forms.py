"""Forms of partnerships."""

from django import forms
from django.utils.translation import gettext_lazy as _

from entrepot.exchange.rules.cards import MAX_BYTES


class CardForm(forms.Form):
    card = forms.CharField(
        label=_("Card of the other hub"),
        help_text=_("Open the other hub's page “Partner hubs”, copy its card and paste it here."),
        max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
    )


class EnvelopesForm(forms.Form):
    file = forms.FileField(
        label=_("File of envelopes"),
        help_text=_("As the partner's hub wrote it. What is known already has no effect."),
    )
