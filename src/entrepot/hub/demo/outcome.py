"""What came of the story: the timeline, the accounts, the addresses, and the checks that decide the exit status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from entrepot.hub.demo import cast
from entrepot.hub.demo.client import StoryFailed
from entrepot.hub.demo.story import Story
from entrepot.hub.install import Install
from entrepot.values import Money


@dataclass(frozen=True)
class Check:
    """One promise of the demo and how it is asked. `holds` says what was found, and whether that is right."""

    promise: str
    holds: Callable[[Story], tuple[bool, str]]


def print_outcome(story: Story, installs: Sequence[Install], console: Console) -> int:
    """Print everything. Returns 0 only if every check holds."""
    _print_timeline(story, console)
    _print_accounts(story, console)
    failed = 0
    table = Table(title="Checks", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in ("", "Promise", "Found"):
        table.add_column(column)
    for check in CHECKS:
        try:
            holds, found = check.holds(story)
        except (StoryFailed, KeyError, IndexError) as trouble:
            holds, found = False, f"{type(trouble).__name__}: {trouble}"
        failed += not holds
        table.add_row("✓" if holds else "✗", check.promise, found)
    console.print(table)
    console.print()
    for install, part in zip(installs, cast.HUBS, strict=False):
        console.print(f"  {part.name:<18} {install.site_url}/", highlight=False)
    console.print(
        f"\n  Sign in as lin@shopper.example (shopper), aminah@coffee.example (seller) or operator@kuantan.example, "
        f"password “{cast.PASSWORD}”.",
        highlight=False,
    )
    return int(failed > 0)


def _operator(story: Story, hub: int) -> Any:
    return story.hubs[hub].as_person(story.admin_keys[hub])


def _print_timeline(story: Story, console: Console) -> None:
    table = Table(title="Timeline of the first order", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in ("When (UTC)", "Where", "What", "Told by"):
        table.add_column(column)
    if story.shopper is None:
        return
    for mark in story.shopper.get(f"/orders/{story.orders[0]['order_ref']}/timeline"):
        table.add_row(mark["at"][:16].replace("T", " "), mark["place"], mark["what"], mark["source"])
    console.print(table)


def _print_accounts(story: Story, console: Console) -> None:
    table = Table(title="Accounts at Kuantan", title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("Currency")
    for column in ("Debits", "Credits", "Sum"):
        table.add_column(column, justify="right")
    for row in _trial_balance(story):
        debits, credits = (
            Money(row[side], row["currency"]).amount for side in ("debits_minor", "credits_minor")
        )
        table.add_row(row["currency"], f"{debits:,}", f"{credits:,}", f"{debits - credits:,}")
    console.print(table)


def _trial_balance(story: Story) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _operator(story, 0).get("/finance/trial-balance")["currencies"]
    return rows


def _accounts_sum_to_zero(story: Story) -> tuple[bool, str]:
    rows = _trial_balance(story)
    right = all(row["debits_minor"] == row["credits_minor"] for row in rows) and len(rows) >= 3
    return right, f"{', '.join(row['currency'] for row in rows)}"


def _sellers_are_paid(story: Story) -> tuple[bool, str]:
    """Seller's share and commission make up the goods' price, and nothing is owed any more."""
    right, found = True, []
    for order in story.orders:
        postings = _operator(story, 0).get(f"/finance/orders/{order['order_ref']}")["postings"]
        by_kind = {posting["kind"]: posting for posting in postings}
        share, commission = by_kind["seller_share"]["amount"], by_kind["commission"]["amount"]
        seller = by_kind["seller_share"]["credit"].split("/")[0]
        statement = _operator(story, 0).get(f"/finance/statement/{seller}/{share['currency']}")
        right &= share["currency"] == order["goods"]["currency"]
        right &= share["minor"] + commission["minor"] == order["goods"]["minor"]
        right &= statement["balance_minor"] == 0 and statement["lines"][-1]["debit_minor"] == share["minor"]
        found.append(f"{share['minor'] / 100:.2f} {share['currency']} of {order['goods']['minor'] / 100:.2f}")
    return right, "; ".join(found)


def _charged_once(story: Story) -> tuple[bool, str]:
    charges = _operator(story, 0).get(f"/finance/purchases/{story.purchase_ref}/charges")
    return len(charges) == 1, f"{len(charges)} charge for {len(story.orders)} orders, asked three times"


def _movements_with_evidence(story: Story) -> tuple[bool, str]:
    found = []
    for hub in (0, 1):
        events = _operator(story, hub).get(f"/ports/containers/{cast.CONTAINER}/events")
        found.append([event["event"] for event in events if event["evidence"]["segments"]])
    right = all(sorted(kinds) == ["DISC", "GTIN", "GTOT", "LOAD"] for kinds in found)
    return right, " · ".join(
        f"{part.name.split()[0]}: {len(kinds)}" for part, kinds in zip(cast.HUBS, found, strict=False)
    )


def _channels_are_complete(story: Story) -> tuple[bool, str]:
    found = []
    for hub, part in enumerate(cast.HUBS[: len(story.hubs)]):
        for other in cast.HUBS[: len(story.hubs)]:
            if other is not part:
                found += _operator(story, hub).get(f"/exchange/channels/{other.code}/proof")
    facts = sum(proof["facts"] for proof in found)
    return all(proof["complete"] for proof in found), f"{len(found)} channels' ends hold {facts} facts"


def _strangers_know_nothing(story: Story) -> tuple[bool, str]:
    """A person without a right at Kuantan, and every operator whose hub no consignment names."""
    if story.shopper is None:
        return False, "nobody asked"
    askers = [story.shopper, *(_operator(story, hub) for hub in range(2, len(story.hubs)))]
    boxes = (cast.CONTAINER, "CSQU3054399")
    answers = {asker.status(f"/ports/containers/{box}/events") for asker in askers for box in boxes}
    return answers == {
        404
    }, f"status {', '.join(map(str, sorted(answers)))} for this box and for one that is not there"


def _report_has_the_order(story: Story) -> tuple[bool, str]:
    day = story.ends_at.date()
    report = story.kuantan.get("/insight/countries", first_date=str(day.replace(day=1)), last_date=str(day))
    sold = [row["country"] for row in report["countries"] if row["orders"]]
    return {"MY", "LK"} <= set(sold) and bool(
        report["top_sellers"]
    ), f"{len(report['countries'])} countries of origin"


CHECKS = (
    Check("The accounts sum to zero in every currency", _accounts_sum_to_zero),
    Check("The purchase was charged once", _charged_once),
    Check("Sellers are paid in their currency, less commission", _sellers_are_paid),
    Check("Both hubs hold the four movements with their segments", _movements_with_evidence),
    Check("Every channel is complete: sequence, chain and signatures", _channels_are_complete),
    Check("Who may not know gets the answer of a box that is not there", _strangers_know_nothing),
    Check("The country report includes the order", _report_has_the_order),
)
