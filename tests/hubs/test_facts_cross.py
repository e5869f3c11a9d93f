"""Facts cross between real hubs: once, in order, whole, and to those only who were named."""

from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.xdist_group("channels")

_numbers = iter(range(0, 10**9, 1000))


@pytest.fixture
def numbers() -> list[int]:
    """Five hundred that no other test uses."""
    start = next(_numbers)
    return list(range(start, start + 500))


def settle(sender, receiver) -> None:
    """Until the sender holds the receiver's word for everything that it told."""
    sender.wait_until(
        lambda hub: hub.ask("channels", code=receiver.code)["behind"] == 0, f"the receipt of {receiver.code}"
    )


def test_five_hundred_facts_cross_once_and_in_order(kuantan, qinzhou, numbers):
    before = qinzhou.ask("facts", origin="MYKUA")
    refused = qinzhou.ask("refusals")
    kuantan.ask("tell", numbers=numbers, to=["CNQZH"])
    settle(kuantan, qinzhou)
    assert qinzhou.ask("facts", origin="MYKUA") == before + numbers
    assert qinzhou.ask("refusals") == refused


def test_a_hub_that_was_not_named_is_told_nothing(kuantan, qinzhou, port_klang, numbers):
    before = port_klang.ask("facts", origin="MYKUA")
    kuantan.ask("tell", numbers=numbers, to=["CNQZH"])
    kuantan.ask("tell", numbers=[-5], to=["MYPKG"])
    settle(kuantan, qinzhou)
    settle(kuantan, port_klang)
    assert port_klang.ask("facts", origin="MYKUA") == [*before, -5]
    assert set(qinzhou.ask("facts", origin="MYKUA")) >= set(numbers)


def test_both_ends_hold_the_same_chain_and_it_proves_itself_at_both(kuantan, qinzhou, numbers):
    kuantan.ask("tell", numbers=numbers, to=["CNQZH"], per_transaction=10)
    settle(kuantan, qinzhou)
    at_the_sender = kuantan.ask("prove", origin="MYKUA", receiver="CNQZH")
    assert at_the_sender == qinzhou.ask("prove", origin="MYKUA", receiver="CNQZH")
    complete, _, facts, _ = at_the_sender
    assert (complete, facts) == (True, len(qinzhou.ask("facts", origin="MYKUA")))


def test_clocks_a_day_apart_hinder_nothing_and_each_fact_keeps_its_tellers_instant(kuantan, qinzhou, numbers):
    qinzhou.ask("tell", numbers=numbers[:20], to=["MYKUA"])
    settle(qinzhou, kuantan)
    told = qinzhou.ask("instants", origin="")
    heard = kuantan.ask("instants", origin="CNQZH")
    assert heard == told
    age = datetime.now(UTC) - datetime.fromisoformat(heard[-1])
    assert timedelta(hours=23) < age < timedelta(hours=25)
