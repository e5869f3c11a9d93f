"""An API key is shown once, kept as a hash, compared in constant time, and opens nothing once it is revoked."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from entrepot.facts.models import Audit
from entrepot.parties import actions, models, queries, rules
from entrepot.parties.public import actor_of
from entrepot.parties.tests.cast import AT, PASSWORD, kuantan, person
from entrepot.values import Refusal

pytestmark = pytest.mark.django_db


def _me(key: str) -> int:
    return Client().get("/api/v1/parties/me", headers={"Authorization": f"Bearer {key}"}).status_code


def test_a_key_carries_256_random_bits() -> None:
    texts = {rules.new_secret().text for _ in range(50)}
    assert len(texts) == 50
    assert all(re.fullmatch(r"entrepot_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", text) for text in texts)


def test_only_the_hash_of_a_key_is_kept() -> None:
    issued = actions.issue_api_key(user_ref=person().user_ref, name="stock", at=AT)
    secret = issued.text.split("_", 2)[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(k)::text FROM parties_apikey k")
        row = cursor.fetchone()[0]
    assert secret not in row
    assert hashlib.sha256(secret.encode()).hexdigest() in row


def test_a_key_speaks_for_its_owner() -> None:
    aminah = person()
    issued = actions.issue_api_key(user_ref=aminah.user_ref, name="stock", at=AT)
    answer = Client().get("/api/v1/parties/me", headers={"Authorization": f"bearer {issued.text}"})
    assert answer.json() == {"user_ref": aminah.user_ref, "name": "Aminah", "organisations": []}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: text.replace("entrepot_", "entrepot_0", 1)[:-1],
        lambda text: text + "x",
        lambda text: text.upper(),
        lambda text: "",
        lambda text: "entrepot_000000000000_" + text.split("_", 2)[2],
    ],
)
def test_a_key_that_is_not_exactly_right_opens_nothing(spoil: object) -> None:
    issued = actions.issue_api_key(user_ref=person().user_ref, name="stock", at=AT)
    assert callable(spoil)
    assert _me(spoil(issued.text)) == 401
    assert _me(issued.text) == 200


def test_a_wrong_key_is_refused_even_where_nobody_needs_one() -> None:
    request = RequestFactory().get("/", headers={"Authorization": "Bearer nonsense"})
    with pytest.raises(Refusal) as refused:
        actor_of(request)
    assert refused.value.code == "parties.bad_key"


def test_a_revoked_key_opens_nothing_and_stays_on_the_list() -> None:
    aminah = person()
    issued = actions.issue_api_key(user_ref=aminah.user_ref, name="stock", at=AT)
    actions.revoke_api_key(key_ref=issued.key.key_ref, user_ref=aminah.user_ref, at=AT + timedelta(days=1))
    assert _me(issued.text) == 401
    [kept] = queries.keys_of(aminah.user_ref)
    assert kept.revoked_at == AT + timedelta(days=1)


def test_revoking_twice_keeps_the_first_instant_and_notes_it_once() -> None:
    aminah = person()
    issued = actions.issue_api_key(user_ref=aminah.user_ref, name="stock", at=AT)
    for days in (1, 2):
        actions.revoke_api_key(
            key_ref=issued.key.key_ref, user_ref=aminah.user_ref, at=AT + timedelta(days=days)
        )
    assert queries.keys_of(aminah.user_ref)[0].revoked_at == AT + timedelta(days=1)
    assert Audit.objects.filter(did="parties.revoked_api_key", about=issued.key.key_ref).count() == 1


def test_nobody_revokes_a_key_of_somebody_else() -> None:
    aminah, nimal = person("Aminah"), person("Nimal")
    issued = actions.issue_api_key(user_ref=aminah.user_ref, name="stock", at=AT)
    with pytest.raises(Refusal) as theirs:
        actions.revoke_api_key(key_ref=issued.key.key_ref, user_ref=nimal.user_ref, at=AT)
    with pytest.raises(Refusal) as never:
        actions.revoke_api_key(key_ref="key_000000000000", user_ref=nimal.user_ref, at=AT)
    assert (theirs.value.code, theirs.value.status, theirs.value.message) == (
        never.value.code,
        never.value.status,
        never.value.message,
    )
    assert _me(issued.text) == 200


def test_the_key_of_a_closed_account_opens_nothing() -> None:
    aminah = person()
    issued = actions.issue_api_key(user_ref=aminah.user_ref, name="stock", at=AT)
    models.User.objects.filter(user_ref=aminah.user_ref).update(is_active=False)
    assert _me(issued.text) == 401


def test_use_is_noted_at_most_once_a_minute() -> None:
    aminah = person()
    issued = actions.issue_api_key(user_ref=aminah.user_ref, name="stock", at=AT)
    actions.note_key_used(issued.key, at=AT)
    [first] = queries.keys_of(aminah.user_ref)
    actions.note_key_used(first, at=AT + timedelta(seconds=59))
    assert queries.keys_of(aminah.user_ref)[0].last_used_at == AT
    actions.note_key_used(first, at=AT + timedelta(seconds=61))
    assert queries.keys_of(aminah.user_ref)[0].last_used_at == AT + timedelta(seconds=61)


def test_the_api_makes_lists_and_revokes_keys() -> None:
    issued = actions.issue_api_key(user_ref=person().user_ref, name="first", at=AT)
    client = Client(headers={"Authorization": f"Bearer {issued.text}"})
    made = client.post("/api/v1/parties/api-keys", {"name": "second"}, content_type="application/json")
    assert made.status_code == 201
    assert _me(made.json()["api_key"]) == 200
    listed = client.get("/api/v1/parties/api-keys").json()
    assert [key["name"] for key in listed] == ["second", "first"]
    assert all("api_key" not in key for key in listed)
    revoked = client.delete(f"/api/v1/parties/api-keys/{made.json()['key_ref']}")
    assert revoked.status_code == 200
    assert revoked.json()["revoked_at"] is not None
    assert _me(made.json()["api_key"]) == 401


def test_the_page_shows_a_new_key_once_and_never_again(client: Client) -> None:
    kuantan()
    aminah = person()
    client.post("/en/account/login/", {"login": aminah.email, "password": PASSWORD})
    shown = client.post("/en/parties/me/keys", {"name": "stock"})
    [text] = re.findall(r"entrepot_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", shown.content.decode())
    assert "no-store" in shown["Cache-Control"]
    assert _me(text) == 200
    later = client.get("/en/parties/me/").content.decode()
    assert text not in later
    assert text[:21] in later
