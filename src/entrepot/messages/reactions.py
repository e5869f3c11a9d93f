"""What messages does by itself: send what was written, forget what was sent."""

from datetime import datetime, timedelta

from entrepot.facts import public as facts
from entrepot.messages import actions
from entrepot.messages.events import LetterWritten
from entrepot.values.clock import now


@facts.reacts_to(LetterWritten)
def send(event: LetterWritten, fact: facts.Fact) -> None:
    actions.send_letter(letter_ref=event.letter_ref, at=now())


@facts.chore(every=timedelta(hours=6))
def forget(at: datetime) -> None:
    actions.forget_old_letters(at=at)
