"""Bytes are kept once, under their hash, whole or not at all."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from entrepot.files import public as files
from entrepot.files.models import StoredFile
from entrepot.files.rules import LONGEST_NAME, clean_file_name
from entrepot.values import Refusal

AT = datetime(2026, 7, 6, 3, 30, tzinfo=UTC)
COARRI = b"UNB+UNOA:2+MYKUATERM'"


@pytest.fixture
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def _on_disk(home: Path) -> list[Path]:
    return [path for path in (home / "files").rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_what_is_stored_is_read_back_and_named_by_its_hash(home: Path) -> None:
    ref = files.store(COARRI, "coarri.edi", AT)
    assert files.read(ref) == COARRI
    assert files.read(ref.ref) == COARRI
    assert ref.sha256 == hashlib.sha256(COARRI).hexdigest()
    assert (ref.size_bytes, ref.name, ref.stored_at) == (len(COARRI), "coarri.edi", AT)
    [path] = _on_disk(home)
    assert "".join(path.relative_to(home / "files").parts) == ref.sha256
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_the_same_bytes_take_room_once_however_often_they_come(home: Path) -> None:
    first = files.store(COARRI, "coarri.edi", AT)
    assert files.store(COARRI, "coarri.edi", AT) == first
    other = files.store(COARRI, "again.edi", AT)
    assert other.ref != first.ref
    assert other.sha256 == first.sha256
    assert len(_on_disk(home)) == 1


@pytest.mark.django_db
def test_too_much_and_nothing_are_refused_and_leave_nothing(home: Path) -> None:
    with pytest.raises(Refusal) as large:
        files.store(b"12345", "x", AT, limit_bytes=4)
    with pytest.raises(Refusal) as empty:
        files.store(b"", "x", AT)
    assert (large.value.code, large.value.status) == ("files.too_large", 413)
    assert empty.value.code == "files.empty"
    assert _on_disk(home) == []
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_bytes_that_were_changed_or_lost_on_disk_are_not_handed_out(home: Path) -> None:
    ref = files.store(COARRI, "coarri.edi", AT)
    [path] = _on_disk(home)
    path.write_bytes(b"something else")
    with pytest.raises(files.BytesLost):
        files.read(ref)
    path.unlink()
    with pytest.raises(files.BytesLost):
        files.read(ref)


@pytest.mark.django_db
def test_an_unknown_reference_is_refused(home: Path) -> None:
    with pytest.raises(Refusal) as refused:
        files.read("file_000000000000")
    assert (refused.value.code, refused.value.status) == ("files.not_found", 404)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\terminal\\coarri.edi", "coarri.edi"),
        ("咖啡.csv", "咖啡.csv"),
        ("bad\u202egnp.exe", "badgnp.exe"),
        ("\x00\n", "file"),
        ("", "file"),
    ],
)
def test_a_name_is_only_a_name(given_name: str, kept: str) -> None:
    assert clean_file_name(given_name) == kept


@given(st.text())
def test_no_name_is_empty_long_or_a_path(name: str) -> None:
    kept = clean_file_name(name)
    assert 1 <= len(kept) <= LONGEST_NAME
    assert not {"/", "\\", "\x00", "\n"} & set(kept)
