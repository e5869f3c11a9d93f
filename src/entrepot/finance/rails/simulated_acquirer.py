"""A payment provider that is simulated: what a hub asks of it, and a server that answers, with the faults of real ones.

    python -m entrepot.finance.rails.simulated_acquirer --port 9000 --state acquirer.sqlite \\
        --callback-url http://127.0.0.1:8000/api/v1/finance/callbacks/simulated [--faults SEED]

The server charges nobody. With --faults each charge, by a hash of its key, is answered at once, answered only after the
client has given up although it was made, or left pending and reported later. Every outcome is reported twice, signed.
Its book is a file that outlives a killed server. The secret of the signatures is in ENTREPOT_ACQUIRER_SECRET.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sqlite3
import sys
import threading
import time
from enum import StrEnum
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import msgspec
from django.conf import settings

from entrepot.finance.callbacks import SECRET_VARIABLE, sign
from entrepot.finance.payment_words import Charge, ChargeState
from entrepot.values import Money

SIGNATURE_HEADER = "Acquirer-Signature"
CLIENT_WAITS_SECONDS = 2.0
SLOW_SECONDS = 3.0
_MOST_BYTES = 10_000


# What the hub asks


class AcquirerAway(RuntimeError):
    """No answer, or none that can be used: the outcome is open. Ask again with the same key."""


class AcquirerRefuses(AcquirerAway):
    """It answers that it won't do this. Others may still go through."""


class NotACharge(ValueError):
    """Bytes that do not describe a charge."""


class Described(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """A charge as it travels. reference: what it is for, the hub's purchase_ref."""

    key: str
    reference: str
    amount_minor: int
    currency: str
    state: ChargeState = ChargeState.PENDING
    reason: str = ""
    kind: str = "simulated"


class Returned(msgspec.Struct, frozen=True):
    """A refund as it travels. charge: the key of the charge that it gives back."""

    key: str
    charge: str
    amount_minor: int
    currency: str


def charge(*, key: str, reference: str, amount: Money) -> Charge:
    """Charge, once per key. Raises AcquirerAway."""
    wanted = Described(key, reference, amount.minor, amount.currency)
    return _understood(_answer("POST", "/charges", msgspec.json.encode(wanted)), key)


def find_charge(key: str) -> Charge | None:
    """The charge with this key, if one was ever made. Raises AcquirerAway."""
    answer = _answer("GET", f"/charges/{quote(key, safe='')}", absent=True)
    return None if answer.status_code == 404 else _understood(answer, key)


def charges_for(reference: str) -> list[Charge]:
    """All charges that were made for a purchase. Raises AcquirerAway."""
    answer = _answer("GET", f"/charges?reference={quote(reference, safe='')}")
    return [_to_words(one) for one in msgspec.json.decode(answer.content, type=list[Described])]


def refund(*, key: str, charge_key: str, amount: Money) -> None:
    """Give money of a charge back, once per key. Raises AcquirerAway."""
    wanted = Returned(key, charge_key, amount.minor, amount.currency)
    _answer("POST", "/refunds", msgspec.json.encode(wanted))


def read_charge(body: bytes) -> Charge:
    """Raises NotACharge."""
    try:
        return _to_words(msgspec.json.decode(body, type=Described))
    except (msgspec.MsgspecError, ValueError) as error:
        raise NotACharge(str(error)) from error


def _understood(answer: httpx.Response, key: str) -> Charge:
    try:
        told = read_charge(answer.content)
    except NotACharge as error:
        raise AcquirerAway(f"an answer that is no charge: {error}") from error
    if told.key != key:
        raise AcquirerAway(f"asked for {key}, told of {told.key}")
    return told


def _to_words(one: Described) -> Charge:
    return Charge(one.key, one.state, Money(one.amount_minor, one.currency), one.reason)


def _answer(method: str, path: str, body: bytes | None = None, *, absent: bool = False) -> httpx.Response:
    if not settings.ACQUIRER_URL:
        raise AcquirerAway("ENTREPOT_ACQUIRER_URL names no payment provider")
    try:
        answer = _client().request(method, settings.ACQUIRER_URL + path, content=body)
    except httpx.TransportError as error:
        raise AcquirerAway(f"{method} {path}: {type(error).__name__}") from error
    if answer.is_success or (absent and answer.status_code == 404):
        return answer
    kind = AcquirerRefuses if answer.is_client_error else AcquirerAway
    raise kind(f"{method} {path}: {answer.status_code} {answer.text[:200]}")


@cache
def _client() -> httpx.Client:
    # A provider on this machine: proxies from the environment would only lead away from it.
    return httpx.Client(timeout=CLIENT_WAITS_SECONDS, trust_env=False)


# The server's book


class Fault(StrEnum):
    NONE = "none"
    SLOW = "slow"  # made, but answered too late
    PENDING = "pending"  # only reported later


def fault_of(key: str, seed: str | None) -> Fault:
    if seed is None:
        return Fault.NONE
    return (Fault.NONE, Fault.NONE, Fault.SLOW, Fault.PENDING)[_draw(f"{seed}:{key}") % 4]


def _draw(text: str) -> int:
    return hashlib.sha256(text.encode()).digest()[0]


def _report_delays(key: str) -> tuple[float, float]:
    """Seconds until the two reports of a charge: from 0.1 to 0.6."""
    first, second = (0.1 + 0.5 * _draw(f"{key}:{turn}") / 255 for turn in ("first", "second"))
    return first, second


class Refused(Exception):
    """The request can't be carried out. Carries the HTTP status."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Book:
    """Charges, refunds and reports in a file. One writer at a time; each change is in the file when a call returns."""

    def __init__(self, file: Path, *, seed: str | None, decline_above_minor: int | None) -> None:
        self._seed = seed
        self._decline_above_minor = decline_above_minor
        self._lock = threading.Lock()
        self._rows = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._rows.executescript(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE IF NOT EXISTS charge (
                key TEXT PRIMARY KEY, reference TEXT NOT NULL, amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
                currency TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, settles_at REAL NOT NULL);
            CREATE INDEX IF NOT EXISTS charge_reference ON charge (reference);
            CREATE TABLE IF NOT EXISTS refund (
                key TEXT PRIMARY KEY, charge TEXT NOT NULL REFERENCES charge, amount_minor INTEGER NOT NULL,
                currency TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS report (
                id INTEGER PRIMARY KEY, charge TEXT NOT NULL REFERENCES charge, due_at REAL NOT NULL,
                attempts INTEGER NOT NULL DEFAULT 0, acknowledged INTEGER NOT NULL DEFAULT 0);
            """
        )

    def charge(self, wanted: Described) -> tuple[Described, bool]:
        """The charge as it stands, and whether it is new."""
        if wanted.amount_minor <= 0 or not wanted.key:
            raise Refused(400, "a charge has a key and an amount above zero")
        with self._lock:
            there = self._find(wanted.key)
            if there is not None:
                same = (there.reference, there.amount_minor, there.currency) == (
                    wanted.reference, wanted.amount_minor, wanted.currency,
                )  # fmt: skip
                if not same:
                    raise Refused(409, "this key was used for another charge")
                return there, False
            now = time.time()
            delays = _report_delays(wanted.key)
            pending = fault_of(wanted.key, self._seed) is Fault.PENDING
            declined = (
                self._decline_above_minor is not None and wanted.amount_minor > self._decline_above_minor
            )
            state = ChargeState.DECLINED if declined else ChargeState.CAPTURED
            self._rows.execute("BEGIN IMMEDIATE")
            self._rows.execute(
                "INSERT INTO charge VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    wanted.key, wanted.reference, wanted.amount_minor, wanted.currency, state.value,
                    "limit_exceeded" if declined else "", now + min(delays) if pending else now,
                ),
            )  # fmt: skip
            self._rows.executemany(
                "INSERT INTO report (charge, due_at) VALUES (?, ?)",
                [(wanted.key, now + delay) for delay in delays],
            )
            self._rows.execute("COMMIT")
            made = self._find(wanted.key)
            assert made is not None
            return made, True

    def find(self, key: str) -> Described | None:
        with self._lock:
            return self._find(key)

    def of_reference(self, reference: str) -> list[Described]:
        with self._lock:
            keys = self._rows.execute(
                "SELECT key FROM charge WHERE reference = ? ORDER BY rowid", (reference,)
            )
            found = [self._find(key) for (key,) in keys.fetchall()]
        return [one for one in found if one is not None]

    def refund(self, wanted: Returned) -> Returned:
        with self._lock:
            row = self._rows.execute(
                "SELECT key, charge, amount_minor, currency FROM refund WHERE key = ?", (wanted.key,)
            ).fetchone()
            if row is not None:
                if Returned(*row) != wanted:
                    raise Refused(409, "this key was used for another refund")
                return wanted
            made = self._find(wanted.charge)
            if made is None or made.state is not ChargeState.CAPTURED or made.currency != wanted.currency:
                raise Refused(409, "there is no captured charge with this key and currency")
            (gone,) = self._rows.execute(
                "SELECT coalesce(sum(amount_minor), 0) FROM refund WHERE charge = ?", (wanted.charge,)
            ).fetchone()
            if not 0 < wanted.amount_minor <= made.amount_minor - gone:
                raise Refused(409, "more than is left of the charge")
            self._rows.execute(
                "INSERT INTO refund VALUES (?, ?, ?, ?)",
                (wanted.key, wanted.charge, wanted.amount_minor, wanted.currency),
            )
            return wanted

    def due_reports(self) -> list[tuple[int, Described]]:
        with self._lock:
            due = self._rows.execute(
                "SELECT id, charge FROM report WHERE acknowledged = 0 AND due_at <= ? ORDER BY due_at LIMIT 50",
                (time.time(),),
            ).fetchall()
            found = [(number, self._find(key)) for number, key in due]
        return [(number, made) for number, made in found if made is not None]

    def reported(self, number: int, *, acknowledged: bool) -> None:
        """What was not acknowledged is sent again, with pauses that double up to a minute."""
        with self._lock:
            self._rows.execute(
                "UPDATE report SET acknowledged = ?, attempts = attempts + 1,"
                " due_at = ? + min(60, 0.25 * (1 << min(attempts, 10))) WHERE id = ?",
                (acknowledged, time.time(), number),
            )

    def _find(self, key: str) -> Described | None:
        row = self._rows.execute(
            "SELECT key, reference, amount_minor, currency, state, reason, settles_at FROM charge WHERE key = ?",
            (key,),
        ).fetchone()
        if row is None:
            return None
        key, reference, amount_minor, currency, state, reason, settles_at = row
        if time.time() < settles_at:
            return Described(key, reference, amount_minor, currency)
        return Described(key, reference, amount_minor, currency, ChargeState(state), reason)


# The server


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, book: Book, *, seed: str | None) -> None:
        super().__init__(("127.0.0.1", port), Answers)
        self.book = book
        self.seed = seed


class Answers(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/charges":
            reference = parse_qs(address.query).get("reference", [""])[0]
            self._say(200, self.server.book.of_reference(reference))
        elif address.path.startswith("/charges/"):
            made = self.server.book.find(address.path.removeprefix("/charges/"))
            self._say(200 if made else 404, made)
        else:
            self._say(404, None)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        if not 0 < length <= _MOST_BYTES:
            return self._say(413, None)
        body = self.rfile.read(length)
        try:
            if self.path == "/charges":
                made, new = self.server.book.charge(msgspec.json.decode(body, type=Described))
                if new and fault_of(made.key, self.server.seed) is Fault.SLOW:
                    time.sleep(SLOW_SECONDS)
                self._say(201 if new else 200, made)
            elif self.path == "/refunds":
                self._say(200, self.server.book.refund(msgspec.json.decode(body, type=Returned)))
            else:
                self._say(404, None)
        except msgspec.MsgspecError as error:
            self._say(400, str(error))
        except Refused as refused:
            self._say(refused.status, str(refused))

    def _say(self, status: int, what: Described | Returned | list[Described] | str | None) -> None:
        body = msgspec.json.encode(what)
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client gave up; the book has it

    def log_message(self, format: str, *arguments: object) -> None:
        """Silent: the hub's own log tells what matters."""


def _report_forever(book: Book, *, callback_url: str, secret: str) -> None:
    with httpx.Client(timeout=5, trust_env=False) as client:
        while True:
            for number, made in book.due_reports():
                body = msgspec.json.encode(made)
                headers = {SIGNATURE_HEADER: sign(body, secret), "Content-Type": "application/json"}
                try:
                    acknowledged = client.post(callback_url, content=body, headers=headers).is_success
                except httpx.TransportError:
                    acknowledged = False
                book.reported(number, acknowledged=acknowledged)
            time.sleep(0.05)


def main() -> None:
    options = argparse.ArgumentParser(prog="simulated_acquirer", description="A simulated payment provider.")
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--state", type=Path, required=True, help="its book, an SQLite file")
    options.add_argument("--callback-url", required=True, help="where outcomes are reported")
    options.add_argument("--faults", metavar="SEED", help="be slow, late or silent, by this seed")
    options.add_argument(
        "--decline-above", type=int, metavar="MINOR", help="decline charges above this amount"
    )
    given = options.parse_args()
    secret = os.environ.get(SECRET_VARIABLE)
    if not secret:
        sys.exit(f"{SECRET_VARIABLE} must hold the secret that signs reports")
    book = Book(given.state, seed=given.faults, decline_above_minor=given.decline_above)
    threading.Thread(
        target=_report_forever,
        kwargs={"book": book, "callback_url": given.callback_url, "secret": secret},
        daemon=True,
    ).start()
    Server(given.port, book, seed=given.faults).serve_forever()


if __name__ == "__main__":
    main()
