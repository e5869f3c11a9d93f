"""Search and facets over the listing, our own offers and partners' alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.postgres.search import TrigramSimilarity
from django.core.cache import cache
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Length

from entrepot.exchange import public as exchange
from entrepot.market import models, words
from entrepot.market.queries.offers import LISTED, of_listing
from entrepot.market.rules.search_terms import terms_of_query
from entrepot.values import CountryCode
from entrepot.web import public as web

KEPT_SECONDS = 30
_MOST_ALTERNATIVES = 8
_LEAST_LIKENESS = 0.4


@dataclass(frozen=True, slots=True)
class Search:
    """What a reader looks for; empty means any. `country` is the shop's, `origin` that of the goods."""

    text: str = ""
    country: str = ""
    origin: str = ""
    category: str = ""
    brand: str = ""
    shop_ref: str = ""

    @property
    def asks_nothing(self) -> bool:
        return self == Search()


@dataclass(frozen=True, slots=True)
class Facet:
    """One value by which a search can be narrowed, and how many offers it leaves."""

    value: str
    offers: int


@dataclass(frozen=True, slots=True)
class Facets:
    countries: tuple[Facet, ...]
    categories: tuple[Facet, ...]
    brands: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class Pavilion:
    """A country whose shops sell here or at a partner hub. `brands` are the leading ones."""

    country: CountryCode
    offers: int
    shops: int
    brands: tuple[str, ...]
    brands_in_all: int


def search(wanted: Search) -> Sequence[words.Offer]:
    """The newest first; of several words like the one asked for, those with the word itself before the others."""
    wishes = _wishes(wanted.text)
    if wishes is None:
        return _offers(models.Listing.objects.none())
    rows = models.Listing.objects.filter(_matching(wanted, wishes))
    if not wishes:
        return _offers(rows.order_by("-id"))
    # By a sum, or PostgreSQL walks down the ids and reads the terms of every row until a page is full.
    newest = (F("id") + 0).desc()
    if all(len(wish) == 1 for wish in wishes):
        return _offers(rows.order_by(newest))
    itself = Q(terms__contains=[wish[0] for wish in wishes])
    return _offers(
        rows.annotate(itself=ExpressionWrapper(itself, BooleanField())).order_by("-itself", newest)
    )


def _offers(rows: QuerySet[models.Listing]) -> Sequence[words.Offer]:
    here = exchange.this_hub_code()
    return web.Lazily(rows.values_list(*LISTED), lambda listed: of_listing(listed, here=here))


def newest_by_country(countries: Sequence[CountryCode], *, each: int) -> dict[CountryCode, list[words.Offer]]:
    """The newest offers of each of these countries' shops."""
    if not countries:
        return {}
    first, *others = (
        models.Listing.objects.filter(country=country).order_by("-id").values("pk")[:each]
        for country in countries
    )
    newest = {row["pk"] for row in first.union(*others, all=True)}
    rows = models.Listing.objects.select_related("offer__product__shop", "remote").filter(pk__in=newest)
    found: dict[CountryCode, list[words.Offer]] = {country: [] for country in countries}
    for offer in _offers(rows.order_by("-id"))[:]:
        found[offer.public.country].append(offer)
    return found


def facets(wanted: Search, *, most: int = 12) -> Facets:
    """What a search can be narrowed by; each kind is counted as if nothing of its own kind were chosen."""
    wishes = _wishes(wanted.text)
    if wishes is None:
        return Facets((), (), ())

    def count(column: str, without: Search) -> tuple[Facet, ...]:
        rows = (
            models.Listing.objects.filter(_matching(without, wishes))
            .values_list(column)
            .annotate(offers=Count("id"))
            .order_by("-offers", column)[:most]
        )
        return tuple(Facet(value, offers) for value, offers in rows)

    return Facets(
        countries=count("country", replace(wanted, country="")),
        categories=count("category", replace(wanted, category="")),
        brands=count("brand", replace(wanted, brand="")),
    )


def front() -> tuple[list[Pavilion], list[Facet]]:
    """Pavilions and leading brands, counted at most half a minute ago: to count them is to look at every listing."""
    found: tuple[list[Pavilion], list[Facet]] | None = cache.get("market.front")
    if found is None:
        found = pavilions(), brands()
        cache.set("market.front", found, KEPT_SECONDS)
    return found


def pavilions(*, most_brands: int = 6) -> list[Pavilion]:
    """Countries with something for sale, the largest first, each with its leading brands."""
    rows = models.Listing.objects.values_list("country", "shop_ref", "brand").annotate(offers=Count("*"))
    offers: dict[str, Counter[str]] = {}
    shops: dict[str, set[str]] = {}
    for country, shop_ref, brand, count in rows:
        offers.setdefault(country, Counter())[brand] += count
        shops.setdefault(country, set()).add(shop_ref)
    found = [
        Pavilion(
            country=CountryCode(country),
            offers=of_brand.total(),
            shops=len(shops[country]),
            brands=tuple(sorted(of_brand, key=lambda brand: (-of_brand[brand], brand))[:most_brands]),
            brands_in_all=len(of_brand),
        )
        for country, of_brand in offers.items()
    ]
    return sorted(found, key=lambda one: (-one.offers, one.country))


def brands(*, most: int = 24) -> list[Facet]:
    """The brands with most offers."""
    rows = models.Listing.objects.values_list("brand").annotate(offers=Count("id"))
    return [Facet(brand, offers) for brand, offers in rows.order_by("-offers", "brand")[:most]]


def _wishes(text: str) -> list[list[str]] | None:
    """For each term of a text, the terms that fulfil it; None if one can't be fulfilled or the text has no term."""
    terms = terms_of_query(text)
    if not terms:
        return None if text.strip() else []
    wishes = [[pair] for pair in terms.pairs]
    for word in terms.words:
        alternatives = _words_like(word)
        if not alternatives:
            return None
        wishes.append(alternatives)
    return wishes


def _words_like(word: str) -> list[str]:
    """The word itself and longer ones that begin with it; if there are none, those that look most like it."""
    beginning = models.Word.objects.filter(word__startswith=word).order_by(Length("word"), "word")
    found = list(beginning.values_list("word", flat=True)[:_MOST_ALTERNATIVES])
    if found:
        return found
    like = models.Word.objects.filter(word__trigram_similar=word).annotate(
        likeness=TrigramSimilarity("word", word)
    )
    near = like.filter(likeness__gte=_LEAST_LIKENESS).order_by("-likeness", "word")
    return list(near.values_list("word", flat=True)[:_MOST_ALTERNATIVES])


def _matching(wanted: Search, wishes: Sequence[Sequence[str]]) -> Q:
    found = Q()
    for column in ("country", "origin", "category", "brand", "shop_ref"):
        if value := getattr(wanted, column):
            found &= Q(**{column: value})
    for wish in wishes:
        found &= Q(terms__overlap=list(wish))
    return found
