"""What tests over whole hubs share: a stage with real servers, web and worker processes, told once per run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from entrepot.hub.demo import cast
from entrepot.hub.demo.run import Stage, new_story, set_stage
from entrepot.hub.demo.story import Story


@pytest.fixture(scope="session")
def demo_stage() -> Iterator[Stage]:
    """Two hubs, set up and running, with nothing told yet."""
    home = Path(tempfile.mkdtemp(prefix="entrepot-stage-"))
    home.chmod(0o755)
    made = Stage(home, cast.HUBS[:2])
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ENTREPOT_STATIC_FROM_SOURCE", "1")  # its pages are seen in browsers
            set_stage(made, lambda _: None)
        yield made
    finally:
        made.supervisor.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def told(demo_stage: Stage) -> Iterator[Story]:
    """The whole story of the demo, told through the API."""
    with closing(new_story(demo_stage)) as story:
        for _, days_before_end, deed in story.steps():
            story.set_clock(days_before_end)
            deed()
        yield story
