"""The hub and the people of web's and parties' tests."""

from datetime import UTC, datetime

from entrepot.parties import public as parties
from entrepot.values import CountryCode, HubCode

AT = datetime(2026, 7, 6, 3, 30, tzinfo=UTC)
PASSWORD = "chart table and ledger"


def kuantan() -> parties.NewHub:
    return parties.set_up_hub(
        code=HubCode("MYKUA"),
        name="Kuantan Port Hub",
        country=CountryCode("MY"),
        currency="MYR",
        operator_name="Kuantan Hub Operator",
        admin_email="operator@kuantan.example",
        admin_password=PASSWORD,
        at=AT,
    )


def person(name: str = "Aminah") -> parties.Person:
    return parties.open_account(email=f"{name.lower()}@coffee.example", password=PASSWORD, name=name, at=AT)
