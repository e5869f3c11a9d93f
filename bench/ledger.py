"""Ledger transfers a second through the SQL function `finance_post`, beside pgbench in the same run. Prints one JSON line.

    python -m bench.ledger [seconds]

One posting a call, each its own transaction, synced to disk as in production: between 10,000 accounts, and onto one hot
account. Ours and pgbench take turns, twice, on one embedded server; clients and server share the machine. The peer is
`pgbench --skip-some-updates` ("simple update": one UPDATE, one SELECT, one INSERT), the least that a row with a balance
costs; the ledger does more in each transaction: two balances, a limit, a key that makes it happen once.
At the end the accounts must sum to what was posted, or there is no result.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from multiprocessing.synchronize import Barrier
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from entrepot.hub.servers.postgres import Postgres

ACCOUNTS = 10_000
SCALE = 20
ROUNDS = 2
CALLERS = (1, 8)
HOT = "hot"
UNIFORM = "uniform"


@dataclass
class Runs:
    per_second: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 4.0
    home = Path(tempfile.mkdtemp(prefix="entrepot-bench-"))
    home.chmod(0o755)
    postgres = Postgres(home)
    try:
        postgres.start()
        for database in ("ledger", "pgbench"):
            postgres.create_database(database)
        url = postgres.url("ledger")
        make_ledger(home, url)
        pgbench(postgres, "--initialize", "--quiet", f"--scale={SCALE}")
        print(json.dumps(measure(postgres, url, seconds)))
    finally:
        postgres.stop()
        shutil.rmtree(home, ignore_errors=True)


def make_ledger(home: Path, url: str) -> None:
    """The hub's own tables and function, and accounts that exist already, as they do on any day but the first."""
    given = {
        **os.environ, "DATABASE_URL": url, "ENTREPOT_HOME": str(home / "hub"), "ENTREPOT_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "entrepot.hub.settings",
    }  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "finance", "--verbosity=0"], env=given, check=True
    )
    with psycopg.connect(url) as connection:
        for first in range(0, ACCOUNTS, 1000):
            rows = [posting(f"open{n}", "hub", f"org_{n:05}") for n in range(first, first + 1000)]
            connection.execute("SELECT finance_post(%s::jsonb)", [json.dumps(rows)])
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def posting(key: str, debit_owner: str, credit_owner: str) -> dict[str, str | int]:
    return {
        "key": key, "debit_owner": debit_owner, "debit_kind": "liquidity", "credit_owner": credit_owner,
        "credit_kind": "liquidity", "currency": "MYR", "amount_minor": 100, "kind": "exchanged",
        "group_ref": key, "at": "2026-10-30T12:00:00+00:00",
    }  # fmt: skip


def measure(postgres: Postgres, url: str, seconds: float) -> dict[str, object]:
    ours = {(kind, callers): Runs() for kind in (UNIFORM, HOT) for callers in CALLERS}
    peer: dict[int, list[float]] = {callers: [] for callers in CALLERS}
    posted = ACCOUNTS
    for turn in range(ROUNDS):
        for callers in CALLERS:
            peer[callers].append(simple_updates(postgres, callers, seconds))
        for (kind, callers), runs in ours.items():
            took = post_for(url, kind, callers, seconds, seed=turn)
            posted += len(took)
            runs.per_second.append(len(took) / seconds)
            runs.p99_ms.append(sorted(took)[int(len(took) * 0.99)] * 1000)
    check(url, posted)

    def of(kind: str, callers: int) -> int:
        return round(statistics.mean(ours[kind, callers].per_second))

    limit = {callers: round(statistics.mean(peer[callers])) for callers in CALLERS}
    return {
        "name": "Ledger transfers, one a transaction, 8 callers",
        "ours": of(UNIFORM, 8),
        "peer": limit[8],
        "peer_name": "pgbench simple-update",
        "ratio": round(of(UNIFORM, 8) / limit[8], 2),
        "unit": "/s",
        "one_caller_per_s": of(UNIFORM, 1),
        "peer_one_caller_per_s": limit[1],
        "hot_account_one_caller_per_s": of(HOT, 1),
        "hot_account_8_callers_per_s": of(HOT, 8),
        "p99_ms": round(statistics.mean(ours[UNIFORM, 8].p99_ms), 1),
        "hot_p99_ms": round(statistics.mean(ours[HOT, 8].p99_ms), 1),
        "transfers_checked": posted,
    }


def post_for(url: str, kind: str, callers: int, seconds: float, *, seed: int) -> list[float]:
    """Seconds that each call took, of all callers together."""
    processes = multiprocessing.get_context("spawn")
    start = processes.Barrier(callers)
    with processes.Manager() as manager:
        took = manager.list()
        workers = [
            processes.Process(
                target=call, args=(url, kind, f"{kind}{callers}.{seed}.{n}", seconds, start, took)
            )
            for n in range(callers)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if any(worker.exitcode for worker in workers):
            raise RuntimeError("a caller failed")
        return [one for of_worker in took for one in of_worker]


def call(url: str, kind: str, name: str, seconds: float, start: Barrier, took: list[list[float]]) -> None:
    luck = random.Random(name)
    mine: list[float] = []
    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        number = 0
        start.wait()
        end = time.perf_counter() + seconds
        while (began := time.perf_counter()) < end:
            debit, credit = luck.sample(range(ACCOUNTS), 2)
            row = posting(f"{name}.{number}", f"org_{debit:05}", "hub" if kind == HOT else f"org_{credit:05}")
            cursor.execute("SELECT finance_post(%s::jsonb)", [json.dumps([row])], prepare=True)
            mine.append(time.perf_counter() - began)
            number += 1
    took.append(mine)


def simple_updates(postgres: Postgres, callers: int, seconds: float) -> float:
    said = pgbench(
        postgres, "--skip-some-updates", "--no-vacuum", "--protocol=prepared",
        f"--client={callers}", f"--jobs={min(callers, 2)}", f"--time={round(seconds)}",
    )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", said)
    if found is None:
        raise RuntimeError(f"pgbench says no rate:\n{said}")
    return float(found[1])


def pgbench(postgres: Postgres, *options: str) -> str:
    to = conninfo_to_dict(postgres.url("pgbench"))
    given = {
        "PGHOST": str(to["host"]), "PGPORT": str(to["port"]), "PGUSER": str(to["user"]),
        "PGPASSWORD": str(to["password"]), "PGDATABASE": "pgbench",
    }  # fmt: skip
    program = [str(postgres._bin / "pgbench"), *options]
    run = subprocess.run(program, env={**os.environ, **given}, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr)
    return run.stdout


def check(url: str, posted: int) -> None:
    """Every posting is there once, and the balances are what the postings say."""
    with psycopg.connect(url) as connection:
        transfers, moved = connection.execute(
            "SELECT count(*), sum(amount_minor) FROM finance_transfer"
        ).fetchone() or (0, 0)
        debits, credits = connection.execute(
            "SELECT sum(debits_minor), sum(credits_minor) FROM finance_account"
        ).fetchone() or (0, 0)
    if transfers != posted or not moved == debits == credits == 100 * posted:
        raise RuntimeError(
            f"{posted} postings, {transfers} rows, moved {moved}, balances {debits} and {credits}"
        )


if __name__ == "__main__":
    main()
