"""Facts a second from one hub to another, beside the raw pipe and the raw table in the same run. Prints one JSON line.

    python -m bench.hub_to_hub [events]

Two hubs with their own embedded servers, all syncing their disks as in production, on one machine. `ours` counts from
the first telling at the one (tell_many, 50 to a transaction) to the last fact committed at the other; `told_singly_per_s`
is the same with one tell() per fact. `catch_up_per_s` counts from the
first to the last fact committed after the receiver's NATS was down while all were told. `p95_ms` is of single facts
told twenty a second. `raw_jetstream_per_s` publishes and pulls the same lines one message each; `raw_copy_per_s`
copies them into a table with the columns and indexes of facts. The peer does both, one after the other.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

import nats
import psycopg

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "hubs"))

from hubs_on_trial.hub import HubOnTrial, join

TEXT = "A lantern on the quay. " * 13  # makes a line of about 400 bytes
FROM, TO = "MYKUA", "CNQZH"


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    home = Path(tempfile.mkdtemp(prefix="entrepot-bench-"))
    home.chmod(0o755)
    hubs = [HubOnTrial(home / "kuantan", FROM, "Kuantan"), HubOnTrial(home / "qinzhou", TO, "Qinzhou")]
    try:
        for hub in hubs:
            hub.start()
        join(*hubs)
        for hub in hubs:
            hub.start_worker()
        print(json.dumps(measure(*hubs, events)))
    finally:
        for hub in hubs:
            hub.stop()
        shutil.rmtree(home, ignore_errors=True)


def measure(sender: HubOnTrial, receiver: HubOnTrial, events: int) -> dict[str, object]:
    tell(sender, [-1])
    wait_for(receiver, 1)
    live = events / timed(lambda: (tell(sender, range(events), in_bulk=True), wait_for(receiver, events + 1)))
    few = events // 4
    singly = few / timed(
        lambda: (tell(sender, range(500_000, 500_000 + few)), wait_for(receiver, events + few + 1))
    )
    tell(sender, range(1_000_000, 1_000_100), per_transaction=1, pause_seconds=0.05)
    wait_for(receiver, events + few + 101)
    delays = receiver.ask("delays", origin=FROM, first=1_000_000)
    settle(sender)
    receiver.kill_nats()
    tell(sender, range(2_000_000, 2_000_000 + events), in_bulk=True)
    before = receiver.ask("count", origin=FROM)
    receiver.start_nats()
    wait_for(receiver, before + 1)
    first = receiver.ask("count", origin=FROM)
    catch_up = (before + events - first) / timed(lambda: wait_for(receiver, before + events))
    settle(sender)
    assert receiver.ask("refusals") == []
    assert receiver.ask("prove", origin=FROM, receiver=TO)[:1] == [True]
    line = envelope_line(sender)
    jetstream = asyncio.run(raw_jetstream(receiver, line, events))
    copy = raw_copy(receiver, events)
    peer = 1 / (1 / jetstream + 1 / copy)
    return {
        "name": "Facts from hub to hub",
        "ours": round(live),
        "peer": round(peer),
        "peer_name": "raw JetStream, then raw COPY",
        "ratio": round(live / peer, 2),
        "unit": "facts/s",
        "told_singly_per_s": round(singly),
        "catch_up_per_s": round(catch_up),
        "p95_ms": round(delays[int(len(delays) * 0.95)] * 1000),
        "raw_jetstream_per_s": round(jetstream),
        "raw_copy_per_s": round(copy),
        "facts": events,
        "line_bytes": len(line),
    }


def timed(work: object) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def tell(
    hub: HubOnTrial,
    numbers: range | list[int],
    *,
    per_transaction: int = 50,
    pause_seconds: float = 0,
    in_bulk: bool = False,
) -> None:
    hub.ask(
        "tell",
        numbers=list(numbers),
        to=[TO],
        text=TEXT,
        per_transaction=per_transaction,
        announce=False,
        in_bulk=in_bulk,
        pause_seconds=pause_seconds,
    )


def wait_for(hub: HubOnTrial, count: int) -> None:
    while hub.ask("count", origin=FROM) < count:
        time.sleep(0.02)


def settle(hub: HubOnTrial) -> None:
    while hub.ask("channels", code=TO)["behind"]:
        time.sleep(0.02)


def envelope_line(hub: HubOnTrial) -> bytes:
    """One fact as it travels."""
    with psycopg.connect(hub.postgres.url("hub")) as connection:
        (wire,) = connection.execute(
            "SELECT wire FROM exchange_envelope ORDER BY count DESC, id LIMIT 1"
        ).fetchone()
    return bytes(wire).split(b"\n")[2]


async def raw_jetstream(hub: HubOnTrial, line: bytes, events: int) -> float:
    """Publish without waiting, pull and acknowledge: messages a second through both."""
    client = await nats.connect(hub.nats.url, nkeys_seed_str=hub.ask("nats_seed"))
    stream = client.jetstream(publish_async_max_pending=2000)
    await stream.add_stream(name="RAW", subjects=["raw"])
    start = time.perf_counter()
    for _ in range(events):
        await stream.publish_async("raw", line)
    await stream.publish_async_completed()
    pulled = await stream.pull_subscribe("raw", durable="raw")
    got = 0
    while got < events:
        batch = await pulled.fetch(500, timeout=5)
        for message in batch:
            await message.ack()
        got += len(batch)
    seconds = time.perf_counter() - start
    await client.close()
    return events / seconds


def raw_copy(hub: HubOnTrial, events: int) -> float:
    """COPY of the facts that came, 500 to a transaction, into an empty table like theirs."""
    with psycopg.connect(hub.postgres.url("hub")) as connection:
        columns = 'id, kind, body, at, origin, "by", refs'
        connection.execute("CREATE TABLE raw_facts (LIKE facts_fact INCLUDING ALL)")
        rows = connection.execute(
            f'SELECT id, kind, body::text, at, origin, "by", refs FROM facts_fact ORDER BY id LIMIT {events}'
        ).fetchall()
        connection.commit()
        start = time.perf_counter()
        for position in range(0, len(rows), 500):
            with connection.cursor().copy(f"COPY raw_facts ({columns}) FROM STDIN") as copy:
                for row in rows[position : position + 500]:
                    copy.write_row(row)
            connection.commit()
        return len(rows) / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
