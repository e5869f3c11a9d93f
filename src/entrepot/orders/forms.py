"""What a shopper fills in at the checkout, and what a buyer says in a complaint."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from entrepot.orders.actions.delivery import LONGEST_COMPLAINT
from entrepot.orders.words import RecipientDetails
from entrepot.values import BadAmount, Money


def _line(autocomplete: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete})


class CheckoutForm(forms.Form):
    """quota_currency: in which the yearly quota of the destination is counted; None where there is none to ask about.

    `agreed` carries the whole price that the page showed, so that nobody buys at another one unseen.
    """

    agreed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    name = forms.CharField(label=_("Name of the recipient"), max_length=120, widget=_line("shipping name"))
    street = forms.CharField(
        label=_("Street and number"), max_length=200, widget=_line("shipping street-address")
    )
    town = forms.CharField(label=_("Town"), max_length=100, widget=_line("shipping address-level2"))
    postcode = forms.CharField(
        label=_("Postcode"), max_length=20, required=False, widget=_line("shipping postal-code")
    )
    phone = forms.CharField(
        label=_("Telephone for the carrier"), max_length=40, required=False, widget=_line("shipping tel")
    )
    declared = forms.DecimalField(required=False, min_value=0, max_digits=9, decimal_places=2, localize=False)

    def __init__(self, *args: Any, quota_currency: str | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._quota_currency = quota_currency
        if quota_currency is None:
            del self.fields["declared"]
            return
        self.fields["declared"].label = format_lazy(
            "{} ({})", _("Bought elsewhere this year under the retail import quota"), quota_currency
        )
        self.fields["declared"].help_text = _(
            "Only you know this. Leave it empty if you don't; what is left of your quota is then not known to this hub."
        )

    def recipient(self) -> RecipientDetails:
        given = self.cleaned_data
        return RecipientDetails(
            given["name"], given["street"], given["town"], given["postcode"], given["phone"]
        )

    def declared_elsewhere(self) -> Money | None:
        value: Decimal | None = self.cleaned_data.get("declared")
        if value is None or self._quota_currency is None:
            return None
        return Money.rounded(value, self._quota_currency)

    def agreed_total(self) -> Money | None:
        """None for a form that did not come from the page."""
        figure, _blank, currency = self.cleaned_data["agreed"].partition(" ")
        try:
            return Money.parse(figure, currency)
        except BadAmount:
            return None


class ComplaintForm(forms.Form):
    complaint = forms.CharField(
        label=_("What is wrong"),
        help_text=_("Say what you expected and what came. The operator of this hub reads it and decides."),
        max_length=LONGEST_COMPLAINT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
