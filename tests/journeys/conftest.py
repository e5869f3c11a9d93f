"""A person with a browser. Every page must keep the content policy, find its styles, and throw no error in its script."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

from entrepot.hub.demo import cast
from entrepot.hub.demo.run import Stage
from entrepot.hub.demo.story import Story

FLAGS = (
    "--headless --no-sandbox --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
PATIENCE_MS = 30_000  # for a machine that does other work too; nothing waits that long on a quiet one

Arrive = Callable[..., Page]
SignIn = Callable[[str, str], Any]


@pytest.fixture(scope="module")
def more_flags() -> list[str]:
    """What a module's browser is started with besides; a module that needs some says so by a fixture of this name."""
    return []


# For a module and not for the run: while Playwright is there, Django takes its thread for an asynchronous one.
@pytest.fixture(scope="module")
def browser(more_flags: list[str]) -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        missing = "no browser here: apt-get install chromium fonts-noto-core fonts-noto-cjk"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=[*FLAGS.split(), *more_flags])
        try:
            yield started
        finally:
            started.close()


@contextmanager
def visiting(browser: Browser, **options: Any) -> Iterator[Page]:
    """A browser of one person, with nothing remembered but what `options` say."""
    troubles: list[str] = []

    def listen(said: ConsoleMessage) -> None:
        if said.type == "error" and "Failed to load resource" not in said.text:
            troubles.append(f"{said.text} ({said.location['url']})")

    def check(answer: Response) -> None:
        if answer.status >= 400 and "/static/" in answer.url:
            troubles.append(f"{answer.status} {answer.url} ({page.url})")

    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en", **options})
    try:
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"{error} ({page.url})"))
        page.on("console", listen)
        page.on("response", check)
        yield page
    finally:
        context.close()
    assert troubles == []


@pytest.fixture(scope="module")
def arrive(browser: Browser) -> Iterator[Arrive]:
    """A page of somebody new, or of whoever the storage_state belongs to."""
    with ExitStack() as open_ones:
        yield lambda **options: open_ones.enter_context(visiting(browser, **options))


@pytest.fixture(scope="session")
def kuantan(told: Story, demo_stage: Stage) -> str:
    """The address of Kuantan's hub, after the story."""
    return demo_stage.installs[0].site_url


@pytest.fixture(scope="session")
def qinzhou(told: Story, demo_stage: Stage) -> str:
    """The address of Qinzhou's hub, after the story."""
    return demo_stage.installs[1].site_url


@pytest.fixture(scope="module")
def sign_in(browser: Browser) -> SignIn:
    """Sign in on the page of a hub, once for a module; returns the storage_state of that browser."""
    known: dict[tuple[str, str], Any] = {}

    def signed_in(hub: str, email: str) -> Any:
        if (hub, email) not in known:
            with visiting(browser) as page:
                page.goto(f"{hub}/en/account/login/?next=/en/parties/me/")
                page.get_by_label("E-mail address").fill(email)
                page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
                page.get_by_role("button", name="Sign in", exact=True).click()
                page.wait_for_url("**/parties/me/")  # in the edition that the account keeps
                known[hub, email] = page.context.storage_state()
        return known[hub, email]

    return signed_in
