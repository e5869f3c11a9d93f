"""kill -9 of any part of either hub at any moment: after it is back, nothing is lost, doubled or out of order."""

import random
import signal
import time
from threading import Thread

import pytest
from test_facts_cross import settle

pytestmark = pytest.mark.xdist_group("channels")

SEED = 20260401
ROUNDS = 10


def strike(hub, part: str) -> None:
    """Kill one part of a hub and start it again."""
    if part == "worker":
        hub.end_worker(signal.SIGKILL)
        hub.start_worker()
    elif part == "nats":
        hub.kill_nats()
        hub.start_nats()
    else:
        hub.kill_postgres()
        hub.postgres.start()


def test_whatever_is_killed_everything_arrives_once_and_in_order(kuantan, qinzhou):
    chance = random.Random(SEED)
    parts = [(hub, part) for hub in (kuantan, qinzhou) for part in ("worker", "nats", "postgres")]
    targets = parts + chance.choices(parts, k=ROUNDS - len(parts))
    chance.shuffle(targets)
    start = 5_000_000
    refused_before = {hub.code: len(hub.ask("refusals")) for hub in (kuantan, qinzhou)}
    for hub, part in targets:
        numbers = list(range(start, start + 100))
        tellers = [
            Thread(target=teller.ask, args=("tell",), kwargs={"numbers": numbers, "to": [hearer.code]})
            for teller, hearer in ((kuantan, qinzhou), (qinzhou, kuantan))
        ]
        for teller in tellers:
            teller.start()
        time.sleep(chance.random() * 0.3)
        strike(hub, part)
        for teller in tellers:
            teller.join()
        start += 1000
    settle(kuantan, qinzhou)
    settle(qinzhou, kuantan)

    for hub in (kuantan, qinzhou):
        assert "the link broke" not in hub.log(), hub.log()
    for teller, hearer in ((kuantan, qinzhou), (qinzhou, kuantan)):
        told = [number for number in teller.ask("facts", origin="") if number >= 5_000_000]
        heard = [number for number in hearer.ask("facts", origin=teller.code) if number >= 5_000_000]
        assert len(told) > 50 * ROUNDS
        assert heard == told
        proof = hearer.ask("prove", origin=teller.code, receiver=hearer.code)
        assert proof[0] is True
        assert proof == teller.ask("prove", origin=teller.code, receiver=hearer.code)
        refused = hearer.ask("refusals")[refused_before[hearer.code] :]
        assert {reason for _, _, reason in refused} <= {"out_of_order"}
