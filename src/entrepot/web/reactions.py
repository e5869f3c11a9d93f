"""What the edge does by the clock."""

from datetime import datetime, timedelta

from entrepot.facts import public as facts
from entrepot.web import limits


@facts.chore(every=timedelta(minutes=10))
def forget_tries(at: datetime) -> None:
    limits.forget_tries()
