import pytest

from entrepot.exchange.tests.conftest import kuantan, qinzhou
from entrepot.market.tests.conftest import clock_of_the_stall
from entrepot.orders.tests import trade

__all__ = ["clock_of_the_stall", "kuantan", "qinzhou"]


@pytest.fixture
def street(kuantan) -> trade.Street:
    """Two shops with goods, the day's rates and a freight table."""
    return trade.open_street()
