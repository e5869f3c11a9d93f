"""The API's description says what its refusals look like."""

import pytest
from django.test import Client

from entrepot.parties.tests.cast import kuantan

pytestmark = pytest.mark.django_db
PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}


def test_every_operation_may_answer_problem_details(client: Client) -> None:
    kuantan()
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    refusals = [
        operation["responses"]["default"]["content"]
        for operations in described["paths"].values()
        for operation in operations.values()
    ]
    assert len(refusals) > 50
    assert all(content == {"application/problem+json": PROBLEM} for content in refusals)


def test_a_refusal_has_the_form_that_is_described(client: Client) -> None:
    kuantan()
    problem = client.get("/api/v1/components/schemas/Problem")
    assert problem.status_code == 404
    form = client.get("/api/v1/openapi.json").json()["components"]["schemas"]["Problem"]
    assert set(form["required"]) <= set(problem.json()) <= set(form["properties"])


def test_a_refused_file_is_described_beside_other_refusals(client: Client) -> None:
    kuantan()
    post = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/ports/files"]["post"]
    assert set(post["responses"]["422"]["content"]) == {"application/json", "application/problem+json"}
