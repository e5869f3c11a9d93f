"""What insight does by the clock."""

from datetime import datetime, timedelta

from entrepot.facts import public as facts
from entrepot.insight import actions


@facts.chore(every=timedelta(minutes=5))
def count_ahead(at: datetime) -> None:
    actions.forget_old(at=at)
    actions.count_ahead(at=at)
