"""The list of terminals and the form that registers one, without script."""

import pytest

from entrepot.exchange.tests.cast import QINZHOU
from entrepot.parties import public as parties
from entrepot.ports import models
from entrepot.ports.tests.harbour import AT, bearer, clerk_key, operator_key, send, stranger_key
from entrepot.ports.tests.test_pages import read
from entrepot.values import CountryCode

PATH = "/en/ports/terminals/"
ANSWERS = {"code": "KCT2", "name": "North Terminal", "organisation": "House of Salmah"}


@pytest.fixture
def house(kuantan) -> parties.Organisation:
    return open_house("Salmah")


def open_house(owner: str, name: str = "House of Salmah") -> parties.Organisation:
    person = parties.open_account(
        email=f"{owner.lower()}@port.example", password="a long enough password", name=owner, at=AT
    )
    return parties.open_organisation(
        name=name, country=CountryCode("MY"), owner_user_ref=person.user_ref, at=AT
    )


def post(client, answers: dict[str, str], key: str, *, status: int) -> str:
    answer = client.post(PATH, answers, headers=bearer(key))
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def test_the_first_terminal_is_the_hubs_own_operator(client, kuantan):
    page = read(client, PATH, operator_key())
    assert page.count("<tbody><tr>") == 1
    assert '<code class="code" data-copy>MYKUA</code>' in page
    assert parties.hub_profile().operator_org_ref in page


def test_the_operator_registers_a_terminal_by_the_name_of_its_organisation(client, house):
    key = operator_key()
    assert '<option value="House of Salmah">' in read(client, PATH, key)
    answer = client.post(PATH, {**ANSWERS, "code": " kct2 "}, headers=bearer(key))
    assert (answer.status_code, answer["Location"]) == (302, PATH)
    [row] = models.Terminal.objects.all()
    assert (row.code, row.name, row.org_ref) == ("KCT2", "North Terminal", house.ref)
    page = read(client, PATH, key)
    for shown in (
        "KCT2",
        "North Terminal",
        f'House of Salmah <code class="code" data-copy>{house.ref}</code>',
    ):
        assert shown in page
    assert (
        "KCT2,North Terminal,House of Salmah"
        in client.get(f"{PATH}?export=csv", headers=bearer(key)).content.decode()
    )


def test_a_form_sent_twice_registers_one_terminal(client, house):
    key = operator_key()
    for _ in range(2):
        post(client, ANSWERS, key, status=302)
    assert models.Terminal.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"code": "K-1"}, "code", "A terminal&#x27;s code is 2 to 20 capital letters and digits"),
        ({"code": "MYKUA"}, "code", "Terminal code MYKUA belongs to another organisation."),
        ({"code": ""}, "code", "This field is required."),
        ({"name": ""}, "name", "This field is required."),
        ({"organisation": "House of Nobody"}, "organisation", "No organisation of this hub is called so."),
        ({"organisation": ""}, "organisation", "This field is required."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client, house, wrong, field, said):
    answers = {**ANSWERS, **wrong}
    page = post(client, answers, operator_key(), status=422)
    at = page.index(f'id="id_{field}_error"')
    assert said in page[at : page.index("</ul>", at)]
    for name, typed in answers.items():
        assert f'name="{name}" value="{typed}"' in page or not typed
    assert not models.Terminal.objects.exists()


def test_a_code_that_is_registered_under_another_name_is_not_given_twice(client, house):
    key = operator_key()
    post(client, ANSWERS, key, status=302)
    page = post(client, {**ANSWERS, "name": "South Terminal"}, key, status=422)
    assert "Terminal code KCT2 is registered already, under the name North Terminal." in page
    assert models.Terminal.objects.get().name == "North Terminal"


def test_of_two_organisations_of_one_name_the_reference_says_which(client, house):
    other, key = open_house("Ravi"), operator_key()
    page = post(client, ANSWERS, key, status=422)
    assert "Several organisations are called so." in page
    post(client, {**ANSWERS, "organisation": other.ref}, key, status=302)
    assert models.Terminal.objects.get().org_ref == other.ref


def test_a_port_clerk_of_the_operator_sees_the_list_and_registers_nothing(client, house):
    operator = parties.find_person("operator@kuantan.example")
    clerk = parties.find_person("salmah@port.example")
    parties.give_role(
        org_ref=parties.hub_profile().operator_org_ref,
        user_ref=clerk.user_ref,
        role=parties.Role.PORT_CLERK,
        by=parties.Actor(
            operator.user_ref,
            memberships=(parties.Membership(parties.hub_profile().operator_org_ref, parties.Role.OWNER),),
        ),
        at=AT,
    )
    key = parties.issue_api_key(user_ref=clerk.user_ref, name="test", at=AT).text
    assert "Register the terminal" not in read(client, PATH, key)
    post(client, ANSWERS, key, status=404)
    assert not models.Terminal.objects.exists()


def test_to_others_the_list_is_not_there(client, kuantan):
    for key in (stranger_key(), clerk_key("KCT1")):
        assert client.get(PATH, headers=bearer(key)).status_code == 404
        post(client, ANSWERS, key, status=404)
    assert models.Terminal.objects.count() == 1  # the clerk's own, registered for the test


def test_a_files_terminal_is_called_by_its_name(client, kuantan):
    clerk_key("KCT1")
    send(terminal="KCT1")
    page = read(client, "/en/ports/files/", operator_key())
    assert '<span>Terminal KCT1 <code class="code" data-copy>KCT1</code></span>' in page


def test_the_board_leads_to_the_terminals(client, qinzhou):
    assert f'href="{PATH}"' in read(client, "/en/ports/", operator_key())
    assert QINZHOU not in read(client, PATH, operator_key())
