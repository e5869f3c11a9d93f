"""A port clerk sends a file that was cut on its way, and looks at what terminals said of a box."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from entrepot.hub.demo import cast
from entrepot.hub.demo.terminal_messages import Movement, interchange

pytestmark = pytest.mark.xdist_group("stage")

CLERK = "operator@kuantan.example"
UNSEEN = "MSKU0000006"  # no other file names this box


def test_a_file_cut_in_the_middle_changes_nothing_and_says_where_it_ends(told, arrive, sign_in, kuantan):
    movement = Movement("CODECO", 34, "MYKUA", told.ends_at, 2, 77)
    whole = interchange(movement, gross_weight_kg=4180, box=replace(cast.FIRST_BOX, number=UNSEEN))
    cut = whole[: whole.index(b"MEA+AAE") + 9]
    page = arrive(storage_state=sign_in(kuantan, CLERK))

    page.goto(f"{kuantan}/en/ports/files/")
    page.get_by_label("EDIFACT file").set_input_files(
        {"name": movement.file_name, "mimeType": "application/octet-stream", "buffer": cut}
    )
    page.get_by_role("button", name="Send the file").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(movement.file_name)
    expect(page.locator("main")).to_contain_text("Nothing of this file was taken.")
    finding = page.locator("table.findings tbody tr", has_text="The file ends in the middle of segment")
    expect(finding).to_have_count(1)
    expect(finding).to_contain_text("MEA+AAE+G")
    assert page.goto(f"{kuantan}/en/ports/containers/{UNSEEN}").status == 404


def test_the_page_of_a_container_shows_each_report_beside_its_segment(told, arrive, sign_in, kuantan):
    page = arrive(storage_state=sign_in(kuantan, CLERK))
    page.goto(f"{kuantan}/en/ports/containers/{cast.CONTAINER}")
    reports = page.locator("article.panel")
    expect(reports).to_have_count(4)
    for report in reports.all():
        report.locator("details.evidence summary").click()
        expect(report.locator("details.evidence mark")).to_be_visible()
        expect(report.locator("details.evidence pre")).to_contain_text(f"EQD+CN+{cast.CONTAINER}+22G1")
