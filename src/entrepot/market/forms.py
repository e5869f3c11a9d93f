"""What a seller fills in."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from entrepot.market import words
from entrepot.market.actions.shops import LONGEST_BRAND, LONGEST_NAME
from entrepot.market.rules.product_row import MOST_STOCK
from entrepot.parties.words import Organisation


class ShopForm(forms.Form):
    org_ref = forms.ChoiceField(label=_("Organisation"))
    name = forms.CharField(label=_("Name of the shop"), max_length=LONGEST_NAME)
    brand = forms.CharField(
        label=_("Brand"), max_length=LONGEST_BRAND, help_text=_("Of the products that name no other.")
    )
    country = forms.ChoiceField(label=_("Country of the seller"))
    currency = forms.RegexField(
        label=_("Currency"),
        regex=r"^[A-Za-z]{3}$",
        max_length=3,
        help_text=_("In which you set prices and are paid; ISO 4217 code, for example MYR."),
    )
    ship_from = forms.RegexField(
        label=_("Parcels start at"),
        regex=r"^[A-Za-z]{2}[A-Za-z2-9]{3}$",
        max_length=5,
        help_text=_("UN/LOCODE of the place where your goods lie, for example MYKUA."),
    )

    def __init__(
        self,
        organisations: Sequence[Organisation],
        countries: Sequence[tuple[str, str]],
        data: object = None,
    ) -> None:
        """`countries`: code and name of each, in the edition."""
        super().__init__(data)  # type: ignore[arg-type]
        choices = {"org_ref": [(one.ref, one.name) for one in organisations], "country": countries}
        for name, chosen_from in choices.items():
            self.fields[name].choices = chosen_from  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    shop_ref = forms.ChoiceField(label=_("Shop"))
    file = forms.FileField(
        label=_("File of products"), help_text=_("CSV in UTF-8 or GB18030, at most 8 MB and 20,000 rows.")
    )

    def __init__(self, shops: Sequence[words.Shop], data: object = None, files: object = None) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]
        field = self.fields["shop_ref"]
        field.choices = [(shop.ref, shop.name) for shop in shops]  # type: ignore[attr-defined]


class PriceForm(forms.Form):
    price = forms.CharField(label=_("Price of one piece"), max_length=16)


class StockForm(forms.Form):
    stock = forms.IntegerField(label=_("Pieces on the shelf"), min_value=0, max_value=MOST_STOCK)
