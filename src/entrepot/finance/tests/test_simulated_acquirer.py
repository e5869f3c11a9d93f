"""The simulated provider itself: once per key, twice reported, and nothing lost when it is killed."""

from collections import Counter

import msgspec
import pytest

from entrepot.finance.callbacks import callback_secret, verify
from entrepot.finance.payment_words import Charge, ChargeState
from entrepot.finance.rails.simulated_acquirer import (
    AcquirerRefuses,
    Fault,
    charge,
    charges_for,
    fault_of,
    find_charge,
    refund,
)
from entrepot.finance.tests.provider import running
from entrepot.values import Money

PRICE = Money(51485, "CNY")


def test_a_key_charges_once_and_never_for_something_else(tmp_path, settings):
    with running(tmp_path) as (provider, _):
        settings.ACQUIRER_URL = provider.url
        made = charge(key="pay_1", reference="purchase_1", amount=PRICE)
        assert made == Charge("pay_1", ChargeState.CAPTURED, PRICE)
        assert charge(key="pay_1", reference="purchase_1", amount=PRICE) == made == find_charge("pay_1")
        for reference, amount in (("purchase_1", Money(1, "CNY")), ("purchase_2", PRICE)):
            with pytest.raises(AcquirerRefuses, match="409"):
                charge(key="pay_1", reference=reference, amount=amount)
        assert charges_for("purchase_1") == [made]
        assert charges_for("purchase_2") == []
        assert find_charge("pay_2") is None


def test_a_refund_is_made_once_and_never_above_the_charge(tmp_path, settings):
    with running(tmp_path) as (provider, _):
        settings.ACQUIRER_URL = provider.url
        charge(key="pay_1", reference="purchase_1", amount=PRICE)
        for _ in range(2):
            refund(key="refund_1", charge_key="pay_1", amount=Money(51484, "CNY"))
        for key, charge_key, amount in (
            ("refund_1", "pay_1", PRICE),
            ("refund_2", "pay_1", Money(2, "CNY")),
            ("refund_2", "pay_1", Money(1, "MYR")),
            ("refund_2", "pay_none", Money(1, "CNY")),
        ):
            with pytest.raises(AcquirerRefuses, match="409"):
                refund(key=key, charge_key=charge_key, amount=amount)
        refund(key="refund_2", charge_key="pay_1", amount=Money(1, "CNY"))


def test_each_charge_is_reported_twice_with_a_signature_that_holds(tmp_path, settings):
    with running(tmp_path) as (provider, reports):
        settings.ACQUIRER_URL = provider.url
        charge(key="pay_1", reference="purchase_1", amount=PRICE)
        arrived = reports.wait_for(2, about="pay_1")
        assert arrived[0] == arrived[1]
        body, signature = arrived[0]
        assert verify(body, signature, callback_secret())
        assert not verify(body + b" ", signature, callback_secret())
        assert msgspec.json.decode(body) == {
            "key": "pay_1", "reference": "purchase_1", "amount_minor": 51485, "currency": "CNY",
            "state": "captured", "reason": "", "kind": "simulated",
        }  # fmt: skip


def test_charges_and_reports_outlive_a_killed_provider(tmp_path, settings):
    with running(tmp_path) as (provider, reports):
        settings.ACQUIRER_URL = provider.url
        reports.status = 503
        made = charge(key="pay_1", reference="purchase_1", amount=PRICE)
        reports.wait_for(1, about="pay_1")
        provider.kill()
        reports.status = 204
        before = len(reports.arrived)
        provider.start()
        assert find_charge("pay_1") == made == charge(key="pay_1", reference="purchase_1", amount=PRICE)
        assert len(charges_for("purchase_1")) == 1
        assert len(set(reports.wait_for(before + 2, about="pay_1"))) == 1


def test_faults_follow_from_seed_and_key_alone():
    drawn = [fault_of(f"pay_{number}", "story") for number in range(400)]
    assert drawn == [fault_of(f"pay_{number}", "story") for number in range(400)]
    assert drawn != [fault_of(f"pay_{number}", "another") for number in range(400)]
    assert min(Counter(drawn)[fault] for fault in Fault) > 60
    assert {fault_of(f"pay_{number}", None) for number in range(400)} == {Fault.NONE}
