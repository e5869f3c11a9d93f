"""The market as a shopper sees it: pavilions, search, the product page with its price at the door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from entrepot.geo import public as geo
from entrepot.market import words
from entrepot.market.actions.estimates import door_estimates
from entrepot.market.queries import listing
from entrepot.market.queries.landed import MOST_PIECES, DoorPrice, Doors, currency_for
from entrepot.market.queries.offers import get_offer
from entrepot.market.rules import harmonized_system
from entrepot.market.rules.addresses import page_path, public_page
from entrepot.parties import public as parties
from entrepot.values import COUNTRIES, CountryCode, Refusal
from entrepot.values.clock import now
from entrepot.values.refusal import message
from entrepot.web import public as web

OFFERS_PER_PAGE = 24
NEWEST_SHOWN = 12
_ASKED = ("q", "country", "origin", "category", "brand", "shop")


@dataclass(frozen=True, slots=True)
class Door:
    """Where the goods would go, and the money that the reader counts in: chosen, else the hub's own country."""

    country: CountryCode
    currency: str


@dataclass(frozen=True, slots=True)
class OfferCard:
    """An offer in a list."""

    offer: words.Offer
    text: words.Text
    href: str
    door: words.DoorEstimate


@dataclass(frozen=True, slots=True)
class Choice:
    """A value by which the list can be narrowed, by its name in the reader's edition; `href` chooses it."""

    name: str
    offers: int
    href: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One kind of choice. `chosen` is the name of the one that holds, `any_href` takes it away."""

    heading: str
    chosen: str
    any_href: str
    choices: tuple[Choice, ...]


def door_of(request: HttpRequest) -> Door:
    chosen = web.shopper(request)
    country = chosen.country or parties.hub_profile().country
    return Door(country, chosen.currency or currency_for(country, at=now()))


def _page_at_seller(offer: words.Offer, address: str, door: Door, pieces: int) -> str:
    """The same product for the same door at the hub that sells it."""
    asked = {"to": str(door.country), "currency": door.currency, "quantity": str(pieces)}
    return f"{offer.site_url}{address}?{urlencode(asked)}"


def front(request: HttpRequest) -> HttpResponse:
    """Pavilions and brands; with a search or a choice, what it found."""
    wanted = _wanted(request)
    if not wanted.asks_nothing:
        return _found(request, wanted, title=_("Market"))
    door, (pavilions, brands) = door_of(request), listing.front()
    edition = web.edition()
    cards = _cards(listing.search(wanted)[:NEWEST_SHOWN], door)
    return render(
        request,
        "market/front.html",
        {
            "public_page": web.public_page(request),
            "pavilions": [(geo.country_name(one.country, edition), one) for one in pavilions],
            "brands": brands,
            "cards": cards,
            "troubles": _troubles(cards),
            "door": door,
            "door_country": geo.country_name(door.country, edition),
        },
    )


def pavilion(request: HttpRequest, country: str) -> HttpResponse:
    """What the shops of one country sell."""
    code = country.upper()
    if code not in COUNTRIES:
        raise Refusal(
            "market.no_country",
            message("There is no country %(code)s. Choose a pavilion on the market's first page."),
            {"code": code},
            status=404,
        )
    if country != code:
        return redirect("market:pavilion", country=code, permanent=True)
    wanted = _wanted(request, country=code)
    return _found(request, wanted, title=geo.country_name(code, web.edition()))


def offer_page(request: HttpRequest, ref: str, slug: str = "") -> HttpResponse:
    """One product: its text, its seller, and what it costs at the reader's door, line by line."""
    offer = get_offer(ref)
    edition = web.edition()
    address = page_path(offer.public, edition)
    if request.path != address:
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{address}?{query}" if query else address)
    door, pieces = door_of(request), _pieces(request)
    price, trouble = _price(offer, pieces, door)
    text = offer.public.text(edition)
    return render(
        request,
        "market/offer.html",
        {
            "offer": offer,
            "public": offer.public,
            "public_page": public_page(offer.public, edition, offer.changed_at),
            "text": text,
            "text_language": _language_names()[text.edition],
            "own_edition": text.edition == edition,
            "category": web.message_text(offer.category_name),
            "door": door,
            "door_country": geo.country_name(door.country, edition),
            "origin_name": geo.country_name(offer.origin, edition),
            "country_name": geo.country_name(offer.public.country, edition),
            "place": geo.place_name(offer.ship_from, edition).text if geo.find_place(offer.ship_from) else "",
            "hs_name": harmonized_system.find_name(offer.hs),
            "pieces": pieces,
            "most_pieces": min(MOST_PIECES, offer.available) if offer.available else MOST_PIECES,
            "together": offer.price * pieces,
            "price": price,
            "trouble": trouble,
            "findings": _findings(price, text.title) if price else (),
            "seller_page": _page_at_seller(offer, address, door, pieces) if offer.remote else "",
            "cart_add": f"/{edition}/orders/cart/add",
        },
    )


def _price(offer: words.Offer, pieces: int, door: Door) -> tuple[DoorPrice | None, Refusal | None]:
    """The price at the door, or the reason why there is none."""
    try:
        return Doors(now()).price([(offer, pieces)], country=door.country, currency=door.currency), None
    except Refusal as refusal:
        return None, refusal


def _findings(price: DoorPrice, title: str) -> list[str]:
    """Customs names a line by its reference; a reader knows the product by its title."""
    found = []
    for finding in price.quote.findings:
        params = finding.sentence.values
        if "line" in params:
            params = {**params, "line": title}
        found.append(web.message_text(finding.sentence.message, params))
    return found


def _found(request: HttpRequest, wanted: listing.Search, *, title: str) -> HttpResponse:
    page = web.paginate(request, listing.search(wanted), OFFERS_PER_PAGE)
    door = door_of(request)
    cards = _cards(page.items, door)
    return render(
        request,
        "market/found.html",
        {
            "title": title,
            "public_page": web.public_page(request, *_ASKED, "page"),
            "wanted": wanted,
            "page": page,
            "cards": cards,
            "troubles": _troubles(cards),
            "narrowings": _narrowings(request, wanted),
            "door": door,
            "door_country": geo.country_name(door.country, web.edition()),
            "action": request.path,
        },
    )


def _narrowings(request: HttpRequest, wanted: listing.Search) -> list[Narrowing]:
    facets = listing.facets(wanted)
    kinds: list[tuple[str, str, str, tuple[listing.Facet, ...], Callable[[str], str]]] = [
        ("category", _("Category"), wanted.category, facets.categories, category_name),
        ("brand", _("Brand"), wanted.brand, facets.brands, str),
    ]
    in_pavilion = wanted.country and "country" not in request.GET
    if not in_pavilion:
        named = (_("Country of the shop"), wanted.country, facets.countries)
        kinds.insert(0, ("country", *named, _country_name))
    return [
        Narrowing(
            heading=heading,
            chosen=name_of(chosen) if chosen else "",
            any_href=_address(request, column, None),
            choices=tuple(
                Choice(name_of(one.value), one.offers, _address(request, column, one.value))
                for one in found
                if one.value != chosen
            ),
        )
        for column, heading, chosen, found, name_of in kinds
        if found or chosen
    ]


def _country_name(code: str) -> str:
    """What somebody wrote into the address may be no country."""
    return geo.country_name(code, web.edition()) if code in COUNTRIES else code


def _address(request: HttpRequest, name: str, value: str | None) -> str:
    """This page with another choice, from its first page on."""
    query = request.GET.copy()
    query.pop("page", None)
    query.pop(name, None)
    if value is not None:
        query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _cards(offers: Sequence[words.Offer], door: Door) -> list[OfferCard]:
    edition = web.edition()
    doors = door_estimates(offers, country=door.country, currency=door.currency, at=now())
    return [
        OfferCard(offer, offer.public.text(edition), page_path(offer.public, edition), doors[offer.ref])
        for offer in offers
    ]


def _troubles(cards: Sequence[OfferCard]) -> list[Refusal]:
    """Why some prices could not be counted, each reason once."""
    found = {str(card.door.refusal): card.door.refusal for card in cards if card.door.refusal}
    return list(found.values())


def category_name(category: str) -> str:
    return web.message_text(words.CATEGORIES.get(category, words.CATEGORIES["other"]))


def _wanted(request: HttpRequest, country: str = "") -> listing.Search:
    text, of_country, origin, category, brand, shop = (request.GET.get(name, "") for name in _ASKED)
    return listing.Search(
        text=text.strip()[:100],
        country=country or of_country.upper()[:2],
        origin=origin.upper()[:2],
        category=category[:20],
        brand=brand[:80],
        shop_ref=shop[:40],
    )


def _pieces(request: HttpRequest) -> int:
    asked = request.GET.get("quantity", "1")
    if not asked.isascii() or not asked.isdigit():
        return 1
    return min(max(int(asked[:4]), 1), MOST_PIECES)


def _language_names() -> dict[str, str]:
    return dict(settings.LANGUAGES)
