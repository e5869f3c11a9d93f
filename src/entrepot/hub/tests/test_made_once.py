"""Processes that start at the same moment agree on the hub's secret."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from entrepot.hub.made_once import made_once

TOGETHER = 16


def test_what_was_made_first_stays_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "home" / "secret"
    first = made_once(file, random_bytes=48)
    assert len(first) == 64
    assert made_once(file, random_bytes=48) == first == file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(file.parent) == ["secret"]


def test_those_who_come_together_read_the_same_and_nobody_reads_nothing(tmp_path: Path) -> None:
    file, start, read = tmp_path / "secret", threading.Barrier(TOGETHER), list[str]()

    def come() -> None:
        start.wait()
        read.append(made_once(file, random_bytes=48))

    threads = [threading.Thread(target=come) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == [file.read_text()] * TOGETHER


def test_the_file_has_its_name_only_once_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, seen = tmp_path / "secret", list[str]()
    link = os.link

    def look_first(aside: str, name: Path) -> None:
        assert not file.exists()
        seen.append(Path(aside).read_text())
        link(aside, name)

    monkeypatch.setattr(os, "link", look_first)
    assert [made_once(file, random_bytes=32)] == seen
    assert len(seen[0]) == 43


def test_processes_that_start_together_have_one_secret(tmp_path: Path) -> None:
    program = "from entrepot.hub import settings; print(settings.SECRET_KEY)"
    environment = {key: value for key, value in os.environ.items() if key != "ENTREPOT_SECRET"}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            env={**environment, "ENTREPOT_HOME": str(tmp_path / "new")},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    said = {process.communicate()[0].strip() for process in started}
    assert said == {(tmp_path / "new" / "secret").read_text()}
