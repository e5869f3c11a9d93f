"""Orders, quotes and voyages in the form that the parts of a page take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from entrepot.customs import public as customs
from entrepot.geo import public as geo
from entrepot.logistics import public as logistics
from entrepot.logistics.words import Consignment
from entrepot.market.words import Text
from entrepot.orders.timeline import Happening
from entrepot.orders.words import STATE_NAMES, BoughtLine, CancelReason, Order, OrderState, Purchase
from entrepot.values import Money, Refusal, UNLocode
from entrepot.values.refusal import message
from entrepot.web import public as web

_TONES = {
    OrderState.PLACED: web.Tone.WAITING,
    OrderState.PAID: web.Tone.MOVING,
    OrderState.DELIVERED: web.Tone.WAITING,
    OrderState.COMPLAINED: web.Tone.WRONG,
    OrderState.COMPLETED: web.Tone.DONE,
    OrderState.CANCELLED: web.Tone.PLAIN,
    OrderState.REFUNDED: web.Tone.PLAIN,
}

_PURCHASES = {
    "placed": (web.Tone.WAITING, message("Waiting for payment")),
    "paying": (web.Tone.WAITING, message("Payment under way")),
    "paid": (web.Tone.DONE, message("Paid into escrow")),
    "cancelled": (web.Tone.PLAIN, message("Cancelled")),
}

_WHY_CANCELLED = {
    CancelReason.NOT_PAID_IN_TIME: message(
        "It was not paid in time, so the goods are free for others again."
    ),
    CancelReason.PAYMENT_FAILED: message("The payment provider declined the payment."),
}

# What the provider gives as its reason, in our words; another reason is shown as the provider's own code.
DECLINED = {"limit_exceeded": message("The amount is above the limit of your card or account.")}

CHART_WIDTH = 760


def order_status(state: OrderState) -> web.Status:
    return web.Status(_TONES[state], _(STATE_NAMES[state]))


def purchase_status(purchase: Purchase) -> web.Status:
    """Of the payment, until every order of it has ended."""
    states = {order.state for order in purchase.orders}
    if purchase.state == "paid" and states <= {OrderState.COMPLETED, OrderState.REFUNDED}:
        return order_status(OrderState.COMPLETED if OrderState.COMPLETED in states else OrderState.REFUNDED)
    tone, name = _PURCHASES[purchase.state]
    return web.Status(tone, _(name))


def why_cancelled(purchase: Purchase) -> str:
    return _(_WHY_CANCELLED[CancelReason(purchase.reason)])


def with_titles(refusal: Refusal, titles: Mapping[str, str]) -> Refusal:
    """The same refusal, with goods named by their title instead of their reference."""
    params = _named(refusal.params, titles)
    return Refusal(refusal.code, refusal.message, params, field=refusal.field, status=refusal.status)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a quote under the name that tells it from the others."""

    line: customs.ChargeLine
    name: str

    def __getattr__(self, attribute: str) -> object:
        return getattr(self.line, attribute)


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A quote over several products, as the part of a page shows it. quota: None where the notes say it already, or
    where it is none of the reader's business."""

    quote: customs.Quote
    lines: tuple[ShownLine, ...]
    notes: tuple[customs.Sentence, ...]
    quota: customs.QuotaCheck | None

    def __getattr__(self, attribute: str) -> object:
        return getattr(self.quote, attribute)


def shown(quote: customs.Quote, titles: Mapping[str, str], *, to_buyer: bool = True) -> ShownQuote:
    """With the product's title at each line that is one product's, if there are several.

    What a buyer has used of a yearly limit is shown to nobody else.
    """
    several = len(quote.request.lines) > 1
    limit = quote.quota.sentence if quote.quota else None
    return ShownQuote(
        quote=quote,
        lines=tuple(
            ShownLine(line, _of_product(line, titles) if several else line.name) for line in quote.lines
        ),
        notes=tuple(note for note in quote.notes if to_buyer or note != limit),
        quota=quote.quota if to_buyer and limit not in quote.notes else None,
    )


def _of_product(line: customs.ChargeLine, titles: Mapping[str, str]) -> str:
    if not line.line_ref:
        return line.name
    return _("%(charge)s: %(title)s") % {
        "charge": _(line.name),
        "title": titles.get(line.line_ref, line.line_ref),
    }


def findings_of(quote: customs.Quote, titles: Mapping[str, str]) -> list[str]:
    """What customs found, with goods named by their title."""
    return [
        web.message_text(finding.sentence.message, _named(finding.sentence.values, titles))
        for finding in quote.findings
    ]


def _named(params: Mapping[str, object], titles: Mapping[str, str]) -> dict[str, object]:
    line = str(params.get("line", ""))
    return {**params, "line": titles.get(line, line)} if line else dict(params)


def titles_of(order: Order) -> dict[str, str]:
    edition = web.edition()
    return {line.offer_ref: line.text(edition).title for line in order.lines}


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """A line of an order at the shop's own price, with its texts."""

    bought: BoughtLine
    text: Text
    origin: str
    together: Money


def goods_lines(order: Order) -> list[GoodsLine]:
    edition = web.edition()
    return [
        GoodsLine(
            line, line.text(edition), geo.country_name(line.origin, edition), line.unit_price * line.quantity
        )
        for line in order.lines
    ]


def first_titles(order: Order) -> str:
    """What is in an order, in one line of a table."""
    return _first_of(order.lines)


def purchase_titles(purchase: Purchase) -> str:
    """What is in a purchase, in one line."""
    return _first_of([line for order in purchase.orders for line in order.lines])


def _first_of(lines: Sequence[BoughtLine]) -> str:
    first = lines[0].text(web.edition()).title
    more = len(lines) - 1
    return _("%(title)s and %(more)s more") % {"title": first, "more": more} if more else first


def place_text(code: UNLocode | str | None) -> str:
    return geo.place_text(code, web.edition())


def zone_of(code: UNLocode | None) -> str:
    return geo.time_zone(code) if code and geo.find_place(code) else ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """Something that happened, as the logbook of an order shows it. zone: "" for the hub's own."""

    at: datetime
    what: str
    place: str
    place_code: str
    zone: str
    source: str


def logbook(happenings: Sequence[Happening]) -> list[LogLine]:
    return [
        LogLine(
            one.at, _(one.what), place_text(one.place), one.place or "", zone_of(one.place),
            _who(_(one.source), one.hub),
        )
        for one in happenings
    ]  # fmt: skip


def _who(source: str, hub: str) -> str:
    return _("%(source)s, hub %(hub)s") % {"source": source, "hub": hub} if hub else source


@dataclass(frozen=True, slots=True)
class LegSheet:
    """A passage by sea in words, beside the chart."""

    origin: str
    origin_code: str
    end: str
    end_code: str
    distance_nm: int
    passages: tuple[str, ...]
    speed: str


@dataclass(frozen=True, slots=True)
class VoyageSheet:
    """One parcel's voyage. chart: None before the parcel is in a box, or where no way by sea can be drawn."""

    parcel: logistics.Parcel
    state: str
    consignment: Consignment | None
    marks: list[web.Mark]
    legs: tuple[LegSheet, ...]
    title: str
    chart: geo.Svg | None


def voyage_sheet(voyage: logistics.ParcelVoyage) -> VoyageSheet:
    consignment = voyage.consignment
    legs = consignment.legs if consignment else ()
    stops = tuple((leg.from_place, leg.to_place, _sailed(voyage, leg.to_place)) for leg in legs)
    title = _voyage_title(consignment) if consignment else ""
    return VoyageSheet(
        parcel=voyage.parcel,
        state=_(voyage.parcel.state_name),
        consignment=consignment,
        marks=[_mark(mark) for mark in voyage.marks],
        legs=tuple(
            LegSheet(
                place_text(leg.from_place), leg.from_place, place_text(leg.to_place), leg.to_place,
                leg.distance_nm, tuple(_passage(code) for code in leg.passages), f"{leg.speed_knots.normalize():f}",
            )
            for leg in legs
        ),
        title=title,
        chart=_chart(stops, title, web.edition()) if stops else None,
    )  # fmt: skip


def _sailed(voyage: logistics.ParcelVoyage, end: UNLocode) -> bool:
    return any(mark.step == "arrived" and mark.place == end and mark.passed for mark in voyage.marks)


def _passage(code: str) -> str:
    found = geo.PASSAGES.get(code)
    return _(found.name) if found else code


def _mark(mark: logistics.Mark) -> web.Mark:
    """The surest time, and beside it all that was said otherwise."""
    sayings = list(_sayings(mark))
    stage, at, source = sayings[0] if sayings else (web.Stage.PLANNED, None, "")
    if not mark.done and mark.passed:
        stage, at, source = web.Stage.DONE, None, _("Nobody reported it; what comes after it is done")
    elif not source:
        source = _("Nobody has said when")
    others = sayings if at is None else sayings[1:]
    zone = zone_of(mark.place)
    return web.Mark(
        stage=stage,
        what=_(mark.name),
        place=place_text(mark.place),
        place_code=mark.place or "",
        at=at,
        zone=zone,
        source=source,
        disagreement=" ".join(_other(*one, zone) for one in others if one[1] != at),
    )


def _sayings(mark: logistics.Mark) -> Iterator[tuple[web.Stage, datetime, str]]:
    """The surest first; of equals the one that was said first."""
    for stage, moments in (
        (web.Stage.DONE, mark.done),
        (web.Stage.ESTIMATED, mark.estimated),
        (web.Stage.PLANNED, mark.planned),
    ):
        for moment in moments:
            yield stage, moment.at, _who(_(moment.source_name), moment.hub or "")


_OTHERS = {
    web.Stage.DONE: message("Also reported for %(at)s: %(source)s."),
    web.Stage.ESTIMATED: message("Estimated for %(at)s: %(source)s."),
    web.Stage.PLANNED: message("Planned for %(at)s: %(source)s."),
}


def _other(stage: web.Stage, at: datetime, source: str, zone: str) -> str:
    when = web.instant_text(at, ZoneInfo(zone) if zone else None)
    text = f"{when.day} {when.time} {when.zone}" + (f" ({when.utc})" if when.utc else "")
    return _(_OTHERS[stage]) % {"at": text, "source": source}


@lru_cache(maxsize=128)
def _chart(stops: tuple[tuple[UNLocode, UNLocode, bool], ...], title: str, edition: str) -> geo.Svg | None:
    """None where geo knows no way by sea: a straight line would be a lie. `edition` is part of the key: labels are in it."""
    routes = [route for start, end, _sailed in stops if (route := geo.find_sea_route(start, end))]
    if len(routes) < len(stops):
        return None
    passages = dict.fromkeys(code for route in routes for code in route.passages)
    marks = [_port_mark(code) for code in dict.fromkeys(code for *ends, _sailed in stops for code in ends)]
    marks += [
        geo.ChartMark(geo.PASSAGES[code].lon, geo.PASSAGES[code].lat, _passage(code), "passage")
        for code in passages
    ]
    miles = sum(route.distance_nm for route in routes)
    return geo.page_chart(
        title=title,
        description=_("%(title)s, %(miles)s nautical miles")
        % {"title": title, "miles": web.number_text(miles)},
        lanes=[
            geo.ChartLane(route.line, "sailed" if sailed else "planned")
            for route, (_start, _end, sailed) in zip(routes, stops, strict=True)
        ],
        marks=marks,
        width=CHART_WIDTH,
        most_height=460,
    )


def live_chart(voyages: Sequence[logistics.ParcelVoyage], *, at: datetime) -> geo.LiveChart:
    """Where the parcels of an order are, for those who may read the order."""
    consignments = {one.consignment.ref: one.consignment for one in voyages if one.consignment}.values()
    ports = dict.fromkeys(
        code for one in consignments for leg in one.legs for code in (leg.from_place, leg.to_place)
    )
    lanes, marks = [], []
    for consignment in consignments:
        title, sailing = _voyage_title(consignment), logistics.sailing_of(consignment, at=at)
        for leg in consignment.legs:
            ends = (leg.from_place, leg.to_place)
            if route := geo.find_sea_route(*ends):
                moving = sailing is not None and ends == (sailing.from_place, sailing.to_place)
                lanes.append(geo.LiveLane(route.line, title, volume=int(moving), moving=moving))
                if sailing and moving:
                    said = _("%(title)s, its position estimated") % {"title": title}
                    (lon, lat), bearing = geo.along(route.line, Fraction(sailing.percent(at), 100))
                    marks.append(geo.LiveMark(lon, lat, bearing, said))
    return geo.LiveChart(tuple(_port_mark(code) for code in ports), tuple(lanes), tuple(marks))


def _voyage_title(consignment: Consignment) -> str:
    return _("Voyage of %(vessel)s from %(origin)s to %(end)s") % {
        "vessel": consignment.vessel_name or consignment.carrier_name,
        "origin": place_text(consignment.port_of_loading),
        "end": place_text(consignment.port_of_discharge),
    }


def _port_mark(code: UNLocode) -> geo.ChartMark:
    place = geo.get_place(code)
    return geo.ChartMark(place.lon, place.lat, place_text(code))


def orders_table(
    orders: Iterable[Order], *, caption: str, with_shop: bool = True, empty: str = ""
) -> web.Table:
    """What shops sold. with_shop: say which one, where there are several."""
    return web.Table(
        caption=caption,
        headings=(
            _("Ordered"),
            _("Goods"),
            *((_("Shop"),) if with_shop else ()),
            _("Sent to"),
            _("Goods value"),
            _("Buyer pays"),
            _("State"),
        ),
        rows=tuple(
            (
                order.placed_at,
                web.Link(first_titles(order), reverse("orders:order", args=[order.ref]), order.ref),
                *((order.shop_name,) if with_shop else ()),
                geo.country_name(order.destination, web.edition()),
                order.goods,
                order.total,
                order_status(order.state),
            )
            for order in orders
        ),
        empty=empty,
    )
