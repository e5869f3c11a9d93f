"""What parties does by the clock."""

from datetime import datetime, timedelta

from entrepot.facts import public as facts
from entrepot.parties import actions


@facts.chore(every=timedelta(hours=6))
def forget_ended_sessions(at: datetime) -> None:
    actions.forget_ended_sessions(at=at)
