"""The port's pages: what a clerk sees, and that others see nothing."""

from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile

from entrepot.exchange.tests.cast import QINZHOU
from entrepot.ports import models
from entrepot.ports.tests.cast import interchange
from entrepot.ports.tests.harbour import BOX, bearer, let_know, operator_key, report, send, stranger_key
from entrepot.ports.tests.test_hear_events import DISCHARGED, hear
from entrepot.values import UNLocode
from entrepot.values.editions import EDITIONS


def read(client, path: str, key: str) -> str:
    answer = client.get(path, headers=bearer(key))
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()


def test_an_empty_port_says_what_it_is_for(client, kuantan):
    assert "No container has been reported yet" in read(client, "/en/ports/", operator_key())


def test_the_board_lists_ships_with_their_reports(client, kuantan):
    send(report("gate_in"), report("load", document="D2", ref="2", local="202611101012"))
    page = read(client, "/en/ports/", operator_key())
    assert "BUNGA TERATAI 042N" in page
    voyage = read(client, "/en/ports/?vessel=BUNGA+TERATAI&voyage=042N&place=MYKUA", operator_key())
    assert BOX in voyage


def test_a_container_number_leads_to_its_page(client, kuantan):
    answer = client.get("/en/ports/?q=csqu 305438-3", headers=bearer(operator_key()))
    assert (answer.status_code, answer["Location"]) == (302, f"/en/ports/containers/{BOX}")


def test_the_beginning_of_a_container_number_finds_its_ship_and_what_is_not_there_is_said(client, kuantan):
    send(report("load", local="202611101012"))
    assert "BUNGA TERATAI 042N" in read(client, "/en/ports/?q=csqu 305", operator_key())
    page = read(client, "/en/ports/?q=ZZZ", operator_key())
    assert "Nothing was found." in page
    assert "BUNGA TERATAI" not in page
    assert "No container has been reported yet" not in page


def test_a_containers_page_marks_its_segments_in_the_message(client, qinzhou):
    let_know()
    send(report("gate_in", "ENTU1002002", BOX))
    page = read(client, f"/en/ports/containers/{BOX}", operator_key())
    marked = page[page.index("<mark>") : page.index("</mark>")]
    assert "EQD+CN+CSQU3054383" in marked
    assert "ENTU1002002" not in marked
    assert "UNH+1+CODECO" in page
    assert QINZHOU in page


def test_a_partners_report_shows_what_it_told(client, qinzhou):
    hear(DISCHARGED)
    page = read(client, f"/en/ports/containers/{BOX}", operator_key())
    assert "What Hub CNQZH told of its message" in page
    assert "EQD+CN+CSQU3054383+22G1" in page


def test_the_evidence_of_one_report_has_an_address(client, kuantan):
    send(report("gate_in"))
    key = models.ContainerEvent.objects.get().key
    assert "<mark>" in read(client, f"/en/ports/containers/{BOX}/reports/{key}", operator_key())


def test_an_upload_leads_to_its_findings(client, kuantan):
    content = interchange(report("gate_in")).replace(b"UNT+12+1", b"UNT+13+1")
    answer = client.post(
        "/en/ports/files/",
        {"file": SimpleUploadedFile("wrong.edi", content), "terminal": "MYKUA"},
        headers=bearer(operator_key()),
    )
    assert answer.status_code == 302
    page = read(client, answer["Location"], operator_key())
    assert "Nothing of this file was taken" in page
    assert "segment 13 (UNT)" in page
    assert "UNT+13+1" in page


def test_an_upload_without_a_file_keeps_the_page_and_says_so(client, kuantan):
    answer = client.post("/en/ports/files/", {"terminal": "MYKUA"}, headers=bearer(operator_key()))
    assert answer.status_code == 422
    assert not models.TerminalFile.objects.exists()


def test_a_partners_refused_report_is_shown_to_the_operator(client, qinzhou):
    hear(replace(DISCHARGED, place=UNLocode("MYKUA")))
    assert "It speaks for a port that is not its own." in read(client, "/en/ports/", operator_key())


def test_who_has_nothing_to_do_with_the_port_finds_nothing(client, kuantan):
    send(report("gate_in"))
    ref = models.TerminalFile.objects.get().ref
    key = stranger_key()
    for path in ("/en/ports/", "/en/ports/files/", f"/en/ports/files/{ref}"):
        assert client.get(path, headers=bearer(key)).status_code == 404, path


def test_the_page_of_a_box_that_is_not_yours_is_that_of_one_that_never_was(client, kuantan):
    send(report("gate_in"))
    key = stranger_key()
    here = client.get(f"/en/ports/containers/{BOX}", headers=bearer(key))
    never = client.get("/en/ports/containers/TGHU1234567", headers=bearer(key))
    assert (here.status_code, never.status_code) == (404, 404)
    assert here.content.replace(BOX.encode(), b"TGHU1234567") == never.content


def test_who_is_not_signed_in_signs_in_first(client, kuantan):
    answer = client.get("/en/ports/")
    assert answer.status_code == 302
    assert "/account/" in answer["Location"]


def test_the_board_can_be_taken_away_as_a_table(client, kuantan):
    send(report("gate_in"))
    answer = client.get("/en/ports/?export=csv", headers=bearer(operator_key()))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "BUNGA TERATAI 042N" in answer.content.decode()


def test_every_edition_has_the_pages(client, kuantan):
    send(report("gate_in"))
    key = operator_key()
    for edition in EDITIONS:
        assert "BUNGA TERATAI" in read(client, f"/{edition}/ports/", key)
        assert "<mark>" in read(client, f"/{edition}/ports/containers/{BOX}", key)
