"""What people do about accounts, organisations, roles, keys and the hub's profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from entrepot.facts import public as facts
from entrepot.parties import letters, models, queries, rules, words
from entrepot.parties.events import HubSetUp, OrganisationOpened
from entrepot.values import CountryCode, HubCode, Refusal
from entrepot.values.references import new_ref

USE_IS_NOTED_EVERY = timedelta(minutes=1)


def open_account(*, email: str, password: str, name: str, at: datetime) -> words.Person:
    """Refuses a bad address, a weak password, a bad name, and an address that has an account with another password.

    The same address with the same password is the same account: a call that is sent twice changes nothing.
    """
    email = _checked_email(email)
    name = rules.clean_name(name)
    existing = models.User.objects.filter(email__iexact=email).first()
    if existing is None:
        _check_password(password, models.User(email=email, name=name))
        try:
            with transaction.atomic():
                user = models.User.objects.create_user(email, password, name=name)
                facts.note(at=at, by=user.user_ref, did="parties.opened_account")
                return queries.to_person(user)
        except IntegrityError:  # somebody opened it between our look and our write
            existing = models.User.objects.get(email__iexact=email)
    if not existing.is_active or not existing.check_password(password):
        raise words.email_taken()
    return queries.to_person(existing)


@transaction.atomic
def open_organisation(
    *,
    name: str,
    country: CountryCode,
    owner_user_ref: str,
    at: datetime,
    kinds: Sequence[words.OrganisationKind] = (words.OrganisationKind.MERCHANT,),
) -> words.Organisation:
    """The person becomes its owner. Refuses a bad name. Sent twice by the same person, it is opened once."""
    name = rules.clean_name(name)
    owner = _person(owner_user_ref)
    row, made = models.Organisation.objects.get_or_create(
        opened_by=owner,
        name=name,
        country=country,
        defaults={
            "org_ref": new_ref("org"),
            "kinds": [kind.value for kind in kinds],
            "opened_at": at,
        },
    )
    if made:
        models.Membership.objects.create(organisation=row, user=owner, role=words.Role.OWNER, since=at)
        facts.announce(
            OrganisationOpened(org_ref=row.org_ref, name=name, country=country),
            at=at,
            refs=[row.org_ref],
            by=owner.user_ref,
        )
    return queries.to_organisation(row)


@transaction.atomic
def give_role(*, org_ref: str, user_ref: str, role: words.Role, by: words.Actor, at: datetime) -> None:
    """Only an owner gives roles. Giving one twice changes nothing."""
    by.require(org_ref, words.Role.OWNER)
    row = models.Organisation.objects.get(org_ref=org_ref)
    _, made = models.Membership.objects.get_or_create(
        organisation=row, user=_person(user_ref), role=role, defaults={"since": at}
    )
    if made:
        facts.note(
            at=at, by=by.user_ref or "", did=f"parties.gave_role.{role}", about=f"{org_ref} {user_ref}"
        )


@transaction.atomic
def take_role(*, org_ref: str, user_ref: str, role: words.Role, by: words.Actor, at: datetime) -> None:
    """Only an owner takes roles. Refuses to take the last owner's."""
    by.require(org_ref, words.Role.OWNER)
    owners = list(
        models.Membership.objects.select_for_update()
        .filter(organisation__org_ref=org_ref, role=words.Role.OWNER)
        .values_list("user__user_ref", flat=True)
    )
    if role is words.Role.OWNER and owners == [user_ref]:
        raise words.last_owner()
    if role is words.Role.OWNER:  # who may no longer invite leaves no door open
        models.Invitation.objects.filter(
            organisation__org_ref=org_ref, invited_by__user_ref=user_ref, accepted_at=None, withdrawn_at=None
        ).update(withdrawn_at=at)
    gone, _ = models.Membership.objects.filter(
        organisation__org_ref=org_ref, user__user_ref=user_ref, role=role
    ).delete()
    if gone:
        facts.note(
            at=at, by=by.user_ref or "", did=f"parties.took_role.{role}", about=f"{org_ref} {user_ref}"
        )


@transaction.atomic
def invite(
    *, org_ref: str, email: str, role: words.Role, by: words.Actor, edition: str, at: datetime
) -> words.Invitation:
    """Only an owner invites. Refuses a bad address. Done again, another letter with another link goes out and the link of
    the one before opens nothing. Whether the address has an account makes no difference."""
    by.require(org_ref, words.Role.OWNER)
    token, digest = rules.new_token()
    renewed = {
        "digest": digest, "invited_by": _person(by.user_ref or ""), "invited_at": at,
        "until": at + words.INVITED_FOR,
    }  # fmt: skip
    row, _ = models.Invitation.objects.update_or_create(
        organisation=models.Organisation.objects.get(org_ref=org_ref),
        email=_checked_email(email),
        role=role,
        accepted_at=None,
        withdrawn_at=None,
        defaults=renewed,
        create_defaults={"invitation_ref": new_ref("invitation"), **renewed},
    )
    invitation = queries.to_invitation(row, at)
    letters.invite(invitation, token=token, edition=edition, at=at)
    facts.note(
        at=at, by=by.user_ref or "", did=f"parties.invited.{role}", about=f"{org_ref} {invitation.ref}"
    )
    return invitation


@transaction.atomic
def withdraw_invitation(
    *, org_ref: str, invitation_ref: str, by: words.Actor, at: datetime
) -> words.Invitation:
    """Only an owner withdraws. Refuses one of another organisation as one that never was, and one that was accepted."""
    by.require(org_ref, words.Role.OWNER)
    row = models.Invitation.objects.select_for_update().filter(
        organisation__org_ref=org_ref, invitation_ref=invitation_ref
    ).first()  # fmt: skip
    if row is None:
        raise words.not_found()
    if row.accepted_at:
        raise words.invitation_over(words.InvitationState.ACCEPTED)
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        facts.note(
            at=at,
            by=by.user_ref or "",
            did="parties.withdrew_invitation",
            about=f"{org_ref} {invitation_ref}",
        )
    return queries.to_invitation(row, at)


@transaction.atomic
def accept_invitation(*, token: str, user_ref: str, at: datetime) -> words.Invitation:
    """Gives the role to the account of the address that was invited, once. Refuses every other account, and an invitation
    that is over."""
    row = models.Invitation.objects.select_for_update().filter(digest=rules.digest_of(token)).first()
    invitation = queries.to_open_invitation(row, at)
    person = _person(user_ref)
    if person.email != invitation.email:
        raise words.invited_otherwise()
    models.Membership.objects.get_or_create(
        organisation=models.Organisation.objects.get(org_ref=invitation.org_ref), user=person,
        role=invitation.role, defaults={"since": at},
    )  # fmt: skip
    models.Invitation.objects.filter(invitation_ref=invitation.ref).update(accepted_at=at)
    facts.note(
        at=at, by=user_ref, did=f"parties.accepted_role.{invitation.role}",
        about=f"{invitation.org_ref} {invitation.ref}",
    )  # fmt: skip
    return invitation


@transaction.atomic
def issue_api_key(*, user_ref: str, name: str, at: datetime) -> words.IssuedKey:
    """Refuses a bad name. The key's text is in the answer and nowhere else."""
    secret = rules.new_secret()
    row = models.ApiKey.objects.create(
        key_ref=new_ref("key"),
        user=_person(user_ref),
        name=rules.clean_name(name),
        prefix=secret.prefix,
        digest=secret.digest,
        made_at=at,
    )
    facts.note(at=at, by=user_ref, did="parties.issued_api_key", about=row.key_ref)
    return words.IssuedKey(queries.to_key(row), secret.text)


@transaction.atomic
def revoke_api_key(*, key_ref: str, user_ref: str, at: datetime) -> words.ApiKey:
    """Refuses a key of somebody else as one that does not exist. A revoked key stays revoked."""
    row = models.ApiKey.objects.select_for_update().filter(key_ref=key_ref, user__user_ref=user_ref).first()
    if row is None:
        raise words.not_found()
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        facts.note(at=at, by=user_ref, did="parties.revoked_api_key", about=key_ref)
    return queries.to_key(row)


@transaction.atomic
def revoke_api_keys_of(*, user_ref: str, at: datetime) -> None:
    """All keys of a person whose password was forgotten, or known to somebody else: they open as much as it did."""
    open_keys = models.ApiKey.objects.filter(user__user_ref=user_ref, revoked_at=None)
    if open_keys.update(revoked_at=at):
        facts.note(at=at, by=user_ref, did="parties.revoked_api_keys")


def note_key_used(key: words.ApiKey, *, at: datetime) -> None:
    """At most one write a minute for a key."""
    if key.last_used_at is None or at - key.last_used_at > USE_IS_NOTED_EVERY or at < key.last_used_at:
        models.ApiKey.objects.filter(key_ref=key.key_ref).update(last_used_at=at)


@transaction.atomic
def end_sessions(*, user_ref: str, at: datetime, only: str = "", but: str = "") -> None:
    """All, only the one of this reference, or all but the one of this session's key. Refuses one that is not theirs."""
    rows = UserSession.objects.filter(user__user_ref=user_ref).exclude(session_key=but)
    ended = [row for row in rows if only in ("", rules.short_ref(row.session_key))]
    if only and not ended:
        raise words.not_found()
    for row in ended:
        row.end()
    if ended:
        facts.note(at=at, by=user_ref, did="parties.ended_sessions", about=str(len(ended)))


@transaction.atomic
def close_account(*, user_ref: str, by: words.Actor, at: datetime) -> None:
    """The person can no longer sign in, is signed out everywhere, and their keys and invitations open nothing. Only an
    operator closes, and nobody their own account: of two who close each other at once, one stays. Done again, nothing."""
    user = _other_account(user_ref, by)
    if not user.is_active:
        return
    user.is_active = False
    user.save(update_fields=["is_active"])
    models.ApiKey.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    models.Invitation.objects.filter(invited_by=user, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=at
    )
    for session in UserSession.objects.filter(user=user):
        session.end()
    _note_about(user, "parties.closed_account", by, at)


@transaction.atomic
def reopen_account(*, user_ref: str, by: words.Actor, at: datetime) -> None:
    """With its roles; keys stay revoked. Only an operator. Done again, nothing."""
    user = _other_account(user_ref, by)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        _note_about(user, "parties.reopened_account", by, at)


@transaction.atomic
def take_second_factor(*, user_ref: str, by: words.Actor, at: datetime) -> None:
    """App, passkeys and recovery codes of somebody who lost them. Only an operator, and nobody their own: those who still
    have theirs use the page of their account. Done again, nothing."""
    user = _other_account(user_ref, by)
    gone, _ = Authenticator.objects.filter(user=user).delete()
    if gone:
        _note_about(user, "parties.took_second_factor", by, at)


def _other_account(user_ref: str, by: words.Actor) -> models.User:
    by.require(queries.hub_profile().operator_org_ref, words.Role.OPERATOR)
    if by.user_ref == user_ref:
        raise words.not_oneself()
    both = models.User.objects.select_for_update().filter(user_ref__in=[user_ref, by.user_ref]).order_by("pk")
    rows = {row.user_ref: row for row in both}
    if user_ref not in rows or not rows[by.user_ref or ""].is_active:
        raise words.not_found()
    return rows[user_ref]


def _note_about(user: models.User, did: str, by: words.Actor, at: datetime) -> None:
    facts.note(at=at, by=by.user_ref or "", did=did, about=user.user_ref)
    letters.tell(user, did, at=at)


def forget_ended_sessions(*, at: datetime) -> None:
    """Where somebody was signed in is personal: it goes with the session."""
    Session.objects.filter(expire_date__lt=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@transaction.atomic
def rename_person(*, user_ref: str, name: str, at: datetime) -> words.Person:
    user = _person(user_ref)
    user.name = rules.clean_name(name)
    user.save(update_fields=["name"])
    facts.note(at=at, by=user_ref, did="parties.renamed_person")
    return queries.to_person(user)


@transaction.atomic
def set_up_hub(
    *,
    code: HubCode,
    name: str,
    country: CountryCode,
    currency: str,
    operator_name: str,
    admin_email: str,
    admin_password: str,
    at: datetime,
) -> words.NewHub:
    """The first run: the hub's profile, its operator's organisation and its first account.

    Refuses a second run, a code of another country, a bad currency, address or password.
    """
    if models.Hub.objects.exists():
        raise words.hub_exists()
    if code.country != country:
        raise words.port_elsewhere()
    currency = rules.clean_currency(currency)
    admin_name = rules.clean_name(operator_name, field="operator_name")
    try:
        person = open_account(email=admin_email, password=admin_password, name=admin_name, at=at)
    except Refusal as refusal:
        refusal.field = {"email": "admin_email", "password": "admin_password"}.get(refusal.field or "")
        raise
    operator = open_organisation(
        name=operator_name,
        country=country,
        owner_user_ref=person.user_ref,
        at=at,
        kinds=[words.OrganisationKind.OPERATOR],
    )
    organisation = models.Organisation.objects.get(org_ref=operator.ref)
    models.Membership.objects.create(
        organisation=organisation, user=_person(person.user_ref), role=words.Role.OPERATOR, since=at
    )
    hub = models.Hub.objects.create(
        code=code, name=rules.clean_name(name), country=country, currency=currency,
        operator=organisation, set_up_at=at,
    )  # fmt: skip
    facts.announce(
        HubSetUp(code=code, name=name, country=country, currency=currency, operator_org_ref=operator.ref),
        at=at,
        refs=[operator.ref],
        by=person.user_ref,
    )
    return words.NewHub(queries.to_profile(hub), person.user_ref)


@transaction.atomic
def change_hub_profile(
    *, names: Mapping[str, str], contact_email: str, by: words.Actor, at: datetime
) -> words.HubProfile:
    """Only the hub's operator does it. names: by edition; the first edition's is needed, an empty one of another is none.

    Refuses a bad name and a bad address.
    """
    by.require(queries.hub_profile().operator_org_ref, words.Role.OPERATOR)
    cleaned = {
        edition: rules.clean_name(name, field=f"name_{edition}")
        for edition, name in names.items()
        if name.strip() or edition == settings.LANGUAGE_CODE
    }
    row = models.Hub.objects.select_for_update(of=["self"]).select_related("operator").get()
    row.name = cleaned.pop(settings.LANGUAGE_CODE)
    row.names = cleaned
    row.contact_email = _checked_email(contact_email, field="contact_email") if contact_email.strip() else ""
    row.save(update_fields=["name", "names", "contact_email"])
    facts.note(at=at, by=by.user_ref or "", did="parties.changed_hub_profile")
    return queries.to_profile(row)


def _person(user_ref: str) -> models.User:
    user = models.User.objects.filter(user_ref=user_ref).first()
    if user is None:
        raise words.not_found()
    return user


def _checked_email(email: str, *, field: str = "email") -> str:
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise words.bad_email(field) from error
    return email.strip().lower()


def _check_password(password: str, user: models.User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise words.weak_password() from error
