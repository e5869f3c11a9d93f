"""What customs is asked and what it answers. Amounts are Money, rates Decimal; every charge names its law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from entrepot.customs.law import (
    Exclusion,
    Group,
    Limit,
    Provision,
    Restriction,
    Rounding,
    Row,
    Share,
    Source,
)
from entrepot.values import CountryCode, HSCode, Money, Refusal, Weight
from entrepot.values.refusal import message


class Channel(StrEnum):
    RETAIL = "retail"  # a shopper's parcel
    GENERAL = "general"  # goods of a trader


class Transport(StrEnum):
    AIR = "air"  # courier or post by air
    SEA = "sea"
    ROAD = "road"
    RAIL = "rail"


class Kind(StrEnum):
    GOODS = "goods"
    FREIGHT = "freight"
    INSURANCE = "insurance"
    DUTY = "duty"
    EXCISE = "excise"
    TAX = "tax"
    FEE = "fee"


KIND_NAMES = {
    Kind.GOODS: message("Goods"),
    Kind.FREIGHT: message("Freight"),
    Kind.INSURANCE: message("Insurance"),
    Kind.DUTY: message("Import duty"),
    Kind.EXCISE: message("Excise"),
    Kind.TAX: message("Import tax"),
    Kind.FEE: message("Fee"),
}


class Terms(StrEnum):
    """Incoterms 2020."""

    DDP = "DDP"  # duty, if any, is in the price
    DAP = "DAP"  # duty is paid on arrival by the recipient


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English message id with %(name)s places, and what goes into them. Translated where it is shown."""

    message: str
    params: tuple[tuple[str, str], ...] = ()

    @property
    def values(self) -> dict[str, str]:
        return dict(self.params)

    def __str__(self) -> str:
        return self.message % self.values if self.params else self.message


@dataclass(frozen=True, slots=True)
class Rate:
    """One `base` costs `rate` units of `quote`. The caller chose it and answers for its age."""

    base: str
    quote: str
    rate: Decimal
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """Goods of one kind. `goods` is the price of all pieces; `proofs` are the agreements ("ACFTA") for which a proof
    of origin is on file."""

    ref: str
    hs: HSCode | None
    origin: CountryCode
    quantity: int
    goods: Money
    weight: Weight
    proofs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if type(self.quantity) is not int or self.quantity < 1:
            raise ValueError(f"line {self.ref}: a quantity is at least one piece, not {self.quantity!r}")
        if self.goods.minor < 0:
            raise ValueError(f"line {self.ref}: the price of goods is not negative")


@dataclass(frozen=True, slots=True)
class BuyerFacts:
    """What is known of a buyer's imports this year. `used_here` comes from `quota_used`; `declared_elsewhere` is what
    the buyer says of other shops, None if not asked or not said. `buyer_ref` is opaque: no personal data."""

    buyer_ref: str
    used_here: Money
    declared_elsewhere: Money | None = None


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """A consignment and where it goes. Freight and insurance run to the border of the destination.

    currency: of the quote; None is the destination's own, or that of the goods where no country's file is asked.
    seller_collects: the seller (or the hub for it) is registered at the destination to collect a tax at the sale, where
    there is such a scheme. sent_from: where the parcel starts, whatever the goods' origin; None is not known, as in
    quotes that were stored before it was asked, and counts as a border.
    """

    destination: CountryCode
    at: date
    lines: tuple[QuoteLine, ...]
    freight: Money
    insurance: Money
    channel: Channel = Channel.RETAIL
    transport: Transport = Transport.AIR
    currency: str | None = None
    importer: BuyerFacts | None = None
    rates: tuple[Rate, ...] = ()
    seller_collects: bool = True
    sent_from: CountryCode | None = None

    def __post_init__(self) -> None:
        if len({line.ref for line in self.lines}) != len(self.lines):
            raise ValueError("two lines have the same reference")
        if self.freight.minor < 0 or self.insurance.minor < 0:
            raise ValueError("freight and insurance are not negative")


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One amount of the quote and why it is what it is.

    amount: in the currency of the quote; levied: in the customs currency, before exchange. base and rate: levied is
    base times rate, rounded (a specific rate has none). The law is empty for goods, freight and insurance.
    """

    kind: Kind
    line_ref: str | None
    amount: Money
    levied: Money
    base: Money | None
    rate: Decimal | None
    explanation: Sentence
    rule_id: str
    sources: tuple[Source, ...] = ()
    effective_from: date | None = None
    last_checked: date | None = None

    @property
    def name(self) -> str:
        return KIND_NAMES[self.kind]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the reader should know of a line or of the whole. `code` is stable."""

    code: str
    line_ref: str | None
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class QuotaCheck:
    """A yearly limit of the buyer and what is known against it. `counts`: `reserve_quota` counts this order."""

    country: CountryCode
    year: int
    amount: Money
    limit: Money
    used_here: Money
    declared_elsewhere: Money | None
    counts: bool
    sentence: Sentence

    @property
    def known_used(self) -> Money:
        return self.used_here + (self.declared_elsewhere or Money.zero(self.limit.currency))


# Schemes of the engine itself, for goods that cross no customs border. A country's file has other names.
DOMESTIC, UNION = "domestic", "union"


@dataclass(frozen=True, slots=True)
class LineScheme:
    """Under which scheme a line is cleared; both "" if that is not known."""

    line_ref: str
    scheme: str
    name: str


@dataclass(frozen=True, slots=True)
class RulesUsed:
    """Every statement of law that this quote looked at, kept with it so that it can be computed again."""

    engine: int
    rounding: Rounding | None = None
    rows: tuple[Row, ...] = ()
    limits: tuple[Limit, ...] = ()
    shares: tuple[Share, ...] = ()
    provisions: tuple[Provision, ...] = ()
    groups: tuple[Group, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    restrictions: tuple[Restriction, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """The landed cost. `lines` sum to `total` exactly. If a duty or tax is not known there is no line for any of
    them, `duty_known` is false and the terms are DAP: unknown is said, never zero."""

    request: QuoteRequest
    currency: str
    lines: tuple[ChargeLine, ...]
    total: Money
    duty_known: bool
    terms: Terms
    schemes: tuple[LineScheme, ...]
    reasons: tuple[Sentence, ...]
    notes: tuple[Sentence, ...]
    findings: tuple[Finding, ...]
    quota: QuotaCheck | None
    rules: RulesUsed
    rules_fingerprint: str

    @property
    def scheme(self) -> str:
        """The one scheme of all lines, "mixed" for several, "" if not known."""
        names = {line.scheme for line in self.schemes}
        return names.pop() if len(names) == 1 else "mixed"

    @property
    def inside_one_territory(self) -> bool:
        """Whether the goods cross no customs border."""
        return self.scheme in (DOMESTIC, UNION)

    def sum_of(self, *kinds: Kind) -> Money:
        return Money.total((line.amount for line in self.lines if line.kind in kinds), self.currency)

    @property
    def goods(self) -> Money:
        return self.sum_of(Kind.GOODS)

    @property
    def charges(self) -> Money:
        """Duty, excise, tax and fees; zero also where they are not known (see duty_known)."""
        return self.sum_of(Kind.DUTY, Kind.EXCISE, Kind.TAX, Kind.FEE)


DUTY_NOT_KNOWN = Sentence(message("Duty payable on arrival, not known."))


class NothingToDeclare(Refusal):
    def __init__(self) -> None:
        super().__init__("customs.nothing_to_declare", message("There are no goods to calculate for."))


class NoHSCode(Refusal):
    def __init__(self, line_ref: str) -> None:
        super().__init__(
            "customs.no_hs_code",
            message("%(line)s has no HS code. The seller must give one before it can cross a border."),
            {"line": line_ref},
        )


class NoRate(Refusal):
    def __init__(self, base: str, quote: str) -> None:
        super().__init__(
            "customs.no_rate",
            message("No exchange rate from %(base)s to %(quote)s was given."),
            {"base": base, "quote": quote},
        )


class Prohibited(Refusal):
    """`reason` is a restriction's own message id with a place for %(line)s."""

    def __init__(self, line_ref: str, reason: str) -> None:
        super().__init__("customs.prohibited", reason, {"line": line_ref})


class QuotaExceeded(Refusal):
    def __init__(self, *, limit: Money, used: Money, amount: Money) -> None:
        super().__init__(
            "customs.quota_exceeded",
            message(
                "This order of %(amount)s goes over the yearly limit of %(limit)s: %(used)s is already counted."
            ),
            {"amount": str(amount), "limit": str(limit), "used": str(used)},
        )


class OrderCountedDifferently(Refusal):
    def __init__(self, order_ref: str) -> None:
        super().__init__(
            "customs.order_counted_differently",
            message("%(order)s is already counted with another amount, buyer or year."),
            {"order": order_ref},
        )


class StoredQuoteDamaged(ValueError):
    """The stored text is no quote, or its rules are not those of its fingerprint."""
