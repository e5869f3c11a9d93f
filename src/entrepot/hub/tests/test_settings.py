"""Settings that come from the environment, read by a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from entrepot.hub.install import Install

READ = (
    "import json; from entrepot.hub import settings as s;"
    "print(json.dumps([s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_HOST_USER, s.DEFAULT_FROM_EMAIL]))"
)


def read(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", READ], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )  # fmt: skip


@pytest.mark.parametrize(
    ("address", "host", "port", "tls", "user"),
    [
        ("smtp+tls://hub:secret@mail.port.example:2525", "mail.port.example", 2525, True, "hub"),
        ("smtp+tls://mail.port.example", "mail.port.example", 587, True, None),
        ("smtp://127.0.0.1", "127.0.0.1", 25, False, None),
    ],
)
def test_the_mail_server_is_one_address(address: str, host: str, port: int, tls: bool, user: str) -> None:
    told = json.loads(read(ENTREPOT_MAIL_URL=address, ENTREPOT_SITE_URL="https://hub.port.example").stdout)
    assert told == [host, port, tls, user, "hub@hub.port.example"]


def test_without_a_mail_server_there_is_none_and_the_sender_is_who_was_named() -> None:
    told = json.loads(read(ENTREPOT_MAIL_FROM="harbour@port.example").stdout)
    assert (told[0], told[4]) == ("", "harbour@port.example")


@pytest.mark.parametrize("address", ["mail.port.example", "foo://mail.port.example"])
def test_a_wrong_mail_server_stops_the_start_with_the_settings_name(address: str) -> None:
    ended = read(ENTREPOT_MAIL_URL=address)
    assert ended.returncode == 1
    assert "ENTREPOT_MAIL_URL must be an address such as" in ended.stderr


def install(home: Path, acquirer_url: str = "") -> Install:
    return Install(
        home=home, host="localhost", web_port=8000, nats=None, nats_url="", acquirer_port=9000,
        database_url="postgresql:///none", acquirer_url=acquirer_url,
    )  # fmt: skip


def test_a_hub_without_a_provider_of_its_own_runs_the_simulated_one(tmp_path: Path) -> None:
    made = install(tmp_path)
    assert "acquirer" in made.commands
    assert made.environment["ENTREPOT_ACQUIRER_URL"] == "http://127.0.0.1:9000"
    assert made.environment["ENTREPOT_ACQUIRER_SIMULATED"] == "1"


def test_beside_a_provider_of_its_own_none_is_simulated(tmp_path: Path) -> None:
    made = install(tmp_path, "https://pay.example")
    assert set(made.commands) == {"web", "worker"}
    assert made.environment["ENTREPOT_ACQUIRER_URL"] == "https://pay.example"
    assert made.environment["ENTREPOT_ACQUIRER_SIMULATED"] == "0"
