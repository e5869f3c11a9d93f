import pytest
from django.utils import translation

from entrepot.exchange.tests.conftest import kuantan, qinzhou
from entrepot.market.tests import stall
from entrepot.market.words import Shop
from entrepot.values import clock

__all__ = ["kuantan", "qinzhou"]


@pytest.fixture(autouse=True)
def english():
    """Whatever edition an earlier test's page was read in."""
    with translation.override("en"):
        yield


@pytest.fixture
def shop(kuantan) -> Shop:
    """The coffee roaster's shop, with nothing in it."""
    return stall.coffee_shop()


@pytest.fixture
def coffee(shop) -> str:
    """Ten bags of coffee for sale; the offer's reference."""
    stall.upload(shop, stall.file_of(stall.COFFEE))
    return stall.offer_ref()


@pytest.fixture
def priced(coffee) -> str:
    """The same, with the day's rates and a freight table."""
    stall.load_rates_of_the_day()
    stall.load_freight()
    stall.work()
    return coffee


@pytest.fixture
def clock_of_the_stall(tmp_path, monkeypatch):
    """The hub's clock stands on the day of the tests' rates."""
    file = tmp_path / "clock"
    clock.set_to(stall.AT, file)
    monkeypatch.setenv(clock.VARIABLE, str(file))
