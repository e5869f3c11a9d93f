"""Whatever the API refuses, and whoever refuses it, is told as problem details (RFC 9457) in the language asked for."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from entrepot.parties.tests.cast import kuantan
from entrepot.values.editions import EDITIONS
from entrepot.web.middleware import ProblemDetails
from entrepot.web.problems import title_of

pytestmark = pytest.mark.django_db

METHODS = {"get", "post", "put", "patch", "delete"}


def test_no_address_of_the_api_answers_another_method_otherwise(client: Client) -> None:
    tried = 0
    for path, operations in client.get("/api/v1/openapi.json").json()["paths"].items():
        for method in METHODS - set(operations):
            response = client.generic(method.upper(), path)
            assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json"), path
            assert set(response["Allow"].split(", ")) == {name.upper() for name in operations}
            assert response.json()["code"] == "http_405"
            tried += 1
    assert tried > 100


def test_a_method_that_is_not_taken_is_said_with_those_that_are(client: Client) -> None:
    response = client.delete("/api/v1/carts")
    assert response.json() == {
        "type": "urn:entrepot:problem:http_405",
        "title": "Not done this way",
        "status": 405,
        "detail": "DELETE is not done at this address; it takes POST.",
        "code": "http_405",
    }
    assert client.options("/api/v1/carts")["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("edition", sorted(set(EDITIONS) - {"en"}))
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("DELETE", "/api/v1/carts", 405),
        ("GET", "/api/v1/nowhere", 404),
        ("POST", "/api/v1/parties/people", 400),
    ],
)
def test_it_is_told_in_the_language_that_is_asked_for(
    client: Client, method: str, path: str, status: int, edition: str
) -> None:
    with translation.override(edition):
        title = title_of(status)
    response = client.generic(
        method, path, "{", content_type="application/json", headers={"Accept-Language": edition}
    )
    assert (response.status_code, response.json()["title"]) == (status, title)


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v2/offers", "/api/v1/offers/", "/api/v1/docs/x"])
def test_an_address_that_is_none_is_a_problem_wherever_it_lies(client: Client, path: str) -> None:
    kuantan()
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_an_error_of_the_framework_keeps_its_headers() -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse("slow down", status=429, headers={"Retry-After": "7", "Content-Language": "xx"})

    response = ProblemDetails(answer)(RequestFactory().get("/api/v1/offers"))
    assert (response.status_code, response["Content-Type"]) == (429, "application/problem+json")
    assert (response["Retry-After"], response.get("Content-Language")) == ("7", None)


def test_pages_and_what_went_well_are_left_as_they_are() -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse("words", status=404 if request.path == "/en/" else 200)

    for path in ("/en/", "/api/v1/docs"):
        assert ProblemDetails(answer)(RequestFactory().get(path))["Content-Type"].startswith("text/html")
