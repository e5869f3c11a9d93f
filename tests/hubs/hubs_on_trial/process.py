"""What runs inside a hub on trial: `worker`, the link alone; `desk`, which does what a test asks by lines of JSON."""

from __future__ import annotations

import base64
import json
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubs_on_trial.settings")
django.setup()

from django.db import OperationalError, connection, transaction  # noqa: E402

from entrepot.exchange import models, own_keys, public  # noqa: E402
from entrepot.exchange.rules import envelopes  # noqa: E402
from entrepot.facts import public as facts  # noqa: E402
from entrepot.parties import public as parties  # noqa: E402
from entrepot.values import HubCode, clock  # noqa: E402
from hubs_on_trial.lanterns import LanternLit  # noqa: E402


def work() -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    public.work(stop)


class Desk:
    """One method per line that a test may write."""

    def set_up(self, code: str, name: str) -> None:
        hub = HubCode(code)
        parties.set_up_hub(
            code=hub,
            name=name,
            country=hub.country,
            currency="MYR",
            operator_name=f"Port of {name}",
            admin_email="operator@hub.example",
            admin_password="a long enough password",
            at=clock.now(),
        )
        public.make_keys(at=clock.now())

    def logins(self) -> list[Any]:
        return [[login.nkey, login.may_publish, login.inbox] for login in public.nats_logins()]

    def card(self) -> str:
        return public.card(at=clock.now())

    def join(self, card: str) -> None:
        public.add_partner(card, at=clock.now(), confirmed_by="operator")

    def revoke(self, code: str) -> None:
        public.revoke_partner(code, by="operator", at=clock.now())

    def nats_seed(self) -> str:
        return own_keys.nats_seed()

    def tell(
        self,
        numbers: list[int],
        to: list[str],
        text: str = "red",
        per_transaction: int = 25,
        announce: bool = True,
        in_bulk: bool = False,
        pause_seconds: float = 0,
    ) -> str:
        """Announce and tell in the same transactions. Returns the trouble if the database went away meanwhile."""
        try:
            for start in range(0, len(numbers), per_transaction):
                with transaction.atomic():
                    if in_bulk:
                        at = clock.now()
                        several = [
                            facts.Telling(LanternLit(number, text), at, (f"lantern_{number}",))
                            for number in numbers[start : start + per_transaction]
                        ]
                        public.tell_many(several, to=[HubCode(code) for code in to])
                        continue
                    for number in numbers[start : start + per_transaction]:
                        event, at = LanternLit(number, text), clock.now()
                        if announce:
                            facts.announce(event, at=at)
                        public.tell(
                            event, to=[HubCode(code) for code in to], at=at, refs=[f"lantern_{number}"]
                        )
                time.sleep(pause_seconds)
        except OperationalError as trouble:
            return str(trouble)
        return ""

    def facts(self, origin: str) -> list[int]:
        """Numbers of the lanterns that this hub knows from this origin ("" for its own), in the order of writing."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (body->>'number')::bigint FROM facts_fact WHERE origin = %s AND kind = %s ORDER BY id",
                [origin, LanternLit.kind],
            )
            return [row[0] for row in cursor.fetchall()]

    def count(self, origin: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM facts_fact WHERE origin = %s", [origin])
            return int(cursor.fetchone()[0])

    def instants(self, origin: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT at FROM facts_fact WHERE origin = %s AND kind = %s", [origin, LanternLit.kind]
            )
            return sorted(row[0].isoformat() for row in cursor.fetchall())

    def delays(self, origin: str, first: int) -> list[float]:
        """Seconds from telling to writing here, of lanterns from this number on, for hubs whose clocks agree."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT extract(epoch FROM recorded_at - at)::float8 FROM facts_fact"
                " WHERE origin = %s AND (body->>'number')::bigint >= %s",
                [origin, first],
            )
            return sorted(row[0] for row in cursor.fetchall())

    def channels(self, code: str) -> dict[str, Any]:
        both = public.get_channels(code)
        return {
            "sealed": both.outgoing.sealed,
            "acknowledged": both.outgoing.acknowledged,
            "behind": both.outgoing.behind,
            "halted": both.outgoing.halted,
            "applied": both.incoming.applied,
            "facts": both.incoming.facts,
            "repeated": both.incoming.repeated,
            "refused": both.incoming.refused,
            "quarantined": both.incoming.quarantined,
            "head": both.incoming.head,
        }

    def refusals(self) -> list[list[str]]:
        rows = models.Refused.objects.order_by("id")
        return [[row.via, row.origin, row.reason] for row in rows]

    def prove(self, origin: str, receiver: str) -> list[Any]:
        proof = public.prove(origin=HubCode(origin), receiver=HubCode(receiver))
        return [proof.complete, proof.seq, proof.facts, proof.head]

    def export(self, partner: str, from_seq: int) -> str:
        content = public.export_envelopes(HubCode(partner), from_seq=from_seq, at=clock.now())
        return base64.b64encode(content).decode()

    def take_file(self, content: str) -> list[Any]:
        taken = public.import_envelopes(base64.b64decode(content), at=clock.now())
        return [taken.applied, taken.facts, taken.repeated, [str(reason) for reason in taken.refused]]

    def other_envelope(self, partner: str, seq: int) -> str:
        """An envelope that this hub signs a second time under a number that it has used, with another fact in it."""
        row = models.Envelope.objects.get(channel__receiver=partner, seq=seq)
        fact = facts.encode(LanternLit(-1, "another story"))
        line = envelopes.write_fact(kind=LanternLit.kind, at=datetime.now(UTC), refs=(), body=fact)
        forged = envelopes.seal(
            [line],
            origin=public.this_hub_code(),
            receiver=HubCode(partner),
            seq=seq,
            prev=row.prev,
            at=clock.now(),
            signer=own_keys.signer(),
        )
        return base64.b64encode(forged.wire).decode()


def serve_desk() -> None:
    desk = Desk()
    for line in sys.stdin:
        name, arguments = json.loads(line)
        connection.health_check_done = False  # the server may have been killed since the last line
        connection.close_if_health_check_failed()
        try:
            print(json.dumps(["ok", getattr(desk, name)(**arguments)]), flush=True)
        except Exception as trouble:
            print(json.dumps(["trouble", f"{type(trouble).__name__}: {trouble}"]), flush=True)


if __name__ == "__main__":
    {"worker": work, "desk": serve_desk}[sys.argv[1]]()
