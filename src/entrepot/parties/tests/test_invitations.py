"""Colleagues come by letter: once, within a week, with the address that was invited, and nobody learns who has an account."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from entrepot.facts.models import Audit
from entrepot.messages.models import Letter
from entrepot.parties import actions, limits, models, queries
from entrepot.parties.tests.cast import PASSWORD, kuantan, person
from entrepot.parties.words import Membership, Role
from entrepot.values import CountryCode, Refusal
from entrepot.values.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def org_ref() -> str:
    kuantan()
    opened = actions.open_organisation(
        name="Gunung Tapis", country=CountryCode("MY"), owner_user_ref=person("Aminah").user_ref, at=now()
    )
    return opened.ref


def sign_in(name: str) -> Client:
    client = Client()
    client.post("/en/account/login/", {"login": f"{name}@coffee.example", "password": PASSWORD})
    return client


def invite(
    org_ref: str, email: str = "nimal@coffee.example", role: str = "seller", owner: str = "aminah"
) -> str:
    """The path in the letter."""
    answer = sign_in(owner).post(f"/en/parties/organisations/{org_ref}/", {"email": email, "role": role})
    assert (answer.status_code, answer["Location"]) == (302, f"/en/parties/organisations/{org_ref}/#invite")
    letter = Letter.objects.latest("pk")
    assert letter.to == email
    path = next(word for word in letter.body.split() if "/parties/invitations/" in word)
    return path.removeprefix("http://testserver")


def roles(email: str) -> list[Role]:
    found = queries.find_person(email)
    return [membership.role for membership in queries.memberships_of(found.user_ref)] if found else []


def test_a_colleague_with_an_account_accepts_by_the_link_in_the_letter(org_ref: str) -> None:
    nimal = person("Nimal")
    path = invite(org_ref)
    letter = Letter.objects.get()
    assert letter.subject == "Gunung Tapis invites you"
    assert (
        "Aminah invites you to work for Gunung Tapis at Kuantan Port Hub. Your role: Seller." in letter.body
    )
    browser = sign_in("nimal")
    assert "Accept the role" in browser.get(path).content.decode()
    assert roles(nimal.email) == []
    accepted = browser.post(path)
    assert (accepted.status_code, accepted["Location"]) == (302, f"/en/parties/organisations/{org_ref}/")
    assert queries.memberships_of(nimal.user_ref) == (Membership(org_ref, Role.SELLER),)
    did = list(Audit.objects.filter(about__startswith=org_ref).order_by("pk").values_list("did", "by"))
    aminah = queries.find_person("aminah@coffee.example")
    assert did == [
        ("parties.invited.seller", aminah.user_ref),
        ("parties.accepted_role.seller", nimal.user_ref),
    ]


@pytest.mark.parametrize(
    ("server", "said"),
    [
        ("mail.port.example", "is on its way."),
        ("", "No mail server is set: the letter to nimal@coffee.example"),
    ],
)
def test_whether_a_letter_leaves_the_hub_is_said(
    org_ref: str, settings: LazySettings, server: str, said: str
) -> None:
    settings.EMAIL_HOST = server
    invite(org_ref)
    browser = sign_in("aminah")
    browser.post(f"/en/parties/organisations/{org_ref}/", {"email": "nimal@coffee.example", "role": "seller"})
    assert said in browser.get(f"/en/parties/organisations/{org_ref}/").content.decode()


def test_a_colleague_without_an_account_opens_one_and_comes_back(org_ref: str) -> None:
    path, browser = invite(org_ref, "lin@shopper.example"), Client()
    page = browser.get(path).content.decode()
    signup = f"/en/account/signup/?next={path.replace('/', '%2F')}&amp;email=lin%40shopper.example"
    assert signup in page
    form = browser.get(signup.replace("&amp;", "&")).content.decode()
    assert 'value="lin@shopper.example"' in form
    opened = browser.post(
        signup.replace("&amp;", "&"),
        {"name": "Lin", "email": "lin@shopper.example", "password1": PASSWORD, "next": path},
    )
    assert opened["Location"] == path
    browser.post(path)
    assert roles("lin@shopper.example") == [Role.SELLER]


def test_whether_somebody_has_an_account_makes_no_visible_difference(org_ref: str) -> None:
    person("Nimal")
    owner = sign_in("aminah")
    seen = []
    for email in ("nimal@coffee.example", "nobody@coffee.example"):
        answer = owner.post(
            f"/en/parties/organisations/{org_ref}/", {"email": email, "role": "seller"}, follow=True
        )
        path = next(word for word in Letter.objects.latest("pk").body.split() if "/invitations/" in word)
        called = owner.post(
            f"/api/v1/parties/organisations/{org_ref}/invitations", {"email": email, "role": "seller"},
            content_type="application/json",
        )  # fmt: skip
        letter = Client().get(path.removeprefix("http://testserver"))
        seen.append((answer.status_code, sorted(called.json()), called.status_code, letter.status_code))
    assert seen[0] == seen[1]


def test_an_invitation_opens_once(org_ref: str) -> None:
    person("Nimal")
    path = invite(org_ref)
    browser = sign_in("nimal")
    browser.post(path)
    aminah = queries.actor_for(models.User.objects.get(email="aminah@coffee.example"))
    nimal = queries.find_person("nimal@coffee.example")
    actions.take_role(org_ref=org_ref, user_ref=nimal.user_ref, role=Role.SELLER, by=aminah, at=now())
    again = browser.post(path)
    assert again.status_code == 410
    assert "This invitation was accepted already." in again.content.decode()
    assert roles("nimal@coffee.example") == []


def test_after_a_week_the_link_opens_nothing_and_says_what_to_do(org_ref: str) -> None:
    person("Nimal")
    path = invite(org_ref)
    models.Invitation.objects.update(until=now() - timedelta(seconds=1))
    browser = sign_in("nimal")
    for answer in (browser.get(path), browser.post(path)):
        assert answer.status_code == 410
        assert "Ask whoever invited you to send it again." in answer.content.decode()
    assert roles("nimal@coffee.example") == []
    assert "Expired" in sign_in("aminah").get(f"/en/parties/organisations/{org_ref}/").content.decode()


def test_sent_again_only_the_latest_link_opens(org_ref: str) -> None:
    person("Nimal")
    first, second = invite(org_ref), invite(org_ref)
    assert models.Invitation.objects.count() == 1
    browser = sign_in("nimal")
    assert browser.post(first).status_code == 404
    assert roles("nimal@coffee.example") == []
    assert browser.post(second).status_code == 302
    assert roles("nimal@coffee.example") == [Role.SELLER]


def test_a_withdrawn_invitation_opens_nothing(org_ref: str) -> None:
    person("Nimal")
    path = invite(org_ref)
    ref = models.Invitation.objects.get().invitation_ref
    sign_in("aminah").post(f"/en/parties/organisations/{org_ref}/invitations/{ref}/withdraw")
    answer = sign_in("nimal").post(path)
    assert answer.status_code == 410
    assert "This invitation was withdrawn." in answer.content.decode()
    assert roles("nimal@coffee.example") == []


def test_an_owner_who_is_one_no_more_leaves_no_door_open(org_ref: str) -> None:
    nimal, aminah = person("Nimal"), queries.actor_for(models.User.objects.get(email="aminah@coffee.example"))
    actions.give_role(org_ref=org_ref, user_ref=nimal.user_ref, role=Role.OWNER, by=aminah, at=now())
    path = invite(org_ref, "lin@coffee.example", "owner", owner="nimal")
    actions.take_role(org_ref=org_ref, user_ref=nimal.user_ref, role=Role.OWNER, by=aminah, at=now())
    person("Lin")
    assert sign_in("lin").post(path).status_code == 410
    assert roles("lin@coffee.example") == []


def test_who_is_signed_in_with_another_address_can_not_accept(org_ref: str) -> None:
    path = invite(org_ref, "lin@shopper.example")
    person("Nimal")
    browser = sign_in("nimal")
    page = browser.get(path).content.decode()
    assert "You are signed in as nimal@coffee.example" in page
    assert "Accept the role" not in page
    assert browser.post(path).status_code == 403
    assert roles("nimal@coffee.example") == []


def test_nobody_accepts_for_a_person_by_a_page_of_another_site(org_ref: str) -> None:
    person("Nimal")
    path = invite(org_ref)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sign_in("nimal").cookies
    assert strict.post(path).status_code == 403
    assert roles("nimal@coffee.example") == []


def test_the_token_lies_nowhere_but_in_the_letter(org_ref: str) -> None:
    token = invite(org_ref).split("/")[-2]
    row = models.Invitation.objects.get()
    assert token not in str(vars(row))
    assert row.until - row.invited_at == timedelta(days=7)
    assert not Audit.objects.filter(about__contains=token).exists()


def test_only_owners_invite_see_and_withdraw(org_ref: str) -> None:
    nimal, aminah = person("Nimal"), queries.actor_for(models.User.objects.get(email="aminah@coffee.example"))
    actions.give_role(org_ref=org_ref, user_ref=nimal.user_ref, role=Role.SELLER, by=aminah, at=now())
    invite(org_ref, "lin@shopper.example")
    ref = models.Invitation.objects.get().invitation_ref
    seller, calls = sign_in("nimal"), f"/api/v1/parties/organisations/{org_ref}/invitations"
    assert "lin@shopper.example" not in seller.get(f"/en/parties/organisations/{org_ref}/").content.decode()
    new = {"email": "x@shopper.example", "role": "owner"}
    assert seller.post(f"/en/parties/organisations/{org_ref}/", new).status_code == 404
    assert seller.post(f"/en/parties/organisations/{org_ref}/invitations/{ref}/withdraw").status_code == 404
    assert seller.get(calls).status_code == 404
    assert seller.post(calls, new, content_type="application/json").status_code == 404
    assert seller.delete(f"{calls}/{ref}").status_code == 404
    assert [row.withdrawn_at for row in models.Invitation.objects.all()] == [None]


def test_an_invitation_of_another_organisation_is_not_there(org_ref: str) -> None:
    invite(org_ref)
    ref = models.Invitation.objects.get().invitation_ref
    nimal = queries.actor_for(models.User.objects.get(user_ref=person("Nimal").user_ref))
    other = actions.open_organisation(
        name="Other", country=CountryCode("MY"), owner_user_ref=nimal.user_ref or "", at=now()
    )
    nimal = queries.actor_for(models.User.objects.get(user_ref=nimal.user_ref))
    with pytest.raises(Refusal) as refused:
        actions.withdraw_invitation(org_ref=other.ref, invitation_ref=ref, by=nimal, at=now())
    assert refused.value.status == 404


def test_invitations_go_out_only_so_often(org_ref: str) -> None:
    owner, page = sign_in("aminah"), f"/en/parties/organisations/{org_ref}/"
    same = [
        owner.post(page, {"email": "nimal@coffee.example", "role": "seller"}).status_code
        for _ in range(limits.INVITATIONS_TO.most + 1)
    ]
    assert same == [302] * limits.INVITATIONS_TO.most + [429]
    left = limits.INVITATIONS.most - len(same)
    others = [
        owner.post(page, {"email": f"n{number}@coffee.example", "role": "seller"}).status_code
        for number in range(left + 1)
    ]
    assert others == [302] * left + [429]
    assert Letter.objects.count() == limits.INVITATIONS.most - 1


def test_the_api_invites_lists_and_withdraws(org_ref: str) -> None:
    owner, calls = sign_in("aminah"), f"/api/v1/parties/organisations/{org_ref}/invitations"
    made = owner.post(
        calls, {"email": "Nimal@coffee.example", "role": "port_clerk"}, content_type="application/json"
    )
    assert made.status_code == 201
    assert (made.json()["email"], made.json()["role"], made.json()["state"]) == (
        "nimal@coffee.example", "port_clerk", "open",
    )  # fmt: skip
    assert [one["invitation_ref"] for one in owner.get(calls).json()] == [made.json()["invitation_ref"]]
    gone = owner.delete(f"{calls}/{made.json()['invitation_ref']}")
    assert (gone.status_code, gone.json()["state"]) == (200, "withdrawn")
    assert owner.get(calls).json() == []
    bad = owner.post(calls, {"email": "nobody", "role": "seller"}, content_type="application/json")
    assert (bad.status_code, bad.json()["code"]) == (422, "parties.bad_email")


def test_a_bad_address_keeps_what_was_typed(org_ref: str) -> None:
    answer = sign_in("aminah").post(
        f"/en/parties/organisations/{org_ref}/", {"email": "nobody", "role": "seller"}
    )
    assert answer.status_code == 422
    assert 'value="nobody"' in answer.content.decode()
    assert not Letter.objects.exists()


def test_without_a_role_nobody_is_invited(org_ref: str) -> None:
    answer = sign_in("aminah").post(
        f"/en/parties/organisations/{org_ref}/", {"email": "nimal@coffee.example", "role": ""}
    )
    assert answer.status_code == 422
    assert not Letter.objects.exists()
