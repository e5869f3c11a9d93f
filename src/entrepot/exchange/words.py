"""Words of the exchange: who our partners are, what may cross to them, how far a channel has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from entrepot.facts.words import Event
from entrepot.values import CountryCode, HubCode, Refusal
from entrepot.values.refusal import message

E = TypeVar("E", bound=Event)

CROSSING: dict[str, type[Event]] = {}


def crosses(event: type[E]) -> type[E]:
    """Declare that facts of this kind may be told to partner hubs, and heard from them. Use it where the event is
    written:

        @crosses
        class OfferPublished(Event): ...

    A kind that nobody declared is refused both ways. What crosses can't be erased: no personal data in it.
    """
    CROSSING[event.kind] = event
    return event


class PartnerState(StrEnum):
    """asked: we hold the card and nobody has compared the fingerprint; confirmed: facts flow; revoked: nothing does."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class CardKey:
    """A public Ed25519 key with which a hub signs. `public` is base64 of its 32 bytes."""

    id: str
    public: str
    valid_from: datetime
    valid_until: datetime | None = None
    revoked_at: datetime | None = None

    def holds_at(self, instant: datetime) -> bool:
        """True if what was signed at this instant (by the signer's clock) counts. The start is for readers: who holds
        a key can sign with it, and clocks are set back."""
        ends = [end for end in (self.valid_until, self.revoked_at) if end is not None]
        return all(instant < end for end in ends)


@dataclass(frozen=True, slots=True)
class Card:
    """What a hub says of itself to partners. nats_key is the public nkey with which it logs in at theirs."""

    v: int
    code: HubCode
    name: str
    country: CountryCode
    site_url: str
    nats_url: str
    nats_key: str
    keys: tuple[CardKey, ...]
    ports: tuple[str, ...]
    formats: tuple[str, ...]
    topics: tuple[str, ...]
    issued_at: datetime

    def find_key(self, key_id: str) -> CardKey | None:
        return next((key for key in self.keys if key.id == key_id), None)


@dataclass(frozen=True, slots=True)
class Partner:
    """A hub that we exchange facts with, as pages show it."""

    code: HubCode
    name: str
    country: CountryCode
    site_url: str
    state: PartnerState
    fingerprint: str
    last_heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """How far our channel to a partner has come. `sealed` is our newest envelope, `acknowledged` the newest that the
    partner's signed receipt covers. `behind` counts the facts that it has not acknowledged, waiting ones included;
    `behind_seconds` is how long the oldest of them waits. `halted` names the reason if we stopped."""

    sealed: int
    acknowledged: int
    head: str
    behind: int
    behind_seconds: int
    acknowledged_at: datetime | None
    halted: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """How far a partner's channel to us has come. `repeated` envelopes were known already and had no effect;
    `refused` ones are listed as refusals; `quarantined` facts came in good order but can't be read here."""

    applied: int
    head: str
    facts: int
    applied_at: datetime | None
    repeated: int
    refused: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class Channels:
    """Both directions with one partner."""

    partner: Partner
    outgoing: Outgoing
    incoming: Incoming


class Reason(StrEnum):
    """Why an envelope, a receipt or a fact was not taken."""

    TOO_LARGE = "too_large"
    NOT_AN_ENVELOPE = "not_an_envelope"
    FACTS_DO_NOT_MATCH = "facts_do_not_match"
    OTHER_RECEIVER = "other_receiver"
    OTHER_SENDER = "other_sender"
    UNKNOWN_PARTNER = "unknown_partner"
    REVOKED_PARTNER = "revoked_partner"
    UNKNOWN_KEY = "unknown_key"
    KEY_NOT_VALID = "key_not_valid"
    BAD_SIGNATURE = "bad_signature"
    OUT_OF_ORDER = "out_of_order"
    FORK = "fork"
    NOT_A_RECEIPT = "not_a_receipt"
    RECEIPT_OF_ANOTHER_CHAIN = "receipt_of_another_chain"
    UNKNOWN_KIND = "unknown_kind"
    KIND_MAY_NOT_CROSS = "kind_may_not_cross"
    ANOTHER_SHAPE = "another_shape"
    CANNOT_BE_STORED = "cannot_be_stored"

    @property
    def message(self) -> str:
        """The message id of its sentence."""
        return _SENTENCES[self]


_SENTENCES = {
    Reason.TOO_LARGE: message("It is larger than an envelope may be."),
    Reason.NOT_AN_ENVELOPE: message("It does not have the form of an envelope."),
    Reason.FACTS_DO_NOT_MATCH: message("Its facts are not those that its head was made from."),
    Reason.OTHER_RECEIVER: message("It is addressed to another hub."),
    Reason.OTHER_SENDER: message("It came in by the login of one hub and names another as its origin."),
    Reason.UNKNOWN_PARTNER: message("It names an origin that is not a confirmed partner."),
    Reason.REVOKED_PARTNER: message("It names an origin whose partnership was revoked."),
    Reason.UNKNOWN_KEY: message("It is signed with a key that is not on the partner's card."),
    Reason.KEY_NOT_VALID: message("It is signed with a key that was not valid when it was sealed."),
    Reason.BAD_SIGNATURE: message("Its signature does not hold."),
    Reason.OUT_OF_ORDER: message(
        "An envelope before it is missing. The partner was asked to send from there on."
    ),
    Reason.FORK: message(
        "It differs from the envelope that this hub holds under the same place in the chain."
    ),
    Reason.NOT_A_RECEIPT: message("It does not have the form of a receipt."),
    Reason.RECEIPT_OF_ANOTHER_CHAIN: message("It acknowledges an envelope that this hub did not seal."),
    Reason.UNKNOWN_KIND: message("This hub does not know facts of this kind yet."),
    Reason.KIND_MAY_NOT_CROSS: message("Facts of this kind may not be told by partner hubs."),
    Reason.ANOTHER_SHAPE: message("The fact lacks a field or has a value of another form."),
    Reason.CANNOT_BE_STORED: message("The fact holds characters or numbers that the database can't keep."),
}


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """An envelope or receipt that was refused, as the partner's page shows it. `times` counts the same bytes."""

    via: str
    origin: str
    seq: int | None
    reason: Reason
    digest: str
    size_bytes: int
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class QuarantinedLine:
    """A fact of a good envelope that can't be read here."""

    seq: int
    position: int
    kind: str
    reason: Reason
    trouble: str


@dataclass(frozen=True, slots=True)
class Login:
    """Who may log in at this hub's NATS: a public nkey, the subjects that it may publish to (None: all), and the
    prefix of the answers that it may read."""

    nkey: str
    may_publish: tuple[str, ...] | None
    inbox: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What the stored envelopes of one channel prove by themselves: hashes, chain and signatures recomputed.

    complete: envelopes 1 to `seq` are all there and each holds. Else `broken_at` is the first number that does not,
    and `reason` why. `head`, `key` and `sealed_at` are of envelope `seq`, the last that holds; None for an empty
    channel.
    """

    origin: HubCode
    receiver: HubCode
    complete: bool
    seq: int
    facts: int
    head: str
    key: str
    sealed_at: datetime | None
    broken_at: int | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the envelopes and receipts of one file. `acknowledged`: receipts for our own envelopes."""

    applied: int
    facts: int
    repeated: int
    acknowledged: int
    refused: tuple[Reason, ...]


def unknown_partner(code: str) -> Refusal:
    return Refusal(
        "exchange.unknown_partner",
        message("%(code)s is not a confirmed partner of this hub."),
        {"code": code},
        status=404,
    )


def kind_may_not_cross(kind: str) -> Refusal:
    return Refusal(
        "exchange.kind_may_not_cross", message("Facts of the kind %(kind)s stay in this hub."), {"kind": kind}
    )


def fact_too_large(kind: str, size_bytes: int, limit_bytes: int) -> Refusal:
    return Refusal(
        "exchange.fact_too_large",
        message("A fact of the kind %(kind)s has %(size)s bytes; at most %(limit)s may cross to a partner."),
        {"kind": kind, "size": size_bytes, "limit": limit_bytes},
    )


def bad_card() -> Refusal:
    return Refusal(
        "exchange.bad_card",
        message("This is not a hub's card, or its signature does not hold. Copy the whole card again."),
        field="card",
        status=422,
    )


def own_card() -> Refusal:
    return Refusal(
        "exchange.own_card", message("This is the card of this hub itself."), field="card", status=422
    )


def other_key(code: str) -> Refusal:
    return Refusal(
        "exchange.other_key",
        message(
            "%(code)s is known with another key, and this card is not signed with it. Ask that hub by telephone; "
            "if its key is lost, revoke the partner first."
        ),
        {"code": code},
        field="card",
    )


def older_card(code: str) -> Refusal:
    return Refusal(
        "exchange.older_card",
        message("A newer card of %(code)s is known already."),
        {"code": code},
        field="card",
    )


def login_of_another() -> Refusal:
    return Refusal(
        "exchange.login_of_another",
        message("This card's login at NATS is that of another hub. Every hub needs its own."),
        field="card",
    )


def other_fingerprint() -> Refusal:
    return Refusal(
        "exchange.other_fingerprint",
        message("The fingerprint is not that of the card. Nothing was confirmed."),
        field="fingerprint",
    )


def not_a_file_of_envelopes() -> Refusal:
    return Refusal(
        "exchange.not_a_file_of_envelopes",
        message("This file does not hold whole envelopes. Nothing of it was read."),
        field="file",
        status=422,
    )
