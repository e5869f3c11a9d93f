"""What findings weigh, and whether a message is taken for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from entrepot.ports.formats.edifact.message import Message
from entrepot.ports.words import EvidencedEvent, Finding, MessageReading, PartnerHabits, Severity


def regraded(found: Sequence[Finding], habits: PartnerHabits) -> tuple[Finding, ...]:
    """Findings with the weight agreed with the partner."""
    if not habits.regrades:
        return tuple(found)
    agreed = {regrade.code: regrade.severity for regrade in habits.regrades}
    return tuple(replace(one, severity=agreed.get(one.code, one.severity)) for one in found)


def judged(
    message: Message, events: Sequence[EvidencedEvent], found: Sequence[Finding], habits: PartnerHabits
) -> MessageReading:
    """One error, and there are no events of a message."""
    weighed = regraded(found, habits)
    accepted = all(one.severity is not Severity.ERROR for one in weighed)
    return MessageReading(
        ref=message.ref,
        kind=message.kind,
        interchange=message.interchange.number if message.interchange else 0,
        start=message.offset,
        end=message.end,
        accepted=accepted,
        events=tuple(events) if accepted else (),
        findings=weighed,
    )
