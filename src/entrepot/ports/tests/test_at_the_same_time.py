"""Two clerks, a folder and a grant at once: nothing twice, and nobody who may know is left out."""

from __future__ import annotations

import pytest

from entrepot.exchange.tests.cast import QINZHOU
from entrepot.ports import models
from entrepot.ports.tests.harbour import BOX, at_once, let_know, report, send, told

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_file_from_eight_sides_is_recorded_and_told_once(qinzhou):
    let_know()
    at_once(*[lambda: send(report("gate_in")) for _ in range(8)])
    assert models.TerminalFile.objects.count() == 1
    assert models.ContainerEvent.objects.count() == 1
    assert told() == [("CNQZH", ["GTIN CSQU3054383"], [])]


def test_different_files_with_the_same_report_record_it_once(qinzhou):
    let_know()
    files = [
        lambda ref=ref: send(report("gate_in", ref=str(ref)), report("load", document=f"L{ref}", ref="9"))
        for ref in range(4)
    ]
    at_once(*files)
    gates = models.ContainerEvent.objects.filter(code="GTIN")
    assert gates.count() == 1
    assert sum("GTIN CSQU3054383" in events for _, events, _ in told()) == 1


@pytest.mark.parametrize("turn", range(5))
def test_a_grant_and_a_file_at_once_tell_the_event_once(qinzhou, turn):
    at_once(lambda: send(report("gate_in")), let_know)
    assert told() == [("CNQZH", ["GTIN CSQU3054383"], [])]
    assert list(models.Told.objects.values_list("event__container", "hub")) == [(BOX, QINZHOU)]
