"""The shapes in which the API speaks of the market."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from ninja import Schema
from pydantic import Field

from entrepot.customs import public as customs
from entrepot.market import words
from entrepot.market.queries import imports as import_reads
from entrepot.market.queries.landed import DoorPrice
from entrepot.market.rules.addresses import page_path
from entrepot.web import public as web


class TextOut(Schema):
    """Title and description in one edition; `draft`: made by a machine from another script and read by nobody yet."""

    edition: str
    title: str
    description: str
    draft: bool


class SizeOut(Schema):
    length_mm: int
    width_mm: int
    height_mm: int


class DoorEstimateOut(Schema):
    """What one piece costs at the door in all, counted today. If `duty_known` is false, duty and taxes come on top.
    Without a total, `reason` says why."""

    total: web.Amount | None
    duty_known: bool
    reason: str


class OfferOut(Schema):
    """An offer of this hub or of a partner (`remote`), who sells it at `page_url`."""

    offer_ref: str
    revision: int = Field(description="Grows with every public change of the offer.")
    hub: str = Field(description="UN/LOCODE of the hub that sells it")
    remote: bool
    page_url: str
    shop_ref: str
    shop_name: str
    country: str = Field(description="Country of the shop")
    ship_from: str
    sku: str
    brand: str
    category: str
    hs: str
    origin: str = Field(description="Country where the goods were made")
    price: web.Amount
    net_weight_g: int
    gross_weight_g: int
    size: SizeOut | None
    texts: list[TextOut]
    in_stock: bool
    available: int | None = Field(description="Pieces free to order; null for a partner's offer")
    door: DoorEstimateOut | None = Field(None, description="Present if the call named a country")


class OffersOut(Schema):
    items: list[OfferOut]
    next_offset: int | None = Field(description="Where the next page begins; null after the last")


class SourceOut(Schema):
    title: str
    address: str
    dated: date | None


class ChargeLineOut(Schema):
    """One amount of a landed price. `levied` is what the country counts in its own currency; base times rate gives it."""

    kind: str
    name: str
    offer_ref: str | None
    amount: web.Amount
    levied: web.Amount
    base: web.Amount | None
    rate: Decimal | None
    explanation: str
    rule_id: str
    effective_from: date | None
    last_checked: date | None
    sources: list[SourceOut]


class ExchangeOut(Schema):
    """The seller's price in the buyer's money: mid rate of a day, and what this hub adds."""

    sold: web.Amount
    bought: web.Amount
    mid: Decimal
    source: str
    as_of: date
    spread: Decimal
    spread_money: web.Amount


class LandedPriceOut(Schema):
    """The whole price at a door. The lines sum to `total` exactly. If `duty_known` is false, duty and taxes are paid on
    arrival and not part of it."""

    offer_ref: str
    quantity: int
    country: str
    total: web.Amount
    scheme: str = Field(
        description="Of the destination's customs; `domestic` or `union` for goods that cross no customs border, "
        "`mixed` if the lines differ, empty if not known"
    )
    duty_known: bool
    delivery_terms: str
    lines: list[ChargeLineOut]
    exchanges: list[ExchangeOut]
    freight_source: str
    transit_days: int
    notes: list[str]
    findings: list[str]


class ShopIn(Schema):
    org_ref: str = Field(max_length=40)
    name: str = Field(min_length=1, max_length=120)
    country: web.Country = Field(description="Country of the seller")
    currency: str = Field(pattern="^[A-Z]{3}$", description="ISO 4217 code in which the shop sells")
    brand: str = Field(min_length=1, max_length=80, description="Brand of products that name none")
    ship_from: str = Field(pattern="^[A-Z]{2}[A-Z2-9]{3}$", description="UN/LOCODE where parcels start")


class ShopOut(Schema):
    shop_ref: str
    org_ref: str
    name: str
    country: str
    currency: str
    brand: str
    ship_from: str
    commission: Decimal = Field(description="What this hub keeps of a sale, as a fraction")

    @classmethod
    def of(cls, shop: words.Shop) -> ShopOut:
        return cls(
            shop_ref=shop.ref,
            org_ref=shop.org_ref,
            name=shop.name,
            country=shop.country,
            currency=shop.currency,
            brand=shop.brand,
            ship_from=shop.ship_from,
            commission=shop.commission,
        )


class ImportOut(Schema):
    """An upload of products. `state`: waiting, running, done or cancelled."""

    import_ref: str
    shop_ref: str
    file_name: str
    state: str
    rows_total: int
    rows_seen: int
    rows_created: int
    rows_changed: int
    rows_unchanged: int
    rows_bad: int
    uploaded_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, job: words.Import) -> ImportOut:
        return cls(
            import_ref=job.ref,
            shop_ref=job.shop_ref,
            file_name=job.file_name,
            state=job.state.value,
            rows_total=job.rows_total,
            rows_seen=job.rows_seen,
            rows_created=job.rows_created,
            rows_changed=job.rows_changed,
            rows_unchanged=job.rows_unchanged,
            rows_bad=job.rows_bad,
            uploaded_at=job.uploaded_at,
            ended_at=job.ended_at,
        )


class FindingOut(Schema):
    """What is wrong with a cell; row 1 is the header. An error keeps its row out, a warning does not."""

    row: int
    column: str
    severity: str
    code: str
    value: str
    what: str
    mend: str

    @classmethod
    def of(cls, finding: words.Finding) -> FindingOut:
        return cls(
            row=finding.row,
            column=finding.column,
            severity=finding.severity.value,
            code=finding.code,
            value=finding.value,
            what=import_reads.what(finding),
            mend=import_reads.mend(finding),
        )


class OfferChangeIn(Schema):
    """What is given is changed; the rest stays."""

    price_minor: int | None = Field(
        None, gt=0, strict=True, description="New price of one piece, in the shop's currency"
    )
    stock: int | None = Field(
        None, ge=0, strict=True, description="Pieces on the shelf, reserved ones included"
    )


def offer_out(offer: words.Offer, door: words.DoorEstimate | None = None) -> OfferOut:
    public = offer.public
    size = public.size
    return OfferOut(
        offer_ref=offer.ref,
        revision=public.revision,
        hub=offer.hub,
        remote=offer.remote,
        page_url=(offer.site_url or settings.SITE_URL) + page_path(public, web.edition()),
        shop_ref=offer.shop_ref,
        shop_name=offer.shop_name,
        country=public.country,
        ship_from=offer.ship_from,
        sku=public.sku,
        brand=offer.brand,
        category=public.category,
        hs=offer.hs,
        origin=offer.origin,
        price=web.Amount.of(offer.price),
        net_weight_g=public.net_weight.grams,
        gross_weight_g=public.gross_weight.grams,
        size=SizeOut(length_mm=size.length_mm, width_mm=size.width_mm, height_mm=size.height_mm)
        if size
        else None,
        texts=[
            TextOut(edition=text.edition, title=text.title, description=text.description, draft=text.draft)
            for text in public.texts
        ],
        in_stock=public.in_stock,
        available=offer.available,
        door=_door(door) if door else None,
    )


def _door(door: words.DoorEstimate) -> DoorEstimateOut:
    refusal = door.refusal
    return DoorEstimateOut(
        total=web.Amount.of(door.total) if door.total else None,
        duty_known=door.duty_known,
        reason=web.message_text(refusal.message, refusal.params) if refusal else "",
    )


def landed_price_out(offer_ref: str, quantity: int, price: DoorPrice) -> LandedPriceOut:
    quote = price.quote
    return LandedPriceOut(
        offer_ref=offer_ref,
        quantity=quantity,
        country=quote.request.destination,
        total=web.Amount.of(quote.total),
        scheme=quote.scheme,
        duty_known=quote.duty_known,
        delivery_terms=quote.terms.value,
        lines=[_charge(line) for line in quote.lines],
        exchanges=[
            ExchangeOut(
                sold=web.Amount.of(one.sold),
                bought=web.Amount.of(one.bought),
                mid=one.mid.rate,
                source=one.mid.source,
                as_of=one.mid.as_of,
                spread=one.spread,
                spread_money=web.Amount.of(one.spread_money),
            )
            for one in price.exchanges
        ],
        freight_source=price.freight_source,
        transit_days=price.transit_days,
        notes=[_sentence(note) for note in (*quote.reasons, *quote.notes)],
        findings=[_sentence(finding.sentence) for finding in quote.findings],
    )


def _charge(line: customs.ChargeLine) -> ChargeLineOut:
    return ChargeLineOut(
        kind=line.kind.value,
        name=web.message_text(line.name),
        offer_ref=line.line_ref,
        amount=web.Amount.of(line.amount),
        levied=web.Amount.of(line.levied),
        base=web.Amount.of(line.base) if line.base else None,
        rate=line.rate,
        explanation=_sentence(line.explanation),
        rule_id=line.rule_id,
        effective_from=line.effective_from,
        last_checked=line.last_checked,
        sources=[
            SourceOut(title=source.title, address=source.address, dated=source.dated)
            for source in line.sources
        ],
    )


def _sentence(sentence: customs.Sentence) -> str:
    return web.message_text(sentence.message, sentence.values)
