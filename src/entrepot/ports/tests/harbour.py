"""What the tests of the port's books share: this hub is Kuantan, Qinzhou and Port Klang are partners; a terminal's
files about one box, written segment by segment."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection

from entrepot.exchange.models import Waiting
from entrepot.exchange.tests.cast import QINZHOU
from entrepot.facts.public import do_next
from entrepot.parties import public as parties
from entrepot.ports.actions import grant, receive_file, register_terminal
from entrepot.ports.records import FileReport
from entrepot.ports.tests.cast import interchange, message
from entrepot.values import ContainerNumber, CountryCode, HubCode

AT = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
BOX, OTHER_BOX = ContainerNumber("CSQU3054383"), ContainerNumber("ENTU1002002")
BOOKING = "EXLN2610042"
SINCE, UNTIL = AT - timedelta(days=20), AT + timedelta(days=60)

KINDS = {
    "gate_in": ("CODECO", 34),
    "gate_out": ("CODECO", 36),
    "discharge": ("COARRI", 44),
    "load": ("COARRI", 46),
}


def report(
    what: str = "gate_in",
    *boxes: str,
    place: str = "MYKUA",
    document: str = "D1",
    function: int = 9,
    local: str = "202611091012",
    booking: str = BOOKING,
    ref: str = "1",
) -> str:
    """One message. local: the terminal's clock, without a zone, as terminals write it."""
    kind, code = KINDS[what]
    segments = [
        f"BGM+{code}+{document}+{function}",
        "TDT+20+042N+1++EXLN:172:182+++9321483:146:11:BUNGA TERATAI",
        "NAD+CF+EXLN:160:182",
    ]
    for box in boxes or (BOX,):
        segments.append(f"EQD+CN+{box}+22G1:102:5++2+5")
        if booking:
            segments.append(f"RFF+BN:{booking}")
        segments.append(f"DTM+{'7' if kind == 'CODECO' else '203'}:{local}:203")
        segments.append(f"LOC+165+{place}:139:6")
        if kind == "CODECO":
            segments += ["FTX+AAI+++DRIVER AHMAD 012 555", "TDT+1++3+31+++++WXY 4411"]
    segments.append(f"CNT+16:{len(boxes or (BOX,))}")
    return message(*segments, kind=f"{kind}:D:95B:UN:ITG13", ref=ref)


def send(*messages: str, terminal: str = "MYKUA", at: datetime = AT) -> FileReport:
    return send_bytes(interchange(*messages), terminal=terminal, at=at)


def send_bytes(content: bytes, *, terminal: str = "MYKUA", at: datetime = AT) -> FileReport:
    return receive_file(terminal=terminal, name="report.edi", content=content, by="clerk", at=at)


def let_know(
    hub: HubCode = QINZHOU,
    container: ContainerNumber = BOX,
    *,
    booking: str = BOOKING,
    since: datetime = SINCE,
    until: datetime = UNTIL,
    consignment: str = "consignment_1",
) -> None:
    grant(
        container=container,
        hub=hub,
        consignment_ref=consignment,
        booking_ref=booking,
        since=since,
        until=until,
        at=AT,
    )


def told() -> list[tuple[str, list[str], list[str]]]:
    """What waits to be told: to whom, codes of events with their boxes, keys taken back."""
    found = []
    for receiver, line in Waiting.objects.order_by("id").values_list("receiver", "line"):
        body = json.loads(line)["body"]
        events = [f"{event['code']} {event['container']}" for event in body["events"]]
        found.append((receiver, events, body["withdrawn"]))
    return found


def told_text() -> str:
    return "\n".join(Waiting.objects.order_by("id").values_list("line", flat=True))


def react() -> None:
    while do_next():
        pass


def at_once(*deeds: Callable[[], object]) -> None:
    """Each in a thread and connection of its own, begun together."""
    gate, troubles = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=30)
            deed()
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert troubles == []


def operator_key() -> str:
    """An API key of the hub's operator."""
    operator = parties.find_person("operator@kuantan.example")
    assert operator is not None
    return parties.issue_api_key(user_ref=operator.user_ref, name="test", at=AT).text


def stranger_key(*, name: str = "stranger") -> str:
    """Of somebody with an organisation of their own, who has nothing to do with the port."""
    return _owner(name)[1]


def clerk_key(terminal: str = "KCT1") -> str:
    """Of the clerk of a terminal that is registered for this."""
    org_ref, key = _owner(f"clerk of {terminal}")
    register_terminal(code=terminal, name=f"Terminal {terminal}", org_ref=org_ref, at=AT)
    return key


def _owner(name: str) -> tuple[str, str]:
    email = f"{name.replace(' ', '.').lower()}@port.example"
    person = parties.open_account(email=email, password="a long enough password", name=name, at=AT)
    org = parties.open_organisation(
        name=f"House of {name}", country=CountryCode("MY"), owner_user_ref=person.user_ref, at=AT
    )
    return org.ref, parties.issue_api_key(user_ref=person.user_ref, name="test", at=AT).text


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}
