"""What a reader of the country report may choose. It stays in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
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


class LongSelect(forms.Select):
    """Options by the hundred in one go. Django draws each from three templates: two thirds of the time of a page."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        chosen = self.format_value(value) or []
        options = (
            (code, mark_safe(" selected") if code in chosen else "", label) for code, label in self.choices
        )
        return format_html(
            "<select{}>{}</select>",
            flatatt({"name": name, **self.build_attrs(self.attrs, attrs)}),
            format_html_join("", '<option value="{}"{}>{}</option>', options),
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
            widget=LongSelect,
            choices=[(EVERYWHERE, _("all countries and regions")), *web.countries()],
            error_messages={"invalid_choice": _("This country or region is not known.")},
        )
        self.order_fields(["from", "until", "country"])

    @property
    def chosen_country(self) -> CountryCode | None:
        code = self.cleaned_data["country"]
        return None if code == EVERYWHERE else CountryCode(code)
