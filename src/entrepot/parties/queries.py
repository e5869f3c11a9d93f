"""Reads of parties."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONArray

from entrepot.parties import models, rules, words
from entrepot.values import CountryCode, HubCode
from entrepot.web import public as web

# A key, its person and the person's memberships. Every call of the API asks this: by hand, as the ORM takes ten times as
# long to ask.
_KEY = """
    SELECT key.digest, key.revoked_at IS NULL AND person.is_active, person.user_ref, person.name, person.email,
        ARRAY(
            SELECT ARRAY[organisation.org_ref, membership.role] FROM parties_membership AS membership
            JOIN parties_organisation AS organisation ON organisation.id = membership.organisation_id
            WHERE membership.user_id = person.id ORDER BY membership.id
        ),
        key.key_ref, key.name, key.prefix, key.made_at, key.last_used_at, key.revoked_at
    FROM parties_apikey AS key JOIN parties_user AS person ON person.id = key.user_id WHERE key.prefix = %s
"""


# Every page asks for the profile; what another process changed in it is seen after this.
_HUB_KEPT_SECONDS = 5.0
_kept_hub: tuple[float, models.Hub] | None = None


def this_hub() -> models.Hub:
    """Raises DoesNotExist before the first run."""
    global _kept_hub
    if _kept_hub is None or time.monotonic() - _kept_hub[0] > _HUB_KEPT_SECONDS:
        _kept_hub = (time.monotonic(), models.Hub.objects.select_related("operator").get())
    return _kept_hub[1]


def forget_hub() -> None:
    """Read it anew when it is next asked for."""
    global _kept_hub
    _kept_hub = None


def find_hub_profile() -> words.HubProfile | None:
    try:
        return to_profile(this_hub())
    except models.Hub.DoesNotExist:
        return None


def to_profile(row: models.Hub) -> words.HubProfile:
    names = {settings.LANGUAGE_CODE: row.name, **row.names}
    return words.HubProfile(
        code=HubCode(row.code),
        name=names.get(web.edition(), row.name),
        country=CountryCode(row.country),
        currency=row.currency,
        operator_org_ref=row.operator.org_ref,
        site_url=settings.SITE_URL,
        names=names,
        contact_email=row.contact_email,
    )


def hub_profile() -> words.HubProfile:
    """Refuses with parties.no_hub before the first run."""
    profile = find_hub_profile()
    if profile is None:
        raise words.no_hub()
    return profile


def fresh_hub_profile() -> words.HubProfile:
    """As it is this moment, and in this process from now on: for the page that changes it."""
    forget_hub()
    return hub_profile()


def get_organisation(ref: str) -> words.Organisation:
    row = models.Organisation.objects.filter(org_ref=ref).first()
    if row is None:
        raise words.not_found()
    return to_organisation(row)


def organisations(*, limit: int = 200) -> list[words.Organisation]:
    """The first ones by name."""
    return [to_organisation(row) for row in models.Organisation.objects.order_by("name", "pk")[:limit]]


def names_of_organisations(refs: Iterable[str]) -> dict[str, str]:
    """By reference; the reference itself of an organisation that is not at this hub."""
    wanted = set(refs)
    known = models.Organisation.objects.filter(org_ref__in=wanted).values_list("org_ref", "name")
    return {ref: ref for ref in wanted} | dict(known)


def organisations_called(text: str) -> list[words.Organisation]:
    """Those of this name, in small or capital letters, or the one of this reference; at most two: who asks wants one."""
    rows = models.Organisation.objects.filter(Q(name__iexact=text) | Q(org_ref=text)).order_by("pk")
    return [to_organisation(row) for row in rows[:2]]


def organisations_of(user_ref: str) -> list[words.Organisation]:
    """Those that a person is a member of, by name."""
    member_of = models.Membership.objects.filter(user__user_ref=user_ref).values("organisation_id")
    return [
        to_organisation(row)
        for row in models.Organisation.objects.filter(pk__in=member_of).order_by("name", "pk")
    ]


def memberships_of(user_ref: str) -> tuple[words.Membership, ...]:
    rows = models.Membership.objects.filter(user__user_ref=user_ref).select_related("organisation")
    return tuple(
        words.Membership(row.organisation.org_ref, words.Role(row.role)) for row in rows.order_by("pk")
    )


def members_of(org_ref: str) -> list[words.Member]:
    rows = models.Membership.objects.filter(organisation__org_ref=org_ref).select_related("user")
    roles: dict[str, list[words.Role]] = {}
    people: dict[str, models.User] = {}
    for row in rows.order_by("pk"):
        people[row.user.user_ref] = row.user
        roles.setdefault(row.user.user_ref, []).append(words.Role(row.role))
    return [
        words.Member(ref, user.name or user.email, user.email, tuple(roles[ref]))
        for ref, user in people.items()
    ]


def open_invitations(org_ref: str, *, at: datetime) -> list[words.Invitation]:
    """Those neither accepted nor withdrawn, the expired among them; the latest first."""
    rows = models.Invitation.objects.filter(
        organisation__org_ref=org_ref, accepted_at=None, withdrawn_at=None
    ).select_related("organisation", "invited_by")
    return [to_invitation(row, at) for row in rows.order_by("-invited_at", "-pk")]


def get_invitation(token: str, *, at: datetime) -> words.Invitation:
    """The one of this link, if it can still be accepted. Refuses one that is over, and a token that is none."""
    return to_open_invitation(models.Invitation.objects.filter(digest=rules.digest_of(token)).first(), at)


def to_open_invitation(row: models.Invitation | None, at: datetime) -> words.Invitation:
    if row is None:
        raise words.no_invitation()
    invitation = to_invitation(row, at)
    if invitation.state is not words.InvitationState.OPEN:
        raise words.invitation_over(invitation.state)
    return invitation


def to_invitation(row: models.Invitation, at: datetime) -> words.Invitation:
    if row.accepted_at:
        state = words.InvitationState.ACCEPTED
    elif row.withdrawn_at:
        state = words.InvitationState.WITHDRAWN
    else:
        state = words.InvitationState.EXPIRED if at >= row.until else words.InvitationState.OPEN
    return words.Invitation(
        ref=row.invitation_ref,
        org_ref=row.organisation.org_ref,
        organisation=row.organisation.name,
        email=row.email,
        role=words.Role(row.role),
        invited_by=row.invited_by.name or row.invited_by.email,
        invited_at=row.invited_at,
        until=row.until,
        state=state,
    )


def find_person(email: str) -> words.Person | None:
    user = models.User.objects.filter(email__iexact=email.strip()).first()
    return to_person(user) if user else None


def people(text: str = "") -> QuerySet[models.User]:
    """Rows for `to_account`: all, or those whose name or address holds the text, or the one of this reference."""
    found = Q(name__icontains=text) | Q(email__icontains=text) | Q(user_ref=text) if text else Q()
    roles = models.Membership.objects.filter(user=OuterRef("pk")).order_by("pk")
    return models.User.objects.filter(found).order_by("-pk").annotate(
        has_second_factor=Exists(_second_factors(OuterRef("pk"))),
        has_roles=ArraySubquery(roles.values(json=JSONArray("organisation__name", "role"))),
    )  # fmt: skip


def to_account(row: models.User) -> words.Account:
    return words.Account(
        person=to_person(row),
        last_sign_in_at=row.last_login,
        open=row.is_active,
        second_factor=row.has_second_factor,  # type: ignore[attr-defined]
        roles=tuple((name, words.Role(role)) for name, role in row.has_roles),  # type: ignore[attr-defined]
    )


def keepers_without_second_factor() -> list[words.Person]:
    """Who runs this hub or pays out its money, and signs in with a password alone."""
    keepers = models.Membership.objects.filter(
        organisation=this_hub().operator,
        role__in=[words.Role.OWNER, words.Role.OPERATOR, words.Role.TREASURER],
    )
    rows = models.User.objects.filter(is_active=True, pk__in=keepers.values("user"))
    return [to_person(row) for row in rows.exclude(Exists(_second_factors(OuterRef("pk")))).order_by("pk")]


def _second_factors(user: OuterRef) -> QuerySet[Authenticator]:
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(
        user=user, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )
    return rows


def get_person(user_ref: str) -> words.Person:
    user = models.User.objects.filter(user_ref=user_ref).first()
    if user is None:
        raise words.not_found()
    return to_person(user)


def actor_by_key(text: str) -> tuple[words.Actor, words.ApiKey] | None:
    """Who holds this key, or None for a key that is wrong, unknown, revoked or of a closed account."""
    given = rules.read_key(text)
    if given is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_KEY, [given.prefix])
        row = cursor.fetchone()
    if not rules.same_key(given, row[0] if row else None) or row is None:
        return None
    _digest, opens, user_ref, name, email, memberships, *key = row
    if not opens:
        return None
    roles = tuple(words.Membership(org_ref, words.Role(role)) for org_ref, role in memberships)
    return words.Actor(user_ref, name or email, roles), words.ApiKey(*key)


def actor_for(user: models.User) -> words.Actor:
    return words.Actor(user.user_ref, user.name or user.email, memberships_of(user.user_ref))


def keys_of(user_ref: str) -> list[words.ApiKey]:
    rows = models.ApiKey.objects.filter(user__user_ref=user_ref).order_by("-made_at", "-pk")
    return [to_key(row) for row in rows]


def factors_of(user_ref: str) -> words.Factors:
    rows = {
        row.type: row
        for row in Authenticator.objects.filter(user__user_ref=user_ref).exclude(
            type=Authenticator.Type.WEBAUTHN
        )
    }
    app, codes = rows.get(Authenticator.Type.TOTP), rows.get(Authenticator.Type.RECOVERY_CODES)
    return words.Factors(
        app_since=app.created_at if app else None,
        passkeys=tuple(to_passkey(row) for row in passkey_rows(user_ref)),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
    )


def passkey_rows(user_ref: str) -> list[Authenticator]:
    rows = Authenticator.objects.filter(user__user_ref=user_ref, type=Authenticator.Type.WEBAUTHN)
    return list(rows.order_by("pk"))


def to_passkey(row: Authenticator) -> words.Passkey:
    passkey = row.wrap()
    credential: bytes = passkey.authenticator_data.credential_data.credential_id
    return words.Passkey(rules.short_ref(credential), passkey.name, row.created_at, row.last_used_at)


def sessions_of(user_ref: str, *, here: str) -> list[words.SignedIn]:
    """The latest seen first. here: the session's key of who asks."""
    rows = UserSession.objects.purge_and_list(models.User.objects.get(user_ref=user_ref))
    return sorted((to_session(row, here) for row in rows), key=lambda one: one.last_seen_at, reverse=True)


def to_session(row: UserSession, here: str) -> words.SignedIn:
    browser, system = rules.browser_and_system(row.user_agent)
    return words.SignedIn(
        rules.short_ref(row.session_key), browser, system, row.ip, row.created_at, row.last_seen_at,
        row.session_key == here,
    )  # fmt: skip


def to_organisation(row: models.Organisation) -> words.Organisation:
    return words.Organisation(
        ref=row.org_ref,
        name=row.name,
        country=CountryCode(row.country),
        kinds=tuple(words.OrganisationKind(kind) for kind in row.kinds),
        opened_at=row.opened_at,
    )


def to_person(user: models.User) -> words.Person:
    return words.Person(user.user_ref, user.name, user.email, user.joined_at, user.edition)


def to_key(row: models.ApiKey) -> words.ApiKey:
    return words.ApiKey(row.key_ref, row.name, row.prefix, row.made_at, row.last_used_at, row.revoked_at)
