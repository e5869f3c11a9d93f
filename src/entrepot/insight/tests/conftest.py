import pytest

from entrepot.exchange.tests.conftest import kuantan
from entrepot.market.tests.conftest import clock_of_the_stall
from entrepot.orders.tests import trade

__all__ = ["clock_of_the_stall", "kuantan"]


@pytest.fixture
def street(kuantan) -> trade.Street:
    """Two shops with goods, the day's rates and a freight table."""
    return trade.open_street()


@pytest.fixture
def sold(street) -> trade.Street:
    """Two bags of coffee and three boxes of tea, paid."""
    trade.pay_in_full(trade.buy(trade.cart_of(**{street.coffee: 2, street.tea: 3})))
    return street
