import pytest

from entrepot.exchange.tests.cast import PaperHub, set_up_kuantan


@pytest.fixture
def kuantan(db, settings):
    """This hub, with its profile and keys."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # the slow one takes most of a run
    set_up_kuantan()


@pytest.fixture
def qinzhou(kuantan) -> PaperHub:
    """A confirmed partner of this hub."""
    return PaperHub().join()
