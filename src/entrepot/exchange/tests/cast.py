"""Who plays in the tests: this hub is Kuantan; its partner Qinzhou lives in memory and seals by the rules alone."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime

import nkeys

from entrepot.exchange.public import add_partner, crosses, make_keys
from entrepot.exchange.rules import cards, envelopes, receipts
from entrepot.exchange.rules.signing import Signer
from entrepot.exchange.words import Card, CardKey
from entrepot.facts.public import Event, encode
from entrepot.parties import public as parties
from entrepot.values import CountryCode, HubCode

AT = datetime(2026, 10, 1, 8, 30, tzinfo=UTC)
KUANTAN = HubCode("MYKUA")
QINZHOU = HubCode("CNQZH")
PORT_KLANG = HubCode("MYPKG")


@crosses
class LanternSeen(Event):
    """A fact that may cross."""

    lantern: str
    number: int


class LanternPaid(Event):
    """A fact that may not."""

    lantern: str


def set_up_kuantan() -> None:
    parties.set_up_hub(
        code=KUANTAN,
        name="Kuantan",
        country=CountryCode("MY"),
        currency="MYR",
        operator_name="Kuantan Port Authority",
        admin_email="operator@kuantan.example",
        admin_password="a long enough password",
        at=AT,
    )
    make_keys(at=AT)


@dataclass
class PaperHub:
    """A partner without a database: it has a key, and remembers the head of its channel to us."""

    code: HubCode = QINZHOU
    signer: Signer = field(default_factory=lambda: Signer(os.urandom(32)))
    seq: int = 0
    prev: str = envelopes.FIRST_PREV
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def key(self) -> CardKey:
        return CardKey(self.signer.key_id, self.signer.public, AT)

    def card(
        self, *, keys: tuple[CardKey, ...] | None = None, issued_at: datetime = AT, name: str = ""
    ) -> str:
        seed = nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER)
        return cards.write_card(
            Card(
                v=1,
                code=self.code,
                name=name or f"Hub {self.code}",
                country=self.code.country,
                site_url="https://hub.example",
                nats_url="nats://127.0.0.1:4222",
                nats_key=nkeys.from_seed(bytearray(seed)).public_key.decode(),
                keys=keys or (self.key,),
                ports=(self.code,),
                formats=(),
                topics=(),
                issued_at=issued_at,
            ),
            self.signer,
        )

    def join(self) -> PaperHub:
        add_partner(self.card(), at=AT, confirmed_by="operator")
        return self

    def lines(self, count: int = 1) -> list[bytes]:
        numbers = itertools.islice(self.numbers, count)
        return [line_of(LanternSeen("red", number)) for number in numbers]

    def seal(
        self,
        lines: list[bytes] | None = None,
        *,
        receiver: HubCode = KUANTAN,
        origin: HubCode | None = None,
        signer: Signer | None = None,
        at: datetime = AT,
    ) -> envelopes.Envelope:
        """The next envelope of the chain. Does not move the chain on: see `sealed`."""
        return envelopes.seal(
            lines or self.lines(),
            origin=origin or self.code,
            receiver=receiver,
            seq=self.seq + 1,
            prev=self.prev,
            at=at,
            signer=signer or self.signer,
        )

    def sealed(self, lines: list[bytes] | None = None) -> bytes:
        envelope = self.seal(lines)
        self.seq, self.prev = envelope.head.seq, envelope.hash
        return envelope.wire

    def receipt(
        self, *, high_water: int, head: str, resend: bool = False, origin: HubCode = KUANTAN
    ) -> bytes:
        return receipts.write_receipt(
            origin=origin,
            receiver=self.code,
            high_water=high_water,
            head=head,
            resend=resend,
            at=AT,
            signer=self.signer,
        ).wire


def line_of(event: Event, *, at: datetime = AT, refs: tuple[str, ...] = ("lantern_1",)) -> bytes:
    return envelopes.write_fact(kind=event.kind, at=at, refs=refs, body=encode(event))
