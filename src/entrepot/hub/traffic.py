"""What flows between this hub and others now, on a chart and in rows, for everybody's eyes.

So there is nothing of one consignment in it. How many sail on a lane and how far they are is public; a box, a booking, a
shipper, a carrier or a ship's name is not: beside a lane with one consignment each of them would say whose it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrepot.exchange import public as exchange
from entrepot.geo import public as geo
from entrepot.logistics import public as logistics
from entrepot.parties import public as parties
from entrepot.values import HubCode
from entrepot.web import public as web

GOODS, DATA = "goods", "data"
HEARD_NOW = timedelta(minutes=5)
"""A link over which a partner was heard this lately has data moving on it."""

KEPT_SECONDS = 30
CHART_WIDTH, MOST_CHART_HEIGHT = 1180, 480


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A partner hub and the way there by sea; None where the sea lanes do not join the two ports."""

    partner: exchange.Partner
    place: str
    country: str
    distance_nm: int | None


@dataclass(frozen=True, slots=True)
class LaneRow:
    """What sails on a lane, beside the chart. `furthest`: the share of the way that the first has behind it;
    `next_arrival`: the day there."""

    origin: str
    origin_code: str
    end: str
    end_code: str
    consignments: int
    furthest: Decimal
    next_arrival: date


@dataclass(frozen=True, slots=True)
class Traffic:
    """This hub, its confirmed partners, and what sails now."""

    hub: parties.HubProfile
    partners: tuple[exchange.Partner, ...]
    lanes: tuple[logistics.LaneTraffic, ...]
    at: datetime

    @property
    def consignments(self) -> int:
        return sum(lane.consignments for lane in self.lanes)


def traffic_now(at: datetime) -> Traffic:
    """Asks for a hub that is set up."""
    partners = tuple(one for one in exchange.partners() if one.state is exchange.PartnerState.CONFIRMED)
    return Traffic(parties.hub_profile(), partners, logistics.lane_traffic(at=at), at)


def neighbours(now: Traffic, edition: str) -> tuple[Neighbour, ...]:
    return tuple(
        Neighbour(
            partner=one,
            place=geo.place_text(one.code, edition),
            country=geo.country_name(one.country, edition),
            distance_nm=route.distance_nm if (route := geo.find_sea_route(now.hub.code, one.code)) else None,
        )
        for one in now.partners
    )


def lane_rows(now: Traffic, edition: str) -> tuple[LaneRow, ...]:
    return tuple(
        LaneRow(
            origin=geo.place_text(lane.from_place, edition),
            origin_code=lane.from_place,
            end=geo.place_text(lane.to_place, edition),
            end_code=lane.to_place,
            consignments=lane.consignments,
            furthest=Decimal(max(lane.percents)) / 100,
            next_arrival=lane.next_arrival_at.astimezone(ZoneInfo(geo.time_zone(lane.to_place))).date(),
        )
        for lane in now.lanes
    )


def chart_title(now: Traffic) -> str:
    if now.partners or now.lanes:
        return _("%(hub)s, its partner hubs, and what is under way") % {"hub": now.hub.name}
    return _("Where %(hub)s lies") % {"hub": now.hub.name}


def drawn(now: Traffic, edition: str) -> geo.Svg:
    """The chart for readers without script, and for all until the live one stands."""
    sailed = tuple((lane.from_place, lane.to_place) for lane in now.lanes)
    return _drawn(now.hub.code, tuple(one.code for one in now.partners), sailed, edition, chart_title(now))


@lru_cache(maxsize=64)
def _drawn(
    here: HubCode,
    partners: tuple[HubCode, ...],
    sailed: tuple[tuple[str, str], ...],
    edition: str,
    title: str,
) -> geo.Svg:
    idle, moving = (
        [geo.find_sea_route(here, code) for code in partners],
        [geo.find_sea_route(*ends) for ends in sailed],
    )
    marks = _ports(here, [*partners, *(code for ends in sailed for code in ends)], edition)
    return geo.page_chart(
        title=title,
        description=web.list_text(mark.label for mark in marks),
        lanes=[
            *(geo.ChartLane(route.line, "idle") for route in idle if route),
            *(geo.ChartLane(route.line, "sailed") for route in moving if route),
        ],
        marks=marks,
        width=CHART_WIDTH,
        most_height=MOST_CHART_HEIGHT,
    )


def live(now: Traffic, edition: str) -> geo.LiveChart:
    at_sea = [code for lane in now.lanes for code in (lane.from_place, lane.to_place)]
    lanes = (*_ways(now, edition), *_sailed(now, edition), *_links(now, edition))
    names = {GOODS: _("Goods at sea"), DATA: _("Data between hubs")}
    return geo.LiveChart(
        ports=_ports(now.hub.code, [*(one.code for one in now.partners), *at_sea], edition),
        lanes=lanes,
        marks=tuple(_marks(now, edition)),
        layers=tuple((code, name) for code, name in names.items() if any(one.layer == code for one in lanes)),
    )


def first_chart(at: datetime) -> str:
    """The first page's live chart as it is sent, some seconds old at most."""
    edition = web.edition()

    def made() -> str:
        return geo.live_chart_json(live(traffic_now(at), edition))

    return str(cache.get_or_set(f"hub.chart.{edition}", made, KEPT_SECONDS))


def _ways(now: Traffic, edition: str) -> Iterator[geo.LiveLane]:
    """The sea lanes to the partners, whether something sails there or not."""
    for one in now.partners:
        if route := geo.find_sea_route(now.hub.code, one.code):
            title = _("%(origin)s – %(end)s: %(miles)s nautical miles by sea") % {
                "origin": geo.place_text(now.hub.code, edition),
                "end": geo.place_text(one.code, edition),
                "miles": web.number_text(route.distance_nm),
            }
            yield geo.LiveLane(route.line, title, GOODS)


def _sailed(now: Traffic, edition: str) -> Iterator[geo.LiveLane]:
    for lane in now.lanes:
        if route := geo.find_sea_route(lane.from_place, lane.to_place):
            yield geo.LiveLane(
                route.line, _at_sea(lane, lane.consignments, edition), GOODS, lane.consignments, True
            )


def _links(now: Traffic, edition: str) -> Iterator[geo.LiveLane]:
    here = geo.find_place(now.hub.code)
    for one in now.partners:
        there = geo.find_place(one.code)
        if here and there:
            heard = one.last_heard_at is not None and now.at - one.last_heard_at < HEARD_NOW
            title = _("%(hub)s and %(partner)s tell each other signed facts") % {
                "hub": now.hub.name,
                "partner": one.name,
            }
            yield geo.LiveLane(
                geo.great_circle(there.position, here.position), title, DATA, int(heard), heard
            )


def _marks(now: Traffic, edition: str) -> Iterator[geo.LiveMark]:
    """Consignments that are equally far on a lane stand together."""
    for lane in now.lanes:
        if route := geo.find_sea_route(lane.from_place, lane.to_place):
            for percent, count in Counter(lane.percents).items():
                (lon, lat), bearing = geo.along(route.line, Fraction(percent, 100))
                yield geo.LiveMark(lon, lat, bearing, _at_sea(lane, count, edition), count, GOODS)


def _at_sea(lane: logistics.LaneTraffic, count: int, edition: str) -> str:
    return ngettext(
        "%(origin)s – %(end)s: %(count)s consignment at sea, its position estimated",
        "%(origin)s – %(end)s: %(count)s consignments at sea, their position estimated",
        count,
    ) % {
        "origin": geo.place_text(lane.from_place, edition),
        "end": geo.place_text(lane.to_place, edition),
        "count": web.number_text(count),
    }


def _ports(here: HubCode, others: Sequence[str], edition: str) -> tuple[geo.ChartMark, ...]:
    """This hub first, each place once; a place that no register knows is on no chart."""
    known = [place for code in dict.fromkeys([here, *others]) if (place := geo.find_place(code))]
    return tuple(
        geo.ChartMark(
            place.lon,
            place.lat,
            geo.place_text(place.code, edition),
            "here" if place.code == here else "port",
        )
        for place in known
    )
