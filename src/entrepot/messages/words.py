"""What messages speaks of: a letter to one address, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from entrepot.values import Refusal
from entrepot.values.refusal import message


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail. `sent_at` is None until the mail server took it."""

    ref: str
    to: str
    subject: str
    body: str
    written_at: datetime
    sent_at: datetime | None


def bad_address() -> Refusal:
    return Refusal(
        "messages.bad_address",
        message("This is not an e-mail address, such as name@port.example."),
        field="to",
        status=422,
    )
