"""Our end at our own NATS: partners' envelopes in, their receipts for ours in.

The durable consumer is made anew with every connection. It then begins with the oldest envelope that was not
acknowledged, in order, instead of with new ones while old ones wait for their redelivery time.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable

from nats.aio.msg import Msg
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import NotFoundError

from entrepot.exchange.actions.receipts import Acknowledged, take_receipt
from entrepot.exchange.actions.taking import Arrival, Taken, take
from entrepot.exchange.link.database import Database
from entrepot.exchange.link.nats_line import LOST, LineLost, NatsLine, nats_line
from entrepot.exchange.link.pacing import PULL_SECONDS, PULLED_AT_ONCE, TAKEN_AT_ONCE_BYTES, Pause
from entrepot.exchange.rules import nats_names
from entrepot.values import BadValue, HubCode, clock

log = logging.getLogger(__name__)

_KEPT_PER_PARTNER = 256  # envelopes in the pipe; a sender that is told "full" waits
_MAX_MESSAGE_BYTES = 1024 * 1024
_ACKNOWLEDGE_SECONDS = 600


class Inbox:
    """Takes in what arrives, and tells the link about it.

    on_taken(origin, resend) is called when a receipt is owed, on_word when a partner acknowledged.
    """

    def __init__(
        self,
        me: HubCode,
        url: str,
        *,
        seed: str,
        database: Database,
        on_taken: Callable[[HubCode, bool], None],
        on_word: Callable[[Acknowledged], None],
    ) -> None:
        self._me = me
        self._url = url
        self._seed = seed
        self._database = database
        self._on_taken = on_taken
        self._on_word = on_word
        self._arrived: asyncio.Queue[Msg] = asyncio.Queue()
        self._receipts: dict[str, bytes] = {}
        self._receipt_came = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled."""
        pause = Pause(0.1, 5)
        away = False
        while True:
            try:
                async with nats_line(
                    self._url, seed=self._seed, inbox="_INBOX", name=f"entrepot {self._me}"
                ) as line:
                    pause.over()
                    if away:
                        log.info("this hub's NATS is back")
                    away = False
                    await self._use(line)
            except LOST as trouble:
                if not away:
                    log.warning("this hub's NATS is away, trying again: %r", trouble)
                away = True
            await asyncio.sleep(pause.next_seconds())

    async def _use(self, line: NatsLine) -> None:
        self._arrived = asyncio.Queue()
        await line.answer(self._make_stream(line))
        await line.client.subscribe(nats_names.receipts_for(self._me), cb=self._note_receipt)
        taking = asyncio.create_task(self._take(line))
        hearing = asyncio.create_task(self._hear())
        try:
            await asyncio.wait((taking, hearing), return_when=asyncio.FIRST_COMPLETED)
            for task in (taking, hearing):
                if task.done():
                    task.result()
        finally:
            taking.cancel()
            hearing.cancel()
            await asyncio.gather(taking, hearing, return_exceptions=True)

    async def _make_stream(self, line: NatsLine) -> None:
        manager = line.client.jetstream()
        config = StreamConfig(
            name=nats_names.STREAM,
            subjects=[nats_names.inbox_of(self._me)],
            retention=RetentionPolicy.WORK_QUEUE,
            storage=StorageType.FILE,
            discard=DiscardPolicy.NEW,
            discard_new_per_subject=True,
            max_msgs_per_subject=_KEPT_PER_PARTNER,
            max_msg_size=_MAX_MESSAGE_BYTES,
        )
        try:
            await manager.stream_info(nats_names.STREAM)
            await manager.update_stream(config)
        except NotFoundError:
            await manager.add_stream(config)
        try:
            await manager.delete_consumer(nats_names.STREAM, nats_names.CONSUMER)
        except NotFoundError:
            log.debug("the first consumer of this inbox")
        await manager.add_consumer(
            nats_names.STREAM,
            ConsumerConfig(
                durable_name=nats_names.CONSUMER,
                deliver_policy=DeliverPolicy.ALL,
                ack_policy=AckPolicy.EXPLICIT,
                ack_wait=_ACKNOWLEDGE_SECONDS,
                max_ack_pending=PULLED_AT_ONCE * 4,
            ),
        )

    async def _note_receipt(self, message: Msg) -> None:
        self._receipts[message.subject] = message.data
        self._receipt_came.set()

    async def _hear(self) -> None:
        """Only the latest receipt of each partner counts."""
        while True:
            await self._receipt_came.wait()
            self._receipt_came.clear()
            latest, self._receipts = self._receipts, {}
            for subject, wire in latest.items():
                word = await self._database.run(take_receipt, wire, via=_sender(subject), at=clock.now())
                if word is not None:
                    self._on_word(word)

    async def _take(self, line: NatsLine) -> None:
        answers = line.client.new_inbox()
        await line.client.subscribe(answers, cb=self._arrived.put)
        wanted = 0
        while True:
            if wanted == 0:
                wanted = PULLED_AT_ONCE
                request = {"batch": wanted, "expires": int(PULL_SECONDS * 1e9)}
                subject = f"$JS.API.CONSUMER.MSG.NEXT.{nats_names.STREAM}.{nats_names.CONSUMER}"
                await line.client.publish(subject, json.dumps(request).encode(), reply=answers)
            try:
                batch = [await line.answer(asyncio.wait_for(self._arrived.get(), PULL_SECONDS * 1.5))]
            except TimeoutError:
                wanted = 0
                continue
            size_bytes = len(batch[0].data)
            while size_bytes < TAKEN_AT_ONCE_BYTES and not self._arrived.empty():
                batch.append(self._arrived.get_nowait())
                size_bytes += len(batch[-1].data)
            messages = [message for message in batch if not _is_status(message)]
            wanted = 0 if len(messages) < len(batch) else wanted - len(messages)
            await self._take_in(messages)

    async def _take_in(self, messages: list[Msg]) -> None:
        if not messages:
            return
        arrivals = [Arrival(message.data, _sender(message.subject)) for message in messages]
        taken = await self._database.run(take, arrivals, at=clock.now())
        for message in messages:
            await message.ack()
        for origin, resend in _receipts_owed(taken).items():
            self._on_taken(origin, resend)


def _receipts_owed(taken: list[Taken]) -> dict[HubCode, bool]:
    """Whom we owe a receipt, and whether the last word of this round was that something is missing."""
    owed: dict[HubCode, bool] = {}
    for result in taken:
        if result.origin is not None:
            owed[result.origin] = result.reason is not None
    return owed


def _sender(subject: str) -> HubCode | None:
    """The hub whose login may publish on this subject."""
    try:
        return HubCode(subject.rpartition(".")[2])
    except BadValue:
        return None


def _is_status(message: Msg) -> bool:
    """True for the server's answers that carry no message: nothing there, time is up. Raises LineLost if the consumer
    is gone."""
    status = (message.headers or {}).get("Status")
    if status is None:
        return False
    if status == "409" and "Consumer" in (message.headers or {}).get("Description", ""):
        raise LineLost
    return True
