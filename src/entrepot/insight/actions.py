"""The country report for its readers: counted for each of them, or, over many sales, once for all for some minutes."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import connection, transaction

from entrepot.insight import models, queries, rules
from entrepot.insight.words import CountryReport, Question
from entrepot.parties import public as parties
from entrepot.values.json_form import code_to_json


def country_report(*, question: Question, edition: str, at: datetime) -> CountryReport:
    """The figures that are kept, while they are young enough; counted now where none are."""
    known = queries.find_kept(question, edition=edition, since=at - rules.SERVED_FOR)
    if known:
        return known
    with transaction.atomic():
        _one_at_a_time(question)
        # Who waited for another reader's count finds it now.
        known = queries.find_kept(question, edition=edition, since=at - rules.SERVED_FOR)
        return known or _count(question, edition=edition, at=at)


@transaction.atomic
def count_ahead(*, at: datetime) -> None:
    """Count what most readers ask for, the year up to today: where it is kept, they find it counted."""
    hub = parties.find_hub_profile()
    if hub is None:
        return
    question = Question(rules.period_of(None, None, today=at.date()), hub.currency)
    _one_at_a_time(question)
    _count(question, edition="en", at=at)


def forget_old(*, at: datetime) -> None:
    models.KeptReport.objects.filter(counted_at__lt=at - rules.KEPT_FOR).delete()


def _one_at_a_time(question: Question) -> None:
    """Until the end of this transaction nobody else counts for this question."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"insight.country_report:{question}"],
        )


def _count(question: Question, *, edition: str, at: datetime) -> CountryReport:
    counted = queries.count(question)
    if not rules.is_worth_keeping(counted.lines):
        return counted.in_edition(edition)
    models.KeptReport.objects.update_or_create(
        **queries.key_of(question),
        defaults={"counted_at": at, "body": msgspec.to_builtins(counted, enc_hook=code_to_json)},
    )
    _make_room()
    return counted.in_edition(edition, counted_at=at)


def _make_room() -> None:
    """The oldest go; one that is just counted anew is locked, and stays."""
    newest = models.KeptReport.objects.order_by("-counted_at", "-pk").values("pk")[: rules.MOST_KEPT]
    oldest = models.KeptReport.objects.exclude(pk__in=newest).select_for_update(skip_locked=True)
    models.KeptReport.objects.filter(pk__in=[row.pk for row in oldest.only("pk")]).delete()
