"""A hub that is written into a file is made again from it, whole: database, stored files, secret and keys."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from typer.testing import CliRunner

from entrepot.exchange import own_keys
from entrepot.exchange import public as exchange
from entrepot.files import public as files
from entrepot.hub import backup
from entrepot.hub.backup import BackupFailed, back_up, restore
from entrepot.hub.command_line import app
from entrepot.hub.install import kept_ports
from entrepot.hub.servers.place import short_name, sole_user_of
from entrepot.hub.servers.postgres import Postgres
from entrepot.hub.serving import DATABASE
from entrepot.parties.tests.cast import kuantan, person

AT = datetime(2026, 7, 6, 3, 30, tzinfo=UTC)
TEMPORARY = Path(tempfile.gettempdir())
SECRET = "a secret of the harbour master, long enough for a hub"


def rows_of(url: str) -> dict[str, int]:
    """How many rows each table has."""
    with psycopg.connect(url) as database:
        names = database.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        ).fetchall()
        counted = {}
        for (name,) in names:
            one = database.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
            assert one is not None
            counted[name] = one[0]
        return counted


@pytest.fixture
def here(transactional_db: None) -> str:
    """The address of the database of the tests."""
    settings = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        dbname=str(settings["NAME"]), user=settings["USER"], password=settings["PASSWORD"],
        host=settings["HOST"], port=settings["PORT"],
    )  # fmt: skip


@pytest.fixture
def new_database(here: str) -> Iterator[str]:
    name = f"restored_{os.getpid()}"
    with psycopg.connect(here, autocommit=True) as database:
        database.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    yield psycopg.conninfo.make_conninfo(here, dbname=name)
    with psycopg.connect(here, autocommit=True) as database:
        database.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:
    settings.HOME = tmp_path / "hub"
    settings.HOME.mkdir()
    return settings.HOME


def test_a_hub_with_all_its_tables_comes_back_as_it_was(here, new_database, home, tmp_path, monkeypatch):
    kuantan()
    person("Aminah")
    exchange.make_keys(at=AT)
    stored = files.store(b"UNB+UNOA:2", "codeco.edi", AT)
    monkeypatch.delenv("ENTREPOT_SECRET")
    (home / "secret").write_text(SECRET)
    monkeypatch.setenv("DATABASE_URL", here)
    back_up(home, tmp_path / "hub.backup")

    again = tmp_path / "again"
    monkeypatch.setenv("DATABASE_URL", new_database)
    restore(again, tmp_path / "hub.backup")

    assert rows_of(new_database) == rows_of(here)
    assert rows_of(new_database)["exchange_key"] == 2
    assert (again / "secret").read_text() == SECRET
    kept = again / "files" / stored.sha256[:2] / stored.sha256[2:]
    assert kept.read_bytes() == b"UNB+UNOA:2"
    with psycopg.connect(new_database) as database:
        sealed = database.execute(
            "SELECT key_id, private_sealed FROM exchange_key ORDER BY key_id"
        ).fetchall()
        with pytest.raises(psycopg.errors.RestrictViolation):  # triggers came along
            database.execute("DELETE FROM facts_fact")
    with psycopg.connect(here) as database:
        assert (
            sealed
            == database.execute("SELECT key_id, private_sealed FROM exchange_key ORDER BY key_id").fetchall()
        )
    assert own_keys.signer() is not None


def joined(home: Path) -> str:
    """The database on which a command works that is told nothing but the home."""
    program = "import os; from entrepot.hub.command_line import _django; _django(); print(os.environ['DATABASE_URL'])"
    environment = {**os.environ, "ENTREPOT_HOME": str(home)}
    said = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    return said.stdout.strip()


def test_a_command_of_a_hub_that_does_not_run_says_so(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("ENTREPOT_HOME", str(tmp_path / "hub"))
    said = CliRunner().invoke(app, ["prepare"])
    assert said.exit_code == 1
    assert (
        said.stderr
        == f"No hub runs in {tmp_path / 'hub'}. Start it, or name its database with DATABASE_URL.\n"
    )
    assert not (tmp_path / "hub").exists()


def test_an_embedded_hub_goes_into_one_file_and_comes_back_while_it_runs_or_not(tmp_path, monkeypatch):
    tmp_path.chmod(0o755)
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("ENTREPOT_SECRET")
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    (first / "secret").write_text(SECRET)
    (first / "files" / "ab").mkdir(parents=True)
    (first / "files" / "ab" / "cd").write_bytes(b"bytes")
    (first / "files" / "ab" / ".cd.1234").write_bytes(b"half")
    running = Postgres(first, durable=False)
    with sole_user_of(first):
        running.start()
        running.create_database(DATABASE)
        with psycopg.connect(running.url(DATABASE)) as database:
            database.execute("CREATE TABLE lantern (keeper text); INSERT INTO lantern VALUES ('Aminah')")
        kept_ports(first, nats=None, acquirer=None)
        assert joined(first) == running.url(DATABASE)
        said = CliRunner().invoke(app, ["backup", str(tmp_path / "one"), "--home", str(first)])
        assert (said.exit_code, running.is_running()) == (0, True)
        assert "It holds the hub's secret" in said.stdout
    running.stop()
    assert not running.is_running()
    back_up(first, tmp_path / "two")
    assert not running.is_running()

    said = CliRunner().invoke(app, ["restore", str(tmp_path / "one"), "--home", str(second)])
    assert said.exit_code == 0, said.stderr
    again = Postgres(second)
    assert not again.is_running()
    again.start()
    try:
        with psycopg.connect(again.url(DATABASE)) as database:
            assert database.execute("SELECT keeper FROM lantern").fetchall() == [("Aminah",)]
    finally:
        again.stop()
    left = [path for home in (first, second) for path in TEMPORARY.glob(f"entrepot-{short_name(home)}-*")]
    assert left == []
    assert (second / "secret").read_text() == SECRET
    assert stat.S_IMODE((second / "secret").stat().st_mode) == 0o600
    assert [path.name for path in (second / "files").rglob("*") if path.is_file()] == ["cd"]
    assert [path.name for path in second.iterdir() if path.name.startswith(".")] == []
    for whole in ("one", "two"):
        assert stat.S_IMODE((tmp_path / whole).stat().st_mode) == 0o600
        with tarfile.open(tmp_path / whole) as tar:
            assert tar.getnames() == ["database.dump", "secret", "files/ab/cd"]


def test_a_backup_replaces_no_other_and_none_is_made_of_nothing(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("ENTREPOT_SECRET")
    home, file = tmp_path / "hub", tmp_path / "file"
    with pytest.raises(BackupFailed, match="There is no hub in"):
        back_up(home, file)
    home.mkdir()
    (home / "secret").write_text(SECRET)
    with pytest.raises(BackupFailed, match="set DATABASE_URL"):
        back_up(home, file)
    assert not (home / "postgres").exists()
    file.write_text("yesterday's")
    with pytest.raises(BackupFailed, match="never replaces another one"):
        back_up(home, file)
    assert file.read_text() == "yesterday's"


def _tar(file: Path, **members: bytes) -> Path:
    with tarfile.open(file, "w:gz") as tar:
        for name, body in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            tar.addfile(info, BytesIO(body))
    return file


@pytest.mark.parametrize(
    "members",
    [
        {"database.dump": b"", "secret": b"", "../escaped": b"x"},
        {"database.dump": b"", "secret": b"", "/tmp/escaped": b"x"},
        {"database.dump": b"", "secret": b"", "files/../../escaped": b"x"},
        {"database.dump": b""},
        {},
    ],
)
def test_what_is_no_whole_backup_is_refused_and_leaves_nothing(tmp_path, monkeypatch, members):
    monkeypatch.delenv("DATABASE_URL")
    home = tmp_path / "hub"
    with pytest.raises(BackupFailed):
        restore(home, _tar(tmp_path / "file", **members))
    assert list(home.iterdir()) == []
    assert not (tmp_path / "escaped").exists()
    (tmp_path / "words").write_text("no archive at all")
    with pytest.raises(BackupFailed, match="can't be read as a backup"):
        restore(home, tmp_path / "words")


def test_a_backup_that_the_disk_has_damaged_is_refused_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    table = "".join(f"{number}\t{number**5}\n" for number in range(20_000)).encode()
    file, home = (
        _tar(tmp_path / "file", **{"database.dump": table, "secret": SECRET.encode()}),
        tmp_path / "hub",
    )
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] + b"\xff" * 64 + whole[len(whole) // 2 + 64 :])
    with pytest.raises(BackupFailed, match="can't be read as a backup"):
        restore(home, file)
    assert list(home.iterdir()) == []


def test_no_hub_is_overwritten(here, home, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", here)
    monkeypatch.delenv("ENTREPOT_SECRET")
    whole = _tar(tmp_path / "file", **{"database.dump": b"", "secret": SECRET.encode()})
    with pytest.raises(BackupFailed, match="The database is not empty"):
        restore(home, whole)
    assert not (home / "secret").exists()
    (home / "secret").write_text("another")
    with pytest.raises(BackupFailed, match="There is a hub in"):
        restore(home, whole)
    assert (home / "secret").read_text() == "another"


def test_another_secret_than_that_of_the_backup_is_refused(here, home, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", here)
    monkeypatch.setenv("ENTREPOT_SECRET", "x" * 40)
    with pytest.raises(BackupFailed, match="ENTREPOT_SECRET is another one"):
        restore(home, _tar(tmp_path / "file", **{"database.dump": b"", "secret": SECRET.encode()}))


def test_a_restore_that_fails_in_the_database_leaves_nothing_behind(
    new_database, home, tmp_path, monkeypatch
):
    monkeypatch.setenv("DATABASE_URL", new_database)
    monkeypatch.delenv("ENTREPOT_SECRET")
    whole = _tar(
        tmp_path / "file", **{"database.dump": b"no dump", "secret": SECRET.encode(), "files/ab/cd": b"kept"}
    )
    with pytest.raises(BackupFailed, match="pg_restore failed"):
        restore(home, whole)
    assert list(home.iterdir()) == []


def test_the_secret_is_in_its_place_before_the_keys_that_it_opens(new_database, home, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", new_database)
    monkeypatch.delenv("ENTREPOT_SECRET")
    seen = []
    monkeypatch.setattr(backup, "_run", lambda *_: seen.append((home / "secret").read_text()))
    restore(home, _tar(tmp_path / "file", **{"database.dump": b"", "secret": SECRET.encode()}))
    assert seen == [SECRET]
