import pytest

from entrepot.exchange.tests.cast import PaperHub, set_up_kuantan


@pytest.fixture
def kuantan(db):
    """This hub, with its profile and keys."""
    set_up_kuantan()


@pytest.fixture
def qinzhou(kuantan) -> PaperHub:
    """A confirmed partner of this hub."""
    return PaperHub().join()
