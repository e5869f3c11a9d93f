"""How a link paces itself. Every number is a pause or a bound, none decides what is true."""

from __future__ import annotations

from dataclasses import dataclass

WINDOW = 64  # envelopes on their way without a receipt
BUSY = 4  # from so many on, only full envelopes are sealed
SEAL_EVERY_SECONDS = (
    0.1  # per partner, so that a stream of single facts does not become one of single envelopes
)
SENT_AT_ONCE = 8
TAKEN_AT_ONCE_BYTES = 2 * 1024 * 1024  # per transaction
PULLED_AT_ONCE = 64
PULL_SECONDS = 20
HEARTBEAT_SECONDS = 15.0  # a receipt is sent so often even when nothing came
REFRESH_SECONDS = 10.0


@dataclass(slots=True)
class Pause:
    """A pause that doubles until something succeeds."""

    first_seconds: float
    longest_seconds: float
    _next: float = 0.0

    def next_seconds(self) -> float:
        seconds = max(self._next, self.first_seconds)
        self._next = min(seconds * 2, self.longest_seconds)
        return seconds

    def over(self) -> None:
        self._next = 0.0
