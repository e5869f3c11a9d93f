"""kill -9 of anything at any point of the thread: it completes after restart, with nothing lost or doubled."""

import os
import random
import shutil
import signal
import tempfile
import threading
from contextlib import closing, suppress
from pathlib import Path

import pytest

from entrepot.hub.demo import cast
from entrepot.hub.demo.outcome import CHECKS
from entrepot.hub.demo.run import Stage, new_story, set_stage
from entrepot.hub.testing import SOAK

pytestmark = pytest.mark.xdist_group("kills")


class Killer(threading.Thread):
    """Ends a random process or server of the stage by SIGKILL: when told to, and at random moments besides."""

    def __init__(self, stage: Stage, seed: int) -> None:
        super().__init__(daemon=True)
        self._stage, self._chance, self._ended = stage, random.Random(seed), threading.Event()
        self.killed: list[str] = []

    def run(self) -> None:
        while not self._ended.wait(self._chance.uniform(1.0, 3.0)):
            self.strike()

    def strike(self) -> None:
        """End one of them now."""
        supervisor = self._stage.supervisor
        victims = {child.name: child.process.pid for child in supervisor.children if child.process}
        victims |= {f"nats {server.name}": server.pid() for server in supervisor.nats}
        victims["postgres"] = supervisor.postgres[0].pid()
        name = self._chance.choice(sorted(victims))
        with suppress(ProcessLookupError):
            if victims[name]:
                os.kill(victims[name], signal.SIGKILL)
                self.killed.append(name)

    def stop(self) -> None:
        self._ended.set()
        if self.is_alive():
            self.join()


@pytest.mark.parametrize("seed", range(20261030, 20261050 if SOAK else 20261031))
def test_the_story_completes_whatever_is_killed(seed):
    home = Path(tempfile.mkdtemp(prefix="entrepot-kills-"))
    home.chmod(0o755)
    stage = Stage(home, cast.HUBS[:2])
    killer = Killer(stage, seed)
    try:
        set_stage(stage, lambda _: None)
        with closing(new_story(stage)) as story:
            killer.start()
            for _, days_before_end, deed in story.steps():
                story.set_clock(days_before_end)
                killer.strike()
                deed()
            killer.stop()
            assert len(killer.killed) >= 5
            for check in CHECKS:
                holds, found = check.holds(story)
                assert holds, f"{check.promise}: {found} (killed: {killer.killed})"
    finally:
        killer.stop()
        stage.supervisor.stop()
        shutil.rmtree(home, ignore_errors=True)
