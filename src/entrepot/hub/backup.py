"""`entrepot backup` and `entrepot restore`: a hub in one file.

Database, stored files and secret belong together: the hub's private keys lie in the database, sealed with the secret. What
is not in the file is made again: NATS is a pipe and never the record, static files come with the software.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from entrepot.hub.servers import postgres as server
from entrepot.hub.servers.place import HomeInUse, sole_user_of
from entrepot.hub.serving import DATABASE

_DUMP, _SECRET = "database.dump", "secret"
_MEMBERS = re.compile(rf"{re.escape(_DUMP)}|{_SECRET}|files/[0-9a-f]+(/[0-9a-f]+)*")


class BackupFailed(RuntimeError):
    """The text says what was in the way. Nothing was changed, unless it says so."""


def back_up(home: Path, file: Path) -> None:
    """Write the hub of this home into a file that only its owner reads. The hub may go on working meanwhile.

    The database is dumped as it is at one instant, and before the stored files are copied: they are only ever added, and
    always before the rows that name them.
    """
    secret = _secret_of(home)
    if not secret:
        raise BackupFailed(f"There is no hub in {home}.")
    if file.exists():
        raise BackupFailed(f"{file} is there already. A backup never replaces another one.")
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as name:
        dump, whole = Path(name) / _DUMP, Path(name) / "whole"
        with _database(home, make=False) as url, dump.open("wb") as out:
            _run(
                url,
                "pg_dump",
                "--format=custom",
                "--compress=0",
                "--no-owner",
                "--no-privileges",
                out=out.fileno(),
            )
        whole.touch(mode=0o600)
        with tarfile.open(whole, "w:gz", compresslevel=6) as tar:
            tar.add(dump, _DUMP)
            named = tarfile.TarInfo(_SECRET)
            named.size = len(secret)
            tar.addfile(named, io.BytesIO(secret.encode()))
            for stored in sorted((home / "files").glob("**/[!.]*")):
                if stored.is_file():
                    tar.add(stored, str(stored.relative_to(home)))
        with contextlib.suppress(FileExistsError):
            os.link(whole, file)
            return
    raise BackupFailed(f"{file} was made by somebody else meanwhile.")


def restore(home: Path, file: Path) -> None:
    """Make the hub of a backup in a home that has none, and in its empty database."""
    if _files(home).exists() or (home / _SECRET).exists():
        raise BackupFailed(f"There is a hub in {home}. Restore into an empty folder.")
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as name:
        unpacked = Path(name)
        _unpack(file, unpacked)
        given, kept = os.environ.get("ENTREPOT_SECRET", ""), (unpacked / _SECRET).read_text()
        if given not in ("", kept):
            raise BackupFailed(
                "ENTREPOT_SECRET is another one than that of the backup; its keys can't be read with it."
            )
        with _database(home, make=True) as url:
            with psycopg.connect(url) as connection:
                tables = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchone()
            if tables:
                raise BackupFailed("The database is not empty. Restore into a new one.")
            # The secret is there before the keys that it opens: whoever is cut off in between can begin again.
            with contextlib.ExitStack() as undo:
                if (unpacked / "files").exists():
                    (unpacked / "files").rename(_files(home))
                    undo.callback(shutil.rmtree, _files(home))
                if not given:
                    (unpacked / _SECRET).rename(home / _SECRET)
                    undo.callback((home / _SECRET).unlink)
                _run(
                    url, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
                    unpacked / _DUMP,
                )  # fmt: skip
                undo.pop_all()


def _files(home: Path) -> Path:
    return home / "files"


def _secret_of(home: Path) -> str:
    kept = home / _SECRET
    return os.environ.get("ENTREPOT_SECRET", "") or (kept.read_text() if kept.exists() else "")


@contextlib.contextmanager
def _database(home: Path, *, make: bool) -> Iterator[str]:
    """The address of the home's database. Its embedded server is started for the length of the block if nobody has."""
    url = os.environ.get("DATABASE_URL", "")
    with contextlib.ExitStack() as held:
        if not url:
            embedded = server.Postgres(home)
            if not make and not embedded.is_made():
                raise BackupFailed(
                    f"There is no database in {home}. If it is on a server of yours, set DATABASE_URL."
                )
            try:
                held.enter_context(sole_user_of(home))
            except HomeInUse:  # by the hub itself, which keeps its server running
                pass
            else:
                embedded.start()
                held.callback(embedded.stop)
            if DATABASE not in embedded.databases():
                embedded.create_database(DATABASE)
            url = embedded.url(DATABASE)
        yield url


def _run(url: str, program: str, *arguments: str | Path, out: int | None = None) -> None:
    """One of PostgreSQL's programs on this database. The password is not among the arguments, which everybody sees."""
    parts = conninfo_to_dict(url)
    password = str(parts.pop("password", ""))
    result = subprocess.run(
        [server.programs() / program, *arguments, "--dbname", make_conninfo("", **parts)],
        env={**os.environ, "PGPASSWORD": password}, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE,
        text=True, check=False,
    )  # fmt: skip
    if result.returncode:
        raise BackupFailed(f"{program} failed:\n{result.stderr}")


def _unpack(file: Path, folder: Path) -> None:
    """Only what a backup holds, and nowhere else than below the folder."""
    try:
        with tarfile.open(file, "r:gz") as tar:
            for member in tar:
                source = (
                    tar.extractfile(member) if member.isreg() and _MEMBERS.fullmatch(member.name) else None
                )
                if source is None:
                    raise BackupFailed(f"{file} is not a backup of a hub: it holds {member.name}.")
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as written:
                    shutil.copyfileobj(source, written)
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise BackupFailed(f"{file} can't be read as a backup: {error}") from error
    if not ((folder / _DUMP).exists() and (folder / _SECRET).exists()):
        raise BackupFailed(f"{file} is not the whole backup of a hub.")
