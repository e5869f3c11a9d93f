"""Voyages, consignments and parcels in the form that the parts of a page take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from entrepot.geo import public as geo
from entrepot.logistics import rules, words
from entrepot.logistics.words import Box, Consignment, Mark, Moment, Parcel, ParcelState
from entrepot.parties import public as parties
from entrepot.ports.public import place_text, zone_of
from entrepot.values import UNLocode
from entrepot.web import public as web

_TONES = {
    ParcelState.WAITING: web.Tone.WAITING,
    ParcelState.IN_BOX: web.Tone.WAITING,
    ParcelState.DELIVERED: web.Tone.DONE,
}


def parcel_status(parcel: Parcel) -> web.Status:
    return web.Status(_TONES.get(parcel.state, web.Tone.MOVING), _(parcel.state_name))


def consignment_status(consignment: Consignment) -> web.Status:
    if consignment.state is words.ConsignmentState.DRAFT:
        return web.Status(web.Tone.WAITING, _("Not published yet"))
    state = rules.state_of(consignment)
    tone = web.Tone.DONE if state in (ParcelState.LAST_MILE, ParcelState.DELIVERED) else web.Tone.MOVING
    if state is ParcelState.IN_BOX:
        return web.Status(web.Tone.WAITING, _("Published, before the gate"))
    return web.Status(tone, _(words.STATE_NAMES[state]))


def voyage_marks(marks: Sequence[Mark], *, container: str = "", destination: str = "") -> list[web.Mark]:
    """Each step once: what was done, else what is expected, else what was planned. What other sources say of it stands
    beside it. container: links to its evidence, for those who may see it."""
    return [_mark(mark, container, destination) for mark in marks]


def _mark(mark: Mark, container: str, destination: str) -> web.Mark:
    zone = zone_of(mark.place)
    known: list[tuple[web.Stage, Moment]] = [
        *((web.Stage.DONE, moment) for moment in mark.done),
        *((web.Stage.ESTIMATED, moment) for moment in reversed(mark.estimated)),
        *((web.Stage.PLANNED, moment) for moment in mark.planned),
    ]
    stage, first = known[0] if known else (web.Stage.PLANNED, None)
    if mark.passed and stage is not web.Stage.DONE:
        return web.Mark(
            stage=web.Stage.DONE,
            what=_(mark.name),
            place=place_text(mark.place) or destination,
            place_code=mark.place or "",
            at=None,
            zone=zone,
            source=_("Nobody reported when; a later step is done."),
            disagreement=_others(known, zone),
        )
    key = first.event_key if first else ""
    return web.Mark(
        stage=stage,
        what=_(mark.name),
        place=place_text(mark.place) or destination,
        place_code=mark.place or "",
        at=first.at if first else None,
        zone=zone,
        source=_source(first) if first else _("nobody has named a time yet"),
        disagreement=_others(known[1:], zone),
        href=f"{reverse('ports:container', args=[container])}#{key}" if key and container else "",
    )


def _source(moment: Moment) -> str:
    return f"{_(moment.source_name)} ({moment.hub})" if moment.hub else _(moment.source_name)


def _others(known: Sequence[tuple[web.Stage, Moment]], zone: str) -> str:
    """ "The carrier's plan: 13 Nov 2026 17:30 UTC+8"."""
    return " · ".join(
        f"{_source(moment)}: {web.instant_text(moment.at, ZoneInfo(zone))}" for _stage, moment in known
    )


def chart(consignment: Consignment) -> geo.Svg | None:
    """The planned way over the sea, drawn full where the ship has been. None if a port has no way over the sea now."""
    steps = {milestone.step for box in consignment.boxes for milestone in box.milestones}
    arrived = words.Step.DISCHARGED in steps
    lanes, marks = [], []
    for leg in consignment.legs:
        route = geo.find_sea_route(leg.from_place, leg.to_place)
        if route is None:
            return None
        lanes.append(geo.ChartLane(route.line, "sailed" if arrived else "planned"))
        marks += [_chart_mark(place) for place in (leg.from_place, leg.to_place)]
        for passage in route.passages:
            known = geo.PASSAGES[passage]
            marks.append(geo.ChartMark(known.lon, known.lat, _(known.name), "passage"))
    return geo.page_chart(
        title=way_text(consignment),
        description=_("The way by sea from %(origin)s to %(destination)s, %(distance)s nautical miles.")
        % {
            "origin": place_text(consignment.port_of_loading),
            "destination": place_text(consignment.port_of_discharge),
            "distance": web.number_text(consignment.distance_nm),
        },
        lanes=lanes,
        marks=list({(mark.lon, mark.lat): mark for mark in marks}.values()),
        most_height=560,
    )


def _chart_mark(place: UNLocode) -> geo.ChartMark:
    known = geo.get_place(place)
    return geo.ChartMark(known.lon, known.lat, place_text(place), "port")


def way_text(consignment: Consignment) -> str:
    return _("%(origin)s – %(end)s") % {
        "origin": place_text(consignment.port_of_loading),
        "end": place_text(consignment.port_of_discharge),
    }


def legs_table(consignment: Consignment) -> web.Table:
    return web.Table(
        caption=_("Legs"),
        headings=(
            _("Sails from"),
            _("Sails to"),
            _("Nautical miles"),
            _("Through"),
            _("Knots"),
            _("Days at sea"),
        ),
        rows=[
            (
                place_text(leg.from_place),
                place_text(leg.to_place),
                leg.distance_nm,
                web.list_text(_(geo.PASSAGES[name].name) for name in leg.passages if name in geo.PASSAGES)
                or _("open sea"),
                leg.speed_knots,
                rules.days_at_sea(leg),
            )
            for leg in consignment.legs
        ],
    )


@dataclass(frozen=True, slots=True)
class NamedParcel:
    """A parcel with the names by which people know it."""

    parcel: Parcel
    seller: str
    ship_from: str
    country: str
    status: web.Status


def named(parcels: Sequence[Parcel]) -> list[NamedParcel]:
    sellers = parties.names_of_organisations(parcel.shop_org_ref for parcel in parcels)
    return [
        NamedParcel(
            parcel,
            sellers[parcel.shop_org_ref],
            place_text(parcel.ship_from),
            geo.country_name(parcel.destination, web.edition()),
            parcel_status(parcel),
        )
        for parcel in parcels
    ]


def parcels_table(parcels: Sequence[Parcel]) -> web.Table:
    sellers = parties.names_of_organisations(parcel.shop_org_ref for parcel in parcels)
    return web.Table(
        caption=_("Parcels"),
        headings=(
            _("Seller and parcel"),
            _("Order"),
            _("Sent from"),
            _("Sent to"),
            _("Weight"),
            _("Waiting since"),
            _("State"),
        ),
        rows=[
            (
                web.Link(sellers[parcel.shop_org_ref], "", parcel.ref),
                web.Code(parcel.order_ref),
                parcel.ship_from,
                geo.country_name(parcel.destination, web.edition()),
                parcel.weight,
                parcel.opened_at,
                parcel_status(parcel),
            )
            for parcel in parcels
        ],
        empty=_("No parcel is here in this state."),
    )


def consignments_table(consignments: Sequence[Consignment]) -> web.Table:
    return web.Table(
        caption=_("Consignments, the newest first"),
        headings=(
            _("Booking"),
            _("Carrier"),
            _("Vessel and voyage"),
            _("Way"),
            _("Containers"),
            _("Published by"),
            _("State"),
        ),
        rows=[
            (
                web.Link(one.booking_ref, reverse("logistics:consignment", args=[one.ref])),
                one.carrier_name or one.carrier_code,
                f"{one.vessel_name} {one.voyage}".strip(),
                way_text(one),
                len(one.boxes),
                one.origin or _("this hub"),
                consignment_status(one),
            )
            for one in consignments
        ],
        empty=_("No consignment yet. Put waiting parcels into a container to make the first."),
    )


def tariff_table(rows: Sequence[words.TariffRow]) -> web.Table:
    return web.Table(
        caption=_("This hub's own freight table"),
        headings=(
            _("Sent from"),
            _("Sent to"),
            _("Per kg"),
            _("At least"),
            _("Insurance, share of value"),
            _("Insurance at least"),
            _("Days"),
            _("From the day"),
            _("Source"),
        ),
        rows=[
            (
                row.ship_from,
                geo.country_name(row.to_country, web.edition()),
                row.per_kg,
                row.minimum,
                web.percent_text(row.insurance_rate),
                row.insurance_minimum,
                row.transit_days,
                row.effective_from,
                row.source,
            )
            for row in rows
        ],
        empty=_("This hub has no freight table. Without one no price to the door can be given."),
    )


def box_marks(consignment: Consignment, box: Box) -> list[web.Mark]:
    return voyage_marks(rules.voyage(consignment, box), container=box.number)
