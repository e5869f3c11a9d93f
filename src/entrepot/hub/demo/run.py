"""`entrepot demo`: start the hubs, tell the story, check it, and stay until Ctrl-C."""

from __future__ import annotations

import hashlib
import logging
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from entrepot.hub.demo import cast, outcome
from entrepot.hub.demo.client import Client, StoryFailed, wait_for
from entrepot.hub.demo.story import Story
from entrepot.hub.install import Install, PrepareFailed, kept_ports
from entrepot.hub.servers.nats import Nats, NatsFailed
from entrepot.hub.servers.postgres import Postgres, PostgresFailed
from entrepot.hub.serving import answers, children_of, wait_for_signal
from entrepot.hub.supervisor import Supervisor
from entrepot.values import clock

SOURCE = Path(__file__).parents[2]
_OPERATOR_KEY = "operator-key"


@dataclass
class Stage:
    """The hubs of one demo run and what keeps them up."""

    home: Path
    parts: tuple[cast.HubPart, ...]
    supervisor: Supervisor = field(default_factory=Supervisor)
    installs: list[Install] = field(default_factory=list)
    admin_keys: list[str] = field(default_factory=list)

    @property
    def clock_file(self) -> Path:
        return self.home / "clock"

    def client(self, number: int) -> Client:
        install = self.installs[number]
        return Client.of_hub(install.web_port, install.host)


def run_demo(home: Path, *, hubs: int, exit_after: bool) -> int:
    """Returns the exit status: 0 only if every check of the story holds."""
    console = Console()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    stage = Stage(home, cast.HUBS[:hubs])
    status = 1
    began = time.monotonic()
    try:
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            console=console,
        ) as progress:
            story = _tell(stage, progress)
        status = outcome.print_outcome(story, stage.installs, console)
        story.close()
        console.print(f"\nTold in {time.monotonic() - began:.1f} s.")
        if not exit_after:
            console.print("Ctrl-C ends the demo.")
            wait_for_signal()
    except (PostgresFailed, NatsFailed, PrepareFailed, StoryFailed, httpx.HTTPError) as trouble:
        console.print(f"\nThe demo stopped: {trouble}", highlight=False, markup=False)
        console.print(f"What the hubs logged is in {home}/*/logs.", highlight=False)
        status = 1
    except KeyboardInterrupt:
        console.print("\nEnded.")
    finally:
        stage.supervisor.stop()
    return status


def _tell(stage: Stage, progress: Progress) -> Story:
    setting = progress.add_task("Setting the stage", total=5)

    def done(next_thing: str) -> None:
        progress.update(setting, advance=1, description=next_thing)

    set_stage(stage, done)
    progress.update(setting, completed=5, description="The stage is set")
    story = new_story(stage)
    steps = list(story.steps())
    task = progress.add_task("", total=len(steps))
    for name, days_before_end, deed in steps:
        progress.update(task, description=name)
        story.set_clock(days_before_end)
        deed()
        progress.advance(task)
    progress.update(task, description="The story is told")
    return story


def new_story(stage: Stage) -> Story:
    """The story on this stage, with nothing told yet."""
    return Story(
        hubs=[stage.client(number) for number in range(len(stage.parts))],
        admin_keys=stage.admin_keys,
        clock_file=stage.clock_file,
        ends_at=last_day_of_rates(),
    )


def set_stage(stage: Stage, done: Callable[[str], None]) -> None:
    """PostgreSQL and NATS, and every hub with its web and worker, restored from its template."""
    home = stage.home
    home.mkdir(parents=True, exist_ok=True)
    clock.set_to(last_day_of_rates(), stage.clock_file)
    postgres = Postgres(home)
    done("Starting PostgreSQL")
    postgres.start()
    stage.supervisor.postgres.append(postgres)
    templates = _templates(stage, postgres, done)
    done("Restoring the hubs from their templates")
    ports = kept_ports(
        home, **{f"{part.label}_{kind}": None for part in stage.parts for kind in ("web", "nats", "acquirer")}
    )
    for part, template in zip(stage.parts, templates, strict=True):
        if answers(ports[f"{part.label}_web"]):
            raise StoryFailed(f"port {ports[f'{part.label}_web']} is taken: is another demo running?")
        install = _restored(stage, postgres, part, ports, template)
        stage.installs.append(install)
        stage.admin_keys.append((install.home / _OPERATOR_KEY).read_text())
    done("Starting NATS and the hubs")
    for install in stage.installs:
        if install.nats:
            install.nats.start()
            stage.supervisor.nats.append(install.nats)
        stage.supervisor.add(*children_of(install, f"{install.host} "))
    stage.supervisor.watch()
    for install in stage.installs:
        wait_for(f"{install.host} to answer", partial(answers, install.web_port))


@dataclass(frozen=True)
class _Template:
    """A hub that is set up and has not started yet: its folder and its database, made once and copied at each start."""

    folder: Path
    database: str

    def is_whole(self, databases: set[str]) -> bool:
        return self.database in databases and (self.folder / _OPERATOR_KEY).exists()


def _templates(stage: Stage, postgres: Postgres, done: Callable[[str], None]) -> list[_Template]:
    """One for each hub of the stage. Those of other sources than today's, and half-made ones, go first."""
    version = fingerprint()
    reference = f"template_{version}"
    templates = [
        _Template(stage.home / "templates" / part.label, f"{reference}_{part.label}") for part in stage.parts
    ]
    known = postgres.databases()
    for old in known:
        if old.startswith("building_") or (old.startswith("template_") and version not in old):
            postgres.drop_database(old)
    if reference not in known:
        done("Loading reference data (the first time only)")
        scratch = _Template(stage.home / "templates" / "reference", f"building_{reference}")
        postgres.create_database(scratch.database)
        _unstarted(stage, postgres, scratch).run("load-reference")
        postgres.rename_database(scratch.database, reference)
    wanting = [
        (part, template)
        for part, template in zip(stage.parts, templates, strict=True)
        if not template.is_whole(known)
    ]
    for _, template in wanting:
        postgres.drop_database(template.database)
        postgres.create_database(template.database, template=reference)
        shutil.rmtree(template.folder, ignore_errors=True)
    with ThreadPoolExecutor(len(templates)) as pool:
        for made in [pool.submit(_set_up, stage, postgres, *pair) for pair in wanting]:
            made.result()
    return templates


def _unstarted(stage: Stage, postgres: Postgres, template: _Template) -> Install:
    """The hub of a template, for single commands: nothing of it is ever served."""
    return Install(
        home=template.folder, host="localhost", web_port=1, nats=Nats(template.folder, "template", 1), nats_url="",
        acquirer_port=1, database_url=postgres.url(template.database), clock_file=stage.clock_file, demo=True,
        extra=_shared(stage),
    )  # fmt: skip


def _set_up(stage: Stage, postgres: Postgres, part: cast.HubPart, template: _Template) -> None:
    """Make the hub's profile, keys and operator, and keep the operator's API key: the last thing that makes it whole."""
    said = _unstarted(stage, postgres, template).run(
        "set-up", part.code, part.name, part.country, part.currency, part.operator, f"operator@{part.label}.example"
    )  # fmt: skip
    key = template.folder / _OPERATOR_KEY
    key.touch(mode=0o600)
    key.write_text(said.strip().splitlines()[-1])


def _restored(
    stage: Stage, postgres: Postgres, part: cast.HubPart, ports: dict[str, int], template: _Template
) -> Install:
    database = f"hub_{part.label}"
    postgres.drop_database(database)
    postgres.create_database(database, template=template.database)
    home = stage.home / part.label
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template.folder, home)
    nats = Nats(home, part.label, ports[f"{part.label}_nats"])
    return Install(
        home=home, host=f"{part.label}.localhost", web_port=ports[f"{part.label}_web"], nats=nats, nats_url=nats.url,
        acquirer_port=ports[f"{part.label}_acquirer"], database_url=postgres.url(database), postgres=postgres,
        clock_file=stage.clock_file, demo=True, extra=_shared(stage),
    )  # fmt: skip


def _shared(stage: Stage) -> dict[str, str]:
    """What all hubs of the stage have in common."""
    return {"ENTREPOT_ADMIN_PASSWORD": cast.PASSWORD, "ENTREPOT_STATIC_ROOT": str(stage.home / "static")}


def fingerprint() -> str:
    """Changes with all that makes a template: code, migrations, reference data, static files, exchange rates."""
    digest = hashlib.sha256(last_day_of_rates().isoformat().encode())
    for path in sorted(SOURCE.rglob("*")):
        parts = set(path.parts)
        if path.is_file() and path.suffix != ".pyc" and not parts & {"tests", "locale"}:
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def last_day_of_rates() -> datetime:
    """Noon of the last day that the installed exchange rates cover: where the demo's clock ends."""
    from entrepot.finance.rates_source import last_ecb_date

    return datetime.combine(last_ecb_date(), datetime.min.time(), tzinfo=UTC).replace(hour=12)
