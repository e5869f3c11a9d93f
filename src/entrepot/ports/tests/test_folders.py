"""The folder of a terminal: what is read moves away with its findings, and a crash repeats nothing."""

import os
import time
from pathlib import Path

import pytest

from entrepot.ports import folders, models
from entrepot.ports.tests.cast import interchange
from entrepot.ports.tests.harbour import AT, report


@pytest.fixture
def inbox(kuantan, settings, tmp_path) -> Path:
    settings.HOME = tmp_path
    folders.take_all(at=AT)
    return tmp_path / "terminals" / "MYKUA" / "in"


def put(inbox: Path, name: str, content: bytes, *, seconds_ago: float = 10) -> Path:
    file = inbox / name
    file.write_bytes(content)
    then = time.time() - seconds_ago
    os.utime(file, (then, then))
    return file


def names(folder: Path) -> list[str]:
    return sorted(file.name.partition("-")[2] for file in folder.iterdir())


def test_a_good_file_is_taken_and_moves_to_done(inbox):
    put(inbox, "gate.edi", interchange(report("gate_in")))
    assert folders.take_all(at=AT) == 1
    assert models.ContainerEvent.objects.count() == 1
    assert list(inbox.iterdir()) == []
    assert names(inbox.parent / "done") == ["gate.edi", "gate.edi.findings.txt"]
    assert models.TerminalFile.objects.get().received_by == "folder MYKUA"


def test_a_cut_file_moves_to_refused_with_its_findings_beside_it(inbox):
    put(inbox, "cut.edi", interchange(report("gate_in"))[:-25])
    folders.take_all(at=AT)
    assert models.ContainerEvent.objects.count() == 0
    refused = inbox.parent / "refused"
    assert names(refused) == ["cut.edi", "cut.edi.findings.txt"]
    text = next(refused.glob("*.findings.txt")).read_text()
    assert "edifact.cut" in text
    assert "segment" in text


def test_a_crash_before_the_move_repeats_nothing(inbox, monkeypatch):
    put(inbox, "gate.edi", interchange(report("gate_in")))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folders, "_move", crash)
    with pytest.raises(KeyboardInterrupt):
        folders.take_all(at=AT)
    assert (inbox / "gate.edi").exists()
    monkeypatch.undo()
    folders.take_all(at=AT)
    assert models.ContainerEvent.objects.count() == 1
    assert models.TerminalFile.objects.count() == 1
    assert names(inbox.parent / "done") == ["gate.edi", "gate.edi.findings.txt"]


def test_a_file_that_is_still_being_written_is_left_alone(inbox):
    put(inbox, "fresh.edi", interchange(report("gate_in")), seconds_ago=0)
    put(inbox, "half.edi.part", interchange(report("gate_in")))
    put(inbox, ".hidden", interchange(report("gate_in")))
    assert folders.take_all(at=AT) == 0
    assert models.TerminalFile.objects.count() == 0


def test_an_empty_file_is_refused(inbox):
    put(inbox, "empty.edi", b"")
    folders.take_all(at=AT)
    assert names(inbox.parent / "refused") == ["empty.edi", "empty.edi.findings.txt"]


def test_files_are_taken_in_the_order_in_which_they_came(inbox):
    put(inbox, "b.edi", interchange(report("gate_in")), seconds_ago=30)
    put(inbox, "a.edi", interchange(report("gate_in", local="202611091200", function=5)), seconds_ago=20)
    folders.take_all(at=AT)
    assert list(models.TerminalFile.objects.order_by("id").values_list("name", flat=True)) == [
        "b.edi",
        "a.edi",
    ]
