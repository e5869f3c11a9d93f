"""Somebody adds a second factor and a passkey to their account, and signs in with each."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from entrepot.hub.demo import cast

pytestmark = pytest.mark.xdist_group("stage")

EMAIL, PASSWORD = "bayar@shopper.example", "a lantern above the quay"


@pytest.fixture
def page(arrive) -> Page:
    """A browser whose device keeps passkeys, and whose person puts the finger on it when asked."""
    page = arrive()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    return page


def is_clean(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], page.url


def sign_out(page: Page, hub: str) -> None:
    page.goto(f"{hub}/en/parties/me/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{hub}/en/account/login/?next=/en/account/security/")


def code(secret: str, *, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def test_an_app_and_a_passkey_are_added_and_each_signs_in(page, kuantan):
    page.goto(f"{kuantan}/en/account/signup/?next=/en/account/security/")
    page.get_by_label("Your name").fill("Bayar")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Security")
    expect(page.get_by_text("Whoever learns your password is in.")).to_be_visible()
    expect(page.get_by_role("cell", name="This one")).to_be_visible()
    is_clean(page)

    page.get_by_role("link", name="Add an authenticator app").click()
    page.get_by_label("Password").fill(PASSWORD)  # asked again: an account is opened without a sign-in
    is_clean(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add an authenticator app")
    is_clean(page)
    secret = page.locator("figcaption code").inner_text()
    page.get_by_role("textbox", name="Code").fill("000000")
    page.get_by_role("button", name="Add the app").click()
    expect(page.locator(".field.wrong")).to_be_visible()
    assert page.locator("figcaption code").inner_text() == secret
    page.get_by_role("textbox", name="Code").fill(code(secret, ahead=-1))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    is_clean(page)
    shown = page.locator("main li code").all_inner_texts()
    assert len(shown) == 10
    with page.expect_download() as kept:
        page.get_by_role("link", name="Keep them as a file").click()
    assert kept.value.suggested_filename == "recovery-codes.txt"
    assert kept.value.path().read_text().split() == shown
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()

    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of the passkey").fill("Telephone")
    is_clean(page)
    page.get_by_role("button", name="Make the passkey").click()
    row = page.get_by_role("row", name=re.compile("Telephone"))
    expect(row).to_contain_text("never")
    is_clean(page)

    sign_out(page, kuantan)
    is_clean(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/en/account/security/")
    expect(row).not_to_contain_text("never")

    sign_out(page, kuantan)
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    is_clean(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/en/account/security/")

    row.get_by_role("link", name="Rename").click()
    page.get_by_label("Name of the passkey").fill("Key on the ring")
    page.get_by_role("button", name="Keep this name").click()
    row = page.get_by_role("row", name=re.compile("Key on the ring"))
    row.get_by_text("Remove", exact=True).click()
    row.get_by_role("button", name="Remove this passkey").click()
    expect(page.get_by_role("row", name=re.compile("Key on the ring"))).to_have_count(0)

    sign_out(page, kuantan)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This passkey is not one of this account.")).to_be_visible()
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Code").fill(code(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/account/security/")


def test_without_script_there_is_no_passkey_button_and_the_rest_works(arrive, kuantan):
    page = arrive(java_script_enabled=False)
    page.goto(f"{kuantan}/en/account/login/?next=/en/account/security/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.get_by_label("E-mail address").fill("lin@shopper.example")
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/account/security/")
    page.goto(f"{kuantan}/en/account/security/")  # whatever edition the account keeps
    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_text("makes no passkeys")).to_be_visible()
    expect(page.get_by_role("button", name="Make the passkey")).to_be_hidden()
