"""The page of what the worker does: what waits, why it failed, how far behind it is, and the decisions about it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from entrepot.facts import lags, queries, worker
from entrepot.facts import models as fact_rows
from entrepot.facts import public as facts
from entrepot.facts.words import CHORES, EVENTS, Chore, Lag
from entrepot.hub.desk import deeds, jobs
from entrepot.market.tests import stall
from entrepot.messages import public as letters

pytestmark = pytest.mark.usefixtures("_fresh_rates")
AT = stall.AT


def letter(**pending: object) -> fact_rows.Pending:
    """A letter that the worker has not sent; `pending` says how its work stands."""
    letters.write_letter(to="lin@shopper.example", subject="Hello", body="Hello", edition="en", at=AT)
    row = fact_rows.Pending.objects.latest("pk")
    fact_rows.Pending.objects.filter(pk=row.pk).update(**pending)
    return row


def listed(operator, query: str = "") -> list[int]:
    page = operator.get(f"/en/desk/jobs/{query}").content.decode()
    return [int(number) for number in re.findall(r'<tr id="job-(\d+)">', page)]


@pytest.fixture
def four(operator) -> dict[str, int]:
    """One of each state; the desk's own work is done."""
    fact_rows.Pending.objects.all().delete()
    now = timezone.now()
    return {
        "waiting": letter().pk,
        "again": letter(attempts=2, due_at=now + timedelta(minutes=1), trouble="OSError: no route").pk,
        "late": letter(due_at=now - timedelta(minutes=5)).pk,
        "parked": letter(parked=True, attempts=12, trouble="KeyError: 'pen'").pk,
    }


def test_work_is_listed_by_what_hurts_and_filtered_in_the_address(operator, four):
    assert listed(operator) == [four["parked"], four["late"], four["waiting"], four["again"]]
    for state, number in four.items():
        assert listed(operator, f"?state={state}") == [number]
    assert listed(operator, "?reaction=messages.send") == listed(operator)
    assert listed(operator, "?reaction=finance.send_payment") == []
    assert queries.count_jobs(at=timezone.now()) == dict.fromkeys(jobs.STATES, 1)


def test_each_says_what_happened_why_it_failed_and_how_often_it_was_tried(operator, four):
    page = operator.get("/en/desk/jobs/?state=again").content.decode()
    assert "A letter was written" in page
    assert "A server that it needs did not answer." in page
    assert "<code>OSError: no route</code>" in page
    assert '<td data-label="Tries" class="number">2</td>' in page
    file = operator.get("/en/desk/jobs/?state=parked&export=csv").content.decode()
    assert "The program stopped at an error of its own." in file
    assert file.count("messages.") == 1


def test_one_is_tried_again_or_all_that_failed_and_the_audit_trail_says_so(operator, four):
    assert operator.post(f"/en/desk/jobs/{four['again']}/again")["Location"] == "/en/desk/jobs/"
    row = fact_rows.Pending.objects.get(pk=four["again"])
    assert (row.attempts, row.due_at <= timezone.now()) == (0, True)
    assert fact_rows.Pending.objects.get(pk=four["parked"]).parked is True
    operator.post("/en/desk/jobs/again")
    assert fact_rows.Pending.objects.get(pk=four["parked"]).parked is False
    noted = list(fact_rows.Audit.objects.order_by("-pk").values_list("did", "about")[:2])
    assert noted == [
        ("facts.tried_parked_again", "1"), ("facts.tried_again", f"{row.reaction} {row.fact_id}"),
    ]  # fmt: skip


def test_what_failed_is_let_go_and_its_fact_stays(operator, four):
    gone = fact_rows.Pending.objects.get(pk=four["parked"])
    operator.post(f"/en/desk/jobs/{gone.pk}/letting-go")
    assert not fact_rows.Pending.objects.filter(pk=gone.pk).exists()
    assert fact_rows.Fact.objects.filter(pk=gone.fact_id).exists()
    noted = fact_rows.Audit.objects.latest("pk")
    assert (noted.did, noted.about) == ("facts.let_go", f"{gone.reaction} {gone.fact_id}")
    assert operator.post(f"/en/desk/jobs/{gone.pk}/letting-go").status_code == 404


def test_what_has_not_failed_for_good_is_not_let_go_and_looking_changes_nothing(operator, four):
    assert operator.post(f"/en/desk/jobs/{four['late']}/letting-go").status_code == 404
    for path in ("again", f"{four['parked']}/again", f"{four['parked']}/letting-go"):
        assert operator.get(f"/en/desk/jobs/{path}").status_code == 405
    assert fact_rows.Pending.objects.count() == 4
    assert fact_rows.Pending.objects.get(pk=four["parked"]).parked is True


def of_letters(at: datetime) -> Lag:
    """The line of the letters; the desk's fixtures left work of their own."""
    [line] = [line for line in queries.lags(at=at) if line.reaction == "messages.send"]
    return line


def test_the_last_hour_is_summed_by_reaction_and_older_minutes_go(operator):
    now = timezone.now()
    lags.note("messages.send", 0.25)
    lags.note("messages.send", 0.75)
    lags.write(now - timedelta(minutes=3))
    lags.note("messages.send", 2.0)
    lags.write(now)
    line = of_letters(now)
    assert (line.done, line.mean_seconds, line.longest_seconds, line.waiting) == (3, 1.0, 2.0, 0)
    letter(due_at=now - timedelta(minutes=5))
    line = of_letters(now)
    assert (line.waiting, line.oldest_due_at) == (1, now - timedelta(minutes=5))
    page = operator.get("/en/desk/jobs/").content.decode()
    assert ">5 min<" in page
    lags.write(now + timedelta(hours=2))
    assert fact_rows.Lag.objects.count() == 0


def test_what_the_worker_does_is_counted(operator):
    letter()
    assert facts.do_next() is True
    lags.write(timezone.now())
    assert fact_rows.Lag.objects.get(reaction="messages.send").done == 1


def test_a_chore_shows_its_last_run_its_next_and_its_trouble(operator, monkeypatch):
    def wind(at: object) -> None:
        raise RuntimeError("the spring broke")

    chore = Chore("hub.wind_the_clock", timedelta(minutes=10), wind)
    monkeypatch.setitem(CHORES, chore.name, chore)
    assert {line.began_at for line in queries.chores()} == {None}
    monkeypatch.setattr(worker.words, "CHORES", {chore.name: chore})
    worker.run_chores({})
    [line] = queries.chores()
    assert line.began_at is not None
    assert line.next_at == line.began_at + timedelta(minutes=10)
    assert line.trouble == "RuntimeError: the spring broke"
    assert "The program stopped at an error of its own." in operator.get("/en/desk/jobs/").content.decode()


def test_every_kind_of_fact_has_words():
    kinds = {
        kind
        for kind, event in EVENTS.items()
        if ".tests." not in event.__module__ and "hubs_on_trial" not in event.__module__
    }
    assert kinds == set(deeds.FACTS)
