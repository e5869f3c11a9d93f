"""Without a database a page says so, in the reader's edition, and tries again by itself."""

import json

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.utils import ConnectionHandler
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from entrepot.values.editions import EDITIONS
from entrepot.web.away import away, is_away
from entrepot.web.middleware import DatabaseAway
from entrepot.web.pages import broken


def _refused() -> OperationalError:
    """What a database that is not there really raises."""
    nowhere = ConnectionHandler({"default": {**settings.DATABASES["default"], "HOST": "/nonexistent"}})
    with pytest.raises(OperationalError) as raised:
        nowhere["default"].cursor()
    return raised.value


@pytest.mark.django_db
def test_trouble_inside_a_query_is_not_a_database_that_is_away() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 10")
        with pytest.raises(OperationalError) as raised:
            cursor.execute("SELECT pg_sleep(5)")
    assert not is_away(raised.value)
    assert not is_away(ValueError("x"))


@pytest.mark.django_db
def test_a_view_that_loses_the_database_answers_503() -> None:
    error = _refused()
    assert is_away(error)
    guard = DatabaseAway(lambda request: away(request))
    response = guard.process_exception(RequestFactory().get("/en/market/"), error)
    assert response is not None
    assert response.status_code == 503
    assert guard.process_exception(RequestFactory().get("/en/market/"), ValueError("x")) is None


@pytest.mark.django_db
def test_the_page_tries_again_by_itself_and_asks_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        response = away(RequestFactory().get("/en/market/"))
    page = response.content.decode()
    assert response["Retry-After"] == "5"
    assert response["Cache-Control"] == "no-store"
    assert '<meta http-equiv="refresh" content="5">' in page
    assert '<html lang="en"' in page


@pytest.mark.parametrize("edition", sorted(set(EDITIONS) - {"en"}))
def test_it_is_said_in_the_readers_edition(edition: str) -> None:
    page = away(RequestFactory().get(f"/{edition}/market/")).content.decode()
    assert f'<html lang="{edition}"' in page
    assert "does not answer" not in page


def test_the_api_says_it_as_problem_details() -> None:
    response = away(RequestFactory().get("/api/v1/offers"))
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["code"] == "database_away"


@pytest.mark.django_db
def test_what_is_lost_before_any_view_is_said_the_same_way() -> None:
    try:
        raise _refused()
    except OperationalError:
        response = broken(RequestFactory().get("/en/market/"))
    assert response.status_code == 503


def test_a_mistake_of_ours_is_a_plain_500() -> None:
    try:
        raise ValueError("our mistake")
    except ValueError:
        response = broken(RequestFactory().get("/en/market/"))
    assert response.status_code == 500
    assert "our mistake" not in response.content.decode()
