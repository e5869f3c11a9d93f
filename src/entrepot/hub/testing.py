"""A pytest plugin: one embedded PostgreSQL for a whole run, a database per worker by pytest-django.

Loaded by `-p entrepot.hub.testing` before Django reads its settings. DATABASE_URL of the user's own is respected.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings as hub_settings
from django.core.cache import cache
from hypothesis import HealthCheck, settings

from entrepot.hub.servers.postgres import Postgres

# In `make soak` random histories are 20 times as many.
SOAK = "ENTREPOT_SOAK" in os.environ
# How fast this machine is today is measured in bench/, never in a test.
settings.register_profile(
    "entrepot",
    max_examples=2_000 if SOAK else 100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("entrepot")


def _start() -> None:
    home = Path(tempfile.mkdtemp(prefix="entrepot-test-"))
    home.chmod(0o755)  # the server's unprivileged user must reach its data
    owner = os.getpid()
    postgres = Postgres(home, durable=False)

    def stop() -> None:
        if os.getpid() == owner:
            postgres.stop(mode="immediate")
            shutil.rmtree(home, ignore_errors=True)

    atexit.register(stop)
    os.environ.setdefault("ENTREPOT_HOME", str(home / "hub"))
    os.environ.setdefault("ENTREPOT_SECRET", "only-for-tests-only-for-tests-only-for-tests")
    os.environ.setdefault("ENTREPOT_SITE_URL", "http://testserver")
    os.environ.setdefault("ENTREPOT_ACQUIRER_URL", "http://127.0.0.1:9")  # nobody answers there
    os.environ.setdefault("ENTREPOT_STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
    if "DATABASE_URL" not in os.environ:
        postgres.start()
        if "entrepot" not in postgres.databases():
            postgres.create_database("entrepot")
        os.environ["DATABASE_URL"] = postgres.url("entrepot")
    os.environ["ENTREPOT_TEST_SERVERS"] = str(owner)


def pytest_configure() -> None:
    """Hundreds of accounts are opened in a run; a hash that is slow on purpose would be a good part of it."""
    hub_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What a page keeps for some seconds, and a process, is of another test's hub."""
    from entrepot.parties.queries import forget_hub

    cache.clear()
    forget_hub()


if "ENTREPOT_TEST_SERVERS" not in os.environ:
    _start()
