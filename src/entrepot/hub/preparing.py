"""Bring a hub's database, reference data, keys and static files up to date."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from entrepot.exchange import public as exchange
from entrepot.exchange.link.logins_file import write_logins
from entrepot.finance import public as finance
from entrepot.finance.forms import MOST_BYTES
from entrepot.finance.presenting import findings
from entrepot.finance.rates_source import published_text
from entrepot.hub.first_run import first_run_address
from entrepot.logistics import public as logistics
from entrepot.parties import public as parties
from entrepot.values import CountryCode, HubCode, Refusal
from entrepot.values.clock import now

Say = Callable[[str], None]


def load_reference_data(*, say: Say) -> None:
    """Database changes, exchange rates, the freight table, static files. Safe to repeat."""
    call_command("migrate", interactive=False, verbosity=0)
    loaded = finance.load_rates(at=now())
    say(f"Exchange rates: {loaded}")
    logistics.load_demo_tariff(at=now())
    if "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]:
        call_command("collectstatic", interactive=False, verbosity=0)


def load_published_rates(content: bytes, *, source: str, say: Say) -> int:
    """A bank's list, as the treasurer's page takes it. Returns 1 if a row was left out, or all of it."""
    try:
        text = published_text(content, most_bytes=MOST_BYTES)
        done = finance.import_rates_csv(text, source=source, at=now())
    except (ValueError, Refusal) as trouble:
        say(f"Nothing was loaded: {trouble}")
        return 1
    say(f"New rates: {done.loaded}. Known already: {done.known}. Left out: {len(done.findings)}.")
    for one in findings(done.findings):
        say(f"{one.place}: {one.what} {one.why} {one.mend}")
    return int(bool(done.findings))


def prepare_hub(*, say: Say) -> None:
    """Everything before the first page: reference data, keys, logins for NATS."""
    load_reference_data(say=say)
    _keys_and_logins()
    if parties.find_hub_profile() is None:
        say(f"This hub is new. Its operator sets it up at: {first_run_address()}")


def set_up_hub(
    *, code: str, name: str, country: str, currency: str, operator: str, email: str, say: Say
) -> None:
    """The hub's profile and its first operator, for hubs that are made by a program. Prints the operator's API key."""
    at = now()
    made = parties.set_up_hub(
        code=HubCode(code),
        name=name,
        country=CountryCode(country),
        currency=currency,
        operator_name=operator,
        admin_email=email,
        admin_password=os.environ["ENTREPOT_ADMIN_PASSWORD"],
        at=at,
    )
    _keys_and_logins()
    say(parties.issue_api_key(user_ref=made.admin_user_ref, name="set-up", at=at).text)


def _keys_and_logins() -> None:
    exchange.make_keys(at=now())
    folder = os.environ.get("ENTREPOT_NATS_FOLDER")
    if folder:
        write_logins(Path(folder), exchange.nats_logins())
