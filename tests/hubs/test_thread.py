"""One order from Kuantan to Qinzhou, through the API alone, on real PostgreSQL, NATS, web and worker processes."""

import pytest

from entrepot.hub.demo.outcome import CHECKS

pytestmark = pytest.mark.xdist_group("stage")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.promise)
def test_the_story_keeps_its_promises(told, check):
    holds, found = check.holds(told)
    assert holds, found
