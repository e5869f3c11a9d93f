"""Partner hubs over the API: our card, theirs, and how far the channels have come."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from entrepot.exchange import queries
from entrepot.exchange.actions import partners as partner_actions
from entrepot.exchange.words import Channels, Partner
from entrepot.parties import public as parties
from entrepot.values import HubCode
from entrepot.values.clock import now

router = Router(tags=["exchange"])


class CardOut(Schema):
    """`card` is signed text: pass it on as it is. `fingerprint` is what operators read to each other."""

    card: str
    fingerprint: str


class CardIn(Schema):
    card: str = Field(max_length=20_000, description="A hub's card, as that hub gives it.")
    fingerprint: str = Field(
        "",
        max_length=100,
        description="Given: you compared it with the partner's operator, and facts flow from now on.",
    )


class PartnerOut(Schema):
    code: str
    name: str
    country: str
    site_url: str
    state: str
    fingerprint: str
    last_heard_at: datetime | None

    @classmethod
    def of(cls, partner: Partner) -> PartnerOut:
        return cls(**asdict(partner))


class OutgoingOut(Schema):
    sealed: int
    acknowledged: int
    head: str
    behind: int
    behind_seconds: int
    halted: str


class IncomingOut(Schema):
    applied: int
    head: str
    facts: int
    repeated: int
    refused: int
    quarantined: int


class ChannelsOut(Schema):
    partner: PartnerOut
    outgoing: OutgoingOut
    incoming: IncomingOut


class ProofOut(Schema):
    """Recomputed from stored envelopes alone: complete up to `seq`, head signed by `key`."""

    origin: str
    receiver: str
    complete: bool
    seq: int
    facts: int
    head: str
    key: str
    broken_at: int | None
    reason: str


def _operator(request: HttpRequest) -> str:
    actor = parties.actor_of(request)
    actor.require(parties.hub_profile().operator_org_ref, parties.Role.OPERATOR)
    return actor.user_ref or ""


@router.get("/exchange/card", response=CardOut, auth=None)
def card(request: HttpRequest) -> CardOut:
    return CardOut(card=queries.card(at=now()), fingerprint=queries.own_fingerprint())


@router.get("/exchange/partners", response=list[PartnerOut], auth=parties.api_auth)
def partners(request: HttpRequest) -> list[PartnerOut]:
    _operator(request)
    return [PartnerOut.of(partner) for partner in queries.partners()]


@router.post("/exchange/partners", response={201: PartnerOut}, auth=parties.api_auth)
def add_partner(request: HttpRequest, body: CardIn) -> tuple[int, PartnerOut]:
    """Take a hub's card; with its fingerprint the hub is a partner at once."""
    by = _operator(request)
    partner = partner_actions.add_partner(body.card, at=now())
    if body.fingerprint:
        partner = partner_actions.confirm_partner(partner.code, fingerprint=body.fingerprint, by=by, at=now())
    return 201, PartnerOut.of(partner)


@router.get("/exchange/channels/{code}", response=ChannelsOut, auth=parties.api_auth)
def channels(request: HttpRequest, code: str) -> ChannelsOut:
    _operator(request)
    return _channels(queries.get_channels(code))


@router.get("/exchange/channels/{code}/proof", response=list[ProofOut], auth=parties.api_auth)
def proof(request: HttpRequest, code: str) -> list[ProofOut]:
    """Both directions with this partner."""
    _operator(request)
    me, other = queries.this_hub_code(), HubCode(queries.get_partner(code).code)
    return [
        ProofOut(
            origin=made.origin,
            receiver=made.receiver,
            complete=made.complete,
            seq=made.seq,
            facts=made.facts,
            head=made.head,
            key=made.key,
            broken_at=made.broken_at,
            reason=made.reason.value if made.reason else "",
        )
        for made in (queries.prove(origin=me, receiver=other), queries.prove(origin=other, receiver=me))
    ]


def _channels(found: Channels) -> ChannelsOut:
    out, into = found.outgoing, found.incoming
    return ChannelsOut(
        partner=PartnerOut.of(found.partner),
        outgoing=OutgoingOut(
            sealed=out.sealed,
            acknowledged=out.acknowledged,
            head=out.head,
            behind=out.behind,
            behind_seconds=out.behind_seconds,
            halted=out.halted,
        ),
        incoming=IncomingOut(
            applied=into.applied,
            head=into.head,
            facts=into.facts,
            repeated=into.repeated,
            refused=into.refused,
            quarantined=into.quarantined,
        ),
    )
