"""Offers, landed prices, shops and imports over the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Schema, Status, UploadedFile
from pydantic import Field

from entrepot.market import limits, words
from entrepot.market.actions import imports as import_actions
from entrepot.market.actions import offers as offer_actions
from entrepot.market.actions import shops as shop_actions
from entrepot.market.actions.estimates import door_estimates
from entrepot.market.api_shapes import (
    FindingOut,
    ImportOut,
    LandedPriceOut,
    OfferChangeIn,
    OfferOut,
    OffersOut,
    ShopIn,
    ShopOut,
    landed_price_out,
    offer_out,
)
from entrepot.market.queries import imports as import_reads
from entrepot.market.queries import listing
from entrepot.market.queries.landed import Doors, currency_for
from entrepot.market.queries.offers import find_offer, get_offer
from entrepot.market.queries.shops import get_shop
from entrepot.market.rules.product_file import MOST_BYTES
from entrepot.parties import public as parties
from entrepot.values import Money, UNLocode
from entrepot.values.clock import now
from entrepot.web import public as web

router = Router(tags=["market"])

CURRENCY = r"^[A-Za-z]{3}$"
MOST_FINDINGS = 100_000


class OfferFilter(Schema):
    q: str = Field("", max_length=100, description="Words in any edition; Chinese needs no blanks")
    country: web.Country | None = Field(None, description="Country of the shop")
    origin: web.Country | None = Field(None, description="Country where the goods were made")
    category: str = Field("", max_length=20)
    brand: str = Field("", max_length=80)
    shop: str = Field("", max_length=40)
    to: web.Country | None = Field(None, description="Count each offer's price at a door there")
    currency: str | None = Field(
        None, pattern=CURRENCY, description="In this currency; else the country's own"
    )
    limit: int = Field(20, ge=1, le=100)
    offset: int = Field(0, ge=0, le=100_000)


class PriceQuestion(Schema):
    country: web.Country = Field(description="ISO 3166 code of the destination")
    currency: str = Field(pattern=CURRENCY)
    quantity: int = Field(1, ge=1, le=999)


@router.get("/offers", response=OffersOut, auth=None)
def offers(request: HttpRequest, asked: Query[OfferFilter]) -> OffersOut:
    """Search everything that is for sale here and at partner hubs. Without words the newest come first."""
    found = listing.search(
        listing.Search(
            text=asked.q,
            country=asked.country or "",
            origin=asked.origin or "",
            category=asked.category,
            brand=asked.brand,
            shop_ref=asked.shop,
        )
    )
    page = found[asked.offset : asked.offset + asked.limit + 1]
    more, page = len(page) > asked.limit, page[: asked.limit]
    doors: Mapping[str, words.DoorEstimate] = {}
    if asked.to:
        at = now()
        currency = asked.currency.upper() if asked.currency else currency_for(asked.to, at=at)
        doors = door_estimates(page, country=asked.to, currency=currency, at=at)
    return OffersOut(
        items=[offer_out(offer, doors.get(offer.ref)) for offer in page],
        next_offset=asked.offset + asked.limit if more else None,
    )


@router.get("/offers/{offer_ref}", response=OfferOut, auth=None)
def offer(request: HttpRequest, offer_ref: str) -> OfferOut:
    return offer_out(get_offer(offer_ref))


@router.get("/offers/{offer_ref}/landed-price", response=LandedPriceOut, auth=None)
def landed_price(request: HttpRequest, offer_ref: str, asked: Query[PriceQuestion]) -> LandedPriceOut:
    """The whole price at a door, line by line with rule, source and date. For a partner's offer it is this hub's
    reckoning; the hub that sells it has the last word."""
    price = Doors(now()).price(
        [(get_offer(offer_ref), asked.quantity)],
        country=asked.country,
        currency=asked.currency.upper(),
    )
    return landed_price_out(offer_ref, asked.quantity, price)


@router.patch("/offers/{offer_ref}", response=OfferOut, auth=parties.api_auth)
def change_offer(request: HttpRequest, offer_ref: str, body: OfferChangeIn) -> OfferOut:
    """Change price or stock, or both. Partners hear of the price, and of stock only when it runs out or comes back."""
    own, by = _own_offer(request, offer_ref)
    price = None if body.price_minor is None else Money(body.price_minor, own.price.currency)
    offer_actions.change_offer(offer_ref=offer_ref, price=price, stock=body.stock, by=by, at=now())
    return offer_out(get_offer(offer_ref))


@router.post("/offers/{offer_ref}/withdrawal", response={204: None}, auth=parties.api_auth)
def withdraw(request: HttpRequest, offer_ref: str) -> Status[None]:
    """Sell no more of it, here and at partner hubs."""
    _, by = _own_offer(request, offer_ref)
    offer_actions.withdraw_offer(offer_ref=offer_ref, by=by, at=now())
    return Status(204, None)


@router.post("/offers/{offer_ref}/listing", response=OfferOut, auth=parties.api_auth)
def list_again(request: HttpRequest, offer_ref: str) -> OfferOut:
    """Sell a withdrawn product again."""
    _, by = _own_offer(request, offer_ref)
    offer_actions.list_offer_again(offer_ref=offer_ref, by=by, at=now())
    return offer_out(get_offer(offer_ref))


@router.post("/shops", response={201: ShopOut}, auth=parties.api_auth)
def open_shop(request: HttpRequest, body: ShopIn) -> Status[ShopOut]:
    """Open a shop for an organisation that you sell for."""
    actor = parties.actor_of(request)
    actor.require(body.org_ref, parties.Role.SELLER)
    shop = shop_actions.open_shop(
        org_ref=body.org_ref,
        name=body.name,
        country=body.country,
        currency=body.currency,
        brand=body.brand,
        ship_from=UNLocode(body.ship_from),
        by=actor.user_ref or "",
        at=now(),
    )
    return Status(201, ShopOut.of(shop))


@router.get("/shops/{shop_ref}", response=ShopOut, auth=parties.api_auth)
def shop(request: HttpRequest, shop_ref: str) -> ShopOut:
    return ShopOut.of(_own_shop(request, shop_ref))


@router.post("/shops/{shop_ref}/imports", response={202: ImportOut}, auth=parties.api_auth)
def import_products(request: HttpRequest, shop_ref: str, file: File[UploadedFile]) -> Status[ImportOut]:
    """Upload a CSV file of products (UTF-8 or GB18030). It is loaded in the background: ask for the import until it is
    done. Rows that are wrong stay out and can be fetched as a file; the others load. The same file again changes nothing."""
    shop = _own_shop(request, shop_ref)
    job = limits.import_products(
        shop_ref=shop.ref,
        content=file.read(MOST_BYTES + 1),
        file_name=file.name or "",
        by=parties.actor_of(request).user_ref or "",
    )
    return Status(202, ImportOut.of(job))


@router.get("/imports/{import_ref}", response=ImportOut, auth=parties.api_auth)
def read_import(request: HttpRequest, import_ref: str) -> ImportOut:
    return ImportOut.of(_own_import(request, import_ref))


@router.get("/imports/{import_ref}/findings", response=list[FindingOut], auth=parties.api_auth)
def read_findings(
    request: HttpRequest,
    import_ref: str,
    severity: words.Severity | None = None,
    limit: Annotated[int, Field(ge=0, le=MOST_FINDINGS)] = 1000,
) -> list[FindingOut]:
    """What was wrong, in the order of the file."""
    job = _own_import(request, import_ref)
    found = import_reads.findings_of(job.ref, severity=severity)
    return [FindingOut.of(finding) for finding in found[:limit]]


@router.get("/imports/{import_ref}/bad-rows", auth=parties.api_auth)
def read_bad_rows(request: HttpRequest, import_ref: str) -> HttpResponse:
    """The rows that were not loaded, as CSV with the reason: mend and upload them again."""
    job = _own_import(request, import_ref)
    return csv_answer(import_reads.bad_rows(job.ref), f"{job.ref}-bad-rows")


@router.post("/imports/{import_ref}/cancellation", response=ImportOut, auth=parties.api_auth)
def cancel_import(request: HttpRequest, import_ref: str) -> ImportOut:
    """Load no more rows; what is loaded stays."""
    job = _own_import(request, import_ref)
    import_actions.cancel_import(import_ref=job.ref, by=parties.actor_of(request).user_ref or "", at=now())
    return ImportOut.of(import_reads.get_import(job.ref))


def csv_answer(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _own_offer(request: HttpRequest, offer_ref: str) -> tuple[words.Offer, str]:
    """An offer that the person may change, and who the person is. A partner's, or another seller's, is not there."""
    found = find_offer(offer_ref)
    actor = parties.actor_of(request)
    if found is None or found.remote or not actor.may(found.org_ref, parties.Role.SELLER):
        raise words.no_such_offer(offer_ref)
    return found, actor.user_ref or ""


def _own_shop(request: HttpRequest, shop_ref: str) -> words.Shop:
    shop = get_shop(shop_ref)
    if not parties.actor_of(request).may(shop.org_ref, parties.Role.SELLER):
        raise words.no_such_shop(shop_ref)
    return shop


def _own_import(request: HttpRequest, import_ref: str) -> words.Import:
    job = import_reads.get_import(import_ref)
    if not parties.actor_of(request).may(job.org_ref, parties.Role.SELLER):
        raise words.no_such_import(import_ref)
    return job
