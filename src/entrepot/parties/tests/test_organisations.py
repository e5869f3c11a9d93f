"""Opening organisations, giving and taking roles."""

import pytest
from django.test import Client

from entrepot.facts import public as facts
from entrepot.facts.models import Audit
from entrepot.parties import actions, models, queries
from entrepot.parties.events import OrganisationOpened
from entrepot.parties.tests.cast import AT, PASSWORD, kuantan, person
from entrepot.parties.words import Actor, Membership, Organisation, Role
from entrepot.values import CountryCode, Refusal

pytestmark = pytest.mark.django_db
MY = CountryCode("MY")


def _actor(user_ref: str) -> Actor:
    return queries.actor_for(models.User.objects.get(user_ref=user_ref))


def _coffee() -> tuple[Actor, Organisation]:
    aminah = person("Aminah")
    opened = actions.open_organisation(name="Gunung Tapis", country=MY, owner_user_ref=aminah.user_ref, at=AT)
    return _actor(aminah.user_ref), opened


def test_who_opens_an_organisation_owns_it_and_the_house_is_told() -> None:
    aminah, opened = _coffee()
    assert aminah.memberships == (Membership(opened.ref, Role.OWNER),)
    [line] = facts.latest([OrganisationOpened])
    assert line.event == OrganisationOpened(org_ref=opened.ref, name="Gunung Tapis", country=MY)
    assert (line.fact.refs, line.fact.by) == ((opened.ref,), aminah.user_ref)


def test_a_form_sent_twice_opens_one_organisation() -> None:
    aminah, opened = _coffee()
    again = actions.open_organisation(
        name=" Gunung  Tapis ", country=MY, owner_user_ref=aminah.user_ref or "", at=AT
    )
    assert again.ref == opened.ref
    assert models.Organisation.objects.count() == 1
    assert len(facts.latest([OrganisationOpened])) == 1


def test_two_people_may_open_organisations_of_the_same_name() -> None:
    _, first = _coffee()
    other = actions.open_organisation(
        name="Gunung Tapis", country=MY, owner_user_ref=person("Nimal").user_ref, at=AT
    )
    assert other.ref != first.ref


def test_an_owner_may_do_everything_and_a_seller_what_sellers_may() -> None:
    aminah, opened = _coffee()
    nimal = person("Nimal")
    actions.give_role(org_ref=opened.ref, user_ref=nimal.user_ref, role=Role.SELLER, by=aminah, at=AT)
    seller = _actor(nimal.user_ref)
    assert aminah.may(opened.ref, Role.TREASURER)
    assert seller.may(opened.ref, Role.SELLER, Role.CARRIER)
    assert seller.may(opened.ref)
    assert not seller.may(opened.ref, Role.TREASURER)
    assert not seller.may("org_000000000000")


def test_nobody_but_an_owner_gives_roles() -> None:
    aminah, opened = _coffee()
    nimal = person("Nimal")
    actions.give_role(org_ref=opened.ref, user_ref=nimal.user_ref, role=Role.SELLER, by=aminah, at=AT)
    with pytest.raises(Refusal) as refused:
        actions.give_role(
            org_ref=opened.ref, user_ref=nimal.user_ref, role=Role.OWNER, by=_actor(nimal.user_ref), at=AT
        )
    assert (refused.value.code, refused.value.status) == ("not_found", 404)
    assert _actor(nimal.user_ref).memberships == (Membership(opened.ref, Role.SELLER),)


def test_giving_a_role_twice_leaves_one_and_one_line_in_the_audit_trail() -> None:
    aminah, opened = _coffee()
    nimal = person("Nimal")
    for _ in range(2):
        actions.give_role(org_ref=opened.ref, user_ref=nimal.user_ref, role=Role.SELLER, by=aminah, at=AT)
    assert len(_actor(nimal.user_ref).memberships) == 1
    noted = Audit.objects.filter(did="parties.gave_role.seller").values_list("by", "about")
    assert list(noted) == [(aminah.user_ref, f"{opened.ref} {nimal.user_ref}")]


def test_a_role_that_is_taken_no_longer_counts() -> None:
    aminah, opened = _coffee()
    nimal = person("Nimal")
    actions.give_role(org_ref=opened.ref, user_ref=nimal.user_ref, role=Role.SELLER, by=aminah, at=AT)
    actions.take_role(org_ref=opened.ref, user_ref=nimal.user_ref, role=Role.SELLER, by=aminah, at=AT)
    assert not _actor(nimal.user_ref).may(opened.ref)


def test_the_last_owner_stays() -> None:
    aminah, opened = _coffee()
    with pytest.raises(Refusal) as refused:
        actions.take_role(
            org_ref=opened.ref, user_ref=aminah.user_ref or "", role=Role.OWNER, by=aminah, at=AT
        )
    assert refused.value.code == "parties.last_owner"
    assert _actor(aminah.user_ref or "").may(opened.ref, Role.OWNER)


def test_an_owner_takes_roles_on_the_page_but_not_the_last_owners(client: Client) -> None:
    kuantan()
    aminah, opened = _coffee()
    nimal = person("Nimal")
    actions.give_role(org_ref=opened.ref, user_ref=nimal.user_ref, role=Role.SELLER, by=aminah, at=AT)
    address = f"/en/parties/organisations/{opened.ref}/"
    client.post("/en/account/login/", {"login": "aminah@coffee.example", "password": PASSWORD})
    client.post(f"{address}members/{nimal.user_ref}/seller/take")
    assert not _actor(nimal.user_ref).may(opened.ref)
    refused = client.post(f"{address}members/{aminah.user_ref}/owner/take")
    assert refused.status_code == 409
    assert "This is the only owner." in refused.content.decode()


def test_organisations_are_opened_by_page_and_by_call(client: Client) -> None:
    kuantan()
    aminah = person()
    client.post("/en/account/login/", {"login": aminah.email, "password": PASSWORD})
    response = client.post("/en/parties/organisations/open/", {"name": "Gunung Tapis", "country": "MY"})
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    assert "<h1>Gunung Tapis</h1>" in page
    assert "Malaysia" in page
    called = client.post(
        "/api/v1/parties/organisations", {"name": "Second", "country": "LK"}, content_type="application/json"
    )
    assert called.status_code == 201
    assert called.json() == {
        "org_ref": called.json()["org_ref"],
        "name": "Second",
        "country": "LK",
        "kinds": ["merchant"],
        "roles": ["owner"],
    }


def test_a_country_that_is_none_keeps_the_form(client: Client) -> None:
    kuantan()
    client.post("/en/account/login/", {"login": person().email, "password": PASSWORD})
    response = client.post("/en/parties/organisations/open/", {"name": "Gunung Tapis", "country": "XX"})
    assert response.status_code == 422
    assert 'value="Gunung Tapis"' in response.content.decode()
    assert models.Organisation.objects.filter(name="Gunung Tapis").count() == 0
