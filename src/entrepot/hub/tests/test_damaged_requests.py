"""What is too large, names another host, or holds letters that can't be kept is answered, and is no mistake of ours."""

from io import BytesIO

import pytest
from django.conf import LazySettings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

from entrepot.parties.tests.cast import kuantan

pytestmark = pytest.mark.django_db
MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def hub() -> None:
    kuantan()


def test_the_api_answers_a_foreign_host_with_problem_details(client: Client) -> None:
    response = client.get("/api/v1/offers", headers={"Host": "evil.example"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["code"] == "http_400"


@pytest.mark.parametrize(("path", "edition"), [("/en/market/", "en"), ("/mn/market/", "mn")])
def test_a_page_answers_a_foreign_host_without_its_name(client: Client, path: str, edition: str) -> None:
    response = client.get(path, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


def test_a_body_that_is_too_large_is_said_to_be(client: Client) -> None:
    body = b'{"email":"' + b"x" * 11 * MIB + b'"}'
    response = client.post("/api/v1/parties/people", body, content_type="application/json")
    assert (response.status_code, response["Content-Type"]) == (413, "application/problem+json")
    assert response.json()["code"] == "http_413"


@pytest.mark.parametrize("path", ["/en/account/login/", "/en/orders/cart/add", "/api/v1/ports/files"])
def test_an_upload_larger_than_any_form_takes_is_not_written_to_the_disk(
    path: str, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE, settings.UPLOAD_MOST_BYTES = 1000, 100_000
    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", lambda *given, **_: written.append(1))
    client = Client(enforce_csrf_checks=True)  # whoever has opened one page has a cookie, and may send a form
    client.get("/en/account/login/")
    issued = client.post(
        "/api/v1/parties/people",
        {"email": "ines@example.com", "password": "chart table and ledger", "name": "Ines"},
        content_type="application/json",
    )
    key = {"Authorization": f"Bearer {issued.json()['api_key']}"}
    response = client.post(path, {"file": BytesIO(b"x" * 100_001)}, headers=key)
    assert response.status_code == 413
    assert written == []


@pytest.mark.parametrize(
    "path", ["/api/v1/offers/a%00b", "/api/v1/offers?brand=%00", "/api/v1/finance/rates/E%00R/USD"]
)
def test_the_api_takes_no_nul(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert response.json()["code"] == "not_valid"


def test_nothing_is_written_with_a_nul(client: Client) -> None:
    cart = client.post("/api/v1/carts").json()["cart_ref"]
    line = {"offer_ref": "offer_\0", "quantity": 1}
    response = client.put(f"/api/v1/carts/{cart}/lines", line, content_type="application/json")
    assert response.status_code == 422
    assert client.get(f"/api/v1/carts/{cart}").json()["lines"] == []


def test_a_page_takes_no_nul(client: Client) -> None:
    assert client.get("/en/market/?brand=%00").status_code == 422
