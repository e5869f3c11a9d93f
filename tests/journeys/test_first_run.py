"""A clean hub, started as its operator would start it, up to the operator's desk and the first terminal."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import expect

from entrepot.hub.demo.client import wait_for
from entrepot.hub.serving import answers

pytestmark = pytest.mark.xdist_group("stage")

EMAIL, PASSWORD = "harbour@klang.example", "a lantern above the quay"
OUR_OWN = ("ENTREPOT_", "DATABASE_URL", "NATS_URL", "DJANGO_SETTINGS_MODULE")


@pytest.fixture
def clean_hub():
    """Its address and the address that it printed for its operator."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with TemporaryDirectory(prefix="entrepot-clean-") as name:
        home = Path(name)
        home.chmod(0o755)
        with (home / "said").open("w") as said:
            serving = subprocess.Popen(
                [sys.executable, "-m", "entrepot.hub.command_line", "serve", "--home", name, "--port", str(port)],
                env={key: value for key, value in os.environ.items() if not key.startswith(OUR_OWN)},
                stdout=said, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            wait_for(
                "the hub to say that it runs",
                lambda: serving.poll() is not None or "Ctrl-C ends the hub." in (home / "said").read_text(),
                seconds=180,
            )
            printed = (home / "said").read_text()
            for_operator = re.search(r"http://\S+/first-run/\?token=\S+", printed)
            assert for_operator, printed
            wait_for("its web process", lambda: answers(port))
            yield f"http://localhost:{port}", for_operator[0]
        finally:
            serving.send_signal(signal.SIGTERM)
            assert serving.wait(timeout=60) == 0


def test_only_the_printed_token_makes_the_hub(clean_hub, arrive):
    hub, for_operator = clean_hub
    stranger, operator = arrive(), arrive()

    stranger.goto(f"{hub}/en/market/")
    assert stranger.url == f"{hub}/en/first-run/"
    assert stranger.evaluate("document.styleSheets.length") >= 1
    stranger.get_by_label("First-run token").fill("a guess")
    stranger.get_by_role("button", name="Begin").click()
    expect(stranger.locator(".field.wrong")).to_contain_text("This is not the token of this hub.")
    stranger.goto(f"{hub}/en/first-run/?port=MYPKG")
    expect(stranger.get_by_label("First-run token")).to_be_visible()

    operator.goto(for_operator)
    assert operator.url == f"{hub}/en/first-run/"
    operator.get_by_label("Name or code").fill("Port Klang")
    operator.get_by_role("button", name="Search").click()
    operator.locator("li", has_text="MYPKG").get_by_role("link").click()
    expect(operator.get_by_label("Currency")).to_have_value("MYR")
    operator.get_by_label("Name of the hub").fill("Port Klang Hub")
    operator.get_by_label("Who operates it").fill("Klang Hub Operator")
    operator.get_by_label("Your e-mail address").fill(EMAIL)
    operator.get_by_label("Password").fill("short")
    operator.get_by_role("button", name="Set up the hub").click()
    expect(operator.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    expect(operator.get_by_label("Name of the hub")).to_have_value("Port Klang Hub")
    operator.get_by_label("Password").fill(PASSWORD)
    operator.get_by_role("button", name="Set up the hub").click()

    expect(operator).to_have_url(f"{hub}/en/desk/")
    expect(operator.locator(".said")).to_contain_text("Port Klang Hub is set up, and you are signed in.")
    expect(operator.get_by_role("navigation", name="Desks")).to_contain_text("Treasury")
    operator.get_by_role("link", name="Register a terminal").click()
    operator.get_by_label("Terminal's code").fill("west")
    operator.get_by_label("Name", exact=True).fill("Westports")
    operator.get_by_label("Organisation").fill("Klang Hub")
    operator.get_by_role("button", name="Register the terminal").click()
    expect(operator.locator(".field.wrong")).to_contain_text("No organisation of this hub is called so.")
    expect(operator.get_by_label("Name", exact=True)).to_have_value("Westports")
    operator.get_by_label("Organisation").fill("klang hub operator")
    operator.get_by_role("button", name="Register the terminal").click()
    expect(operator.get_by_role("row", name="WEST")).to_contain_text("Klang Hub Operator")
    operator.get_by_role("link", name="Operator's desk").click()
    expect(operator.get_by_role("row", name="NATS")).to_contain_text("In order")
    expect(operator.get_by_role("link", name="Register a terminal")).to_have_count(0)

    stranger.goto(f"{hub}/en/first-run/")
    assert stranger.url == f"{hub}/en/"
    expect(stranger.locator(".brand")).to_contain_text("MYPKG")
