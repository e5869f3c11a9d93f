"""Ledger transfers a second through finance's `post`, beside pgbench in the same run. Prints one JSON line.

    python -m bench.ledger [seconds a series]

One posting a call, each call its own transaction, synced to disk as in production: between 1,000 accounts by chance, and
onto one hot account; then a thousand postings in one call. The peer is `pgbench --skip-some-updates` ("simple update":
one UPDATE, one SELECT, one INSERT), the least that a row with a balance costs; the ledger does more in each transaction:
two balances, a limit, a key that makes it happen once. Ours goes through Django in Python processes, pgbench is a C
program; `function_by_pgbench` has pgbench call our SQL function, so that both have the same client.

Ours and pgbench take turns, twice, on one embedded server; clients and server share the machine. At the end the accounts
must sum to what was posted, or there is no result.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from entrepot.hub.servers.place import socket_folder
from entrepot.hub.servers.postgres import Postgres, programs

ACCOUNTS = 1_000
SCALE = 20
ROUNDS = 2
BATCH = 1_000
AMOUNT = 100
AT = datetime(2026, 10, 30, 12, tzinfo=UTC)
HOT_OWNER = "hub"
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Series:
    """So many callers, each with so many postings in a call. hot: all onto one account."""

    name: str
    callers: int
    hot: bool = False
    batch: int = 1


UNIFORM_1 = Series("1,000 accounts, 1 caller", 1)
UNIFORM_8 = Series("1,000 accounts, 8 callers", 8)
HOT_1 = Series("one hot account, 1 caller", 1, hot=True)
HOT_8 = Series("one hot account, 8 callers", 8, hot=True)
BATCHES = Series("1,000 postings a call, 1 caller", 1, batch=BATCH)
ALL = (UNIFORM_1, UNIFORM_8, HOT_1, HOT_8, BATCHES)

# The same call from pgbench: the key is unique by run, client and chance.
FUNCTION_SCRIPT = f"""
\\set debit random(1, {ACCOUNTS})
\\set other random(1, {ACCOUNTS} - 1)
\\set credit 1 + (:debit - 1 + :other) % {ACCOUNTS}
\\set key random(1, 1000000000000000)
SELECT finance_post(jsonb_build_array(jsonb_build_object(
    'key', 'pgbench' || :run || '.' || :client_id || '.' || :key, 'currency', 'MYR', 'amount_minor', {AMOUNT}, 'kind', 'exchanged',
    'debit_owner', 'org_' || lpad((:debit - 1)::text, 5, '0'), 'debit_kind', 'liquidity',
    'credit_owner', 'org_' || lpad((:credit - 1)::text, 5, '0'), 'credit_kind', 'liquidity',
    'group_ref', 'pgbench' || :key, 'at', '{AT.isoformat()}')));
"""


@dataclass
class Took:
    """Transfers a second of each round, and the slowest of a hundred calls."""

    per_second: list[float] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)

    def add(self, series: Series, calls: Sequence[float], seconds: float) -> None:
        ordered = sorted(calls)
        self.per_second.append(len(calls) * series.batch / seconds)
        self.p50_ms.append(ordered[len(calls) // 2] * 1000)
        self.p99_ms.append(ordered[int(len(calls) * 0.99)] * 1000)

    def __str__(self) -> str:
        return (
            f"{statistics.mean(self.per_second):8.0f} transfers/s   "
            f"p50 {statistics.mean(self.p50_ms):6.1f} ms   p99 {statistics.mean(self.p99_ms):6.1f} ms"
        )


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 4.0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    home = Path(tempfile.mkdtemp(prefix="entrepot-bench-"))
    home.chmod(0o755)
    postgres = Postgres(home)
    try:
        postgres.start()
        for database in ("ledger", "pgbench"):
            postgres.create_database(database)
        make_ledger(home, postgres)
        pgbench(postgres, "pgbench", "--initialize", "--quiet", f"--scale={SCALE}")
        print(json.dumps(measure(home, postgres, seconds)))
    finally:
        postgres.stop()
        shutil.rmtree(socket_folder(postgres.home), ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def make_ledger(home: Path, postgres: Postgres) -> None:
    """The hub's own tables and function, and accounts that exist already, as they do on any day but the first."""
    os.environ |= {
        "DATABASE_URL": postgres.url("ledger"),
        "ENTREPOT_HOME": str(home / "hub"),
        "ENTREPOT_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "entrepot.hub.settings",
    }
    subprocess.run([sys.executable, "-m", "django", "migrate", "finance", "--verbosity=0"], check=True)
    import django

    django.setup()  # before the callers are forked; nothing here connects through Django
    rows = [
        {
            "key": f"open{number}", "debit_owner": HOT_OWNER, "debit_kind": "liquidity", "credit_owner": owner(number),
            "credit_kind": "liquidity", "currency": "MYR", "amount_minor": AMOUNT, "kind": "exchanged",
            "group_ref": f"open{number}", "at": AT.isoformat(),
        }
        for number in range(ACCOUNTS)
    ]  # fmt: skip
    with psycopg.connect(postgres.url("ledger"), autocommit=True) as connection:
        connection.execute("SELECT finance_post(%s::jsonb)", [json.dumps(rows)])
        connection.execute("VACUUM ANALYZE")


def owner(number: int) -> str:
    return f"org_{number:05}"


def measure(home: Path, postgres: Postgres, seconds: float) -> dict[str, object]:
    ours = {series: Took() for series in ALL}
    posted = ACCOUNTS
    peer: dict[int, list[float]] = {1: [], 8: []}
    function: dict[int, list[float]] = {1: [], 8: []}
    script = home / "function.sql"
    script.write_text(FUNCTION_SCRIPT)
    for turn in range(ROUNDS):
        for callers in peer:
            rate, _ = pgbench_for(postgres, "pgbench", callers, seconds, "--skip-some-updates")
            peer[callers].append(rate)
            run = f"--define=run={turn}{callers}"
            rate, calls = pgbench_for(postgres, "ledger", callers, seconds, f"--file={script}", run)
            function[callers].append(rate)
            posted += calls
        for series in ALL:
            took = post_for(series, seconds, turn)
            ours[series].add(series, took.calls, took.seconds)
            posted += series.callers + len(took.calls) * series.batch
    check(postgres.url("ledger"), posted)
    for series, rounds in ours.items():
        print(f"{series.name:>32}: {rounds}", flush=True)
    limit = {callers: statistics.mean(rates) for callers, rates in peer.items()}
    bare = {callers: statistics.mean(rates) for callers, rates in function.items()}
    for callers in limit:
        print(f"{'pgbench simple-update, ' + str(callers):>32}: {limit[callers]:8.0f} transactions/s")
        print(f"{'pgbench on finance_post, ' + str(callers):>32}: {bare[callers]:8.0f} transfers/s")
    print(f"the books agree: {posted} transfers")

    def mean(series: Series) -> int:
        return round(statistics.mean(ours[series].per_second))

    return {
        "name": "Ledger transfers, one a transaction, 8 callers",
        "ours": mean(UNIFORM_8),
        "peer": round(limit[8]),
        "peer_name": "pgbench simple-update",
        "ratio": round(mean(UNIFORM_8) / limit[8], 2),
        "unit": "/s",
        "function_by_pgbench_per_s": round(bare[8]),
        "function_by_pgbench_ratio": round(bare[8] / limit[8], 2),
        "one_caller_per_s": mean(UNIFORM_1),
        "one_caller_function_by_pgbench_per_s": round(bare[1]),
        "one_caller_peer_per_s": round(limit[1]),
        "hot_account_one_caller_per_s": mean(HOT_1),
        "hot_account_8_callers_per_s": mean(HOT_8),
        "in_batches_of_1000_per_s": mean(BATCHES),
        "p99_ms": round(statistics.mean(ours[UNIFORM_8].p99_ms), 1),
        "hot_p99_ms": round(statistics.mean(ours[HOT_8].p99_ms), 1),
        "transfers_checked": posted,
    }


@dataclass(frozen=True)
class Called:
    """Seconds that each call took, of all callers together, and from the first call to the last answer."""

    calls: list[float]
    seconds: float


def post_for(series: Series, seconds: float, turn: int) -> Called:
    processes = multiprocessing.get_context("fork")
    start = processes.Barrier(series.callers + 1)
    with processes.Manager() as manager:
        took = manager.list()
        callers = [
            processes.Process(target=call, args=(series, f"{series.name}.{turn}.{n}", seconds, start, took))
            for n in range(series.callers)
        ]
        for caller in callers:
            caller.start()
        try:
            start.wait(PATIENCE_SECONDS)
            for caller in callers:
                caller.join()
            if any(caller.exitcode for caller in callers):
                raise RuntimeError("a caller failed")
        finally:
            for caller in callers:
                if caller.is_alive():
                    caller.terminate()
        # All processes of a machine read the same monotonic clock.
        first, last = min(began for _, began, _ in took), max(ended for _, _, ended in took)
        return Called([one for calls, _, _ in took for one in calls], last - first)


def call(
    series: Series, name: str, seconds: float, start: Barrier, took: list[tuple[list[float], float, float]]
) -> None:
    """In a process of its own: post until the time is over."""
    from entrepot.finance.actions.ledger import post
    from entrepot.finance.ledger_words import AccountKind, AccountName, Posting
    from entrepot.values import Money

    amount = Money(AMOUNT, "MYR")
    hot = AccountName(HOT_OWNER, AccountKind.LIQUIDITY)
    accounts = [AccountName(owner(number), AccountKind.LIQUIDITY) for number in range(ACCOUNTS)]
    luck = random.Random(name)

    def postings(number: int) -> list[Posting]:
        made = []
        for nth in range(series.batch):
            debit, credit = luck.sample(accounts, 2)
            key = f"{name}.{number}.{nth}"
            made.append(Posting(key, debit, hot if series.hot else credit, amount, "exchanged", key, AT))
        return made

    mine: list[float] = []
    post([Posting(f"{name}.first", accounts[0], accounts[1], amount, "exchanged", name, AT)])
    start.wait(PATIENCE_SECONDS)
    number, first = 0, time.perf_counter()
    while time.perf_counter() < first + seconds:
        wanted = postings(number)
        began = time.perf_counter()
        if post(wanted) != series.batch:
            raise RuntimeError("a posting was there already")
        mine.append(time.perf_counter() - began)
        number += 1
    took.append((mine, first, time.perf_counter()))


def pgbench_for(
    postgres: Postgres, database: str, callers: int, seconds: float, *what: str
) -> tuple[float, int]:
    """Transactions a second, and how many there were."""
    said = pgbench(
        postgres, database, "--no-vacuum", "--protocol=prepared", f"--client={callers}", f"--jobs={min(callers, 2)}",
        f"--time={max(round(seconds), 1)}", *what,
    )  # fmt: skip
    rate = re.search(r"tps = ([\d.]+)", said)
    count = re.search(r"transactions actually processed: (\d+)", said)
    if rate is None or count is None or "number of failed transactions: 0 " not in said:
        raise RuntimeError(f"pgbench says no rate, or of failures:\n{said}")
    return float(rate[1]), int(count[1])


def pgbench(postgres: Postgres, database: str, *options: str) -> str:
    to = conninfo_to_dict(postgres.url(database))
    given = {
        "PGHOST": str(to["host"]), "PGPORT": str(to["port"]), "PGUSER": str(to["user"]),
        "PGPASSWORD": str(to["password"]), "PGDATABASE": database,
    }  # fmt: skip
    program = [str(programs() / "pgbench"), *options]
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
    if transfers != posted or not moved == debits == credits == AMOUNT * posted:
        raise RuntimeError(
            f"{posted} postings, {transfers} rows, moved {moved}, balances {debits} and {credits}"
        )


if __name__ == "__main__":
    main()
