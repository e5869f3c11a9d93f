"""The simulated bank pays once per payout."""

import pytest

from entrepot.finance import models
from entrepot.finance.rails import simulated_bank
from entrepot.values import Money

pytestmark = pytest.mark.django_db


def test_the_same_payout_again_is_the_same_order():
    first = simulated_bank.send(payout_ref="payout_1", amount=Money(5, "MYR"), account_ref="org_1")
    assert simulated_bank.send(payout_ref="payout_1", amount=Money(5, "MYR"), account_ref="org_1") == first
    assert simulated_bank.send(payout_ref="payout_2", amount=Money(5, "MYR"), account_ref="org_1") != first
    assert models.BankOrder.objects.count() == 2


@pytest.mark.parametrize(("minor", "account"), [(6, "org_1"), (5, "org_2")])
def test_a_payout_is_never_ordered_for_something_else(minor, account):
    simulated_bank.send(payout_ref="payout_1", amount=Money(5, "MYR"), account_ref="org_1")
    with pytest.raises(simulated_bank.OrderDiffers):
        simulated_bank.send(payout_ref="payout_1", amount=Money(minor, "MYR"), account_ref=account)
    assert models.BankOrder.objects.get().amount_minor == 5
