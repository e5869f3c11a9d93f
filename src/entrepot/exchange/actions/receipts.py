"""Receipts: say how far we hold a partner's channel, and take a partner's word on ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from entrepot.exchange import models, own_keys, queries
from entrepot.exchange.actions.channels import halt, lock_channel
from entrepot.exchange.actions.refusing import refuse
from entrepot.exchange.rules import receipts
from entrepot.exchange.rules.envelopes import FIRST_PREV
from entrepot.exchange.words import CardKey, PartnerState, Reason
from entrepot.values import HubCode


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A partner's word that was taken: it holds our envelopes up to this number, and asks for the rest or not."""

    partner: HubCode
    high_water: int
    resend: bool


def make_receipt(origin: HubCode, *, resend: bool, at: datetime) -> bytes:
    """Our signed word on how far we hold this partner's channel."""
    me = queries.this_hub_code()
    channel = models.Channel.objects.filter(origin=origin, receiver=me).first()
    return receipts.write_receipt(
        origin=origin,
        receiver=me,
        high_water=channel.seq if channel else 0,
        head=channel.head if channel else FIRST_PREV,
        resend=resend,
        at=at,
        signer=own_keys.signer(),
    ).wire


def take_receipt(wire: bytes, *, via: HubCode | None, at: datetime) -> Acknowledged | None:
    """Note what a partner holds. The latest to come in counts, even if it holds less than it once said: then its
    database went back in time and it needs the rest again. None if it was refused."""
    origin, seq = "", None
    try:
        try:
            signed = receipts.open_receipt(wire)
        except receipts.BadReceipt as trouble:
            raise _No(trouble.reason) from trouble
        origin, seq = signed.receipt.receiver, signed.receipt.high_water
        return _take(signed, via=via, at=at)
    except _No as no:
        with transaction.atomic():
            refuse(wire, reason=no.reason, via=via, origin=origin, seq=seq, at=at)
        return None


class _No(Exception):
    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


def _take(signed: receipts.SignedReceipt, *, via: HubCode | None, at: datetime) -> Acknowledged:
    receipt = signed.receipt
    me = queries.this_hub_code()
    if receipt.origin != me:
        raise _No(Reason.OTHER_RECEIVER)
    if via is not None and via != receipt.receiver:
        raise _No(Reason.OTHER_SENDER)
    partner = models.Partner.objects.filter(code=receipt.receiver, state=PartnerState.CONFIRMED).first()
    if partner is None:
        raise _No(Reason.UNKNOWN_PARTNER)
    _check_signature(signed, queries.keys_of(partner))
    with transaction.atomic():
        channel = lock_channel(origin=me, receiver=receipt.receiver)
        if receipt.head != _head_at(channel, receipt.high_water):
            if receipt.high_water > channel.seq:
                # It holds more than we remember sealing. To seal the same numbers again would fork the chain.
                halt(channel, Reason.RECEIPT_OF_ANOTHER_CHAIN)
            refused = True
        else:
            refused = False
            channel.acknowledged, channel.acknowledged_at = receipt.high_water, at
            channel.receipt = signed.wire
            channel.save(update_fields=["acknowledged", "acknowledged_at", "receipt"])
            models.Partner.objects.filter(pk=partner.pk).update(last_heard_at=at)
    if refused:
        raise _No(Reason.RECEIPT_OF_ANOTHER_CHAIN)
    return Acknowledged(receipt.receiver, receipt.high_water, receipt.resend)


def _check_signature(signed: receipts.SignedReceipt, keys: tuple[CardKey, ...]) -> None:
    key = next((key for key in keys if key.id == signed.receipt.key), None)
    if key is None:
        raise _No(Reason.UNKNOWN_KEY)
    if not signed.is_signed_by(key.public):
        raise _No(Reason.BAD_SIGNATURE)
    if not key.holds_at(signed.receipt.at):
        raise _No(Reason.KEY_NOT_VALID)


def _head_at(channel: models.Channel, seq: int) -> str | None:
    if seq == 0:
        return FIRST_PREV
    if seq == channel.seq:
        return channel.head
    return models.Envelope.objects.filter(channel=channel, seq=seq).values_list("hash", flat=True).first()
