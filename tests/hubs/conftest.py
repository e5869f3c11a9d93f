"""Three hubs, started once: Kuantan and Qinzhou are partners and their clocks differ by a day; Port Klang is a partner
of Kuantan's that is told nothing unless a test says so."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from hubs_on_trial.hub import HubOnTrial, join


@dataclass(frozen=True)
class Stage:
    kuantan: HubOnTrial
    qinzhou: HubOnTrial
    port_klang: HubOnTrial


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    home = Path(tempfile.mkdtemp(prefix="entrepot-hubs-"))
    home.chmod(0o755)
    hubs = Stage(
        HubOnTrial(home / "kuantan", "MYKUA", "Kuantan"),
        HubOnTrial(home / "qinzhou", "CNQZH", "Qinzhou", clock_shift_seconds=-86_400),
        HubOnTrial(home / "port-klang", "MYPKG", "Port Klang"),
    )
    everyone = (hubs.kuantan, hubs.qinzhou, hubs.port_klang)
    try:
        with ThreadPoolExecutor() as threads:
            list(threads.map(HubOnTrial.start, everyone))
        join(hubs.kuantan, hubs.qinzhou)
        join(hubs.kuantan, hubs.port_klang)
        for hub in everyone:
            hub.start_worker()
        for hub, links in ((hubs.kuantan, 2), (hubs.qinzhou, 1), (hubs.port_klang, 1)):
            hub.wait_until(lambda hub, links=links: hub.log().count("the link to") >= links, "its links")
        yield hubs
    finally:
        for hub in everyone:
            hub.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def kuantan(stage) -> HubOnTrial:
    return stage.kuantan


@pytest.fixture
def qinzhou(stage) -> HubOnTrial:
    return stage.qinzhou


@pytest.fixture
def port_klang(stage) -> HubOnTrial:
    return stage.port_klang
