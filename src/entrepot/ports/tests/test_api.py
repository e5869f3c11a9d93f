"""Files and events over the API, and what those see who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from entrepot.ports import models
from entrepot.ports.tests.cast import interchange
from entrepot.ports.tests.harbour import (
    BOX,
    bearer,
    clerk_key,
    operator_key,
    report,
    send,
    stranger_key,
)

EVENTS = f"/api/v1/ports/containers/{BOX}/events"


def post(client, key: str, content: bytes, **fields: str):
    upload = SimpleUploadedFile("report.edi", content)
    return client.post("/api/v1/ports/files", {"file": upload, **fields}, headers=bearer(key))


def test_a_clerks_file_is_taken_and_its_events_can_be_read(client, kuantan):
    key = clerk_key()
    answer = post(client, key, interchange(report("gate_in")))
    assert answer.status_code == 201
    body = answer.json()
    assert (body["state"], body["events"], body["events_new"], body["terminal"]) == ("taken", 1, 1, "KCT1")
    (event,) = client.get(EVENTS, headers=bearer(key)).json()
    assert (event["event"], event["event_at"], event["place"]) == ("GTIN", "2026-11-09T02:12:00Z", "MYKUA")
    assert event["evidence"]["file_sha256"] == body["sha256"]
    assert event["evidence"]["segment"] == 6
    again = client.get(f"/api/v1/ports/files/{body['file_ref']}", headers=bearer(key))
    assert again.json() == body


def test_the_same_file_again_answers_200_with_the_same_body(client, kuantan):
    key = operator_key()
    first = post(client, key, interchange(report("gate_in")))
    second = post(client, key, interchange(report("gate_in")))
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json()
    assert models.ContainerEvent.objects.count() == 1


def test_a_cut_file_answers_422_with_the_segment(client, kuantan):
    whole = interchange(report("gate_in"))
    answer = post(client, operator_key(), whole[: len(whole) - 30])
    assert answer.status_code == 422
    body = answer.json()
    assert (body["state"], body["events"]) == ("refused", 0)
    cut = next(found for found in body["findings"] if found["code"] == "edifact.cut")
    assert (cut["severity"], cut["tag"]) == ("error", "TDT")
    assert "ends in the middle of segment" in cut["detail"]
    assert cut["segment_text"] == "TDT+1++3+31+++++WXY 44"
    assert models.ContainerEvent.objects.count() == 0


def test_who_is_no_clerk_can_not_send(client, kuantan):
    answer = post(client, stranger_key(), interchange(report("gate_in")))
    assert answer.status_code == 404
    assert models.TerminalFile.objects.count() == 0


def test_a_clerk_can_not_send_as_another_terminal(client, kuantan):
    clerk_key("KCT2")
    answer = post(client, clerk_key("KCT1"), interchange(report("gate_in")), terminal="KCT2")
    assert answer.status_code == 404
    assert models.TerminalFile.objects.count() == 0


def test_without_an_account_nothing_is_answered(client, kuantan):
    assert client.get(EVENTS).status_code == 401
    assert client.post("/api/v1/ports/files", {}).status_code == 401


@pytest.mark.parametrize("number", [BOX, "MSKU0000000", "nonsense", "CSQU305438"])
def test_a_box_that_is_not_yours_answers_like_one_that_never_was(client, kuantan, number):
    send(report("gate_in"))
    stranger = client.get(f"/api/v1/ports/containers/{number}/events", headers=bearer(stranger_key()))
    nobody = client.get("/api/v1/ports/containers/TGHU1234567/events", headers=bearer(operator_key()))
    assert (stranger.status_code, nobody.status_code) == (404, 404)
    assert stranger.json() == nobody.json()


def test_a_clerk_sees_what_the_own_terminal_sent_and_no_more(client, kuantan):
    first, second = clerk_key("KCT1"), clerk_key("KCT2")
    taken = post(client, first, interchange(report("gate_in"))).json()
    post(client, second, interchange(report("load", document="D2", local="202611101012")))
    assert [one["event"] for one in client.get(EVENTS, headers=bearer(first)).json()] == ["GTIN"]
    assert [one["event"] for one in client.get(EVENTS, headers=bearer(second)).json()] == ["LOAD"]
    assert len(client.get(EVENTS, headers=bearer(operator_key())).json()) == 2
    other = client.get(f"/api/v1/ports/files/{taken['file_ref']}", headers=bearer(second))
    assert other.status_code == 404


def test_only_the_operator_registers_terminals(client, kuantan):
    body = {"code": "KCT9", "name": "Ninth", "org_ref": "org_nobody"}
    denied = client.post(
        "/api/v1/ports/terminals",
        body,
        content_type="application/json",
        headers=bearer(stranger_key()),
    )
    assert denied.status_code == 404
    assert not models.Terminal.objects.exists()


def test_a_file_that_is_no_edifact_is_refused_with_what_stands_in_it(client, kuantan):
    answer = post(client, operator_key(), b"UNB+UNOA:2+A+B\0C:1'UNZ+1+1'\x89PNG\r\n\0\0\0\rIHDR")
    assert answer.status_code == 422
    body = answer.json()
    assert (body["state"], body["events"]) == ("refused", 0)
    assert "\0" not in answer.content.decode()
    again = client.get(f"/api/v1/ports/files/{body['file_ref']}", headers=bearer(operator_key()))
    assert again.json() == body


def test_digits_of_other_scripts_are_no_container_number(client, kuantan):
    answer = client.get("/api/v1/ports/containers/CSQU305438٣/events", headers=bearer(operator_key()))
    assert answer.status_code == 404
