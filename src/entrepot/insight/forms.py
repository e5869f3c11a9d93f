"""What a reader of the country report may choose. It stays in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from entrepot.values import CountryCode
from entrepot.web import public as web

EVERYWHERE = "all"


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the day like 2026-10-31.")},
    )


class PeriodForm(forms.Form):
    """Fields `from`, `until`, `country`. Always filled: what the address does not say, the view adds."""

    use_required_attribute = False
    until = _day(_("Until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = _day(_("From"))
        self.fields["country"] = forms.ChoiceField(
            label=_("Goods made in"),
            choices=[(EVERYWHERE, _("all countries and regions")), *web.countries()],
            error_messages={"invalid_choice": _("This country or region is not known.")},
        )
        self.order_fields(["from", "until", "country"])

    @property
    def chosen_country(self) -> CountryCode | None:
        code = self.cleaned_data["country"]
        return None if code == EVERYWHERE else CountryCode(code)
