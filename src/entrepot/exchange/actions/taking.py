"""Take envelopes in: from NATS or from a file, by one path.

An envelope, its facts and the new high-water mark of its channel commit together or not at all, so that whatever
dies between them, sending it again gives the same result as sending it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from django.db import DataError, transaction

from entrepot.exchange import models, queries
from entrepot.exchange.actions.channels import lock_channel
from entrepot.exchange.actions.refusing import refuse
from entrepot.exchange.rules import envelopes
from entrepot.exchange.rules.chains import trouble_with_place, trouble_with_signature
from entrepot.exchange.rules.wire_form import Unreadable
from entrepot.exchange.words import CROSSING, CardKey, PartnerState, Reason
from entrepot.facts import public as facts
from entrepot.facts.words import EVENTS
from entrepot.values import HubCode

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_MAX_REFS = 100
_MAX_REF_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes that say they are an envelope. via: the hub by whose login they came, None for a file."""

    wire: bytes
    via: HubCode | None


class Outcome(StrEnum):
    APPLIED = "applied"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one arrival. origin: whose channel it was, if that hub is a confirmed partner."""

    outcome: Outcome
    origin: HubCode | None = None
    facts: int = 0
    reason: Reason | None = None


class _No(Exception):
    def __init__(self, reason: Reason, origin: HubCode | None = None) -> None:
        self.reason = reason
        self.origin = origin
        super().__init__(reason)


@dataclass(slots=True)
class _Channel:
    """A channel that envelopes are being applied to, and the keys of its origin."""

    row: models.Channel
    keys: tuple[CardKey, ...]
    moved: bool = False


@dataclass(slots=True)
class _Round:
    """One transaction's work."""

    me: HubCode
    at: datetime
    one_by_one: bool
    channels: dict[HubCode, _Channel] = field(default_factory=dict)
    heard: set[HubCode] = field(default_factory=set)


def take(arrivals: Sequence[Arrival], *, at: datetime) -> list[Taken]:
    """Apply, count or refuse each arrival, in their order. Never raises for what a partner sent."""
    try:
        return _take(arrivals, at=at, one_by_one=False)
    except DataError:
        # A fact among them holds what PostgreSQL can't keep. Slower, so as to find it and set it apart.
        return [taken for arrival in arrivals for taken in _take([arrival], at=at, one_by_one=True)]


def _take(arrivals: Sequence[Arrival], *, at: datetime, one_by_one: bool) -> list[Taken]:
    with transaction.atomic():
        work = _Round(queries.this_hub_code(), at, one_by_one)
        results = [_take_one(arrival, work) for arrival in arrivals]
        for channel in work.channels.values():
            if channel.moved:
                channel.row.save(update_fields=["seq", "head", "facts", "moved_at", "repeated", "refused"])
        models.Partner.objects.filter(code__in=work.heard).update(last_heard_at=at)
    return results


def _take_one(arrival: Arrival, work: _Round) -> Taken:
    claimed, seq = "", None
    try:
        try:
            envelope = envelopes.open_envelope(arrival.wire)
        except envelopes.BadEnvelope as trouble:
            raise _No(trouble.reason) from trouble
        claimed, seq = envelope.head.origin, envelope.head.seq
        return _apply(envelope, arrival, work)
    except _No as no:
        sender = arrival.via or no.origin
        refuse(arrival.wire, reason=no.reason, via=arrival.via, origin=claimed, seq=seq, at=work.at)
        if sender is not None and (channel := _channel(sender, work)) is not None:
            channel.row.refused += 1
            channel.moved = True
        return Taken(Outcome.REFUSED, no.origin, reason=no.reason)


def _apply(envelope: envelopes.Envelope, arrival: Arrival, work: _Round) -> Taken:
    head = envelope.head
    if head.receiver != work.me:
        raise _No(Reason.OTHER_RECEIVER)
    if arrival.via is not None and arrival.via != head.origin:
        raise _No(Reason.OTHER_SENDER)
    channel = _channel(head.origin, work)
    if channel is None:
        revoked = models.Partner.objects.filter(code=head.origin, state=PartnerState.REVOKED).exists()
        raise _No(Reason.REVOKED_PARTNER if revoked else Reason.UNKNOWN_PARTNER)
    reason = trouble_with_signature(envelope, channel.keys)
    if reason is not None:
        raise _No(reason)
    work.heard.add(head.origin)
    row = channel.row
    if head.seq <= row.seq and envelope.hash == _hash_at(row, head.seq):
        row.repeated += 1
        channel.moved = True
        return Taken(Outcome.REPEATED, head.origin)
    reason = trouble_with_place(head, seq=row.seq, prev=row.head)
    if reason is not None:
        raise _No(reason, head.origin)
    written = _write(envelope, row, work)
    row.seq, row.head, row.moved_at = head.seq, envelope.hash, work.at
    row.facts += written
    channel.moved = True
    return Taken(Outcome.APPLIED, head.origin, written)


def _write(envelope: envelopes.Envelope, channel: models.Channel, work: _Round) -> int:
    """The envelope, its facts, and those of them that can't be read. Returns how many facts were written."""
    good: list[tuple[int, facts.Telling]] = []
    bad: list[models.Quarantined] = []
    for position, line in enumerate(envelope.facts):
        try:
            good.append((position, read_telling(line)))
        except UnreadableFact as trouble:
            bad.append(_quarantined(position, line, trouble))
    origin = envelope.head.origin
    if work.one_by_one:
        numbers, unstorable = _receive_one_by_one(good, envelope, origin)
        bad.extend(unstorable)
    else:
        numbers = facts.receive_many([telling for _, telling in good], origin=origin)
    stored = models.Envelope.objects.create(
        channel=channel,
        seq=envelope.head.seq,
        prev=envelope.head.prev,
        hash=envelope.hash,
        count=envelope.head.count,
        sealed_at=envelope.head.sealed_at,
        wire=envelope.wire,
        first_fact=numbers[0] if numbers else None,
        last_fact=numbers[-1] if numbers else None,
    )
    for row in bad:
        row.envelope = stored
    models.Quarantined.objects.bulk_create(bad)
    return len(numbers)


def _receive_one_by_one(
    good: Sequence[tuple[int, facts.Telling]], envelope: envelopes.Envelope, origin: HubCode
) -> tuple[list[int], list[models.Quarantined]]:
    numbers: list[int] = []
    bad: list[models.Quarantined] = []
    for position, telling in good:
        try:
            with transaction.atomic():
                numbers += facts.receive_many([telling], origin=origin)
        except DataError as error:
            trouble = UnreadableFact(Reason.CANNOT_BE_STORED, telling.event.kind, str(error))
            bad.append(_quarantined(position, envelope.facts[position], trouble))
    return numbers, bad


class UnreadableFact(ValueError):
    """A fact in good order that this hub can't make sense of."""

    def __init__(self, reason: Reason, kind: str, trouble: str) -> None:
        self.reason = reason
        self.kind = kind
        self.trouble = trouble
        super().__init__(trouble)


def read_telling(line: bytes) -> facts.Telling:
    """The event of a fact's line. Raises UnreadableFact."""
    try:
        fact = envelopes.read_fact(line)
    except Unreadable as error:
        raise UnreadableFact(Reason.ANOTHER_SHAPE, "", str(error)) from error
    if not _fits(fact):
        raise UnreadableFact(Reason.ANOTHER_SHAPE, fact.kind, "an instant or reference is out of bounds")
    if fact.kind not in CROSSING:
        reason = Reason.KIND_MAY_NOT_CROSS if fact.kind in EVENTS else Reason.UNKNOWN_KIND
        raise UnreadableFact(reason, fact.kind, "")
    try:
        event = facts.decode(fact.kind, bytes(fact.body))
    except Exception as error:  # an event's own checks may fail in any way; one fact must not stop the chain
        raise UnreadableFact(Reason.ANOTHER_SHAPE, fact.kind, str(error)) from error
    return facts.Telling(event, fact.at, fact.refs)


def _fits(fact: envelopes.FactLine) -> bool:
    if len(fact.kind) > 80 or fact.at.tzinfo is None or not _EARLIEST <= fact.at <= _LATEST:
        return False
    return len(fact.refs) <= _MAX_REFS and all(len(ref) <= _MAX_REF_LENGTH for ref in fact.refs)


def _quarantined(position: int, line: bytes, trouble: UnreadableFact) -> models.Quarantined:
    return models.Quarantined(
        position=position,
        kind=trouble.kind[:80].replace("\0", "\ufffd"),
        reason=trouble.reason.value,
        trouble=trouble.trouble[:2000].replace("\0", "\ufffd"),
        line=line,
    )


def _channel(origin: HubCode, work: _Round) -> _Channel | None:
    """The locked channel of a confirmed partner to us, None for anyone else."""
    if origin not in work.channels:
        partner = models.Partner.objects.filter(code=origin, state=PartnerState.CONFIRMED).first()
        if partner is None:
            return None
        row = lock_channel(origin=origin, receiver=work.me)
        work.channels[origin] = _Channel(row, queries.keys_of(partner))
    return work.channels[origin]


def _hash_at(channel: models.Channel, seq: int) -> str | None:
    if seq == channel.seq:
        return channel.head
    return models.Envelope.objects.filter(channel=channel, seq=seq).values_list("hash", flat=True).first()
