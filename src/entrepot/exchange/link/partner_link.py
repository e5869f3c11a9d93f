"""Our end at one partner's NATS: envelopes out, receipts for what it sent us out."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from enum import Enum

import nats.js.errors

from entrepot.exchange.actions.receipts import Acknowledged, make_receipt
from entrepot.exchange.link import outgoing
from entrepot.exchange.link.database import Database
from entrepot.exchange.link.nats_line import LOST, NatsLine, nats_line
from entrepot.exchange.link.pacing import (
    BUSY,
    HEARTBEAT_SECONDS,
    SEAL_EVERY_SECONDS,
    SENT_AT_ONCE,
    WINDOW,
    Pause,
)
from entrepot.exchange.rules import nats_names
from entrepot.values import HubCode, clock

log = logging.getLogger(__name__)

_PUBLISH_SECONDS = 10.0
_REWIND_SECONDS = 1.0


class Link(Enum):
    """What was last said in the log."""

    UP = "is linked"
    DOWN = "can't be reached"
    NOT_TAKING = "takes no envelopes now"


@dataclass(frozen=True, slots=True)
class Address:
    """A partner and where its NATS answers."""

    code: HubCode
    nats_url: str


class PartnerLink:
    """Sends what is told to one partner, again and again until its receipt says that it is held there.

    sent: the newest envelope that the partner's JetStream took; acknowledged: the newest that a receipt covers.
    Both are only memory: a new link starts from what the database knows and sends a little twice.
    """

    def __init__(self, me: HubCode, address: Address, *, seed: str, database: Database) -> None:
        self._me = me
        self._address = address
        self._seed = seed
        self._database = database
        self._sent = 0
        self._acknowledged = 0
        self._news = asyncio.Event()
        self._owes_receipt = asyncio.Event()
        self._resend_wanted = False
        self._rewinds = 0
        self._rewound_at = 0.0
        self._ask_again_at = 0.0
        self._patience = Pause(1, 60)
        self._connecting = Pause(0.1, 5)
        self._state: Link | None = None

    @property
    def address(self) -> Address:
        return self._address

    def something_waits(self) -> None:
        self._news.set()

    def owe_receipt(self, *, resend: bool) -> None:
        self._resend_wanted = self._resend_wanted or resend
        self._owes_receipt.set()

    def take_word(self, word: Acknowledged) -> None:
        """The partner said how far it holds our channel."""
        now = _now()
        if word.high_water > self._acknowledged:
            self._patience.over()
            self._ask_again_at = now + self._patience.next_seconds()
        went_back = word.high_water < self._acknowledged
        self._acknowledged = word.high_water
        if went_back or (word.resend and now - self._rewound_at >= _REWIND_SECONDS):
            self._rewinds += 1
            self._rewound_at = now
            self._sent = word.high_water
        self._sent = max(self._sent, word.high_water)
        self._news.set()

    async def run(self) -> None:
        """Until cancelled."""
        self._acknowledged = await self._database.run(outgoing.acknowledged, self._me, self._address.code)
        self._sent = self._acknowledged
        while True:
            try:
                async with nats_line(
                    self._address.nats_url,
                    seed=self._seed,
                    inbox=nats_names.answers_prefix(self._me),
                    name=f"entrepot {self._me}",
                ) as line:
                    if self._state is not Link.NOT_TAKING:
                        self._say(Link.UP)
                    await self._use(line)
            except LOST as trouble:
                self._say(Link.DOWN, trouble)
            await asyncio.sleep(self._connecting.next_seconds())

    async def _use(self, line: NatsLine) -> None:
        sending = asyncio.create_task(self._send(line))
        answering = asyncio.create_task(self._give_receipts(line))
        try:
            await asyncio.wait((sending, answering), return_when=asyncio.FIRST_COMPLETED)
            for task in (sending, answering):
                if task.done():
                    task.result()
        finally:
            sending.cancel()
            answering.cancel()
            await asyncio.gather(sending, answering, return_exceptions=True)

    async def _send(self, line: NatsLine) -> None:
        self._news.set()
        while True:
            self._news.clear()
            under_way = self._sent - self._acknowledged
            batch = []
            if under_way < WINDOW:
                batch = await self._database.run(
                    outgoing.next_envelopes,
                    self._me,
                    self._address.code,
                    after=self._sent,
                    limit=min(WINDOW - under_way, SENT_AT_ONCE),
                    only_full=under_way >= BUSY,
                    at=clock.now(),
                )
            if batch:
                await self._publish(line, batch)
                if len(batch) < SENT_AT_ONCE:
                    await line.answer(asyncio.sleep(SEAL_EVERY_SECONDS))
            elif not await self._wait_for_news(line):
                await self._ask_again(line)

    async def _wait_for_news(self, line: NatsLine) -> bool:
        """False if envelopes are under way and nothing was heard of them for long."""
        under_way = self._sent > self._acknowledged
        seconds = max(0.0, self._ask_again_at - _now()) if under_way else HEARTBEAT_SECONDS
        try:
            await line.answer(asyncio.wait_for(self._news.wait(), seconds))
        except TimeoutError:
            return not under_way
        return True

    async def _ask_again(self, line: NatsLine) -> None:
        """Send the first and the last envelope under way once more. If the partner holds them, it says so; if it lost
        those between, the last one comes out of order and it asks for all."""
        self._ask_again_at = _now() + self._patience.next_seconds()
        for after in sorted({self._acknowledged, self._sent - 1}):
            again = await self._database.run(
                outgoing.stored, self._me, self._address.code, after=after, limit=1
            )
            await self._publish(line, again)

    async def _publish(self, line: NatsLine, batch: list[tuple[int, bytes]]) -> None:
        """Publish in order; what JetStream took counts up to the first that it did not take."""
        if self._sent <= self._acknowledged:
            self._patience.over()
            self._ask_again_at = _now() + self._patience.next_seconds()
        rewinds = self._rewinds
        subject = nats_names.inbox_subject(receiver=self._address.code, origin=self._me)
        stream = line.client.jetstream()
        calls = [
            asyncio.create_task(stream.publish(subject, wire, timeout=_PUBLISH_SECONDS)) for _, wire in batch
        ]
        try:
            results = await line.answer(asyncio.gather(*calls, return_exceptions=True))
        finally:
            for call in calls:
                call.cancel()
        for (seq, _), result in zip(batch, results, strict=True):
            if isinstance(result, nats.js.errors.Error):
                await self._wait_for_room(line, result)
                return
            if isinstance(result, BaseException):
                raise result
            if rewinds == self._rewinds:
                self._sent = max(self._sent, seq)
        self._say(Link.UP)
        self._connecting.over()

    async def _wait_for_room(self, line: NatsLine, trouble: Exception) -> None:
        """Its server is there and does not take envelopes: its worker has not run yet, or for long."""
        self._say(Link.NOT_TAKING, trouble)
        await line.answer(asyncio.sleep(self._connecting.next_seconds()))

    async def _give_receipts(self, line: NatsLine) -> None:
        subject = nats_names.receipt_subject(origin=self._address.code, receiver=self._me)
        self._owes_receipt.set()
        while True:
            try:
                await line.answer(asyncio.wait_for(self._owes_receipt.wait(), HEARTBEAT_SECONDS))
            except TimeoutError:
                log.debug("nothing came from %s, it gets a sign of life", self._address.code)
            self._owes_receipt.clear()
            resend, self._resend_wanted = self._resend_wanted, False
            receipt = await self._database.run(
                make_receipt, self._address.code, resend=resend, at=clock.now()
            )
            await line.client.publish(subject, receipt)

    def _say(self, state: Link, trouble: BaseException | None = None) -> None:
        """One line per change."""
        if state is self._state:
            return
        self._state = state
        if state is Link.UP:
            log.info("the link to %s is up", self._address.code)
        else:
            log.warning("%s %s, trying again: %r", self._address.code, state.value, trouble)


def _now() -> float:
    """Seconds of the loop's own clock, which no one sets back."""
    return asyncio.get_running_loop().time()
