import pytest
from django.template import engines
from django.test import Client
from django.utils import translation

from entrepot.exchange.tests.conftest import kuantan
from entrepot.notices.tests import newsroom
from entrepot.parties import public as parties
from entrepot.values import CountryCode, clock

__all__ = ["kuantan"]
UNRESOLVED = "(unresolved %s)"


@pytest.fixture(autouse=True)
def the_house(kuantan, settings, tmp_path, monkeypatch):
    """Kuantan's hub, read in English on the day of the tests; files in a folder of the test's own."""
    settings.HOME = tmp_path
    clock.set_to(newsroom.AT, tmp_path / "clock")
    monkeypatch.setenv(clock.VARIABLE, str(tmp_path / "clock"))
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def every_variable_resolves(settings):
    """A name that a template uses and no view gives is seen in the page, instead of nothing."""
    pages, *others = settings.TEMPLATES
    options = {**pages["OPTIONS"], "string_if_invalid": UNRESOLVED}
    settings.TEMPLATES = [{**pages, "OPTIONS": options}, *others]
    assert engines["django"].from_string("{{ nobody }}").render({}) == UNRESOLVED % "nobody"


@pytest.fixture
def operator() -> Client:
    return newsroom.signed_in("operator@kuantan.example")


@pytest.fixture
def seller() -> Client:
    """An owner of an organisation, which is not the hub's operator."""
    owner = newsroom.person("Aminah")
    parties.open_organisation(
        name="Aminah and Sons", country=CountryCode("MY"), owner_user_ref=owner.user_ref, at=newsroom.AT
    )
    return newsroom.signed_in(owner.email)
