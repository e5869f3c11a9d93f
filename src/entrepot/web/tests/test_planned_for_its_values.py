"""What only reads keeps no plan that was made for other values; what writes keeps its own."""

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from entrepot.web.middleware import PlannedForItsValues


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "prepares"), [("GET", False), ("HEAD", False), ("POST", True)])
def test_reading_prepares_no_statement(method: str, prepares: bool) -> None:
    connection.ensure_connection()
    opened = connection.connection
    usual = opened.prepare_threshold
    assert usual is not None
    seen = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(opened.prepare_threshold)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        PlannedForItsValues(answer)(RequestFactory().generic(method, "/en/"))
    assert seen == [usual if prepares else None]
    assert opened.prepare_threshold == usual
