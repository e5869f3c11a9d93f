import pytest

from entrepot.exchange.tests.cast import PORT_KLANG, PaperHub
from entrepot.exchange.tests.conftest import kuantan, qinzhou

__all__ = ["kuantan", "port_klang", "qinzhou"]


@pytest.fixture
def port_klang(kuantan) -> PaperHub:
    """A second partner, that has nothing to do with our boxes."""
    return PaperHub(PORT_KLANG).join()
