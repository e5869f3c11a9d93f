"""What a shopper fills in at the checkout, and what a buyer says in a complaint."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from entrepot.orders.words import RecipientDetails
from entrepot.values import Money


class CheckoutForm(forms.Form):
    name = forms.CharField(label=_("Name of the recipient"), max_length=120)
    street = forms.CharField(label=_("Street and number"), max_length=200)
    town = forms.CharField(label=_("Town"), max_length=100)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    phone = forms.CharField(label=_("Telephone for the carrier"), max_length=40, required=False)
    declared = forms.DecimalField(
        label=_("Bought elsewhere this year under the retail import quota"),
        help_text=_(
            "Only you know this. Leave it empty if you don't; the rest of your quota is then unknown to this hub."
        ),
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
    )

    def recipient(self) -> RecipientDetails:
        given = self.cleaned_data
        return RecipientDetails(
            given["name"], given["street"], given["town"], given["postcode"], given["phone"]
        )

    def declared_elsewhere(self, currency: str) -> Money | None:
        value: Decimal | None = self.cleaned_data["declared"]
        return None if value is None else Money.rounded(value, currency)
