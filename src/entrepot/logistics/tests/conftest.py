import pytest

from entrepot.exchange.tests.conftest import kuantan, qinzhou
from entrepot.logistics.tests.yard import open_parcel

__all__ = ["coffee", "kuantan", "qinzhou", "tea"]


@pytest.fixture
def coffee(kuantan) -> str:
    """A parcel of coffee that waits at Kuantan for China."""
    return open_parcel("coffee", weight_g=2_000)


@pytest.fixture
def tea(kuantan) -> str:
    return open_parcel("tea", weight_g=900)
