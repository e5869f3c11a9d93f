"""What an operator or carrier's agent fills in."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from entrepot.logistics.actions import Booking
from entrepot.values import BadValue, ContainerNumber, UNLocode, Weight


class PlaceField(forms.CharField):
    """A UN/LOCODE; geo is asked later whether there is such a place."""

    def clean(self, value: object) -> UNLocode | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return UNLocode.parse(text)
        except BadValue:
            raise forms.ValidationError(_("A UN/LOCODE has five characters, such as CNQZH.")) from None


class ContainerField(forms.CharField):
    def clean(self, value: object) -> ContainerNumber:
        try:
            return ContainerNumber.parse(super().clean(value))
        except BadValue:
            raise forms.ValidationError(
                _("A container number has four letters and seven digits, such as CSQU3054383.")
            ) from None


class ConsolidationForm(forms.Form):
    container = ContainerField(label=_("Container number"), max_length=20)
    iso_type = forms.CharField(
        label=_("Container type"),
        help_text=_("By ISO 6346. The payload of 22G1 and 42G1 is known."),
        max_length=4,
        initial="22G1",
    )
    payload_kg = forms.DecimalField(
        label=_("Payload on the door plate, kg"),
        help_text=_("It goes before the figure of the type. Needed for types without a known figure."),
        required=False,
        min_value=1,
        max_value=100_000,
        decimal_places=3,
    )
    carrier_code = forms.CharField(label=_("Carrier's code"), max_length=17)
    carrier_name = forms.CharField(label=_("Carrier"), max_length=120)
    booking_ref = forms.CharField(label=_("Booking number"), max_length=35)
    vessel_name = forms.CharField(label=_("Vessel"), max_length=70)
    vessel_imo = forms.RegexField(
        label=_("IMO number of the vessel"), regex="^[0-9]{7}$", required=False, max_length=7
    )
    voyage = forms.CharField(label=_("Voyage"), max_length=17)
    port_of_loading = PlaceField(label=_("Port of loading"), max_length=7)
    port_of_discharge = PlaceField(label=_("Port of discharge"), max_length=7)
    via = PlaceField(label=_("Port of transhipment"), max_length=7, required=False)
    departs_at = forms.DateTimeField(
        label=_("Planned departure"),
        help_text=_("In this hub's time."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    speed_knots = forms.DecimalField(
        label=_("Speed of the carrier's plan, knots"),
        help_text=_("Leave it empty to plan at this hub's own setting."),
        required=False,
        min_value=1,
        max_value=40,
        decimal_places=1,
    )

    @property
    def payload(self) -> Weight | None:
        given: Decimal | None = self.cleaned_data["payload_kg"]
        return None if given is None else Weight(int(given * 1000))

    @property
    def booking(self) -> Booking:
        given = self.cleaned_data
        return Booking(
            carrier_code=given["carrier_code"],
            carrier_name=given["carrier_name"],
            booking_ref=given["booking_ref"],
            vessel_name=given["vessel_name"],
            vessel_imo=given["vessel_imo"],
            voyage=given["voyage"],
            port_of_loading=given["port_of_loading"],
            port_of_discharge=given["port_of_discharge"],
            departs_at=given["departs_at"],
            speed_knots=given["speed_knots"],
            via=(given["via"],) if given["via"] else (),
        )


class CallForm(forms.Form):
    """When the ship leaves or comes, by the carrier."""

    what = forms.ChoiceField(
        label=_("The ship"),
        choices=[
            ("departure-actual", _("has departed")),
            ("arrival-actual", _("has arrived")),
            ("departure-estimated", _("is expected to depart")),
            ("arrival-estimated", _("is expected to arrive")),
        ],
    )
    position = forms.IntegerField(label=_("Leg"), min_value=1, max_value=20, initial=1)
    call_at = forms.DateTimeField(
        label=_("When"),
        help_text=_("In this hub's time."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

    @property
    def departure(self) -> bool:
        return str(self.cleaned_data["what"]).startswith("departure")

    @property
    def certain(self) -> bool:
        return str(self.cleaned_data["what"]).endswith("actual")


class TariffForm(forms.Form):
    file = forms.FileField(
        label=_("Freight table as CSV"),
        help_text=_("The columns are those of the download. It is loaded whole or not at all."),
    )
