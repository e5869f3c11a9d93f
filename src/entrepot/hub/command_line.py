"""`entrepot ...`: run a hub, ask what is wrong with it, tell the demo's story."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A hub for trade along the routes that join Asia, Europe and Africa.",
)


Home = Annotated[Path, typer.Option(envvar="ENTREPOT_HOME", help="Folder that keeps the hub.")]


def _django() -> None:
    """Set up Django in a command that needs the hub's database: that of DATABASE_URL, or of the hub that runs in
    ENTREPOT_HOME."""
    import django

    if not os.environ.get("DATABASE_URL"):
        from entrepot.hub.serving import join

        home = Path(os.environ.get("ENTREPOT_HOME", "var/serve")).resolve()
        if join(home) is None:
            typer.echo(f"No hub runs in {home}. Start it, or name its database with DATABASE_URL.", err=True)
            raise typer.Exit(1)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrepot.hub.settings")
    django.setup()


@contextmanager
def _sole_user_of(home: Path) -> Iterator[None]:
    from entrepot.hub.servers.place import HomeInUse, sole_user_of

    try:
        with sole_user_of(home.resolve()):
            yield
    except HomeInUse as taken:
        typer.echo(str(taken), err=True)
        raise typer.Exit(1) from taken


@app.command()
def serve(
    home: Home = Path("var/serve"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Web port on loopback.")] = 8000,
    host: Annotated[str, typer.Option(help="Host name that browsers use.")] = "localhost",
) -> None:
    """Run one hub. DATABASE_URL and NATS_URL put it on servers of your own."""
    from entrepot.hub.serving import serve_one

    with _sole_user_of(home):
        raise typer.Exit(serve_one(home.resolve(), host=host, port=port))


@app.command()
def demo(
    hubs: Annotated[int, typer.Option(envvar="HUBS", min=2, max=4, help="How many hubs, 2 to 4.")] = 2,
    home: Annotated[Path, typer.Option(help="Folder that keeps the demo.")] = Path("var/demo"),
    exit_after: Annotated[bool, typer.Option("--exit", help="End after the checks.")] = False,
) -> None:
    """Start hubs on this machine and send one order across a border."""
    from entrepot.hub.demo.run import run_demo

    with _sole_user_of(home):
        raise typer.Exit(run_demo(home.resolve(), hubs=hubs, exit_after=exit_after))


@app.command()
def prepare() -> None:
    """Bring this hub's database, reference data, keys and static files up to date. Safe to repeat."""
    _django()
    from entrepot.hub.preparing import prepare_hub

    prepare_hub(say=typer.echo)


@app.command(name="load-reference")
def load_reference() -> None:
    """Bring the database up to date and load exchange rates and this hub's own tables."""
    _django()
    from entrepot.hub.preparing import load_reference_data

    load_reference_data(say=typer.echo)


@app.command(name="load-rates")
def load_rates(
    file: Annotated[typer.FileBinaryRead, typer.Argument(help="A bank's list as downloaded; - for a pipe.")],
    source: Annotated[str, typer.Option(help="The bank and the address of its list.")],
) -> None:
    """Load newer exchange rates: the ECB's eurofxref.zip, or a CSV of the columns date, base, quote, rate."""
    _django()
    from entrepot.hub.preparing import load_published_rates

    raise typer.Exit(load_published_rates(file.read(), source=source, say=typer.echo))


@app.command(name="set-up")
def set_up(code: str, name: str, country: str, currency: str, operator: str, email: str) -> None:
    """Make the hub's profile without the first-run page, and print the operator's API key.

    The operator's password is read from ENTREPOT_ADMIN_PASSWORD.
    """
    _django()
    from entrepot.hub.preparing import set_up_hub
    from entrepot.values import BadValue, Refusal

    try:
        set_up_hub(
            code=code,
            name=name,
            country=country,
            currency=currency,
            operator=operator,
            email=email,
            say=typer.echo,
        )
    except (BadValue, Refusal) as no:
        typer.echo(f"The hub was not set up: {no}", err=True)
        raise typer.Exit(1) from no


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file.")], home: Home = Path("var/serve")) -> None:
    """Write database, stored files and secret of a hub into one file. The hub may be running."""
    from entrepot.hub.backup import BackupFailed, back_up
    from entrepot.hub.servers.postgres import PostgresFailed

    try:
        back_up(home.resolve(), file.resolve())
    except (BackupFailed, PostgresFailed, OSError) as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(1) from trouble
    typer.echo(
        f"{file}, {file.stat().st_size // 1024} KB. It holds the hub's secret: keep it as safe as the hub."
    )


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)], home: Home = Path("var/serve")
) -> None:
    """Make the hub of a backup, in an empty folder and an empty database."""
    from entrepot.hub.backup import BackupFailed
    from entrepot.hub.backup import restore as make_again
    from entrepot.hub.servers.postgres import PostgresFailed

    try:
        make_again(home.resolve(), file)
    except (BackupFailed, PostgresFailed, OSError) as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(1) from trouble
    typer.echo(f"The hub is in {home}. Start it with: entrepot serve")


@app.command()
def worker() -> None:
    """Run reactions, chores and the link to partner hubs."""
    _django()
    from entrepot.exchange import public as exchange
    from entrepot.facts import public as facts

    logging.getLogger(__name__).info("the worker starts")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    link = threading.Thread(target=exchange.work, args=(stop,), name="exchange")
    link.start()
    facts.work(stop)
    link.join(timeout=10)


@app.command()
def doctor() -> None:
    """Say in sentences what is wrong with this install, and what to do."""
    from entrepot.hub.doctor import examine

    raise typer.Exit(examine(say=typer.echo))


class CatalogueWork(StrEnum):
    UPDATE = "update"
    COMPILE = "compile"
    CHECK = "check"


@app.command()
def catalogues(work: CatalogueWork) -> None:
    """Bring the editions' texts in step with code and templates, compile them, or list what is untranslated."""
    # Nothing here reads a database; Django only wants one to be named.
    os.environ.setdefault("DATABASE_URL", "postgresql:///none")
    os.environ.setdefault("ENTREPOT_SECRET", "-" * 40)
    _django()
    from entrepot.web import catalogues as texts

    if work is CatalogueWork.UPDATE:
        for line in texts.update():
            typer.echo(line)
    elif work is CatalogueWork.COMPILE:
        texts.compile_all()
    else:
        lacks = texts.check()
        for lack in lacks:
            typer.echo(f"{lack.edition}: {lack.why}: {lack.text}")
        raise typer.Exit(bool(lacks))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def manage(context: typer.Context) -> None:
    """Django's own commands, for developers: `entrepot manage makemigrations market`."""
    _django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["entrepot manage", *context.args])


if __name__ == "__main__":
    sys.exit(app())
