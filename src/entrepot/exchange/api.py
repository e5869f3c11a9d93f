"""Partners, their channels and the proof of these over the API. Our card is for everyone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from entrepot.exchange import actions, queries, words
from entrepot.exchange.operators import is_operator, require_operator
from entrepot.exchange.rules.cards import MAX_BYTES
from entrepot.parties.public import api_auth
from entrepot.values import HubCode
from entrepot.values.clock import now

router = Router(tags=["exchange"])


class CardOut(Schema):
    """`card` is signed text: pass it on as it is. `fingerprint` is what operators read to each other."""

    card: str
    fingerprint: str


class CardIn(Schema):
    card: str = Field(max_length=MAX_BYTES, description="A hub's card, as that hub gives it.")
    fingerprint: str = Field(
        "",
        max_length=60,
        description="Given: you compared it with the partner's operator, and facts flow from now on.",
    )


class PartnerOut(Schema):
    code: str
    name: str
    country: str
    site_url: str
    state: str = Field(description="asked, confirmed or revoked")
    fingerprint: str
    last_heard_at: datetime | None


class FingerprintIn(Schema):
    fingerprint: str = Field(max_length=60)


class OutgoingOut(Schema):
    sealed: int
    acknowledged: int
    head: str
    behind: int
    behind_seconds: int
    acknowledged_at: datetime | None
    halted: str


class IncomingOut(Schema):
    applied: int
    head: str
    facts: int
    applied_at: datetime | None
    repeated: int
    refused: int
    quarantined: int


class RefusedOut(Schema):
    via: str
    origin: str
    seq: int | None
    reason: str
    digest: str
    size_bytes: int
    times: int
    first_at: datetime
    last_at: datetime


class ChannelsOut(Schema):
    partner: PartnerOut
    outgoing: OutgoingOut
    incoming: IncomingOut
    refusals: list[RefusedOut]


class ProofOut(Schema):
    """What stored envelopes prove: complete up to envelope `seq`, whose hash is `head`, signed by `key`."""

    origin: str
    receiver: str
    complete: bool
    seq: int
    facts: int
    head: str
    key: str
    sealed_at: datetime | None
    broken_at: int | None
    reason: str | None


@router.get("/exchange/card", response=CardOut, auth=None)
def own_card(request: HttpRequest) -> CardOut:
    """This hub's card: who it is, where its NATS answers, with which keys it signs."""
    return CardOut(card=queries.card(at=now()), fingerprint=queries.own_fingerprint())


@router.get("/exchange/partners", response=list[PartnerOut], auth=None)
def list_partners(request: HttpRequest) -> list[PartnerOut]:
    """Confirmed partners. An operator sees the others too."""
    everyone = is_operator(request)
    return [
        _partner(partner)
        for partner in queries.partners()
        if everyone or partner.state is words.PartnerState.CONFIRMED
    ]


@router.post("/exchange/partners", response={201: PartnerOut}, auth=api_auth)
def add_partner(request: HttpRequest, body: CardIn) -> Status[PartnerOut]:
    """Take a hub's card; with its fingerprint the hub is a partner at once."""
    by, at = require_operator(request), now()
    with transaction.atomic():
        taken = actions.add_partner(body.card, at=at)
        if body.fingerprint:
            taken = actions.confirm_partner(taken.code, fingerprint=body.fingerprint, by=by, at=at)
    return Status(201, _partner(taken))


@router.post("/exchange/partners/{code}/confirm", response=PartnerOut, auth=api_auth)
def confirm_partner(request: HttpRequest, code: str, body: FingerprintIn) -> PartnerOut:
    by = require_operator(request)
    return _partner(actions.confirm_partner(code, fingerprint=body.fingerprint, by=by, at=now()))


@router.post("/exchange/partners/{code}/revoke", response=PartnerOut, auth=api_auth)
def revoke_partner(request: HttpRequest, code: str) -> PartnerOut:
    """Nothing is told to this hub or taken from it any more."""
    by = require_operator(request)
    return _partner(actions.revoke_partner(code, by=by, at=now()))


@router.get("/exchange/channels/{code}", response=ChannelsOut, auth=api_auth)
def channels(request: HttpRequest, code: str) -> ChannelsOut:
    """How far both directions with a partner have come, and what was refused."""
    require_operator(request)
    both = queries.get_channels(code)
    return ChannelsOut(
        partner=_partner(both.partner),
        outgoing=OutgoingOut.from_orm(both.outgoing),
        incoming=IncomingOut.from_orm(both.incoming),
        refusals=[RefusedOut.from_orm(line) for line in queries.refused_lines(code)],
    )


@router.get("/exchange/channels/{code}/proof", response=list[ProofOut], auth=api_auth)
def proof(request: HttpRequest, code: str) -> list[ProofOut]:
    """Recompute both chains with a partner, ours to it first, from their stored envelopes alone."""
    require_operator(request)
    partner, me = queries.get_partner(code).code, queries.this_hub_code()
    return [
        ProofOut.from_orm(queries.prove(origin=origin, receiver=receiver))
        for origin, receiver in ((me, partner), (partner, me))
    ]


@router.get("/exchange/channels/{code}/heads", auth=api_auth)
def heads(request: HttpRequest, code: str, incoming: bool = False) -> HttpResponse:
    """Signed heads of a channel, two lines per envelope: with the origin's card, anyone can check that none is
    missing. They tell nothing of what was said."""
    require_operator(request)
    partner, me = queries.get_partner(code).code, queries.this_hub_code()
    origin, receiver = (partner, me) if incoming else (me, partner)
    content = queries.signed_heads(origin=origin, receiver=receiver)
    return HttpResponse(content, content_type="text/plain; charset=utf-8")


def _partner(partner: words.Partner) -> PartnerOut:
    return PartnerOut(
        code=HubCode(partner.code),
        name=partner.name,
        country=partner.country,
        site_url=partner.site_url,
        state=partner.state.value,
        fingerprint=partner.fingerprint,
        last_heard_at=partner.last_heard_at,
    )
