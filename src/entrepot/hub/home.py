"""The first page: what flows through this hub now, what it counts, and the newest goods of each country."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from entrepot.exchange import public as exchange
from entrepot.geo import public as geo
from entrepot.hub import traffic
from entrepot.market.queries import listing
from entrepot.market.rules.addresses import page_path
from entrepot.market.words import Offer
from entrepot.notices import public as notices
from entrepot.orders import public as orders
from entrepot.ports import public as ports
from entrepot.values import CountryCode, Money
from entrepot.web import public as web

COUNTRIES_SHOWN = 8
OFFERS_OF_EACH = 3
NOTICES_SHOWN = 3
KEPT_SECONDS = 30
A_WEEK, A_DAY = timedelta(days=7), timedelta(hours=24)


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
    brands: int
    newest: tuple[Goods, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A count and the address name of the page behind it: for everybody, or a desk."""

    text: str
    value: int
    page: str
    desk: bool = False

    def href(self, desks: Collection[str]) -> str:
        """ "" for a desk that is not among the reader's."""
        return "" if self.desk and self.page not in desks else reverse(self.page)


@dataclass(frozen=True, slots=True)
class Home:
    """What everybody sees. `nothing_yet`: nobody sells here, and no other hub is known."""

    at: datetime
    figures: tuple[Figure, ...]
    chart: geo.Svg
    chart_title: str
    lanes: tuple[traffic.LaneRow, ...]
    neighbours: tuple[traffic.Neighbour, ...]
    countries: tuple[Country, ...]
    more_countries: int
    notices: tuple[notices.Headline, ...]

    @property
    def nothing_yet(self) -> bool:
        return not self.countries and not self.neighbours


def home(at: datetime) -> Home:
    """Asks for a hub that is set up. The answer may be some seconds old; that of a hub with nothing yet never is."""
    edition = web.edition()
    key = f"hub.home.{edition}"
    found: Home | None = cache.get(key)
    if found is None:
        found = _home(at, edition)
        if not found.nothing_yet:
            cache.set(key, found, KEPT_SECONDS)
    return found


def _home(at: datetime, edition: str) -> Home:
    now, pavilions = traffic.traffic_now(at), listing.pavilions()
    shown = pavilions[:COUNTRIES_SHOWN]
    newest = listing.newest_by_country([one.country for one in shown], each=OFFERS_OF_EACH)
    return Home(
        at=at,
        figures=_figures(now),
        chart=traffic.drawn(now, edition),
        chart_title=traffic.chart_title(now),
        lanes=traffic.lane_rows(now, edition),
        neighbours=traffic.neighbours(now, edition),
        countries=tuple(_country(one, newest[one.country], edition) for one in shown),
        more_countries=len(pavilions) - len(shown),
        notices=notices.latest(edition, NOTICES_SHOWN),
    )


def _figures(now: traffic.Traffic) -> tuple[Figure, ...]:
    at = now.at
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        Figure(_("Orders today"), orders.count_placed(since=midnight), "insight:report"),
        Figure(_("Orders in 7 days"), orders.count_placed(since=at - A_WEEK), "insight:report"),
        Figure(_("Consignments at sea"), now.consignments, "logistics:desk", desk=True),
        Figure(_("Containers seen in 24 hours"), ports.count_seen(since=at - A_DAY, until=at), "ports:board", desk=True),
        Figure(_("Envelopes exchanged"), exchange.count_envelopes(), "exchange:partners"),
        Figure(_("Partner hubs"), len(now.partners), "exchange:partners"),
    )  # fmt: skip


def _country(pavilion: listing.Pavilion, newest: Sequence[Offer], edition: str) -> Country:
    return Country(
        code=pavilion.country,
        name=geo.country_name(pavilion.country, edition),
        offers=pavilion.offers,
        shops=pavilion.shops,
        brands=pavilion.brands_in_all,
        newest=tuple(_goods(offer, edition) for offer in newest),
    )


def _goods(offer: Offer, edition: str) -> Goods:
    text = offer.public.text(edition)
    return Goods(
        text.title, text.edition, offer.brand, offer.shop_name, offer.public.price,
        page_path(offer.public, edition),
    )  # fmt: skip
