"""Accounts, organisations and keys over the API."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from entrepot.parties import actions, limits, queries, words
from entrepot.parties.sign_in import actor_of, api_auth, proved_lately
from entrepot.values.clock import now
from entrepot.web import public as web

router = Router(tags=["parties"])

NAME = Field(min_length=1, max_length=120)


class PersonIn(Schema):
    email: str = Field(max_length=254)
    password: str = Field(max_length=200)
    name: str = NAME


class AccountOut(Schema):
    """`api_key` is shown this once."""

    user_ref: str
    api_key: str


class OrganisationIn(Schema):
    name: str = NAME
    country: web.Country


class OrganisationOut(Schema):
    org_ref: str
    name: str
    country: str
    kinds: list[str]
    roles: list[str]


class MeOut(Schema):
    user_ref: str
    name: str
    organisations: list[OrganisationOut]


class KeyIn(Schema):
    name: str = NAME


class KeyOut(Schema):
    key_ref: str
    name: str
    prefix: str
    made_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewKeyOut(KeyOut):
    """`api_key` is shown this once."""

    api_key: str


class InvitationIn(Schema):
    email: str = Field(max_length=254)
    role: words.Role


class InvitationOut(Schema):
    invitation_ref: str
    email: str
    role: words.Role
    invited_at: datetime
    until: datetime
    state: words.InvitationState


@router.post("/parties/people", response={201: AccountOut}, auth=None)
def open_account(request: HttpRequest, body: PersonIn) -> Status[AccountOut]:
    """Open an account, or, with the password of an existing one, get a new key for it.

    Where the password alone lets nobody in, it makes no key either.
    """
    at = now()
    limits.count_account(request)
    if queries.find_person(body.email):
        limits.count_password(request, body.email)
    person = actions.open_account(email=body.email, password=body.password, name=body.name, at=at)
    if queries.factors_of(person.user_ref).second:
        raise words.second_factor_first()
    issued = actions.issue_api_key(user_ref=person.user_ref, name="API", at=at)
    return Status(201, AccountOut(user_ref=person.user_ref, api_key=issued.text))


@router.post("/parties/organisations", response={201: OrganisationOut}, auth=api_auth)
def open_organisation(request: HttpRequest, body: OrganisationIn) -> Status[OrganisationOut]:
    actor = actor_of(request)
    opened = actions.open_organisation(
        name=body.name,
        country=body.country,
        owner_user_ref=actor.user_ref or "",
        at=now(),
    )
    return Status(201, _organisation(opened, queries.memberships_of(actor.user_ref or "")))


@router.get("/parties/me", response=MeOut, auth=api_auth)
def me(request: HttpRequest) -> MeOut:
    actor = actor_of(request)
    return MeOut(
        user_ref=actor.user_ref or "",
        name=actor.name,
        organisations=[
            _organisation(organisation, actor.memberships)
            for organisation in queries.organisations_of(actor.user_ref or "")
        ],
    )


@router.get("/parties/api-keys", response=list[KeyOut], auth=api_auth)
def list_keys(request: HttpRequest) -> list[KeyOut]:
    return [_key(key) for key in queries.keys_of(actor_of(request).user_ref or "")]


@router.post("/parties/api-keys", response={201: NewKeyOut}, auth=api_auth)
def make_key(request: HttpRequest, body: KeyIn) -> Status[NewKeyOut]:
    if not proved_lately(request):
        raise words.prove_first()
    issued = actions.issue_api_key(user_ref=actor_of(request).user_ref or "", name=body.name, at=now())
    return Status(201, NewKeyOut(**_key(issued.key).dict(), api_key=issued.text))


@router.delete("/parties/api-keys/{key_ref}", response=KeyOut, auth=api_auth)
def revoke_key(request: HttpRequest, key_ref: str) -> KeyOut:
    """From now on the key opens nothing. It stays on the list, so that its use can be traced."""
    return _key(actions.revoke_api_key(key_ref=key_ref, user_ref=actor_of(request).user_ref or "", at=now()))


@router.get("/parties/organisations/{org_ref}/invitations", response=list[InvitationOut], auth=api_auth)
def list_invitations(request: HttpRequest, org_ref: str) -> list[InvitationOut]:
    """Those that wait, the expired among them."""
    actor_of(request).require(org_ref, words.Role.OWNER)
    return [_invitation(one) for one in queries.open_invitations(org_ref, at=now())]


@router.post("/parties/organisations/{org_ref}/invitations", response={201: InvitationOut}, auth=api_auth)
def invite(request: HttpRequest, org_ref: str, body: InvitationIn) -> Status[InvitationOut]:
    """A letter with a link that is good for seven days. Called again, it is sent again, with another link."""
    actor = actor_of(request)
    actor.require(org_ref, words.Role.OWNER)
    limits.count_invitation(org_ref, body.email)
    invited = actions.invite(
        org_ref=org_ref, email=body.email, role=body.role, by=actor, edition=web.edition(), at=now()
    )
    return Status(201, _invitation(invited))


@router.delete(
    "/parties/organisations/{org_ref}/invitations/{invitation_ref}", response=InvitationOut, auth=api_auth
)
def withdraw_invitation(request: HttpRequest, org_ref: str, invitation_ref: str) -> InvitationOut:
    return _invitation(
        actions.withdraw_invitation(
            org_ref=org_ref, invitation_ref=invitation_ref, by=actor_of(request), at=now()
        )
    )


def _invitation(invitation: words.Invitation) -> InvitationOut:
    return InvitationOut(
        invitation_ref=invitation.ref,
        email=invitation.email,
        role=invitation.role,
        invited_at=invitation.invited_at,
        until=invitation.until,
        state=invitation.state,
    )


def _organisation(
    organisation: words.Organisation, memberships: tuple[words.Membership, ...]
) -> OrganisationOut:
    return OrganisationOut(
        org_ref=organisation.ref,
        name=organisation.name,
        country=organisation.country,
        kinds=list(organisation.kinds),
        roles=[m.role.value for m in memberships if m.org_ref == organisation.ref],
    )


def _key(key: words.ApiKey) -> KeyOut:
    return KeyOut(
        key_ref=key.key_ref,
        name=key.name,
        prefix=key.prefix,
        made_at=key.made_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
    )
