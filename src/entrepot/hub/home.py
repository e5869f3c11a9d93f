"""The first page: where this hub lies among its partners, what it counts, and the newest goods of each country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from entrepot.exchange import public as exchange
from entrepot.geo import public as geo
from entrepot.market.queries import listing
from entrepot.market.rules.addresses import page_path
from entrepot.parties import public as parties
from entrepot.values import CountryCode, HubCode, Money, Refusal
from entrepot.web import public as web

COUNTRIES_SHOWN = 8
OFFERS_OF_EACH = 3


@dataclass(frozen=True, slots=True)
class Goods:
    title: str
    edition: str
    brand: str
    shop: str
    price: Money
    href: str


@dataclass(frozen=True, slots=True)
class Country:
    """A pavilion and the newest of its goods."""

    code: CountryCode
    name: str
    offers: int
    shops: int
    newest: tuple[Goods, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A partner hub and the way there by sea; None where the sea lanes do not join the two ports."""

    partner: exchange.Partner
    place: str
    country: str
    distance_nm: int | None


@dataclass(frozen=True, slots=True)
class Home:
    countries: tuple[Country, ...]
    neighbours: tuple[Neighbour, ...]
    charts: tuple[geo.Svg, ...]
    chart_title: str
    offers: int
    shops: int


def home() -> Home:
    """Asks for a hub that is set up."""
    hub, edition = parties.hub_profile(), web.edition()
    pavilions = listing.pavilions()
    partners = [one for one in exchange.partners() if one.state is exchange.PartnerState.CONFIRMED]
    neighbours = tuple(
        Neighbour(
            partner=one,
            place=_place(one.code, edition),
            country=geo.country_name(one.country, edition),
            distance_nm=_distance(hub.code, one.code),
        )
        for one in partners
    )
    title = _("%(hub)s and its partner hubs") % {"hub": hub.name}
    return Home(
        countries=tuple(_country(one, edition) for one in pavilions[:COUNTRIES_SHOWN]),
        neighbours=neighbours,
        charts=_charts(hub.code, tuple(one.code for one in partners), edition, title),
        chart_title=title,
        offers=sum(one.offers for one in pavilions),
        shops=sum(one.shops for one in pavilions),
    )


def _country(pavilion: listing.Pavilion, edition: str) -> Country:
    offers = listing.search(listing.Search(country=pavilion.country))[:OFFERS_OF_EACH]
    newest = []
    for offer in offers:
        text = offer.public.text(edition)
        newest.append(
            Goods(
                text.title, text.edition, offer.brand, offer.shop_name, offer.public.price,
                page_path(offer.public, edition),
            )
        )  # fmt: skip
    return Country(
        code=pavilion.country,
        name=geo.country_name(pavilion.country, edition),
        offers=pavilion.offers,
        shops=pavilion.shops,
        newest=tuple(newest),
    )


@lru_cache(maxsize=256)
def _place(code: HubCode, edition: str) -> str:
    return geo.place_name(code, edition).text if geo.find_place(code) else str(code)


@lru_cache(maxsize=256)
def _route(origin: str, destination: str) -> geo.SeaRoute | None:
    try:
        return geo.sea_route(origin, destination)
    except Refusal:  # an inland hub, or a port whose position is disputed: said in words beside the chart
        return None


def _distance(origin: str, destination: str) -> int | None:
    route = _route(origin, destination)
    return route.distance_nm if route else None


@lru_cache(maxsize=64)
def _charts(here: HubCode, others: Sequence[HubCode], edition: str, title: str) -> tuple[geo.Svg, ...]:
    """One for wide screens and one for telephones. None without partners: a chart of one point says nothing."""
    places = [place for place in (geo.find_place(code) for code in (here, *others)) if place]
    if len(places) < 2:
        return ()
    routes = [route for route in (_route(here, code) for code in others) if route]
    marks = [
        geo.ChartMark(place.lon, place.lat, geo.place_name(place.code, edition).text, "port")
        for place in places
    ]
    lanes = [geo.ChartLane(route.line, "sailed") for route in routes]
    said = ", ".join(mark.label for mark in marks)
    wide = geo.chart_svg(title=title, description=said, lanes=lanes, marks=marks, width=1180, most_height=440)
    tall = geo.chart_svg(
        title=title, description=said, lanes=lanes, marks=marks, width=390, least_height=300, most_height=420
    )
    return (wide, tall)
