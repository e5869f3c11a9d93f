"""Where an embedded server keeps its files, and as whom it runs.

PostgreSQL refuses to run as root. As root we run it as the unprivileged user 65534; that user must be able to
reach the program and its data, so both move to /var/lib/entrepot when the install lies where it can't go.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

NOBODY_UID = 65534


def is_root() -> bool:
    return os.geteuid() == 0


def reachable_by_others(path: Path) -> bool:
    """True if a user with no rights of its own can walk down to `path`."""
    return all(folder.stat().st_mode & 0o001 for folder in [path, *path.parents] if folder.exists())


def short_name(home: Path) -> str:
    return hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:10]


def data_folder(home: Path, name: str) -> Path:
    """`home/name`, or a folder under /var/lib/entrepot when root's server user could not reach it there."""
    folder = home / name
    home.mkdir(parents=True, exist_ok=True)
    if is_root() and not reachable_by_others(home):
        folder = Path("/var/lib/entrepot") / short_name(home) / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder


def socket_folder(home: Path) -> Path:
    """A short path for Unix sockets (the kernel allows 107 characters), one per home."""
    folder = _socket_path(home)
    folder.mkdir(mode=0o755, exist_ok=True)
    if folder.stat().st_uid not in (os.geteuid(), NOBODY_UID):
        raise RuntimeError(f"{folder} belongs to another user; remove it and start again")
    if is_root():
        os.chown(folder, NOBODY_UID, NOBODY_UID)
    return folder


def leave_socket_folder(home: Path) -> None:
    """Nothing stays in the folder for temporary files when the server has ended."""
    with contextlib.suppress(OSError):  # a socket of somebody else's making is none of ours to remove
        _socket_path(home).rmdir()


def _socket_path(home: Path) -> Path:
    return Path(tempfile.gettempdir()) / f"entrepot-{short_name(home)}-{os.geteuid()}"


def program_folder(installed: Path) -> Path:
    """`installed`, or a copy of it that the server user can reach."""
    if not is_root() or reachable_by_others(installed):
        return installed
    copy = Path("/var/lib/entrepot/programs") / f"{installed.name}-{short_name(installed)}"
    if not copy.exists():
        scratch = copy.with_suffix(f".{os.getpid()}")
        shutil.copytree(installed, scratch, symlinks=True)
        scratch.rename(copy)
    return copy


class HomeInUse(RuntimeError):
    """Another process runs the hub or demo of this folder; two would end each other's servers."""


@contextlib.contextmanager
def sole_user_of(home: Path) -> Iterator[None]:
    """Hold the folder for as long as the block lasts. Raises HomeInUse with the process id of who holds it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "running").open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            held.seek(0)
            raise HomeInUse(
                f"{home} is in use already, by process {held.read().strip()}. End that one, or choose another folder "
                "with --home."
            ) from error
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
