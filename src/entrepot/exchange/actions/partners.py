"""Whom we exchange facts with: take a card, confirm it by its fingerprint, revoke it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from entrepot.exchange import events, models, own_keys, queries
from entrepot.exchange.rules import cards
from entrepot.exchange.words import (
    Card,
    Partner,
    PartnerState,
    bad_card,
    login_of_another,
    older_card,
    other_fingerprint,
    other_key,
    own_card,
    unknown_partner,
)
from entrepot.facts import public as facts
from entrepot.values import HubCode


def add_partner(card: str | bytes, *, at: datetime, confirmed_by: str | None = None) -> Partner:
    """Take a hub's card. With `confirmed_by` (who compared the fingerprint) it is a partner at once.

    A card of a hub that is known replaces the one we hold if a key that we know signed it, and leaves its state as it
    was. A revoked hub starts again as asked. Refuses "exchange.bad_card", "exchange.own_card", "exchange.other_key",
    "exchange.older_card", "exchange.login_of_another".
    """
    try:
        read = cards.read_card(card)
    except cards.BadCard as trouble:
        raise bad_card() from trouble
    if read.code == queries.this_hub_code():
        raise own_card()
    text = card if isinstance(card, str) else card.decode()
    with transaction.atomic():
        row = models.Partner.objects.select_for_update().filter(code=read.code).first()
        if row is None:
            row = models.Partner(code=read.code, state=PartnerState.ASKED, asked_at=at)
        elif row.state == PartnerState.REVOKED:
            row.state, row.asked_at = PartnerState.ASKED, at
        else:
            _check_successor(row, read, text)
        others = models.Partner.objects.exclude(code=read.code)
        if read.nats_key == own_keys.nats_key() or others.filter(nats_key=read.nats_key).exists():
            raise login_of_another()  # NATS would refuse its whole list of logins
        row.card, row.nats_key = text, read.nats_key
        row.name, row.country, row.site_url = read.name, read.country, read.site_url
        row.fingerprint = cards.fingerprint_of(read.keys)
        row.save()
        facts.note(at=at, by=confirmed_by or "", did="exchange.took_card", about=read.code)
        if confirmed_by is not None:
            _confirm(row, by=confirmed_by, at=at)
    return queries.to_words(row)


def confirm_partner(code: str, *, fingerprint: str, by: str, at: datetime) -> Partner:
    """The operator compared this fingerprint with the partner's operator: from now on facts flow.

    Refuses "exchange.unknown_partner", "exchange.other_fingerprint". Again changes nothing.
    """
    with transaction.atomic():
        row = _locked(code)
        if _plain(fingerprint) != _plain(row.fingerprint):
            raise other_fingerprint()
        _confirm(row, by=by, at=at)
    return queries.to_words(row)


def revoke_partner(code: str, *, by: str, at: datetime) -> Partner:
    """Tell it nothing and take nothing from it any more. What waited for it goes; what was exchanged stays."""
    with transaction.atomic():
        row = _locked(code)
        if row.state != PartnerState.REVOKED:
            row.state, row.revoked_at, row.confirmed_at = PartnerState.REVOKED, at, None
            row.save()
            models.Waiting.objects.filter(receiver=row.code).delete()
            facts.announce(events.PartnerRevoked(HubCode(row.code)), at=at, refs=[row.code], by=by)
    return queries.to_words(row)


def _confirm(row: models.Partner, *, by: str, at: datetime) -> None:
    if row.state == PartnerState.CONFIRMED:
        return
    row.state, row.confirmed_at, row.confirmed_by = PartnerState.CONFIRMED, at, by
    row.save()
    facts.announce(events.PartnerConfirmed(HubCode(row.code)), at=at, refs=[row.code], by=by)


def _check_successor(row: models.Partner, new: Card, text: str) -> None:
    held = cards.read_card(row.card)
    if new.issued_at < held.issued_at:
        raise older_card(new.code)
    signed_with = held.find_key(cards.signing_key_of(text))
    if signed_with is None or not signed_with.holds_at(new.issued_at):
        raise other_key(new.code)


def _locked(code: str) -> models.Partner:
    row = models.Partner.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise unknown_partner(code)
    return row


def _plain(fingerprint: str) -> str:
    return "".join(fingerprint.split()).lower()
