"""Reads of the exchange: our card, partners, how far channels have come, proofs from stored envelopes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Count, DurationField, ExpressionWrapper, F, IntegerField, Min, Q, Sum
from django.db.models.functions import Cast, Coalesce, Extract, Now

from entrepot.exchange import models, own_keys
from entrepot.exchange.rules import cards, envelopes, nats_names
from entrepot.exchange.rules.chains import Link, walk
from entrepot.exchange.words import (
    CROSSING,
    Card,
    CardKey,
    Channels,
    Incoming,
    Login,
    Outgoing,
    Partner,
    PartnerState,
    Proof,
    QuarantinedLine,
    Reason,
    RefusedLine,
    unknown_partner,
)
from entrepot.parties import public as parties
from entrepot.values import CountryCode, HubCode

FORMATS = ("entrepot-envelope/1",)


def this_hub_code() -> HubCode:
    """Raises Refusal "parties.no_hub" before the first run."""
    return parties.hub_profile().code


def card(*, at: datetime) -> str:
    """This hub's card as signed JSON, for partners."""
    profile = parties.hub_profile()
    return cards.write_card(
        Card(
            v=cards.VERSION,
            code=profile.code,
            name=profile.names[settings.LANGUAGE_CODE],
            country=profile.country,
            site_url=profile.site_url,
            nats_url=settings.NATS_URL,
            nats_key=own_keys.nats_key(),
            keys=own_keys.public_keys(),
            ports=(profile.code,),
            formats=FORMATS,
            topics=tuple(sorted(CROSSING)),
            issued_at=at,
        ),
        own_keys.signer(),
    )


def own_fingerprint() -> str:
    """What the operator reads to a partner's operator."""
    return cards.fingerprint_of(own_keys.public_keys())


def partners() -> list[Partner]:
    """Every hub whose card we hold, by code."""
    return [to_words(row) for row in models.Partner.objects.order_by("code")]


def hub_names(codes: Iterable[HubCode]) -> dict[HubCode, str]:
    """By code: this hub's name and those of hubs whose card we hold. Of another hub the code is all that is known."""
    own = parties.hub_profile()
    known = {own.code: own.name, **{partner.code: partner.name for partner in partners()}}
    return {code: known.get(code, str(code)) for code in codes}


def partner_codes() -> tuple[HubCode, ...]:
    """Those that facts may be told to now."""
    rows = models.Partner.objects.filter(state=PartnerState.CONFIRMED).order_by("code")
    return tuple(HubCode(code) for code in rows.values_list("code", flat=True))


def get_partner(code: str) -> Partner:
    return to_words(_partner_row(code))


def get_card(code: str) -> Card:
    """A partner's card as we hold it."""
    return cards.read_card(_partner_row(code).card)


def get_channels(code: str) -> Channels:
    """Both directions with this partner."""
    return _channels([_partner_row(code)])[0]


def all_channels() -> list[Channels]:
    """Those with every hub whose card we hold, by code."""
    return _channels(models.Partner.objects.order_by("code"))


def count_envelopes() -> int:
    """How many were sealed for partners and taken from them, ever."""
    return sum(models.Channel.objects.values_list("seq", flat=True))


def refused_lines(code: str, *, limit: int = 50) -> list[RefusedLine]:
    """Envelopes and receipts that were refused, newest first: those that came by this partner's login, or by file in
    its name."""
    rows = models.Refused.objects.filter(Q(via=code) | Q(via="", origin=code)).order_by("-last_at", "-id")
    return [_refused(row) for row in rows[:limit]]


def refused_of_strangers(*, limit: int = 50) -> list[RefusedLine]:
    """What was refused in the name of nobody that we know."""
    known = models.Partner.objects.values("code")
    rows = models.Refused.objects.exclude(via__in=known).exclude(origin__in=known)
    return [_refused(row) for row in rows.order_by("-last_at", "-id")[:limit]]


def refused_since(since: datetime, *, limit: int = 50) -> list[RefusedLine]:
    """What was refused since then and no sending again puts right, newest first."""
    rows = models.Refused.objects.filter(last_at__gte=since).exclude(reason=Reason.OUT_OF_ORDER)
    return [_refused(row) for row in rows.order_by("-last_at", "-id")[:limit]]


def quarantined_lines(code: str, *, limit: int = 50) -> list[QuarantinedLine]:
    """Facts of this partner that can't be read here, oldest first."""
    rows = models.Quarantined.objects.filter(
        envelope__channel__origin=code, envelope__channel__receiver=this_hub_code(), fact=None
    ).select_related("envelope")
    return [
        QuarantinedLine(row.envelope.seq, row.position, row.kind, Reason(row.reason), row.trouble)
        for row in rows.order_by("id")[:limit]
    ]


def prove(*, origin: HubCode, receiver: HubCode) -> Proof:
    """Recompute a channel's chain from its stored envelopes alone. Reads them all."""
    mine = this_hub_code()
    keys = own_keys.public_keys() if origin == mine else get_card(origin).keys
    return walk(_links(origin, receiver), keys, origin=origin, receiver=receiver)


def signed_heads(*, origin: HubCode, receiver: HubCode) -> bytes:
    """Heads and signatures alone, two lines per envelope: enough for anyone with the origin's card to check that
    nothing is missing, and nothing that tells what was said."""
    links = _links(origin, receiver)
    return b"".join(b"\n".join(link.wire.split(b"\n", 2)[:2]) + b"\n" for link in links)


def stored_envelopes(
    *, origin: HubCode, receiver: HubCode, after: int, limit: int | None = None
) -> list[tuple[int, bytes]]:
    """Numbers and bytes of the envelopes after this number, in order."""
    rows = models.Envelope.objects.filter(
        channel__origin=origin, channel__receiver=receiver, seq__gt=after
    ).order_by("seq")
    return [(seq, bytes(wire)) for seq, wire in rows.values_list("seq", "wire")[:limit]]


def nats_logins() -> list[Login]:
    """Who may log in at this hub's NATS: this hub itself, and every confirmed partner for its own two subjects."""
    logins = [Login(own_keys.nats_key(), None, "_INBOX")]
    rows = list(models.Partner.objects.filter(state=PartnerState.CONFIRMED).order_by("code"))
    if rows:
        me = this_hub_code()
        for row in rows:
            partner = HubCode(row.code)
            logins.append(
                Login(
                    row.nats_key,
                    (
                        nats_names.inbox_subject(receiver=me, origin=partner),
                        nats_names.receipt_subject(origin=me, receiver=partner),
                    ),
                    nats_names.answers_prefix(partner),
                )
            )
    return logins


def keys_of(row: models.Partner) -> tuple[CardKey, ...]:
    return cards.read_card(row.card).keys


def to_words(row: models.Partner) -> Partner:
    return Partner(
        code=HubCode(row.code),
        name=row.name,
        country=CountryCode(row.country),
        site_url=row.site_url,
        state=PartnerState(row.state),
        fingerprint=row.fingerprint,
        last_heard_at=row.last_heard_at,
    )


def _partner_row(code: str) -> models.Partner:
    row = models.Partner.objects.filter(code=code).first()
    if row is None:
        raise unknown_partner(code)
    return row


def _links(origin: HubCode, receiver: HubCode) -> Iterator[Link]:
    rows = models.Envelope.objects.filter(channel__origin=origin, channel__receiver=receiver).order_by("seq")
    for seq, wire in rows.values_list("seq", "wire").iterator(chunk_size=50):
        yield Link(seq, bytes(wire))


def _channels(partners: Iterable[models.Partner]) -> list[Channels]:
    """One question of each kind, however many partners there are."""
    rows = {HubCode(row.code): row for row in partners}
    me = this_hub_code()
    ours = {row.receiver: row for row in models.Channel.objects.filter(origin=me, receiver__in=rows)}
    theirs = {row.origin: row for row in models.Channel.objects.filter(origin__in=rows, receiver=me)}
    waiting = models.Waiting.objects.filter(receiver__in=rows).values_list("receiver")
    under_way = models.Envelope.objects.filter(
        channel__in=ours.values(), seq__gt=F("channel__acknowledged")
    ).values_list("channel__receiver")
    facts, seconds = Counter[str](), Counter[str]()
    for code, count, age in (
        *waiting.annotate(facts=Count("id"), seconds=_seconds_since("told_at")),
        *under_way.annotate(facts=Sum("count"), seconds=_seconds_since("recorded_at")),
    ):
        facts[code] += count
        seconds[code] = max(seconds[code], age)
    unread = models.Quarantined.objects.filter(envelope__channel__in=theirs.values(), fact=None)
    quarantined = dict(unread.values_list("envelope__channel__origin").annotate(Count("id")))
    return [
        Channels(
            to_words(row),
            _outgoing(ours.get(code), behind=facts[code], behind_seconds=seconds[code]),
            _incoming(theirs.get(code), quarantined=quarantined.get(code, 0)),
        )
        for code, row in rows.items()
    ]


def _outgoing(row: models.Channel | None, *, behind: int, behind_seconds: int) -> Outgoing:
    if row is None:
        return Outgoing(0, 0, envelopes.FIRST_PREV, behind, behind_seconds, None, "")
    return Outgoing(
        sealed=row.seq,
        acknowledged=row.acknowledged,
        head=row.head,
        behind=behind,
        behind_seconds=behind_seconds,
        acknowledged_at=row.acknowledged_at,
        halted=row.halted,
    )


def _seconds_since(column: str) -> Coalesce:
    """Whole seconds since the earliest instant in this column, by the database's clock; 0 for no rows."""
    age = ExpressionWrapper(Now() - Min(column), output_field=DurationField())
    return Coalesce(Cast(Extract(age, "epoch"), IntegerField()), 0)


def _incoming(row: models.Channel | None, *, quarantined: int) -> Incoming:
    if row is None:
        return Incoming(0, envelopes.FIRST_PREV, 0, None, 0, 0, 0)
    return Incoming(
        applied=row.seq,
        head=row.head,
        facts=row.facts,
        applied_at=row.moved_at,
        repeated=row.repeated,
        refused=row.refused,
        quarantined=quarantined,
    )


def _refused(row: models.Refused) -> RefusedLine:
    return RefusedLine(
        via=row.via,
        origin=row.origin,
        seq=row.seq,
        reason=Reason(row.reason),
        digest=row.digest,
        size_bytes=row.size_bytes,
        times=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
    )
