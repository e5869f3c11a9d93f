"""Settings that come from the environment, read by a process of its own."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import entrepot
from entrepot.hub.install import Install, PrepareFailed
from entrepot.hub.serving import install_of

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


@pytest.mark.parametrize(
    "address",
    ["mail.port.example", "foo://mail.port.example", "smtp://", "smtp+tls://mail.port.example:many"],
)
def test_a_wrong_mail_server_stops_the_start_with_the_settings_name(address: str) -> None:
    ended = read(ENTREPOT_MAIL_URL=address)
    assert ended.returncode == 1
    assert "ENTREPOT_MAIL_URL must be an address such as" in ended.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENTREPOT_MAIL_FROM", "harbour"),
        ("ENTREPOT_TRUSTED_PROXIES", "many"),
        ("ENTREPOT_TRUSTED_PROXIES", "-1"),
        ("ENTREPOT_ACQUIRER_URL", "pay.example"),
        ("ENTREPOT_SITE_URL", "hub.port.example"),
        ("ENTREPOT_SECRET", "short"),
    ],
)
def test_a_wrong_value_stops_the_start_with_the_settings_name(name: str, value: str) -> None:
    ended = read(**{name: value})
    assert ended.returncode == 1
    assert f"ImproperlyConfigured: {name} must " in ended.stderr


def test_the_settings_of_the_recipe_start_a_hub_that_lacks_nothing_of_them(tmp_path: Path) -> None:
    recipe = (Path(__file__).parents[4] / "docs/recipes/run-a-hub.md").read_text()
    block = next(part for part in recipe.split("```") if "\nENTREPOT_HOME=" in part)
    named = dict(line.split("=", 1) for line in block.split())
    told = json.loads(read(**{**named, "ENTREPOT_HOME": str(tmp_path)}).stdout)
    assert told == ["mail.port.example", 587, True, "hub", "hub@port.example"]
    made = install(tmp_path, **named)
    assert (made.site_url, made.acquirer) == ("https://hub.port.example", "")
    read_somewhere = "".join(path.read_text() for path in Path(entrepot.__file__).parent.rglob("*.py"))
    for name in set(re.findall(r"\b(?:ENTREPOT|NATS|DATABASE)_[A-Z_]+", recipe)):
        assert f'"{name}"' in read_somewhere, name


@pytest.mark.parametrize(
    ("proxies", "believed"), [("0", [0, None]), ("1", [1, ["HTTP_X_FORWARDED_PROTO", "https"]])]
)
def test_only_proxies_that_the_operator_named_are_believed(proxies: str, believed: list[object]) -> None:
    told = "print(json.dumps([s.ALLAUTH_TRUSTED_PROXY_COUNT, s.SECURE_PROXY_SSL_HEADER]))"
    program = f"import json; from entrepot.hub import settings as s; {told}"
    environment = {**os.environ, "ENTREPOT_TRUSTED_PROXIES": proxies}
    said = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    assert json.loads(said.stdout) == believed


def install(home: Path, **given: str) -> Install:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ENTREPOT_")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "environ", {**environment, **given})
        made = install_of(home, database_url="postgresql:///none")
        return replace(made, extra=made.environment)


def test_a_hub_for_trying_out_runs_the_simulated_provider(tmp_path: Path) -> None:
    made = install(tmp_path)
    assert "acquirer" in made.commands
    assert made.site_url == "http://localhost:8000"
    provider = made.commands["acquirer"]
    port = provider[provider.index("--port") + 1]
    assert made.environment["ENTREPOT_ACQUIRER_URL"] == f"http://127.0.0.1:{port}"
    assert made.environment["ENTREPOT_ACQUIRER_SIMULATED"] == "1"


def test_a_hub_with_an_address_of_its_own_simulates_nothing_unless_it_is_told_to(tmp_path: Path) -> None:
    made = install(tmp_path, ENTREPOT_SITE_URL="https://hub.port.example/")
    assert made.site_url == "https://hub.port.example"
    assert made.environment["ENTREPOT_SITE_URL"] == "https://hub.port.example"
    assert set(made.commands) == {"web", "worker"}
    assert made.environment["ENTREPOT_ACQUIRER_URL"] == ""
    assert made.environment["ENTREPOT_ACQUIRER_SIMULATED"] == "0"
    told = install(tmp_path, ENTREPOT_SITE_URL="https://hub.port.example", ENTREPOT_ACQUIRER_URL="simulated")
    assert "acquirer" in told.commands
    assert told.environment["ENTREPOT_ACQUIRER_SIMULATED"] == "1"


def test_other_names_of_the_hub_are_kept_beside_those_of_this_machine(tmp_path: Path) -> None:
    made = install(tmp_path, ENTREPOT_ALLOWED_HOSTS="www.port.example")
    assert made.environment["ENTREPOT_ALLOWED_HOSTS"] == "127.0.0.1,localhost,www.port.example"


def test_beside_a_provider_of_its_own_none_is_simulated(tmp_path: Path) -> None:
    made = install(tmp_path, ENTREPOT_ACQUIRER_URL="https://pay.example")
    assert set(made.commands) == {"web", "worker"}
    assert made.environment["ENTREPOT_ACQUIRER_URL"] == "https://pay.example"
    assert made.environment["ENTREPOT_ACQUIRER_SIMULATED"] == "0"


@pytest.mark.parametrize(
    ("given", "processors", "workers"),
    [({}, 1, "1"), ({}, 2, "2"), ({}, 64, "4"), ({"ENTREPOT_WEB_WORKERS": "7"}, 2, "7")],
)
def test_a_process_for_each_processor_answers_requests_up_to_four(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], processors: int, workers: str
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    web = install(tmp_path, **given).commands["web"]
    assert web[web.index("--workers") + 1] == workers


@pytest.mark.parametrize("wrong", ["0", "-1", "two", "65", "\N{SUPERSCRIPT TWO}"])
def test_a_wrong_number_of_web_workers_stops_the_start_with_the_settings_name(
    tmp_path: Path, wrong: str
) -> None:
    with pytest.raises(PrepareFailed, match=r"^ENTREPOT_WEB_WORKERS must "):
        install(tmp_path, ENTREPOT_WEB_WORKERS=wrong)
