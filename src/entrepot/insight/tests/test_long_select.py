"""The select of all countries is drawn in one go, as Django would draw it."""

import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual

from entrepot.insight.forms import LongSelect

CHOICES = [("all", "all of them"), ("CI", "Côte d’Ivoire"), ("XX", '<b>"& more"</b>')]


@pytest.mark.parametrize("chosen", ["all", "CI", "nowhere", "", None])
def test_it_is_the_select_of_django(chosen):
    attributes = {"id": "id_country", "aria-invalid": "true", "disabled": True, "required": False}
    own, usual = (
        kind(choices=CHOICES).render("country", chosen, attributes) for kind in (LongSelect, forms.Select)
    )
    assertHTMLEqual(own, usual)
    assert own.count(" selected") == (chosen in dict(CHOICES))
    assert "<b>" not in own
