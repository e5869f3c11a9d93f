"""The hub's own profile is made once."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from entrepot.facts import public as facts
from entrepot.facts.models import Audit
from entrepot.parties import actions, models, queries
from entrepot.parties.events import HubSetUp
from entrepot.parties.tests.cast import AT, PASSWORD, kuantan
from entrepot.parties.words import NOBODY, Role
from entrepot.values import CountryCode, HubCode, Refusal

pytestmark = pytest.mark.django_db

GIVEN: dict[str, Any] = {
    "code": HubCode("CNQZH"),
    "name": "Qinzhou Port Hub",
    "country": CountryCode("CN"),
    "currency": "CNY",
    "operator_name": "Qinzhou Hub Operator",
    "admin_email": "operator@qinzhou.example",
    "admin_password": PASSWORD,
    "at": AT,
}


def test_before_the_first_run_there_is_no_profile() -> None:
    assert queries.find_hub_profile() is None
    with pytest.raises(Refusal) as refused:
        queries.hub_profile()
    assert (refused.value.code, refused.value.status) == ("parties.no_hub", 503)


def test_the_profile_is_what_was_given_and_its_operator_runs_it() -> None:
    made = actions.set_up_hub(**GIVEN)
    assert made.profile == queries.hub_profile()
    assert made.profile == replace(
        made.profile, code=HubCode("CNQZH"), name="Qinzhou Port Hub", country="CN", currency="CNY",
        site_url="http://testserver",
    )  # fmt: skip
    admin = queries.actor_for(models.User.objects.get(user_ref=made.admin_user_ref))
    assert admin.may(made.profile.operator_org_ref, Role.OPERATOR)
    assert admin.may(made.profile.operator_org_ref, Role.OWNER)
    assert queries.get_organisation(made.profile.operator_org_ref).kinds == ("operator",)
    [line] = facts.latest([HubSetUp])
    assert line.event == HubSetUp(
        code=HubCode("CNQZH"), name="Qinzhou Port Hub", country=CountryCode("CN"), currency="CNY",
        operator_org_ref=made.profile.operator_org_ref,
    )  # fmt: skip


def test_the_profile_is_looked_for_until_it_is_there_and_then_read_once(django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        assert (queries.find_hub_profile(), queries.find_hub_profile()) == (None, None)
    made = actions.set_up_hub(**GIVEN).profile
    with django_assert_num_queries(1):
        assert (queries.hub_profile(), queries.find_hub_profile()) == (made, made)


def test_the_name_is_that_of_the_edition_and_the_first_one_where_an_edition_has_none() -> None:
    made = kuantan()
    operator = queries.actor_for(models.User.objects.get(user_ref=made.admin_user_ref))
    actions.change_hub_profile(
        names={"en": " Kuantan  Port Hub", "zh-hans": "关丹港", "ar": " "},
        contact_email="Hub@Kuantan.example", by=operator, at=AT,
    )  # fmt: skip
    profile = queries.fresh_hub_profile()
    assert profile.names == {"en": "Kuantan Port Hub", "zh-hans": "关丹港"}
    assert profile.contact_email == "hub@kuantan.example"
    for edition, name in {"en": "Kuantan Port Hub", "zh-hans": "关丹港", "ar": "Kuantan Port Hub"}.items():
        with override(edition):
            assert queries.hub_profile().name == name
    noted = Audit.objects.latest("pk")
    assert (noted.did, noted.by) == ("parties.changed_hub_profile", made.admin_user_ref)


def test_only_the_operator_changes_the_profile_and_only_to_what_is_right() -> None:
    made = kuantan()
    operator = queries.actor_for(models.User.objects.get(user_ref=made.admin_user_ref))
    right: dict[str, Any] = {"names": {"en": "Other"}, "contact_email": "", "by": operator, "at": AT}
    for wrong, code, field in (
        ({"by": NOBODY}, "not_found", None),
        ({"names": {"en": " "}}, "parties.bad_name", "name_en"),
        ({"names": {"en": "Other", "mn": "x" * 121}}, "parties.bad_name", "name_mn"),
        ({"contact_email": "hub"}, "parties.bad_email", "contact_email"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.change_hub_profile(**right | wrong)
        assert (refused.value.code, refused.value.field) == (code, field)
    assert queries.fresh_hub_profile() == made.profile


def test_a_first_run_that_is_undone_leaves_no_profile_behind() -> None:
    with transaction.atomic():
        actions.set_up_hub(**GIVEN)
        transaction.set_rollback(True)
    assert queries.find_hub_profile() is None


def test_a_second_run_is_refused_and_changes_nothing() -> None:
    first = kuantan().profile
    with pytest.raises(Refusal) as refused:
        actions.set_up_hub(**GIVEN)
    assert refused.value.code == "parties.hub_exists"
    assert queries.hub_profile() == first
    assert queries.find_person("operator@qinzhou.example") is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"country": CountryCode("MY")}, "country"),
        ({"currency": "yuan"}, "currency"),
        ({"operator_name": " "}, "operator_name"),
        ({"name": ""}, "name"),
        ({"admin_email": "nobody"}, "admin_email"),
        ({"admin_password": "short"}, "admin_password"),
    ],
)
def test_what_is_not_right_is_refused_at_its_field_and_nothing_is_made(
    changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.set_up_hub(**{**GIVEN, **changes})
    assert refused.value.field == field
    assert not models.Hub.objects.exists()
    assert not models.User.objects.exists()
    assert not models.Organisation.objects.exists()


def test_the_database_itself_keeps_to_one_row() -> None:
    kuantan()
    operator = models.Organisation.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Hub.objects.create(
            id=2, code="CNQZH", name="x", country="CN", currency="CNY", operator=operator, set_up_at=AT
        )
