"""Who: people, organisations, what a person may do for one, and the hub itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from entrepot.values import CountryCode, HubCode, Refusal
from entrepot.values.refusal import message


class Role(StrEnum):
    """What a member may do for an organisation. OWNER may do everything."""

    OWNER = "owner"
    SELLER = "seller"
    PORT_CLERK = "port_clerk"
    TREASURER = "treasurer"
    CARRIER = "carrier"
    OPERATOR = "operator"


ROLE_NAMES = {
    Role.OWNER: message("Owner"),
    Role.SELLER: message("Seller"),
    Role.PORT_CLERK: message("Port clerk"),
    Role.TREASURER: message("Treasurer"),
    Role.CARRIER: message("Carrier's agent"),
    Role.OPERATOR: message("Hub operator"),
}


class OrganisationKind(StrEnum):
    """What an organisation is at this hub; one may be several."""

    MERCHANT = "merchant"
    CARRIER = "carrier"
    TERMINAL = "terminal"
    OPERATOR = "operator"


KIND_NAMES = {
    OrganisationKind.MERCHANT: message("Merchant"),
    OrganisationKind.CARRIER: message("Carrier"),
    OrganisationKind.TERMINAL: message("Terminal"),
    OrganisationKind.OPERATOR: message("Operator of the hub"),
}


@dataclass(frozen=True, slots=True)
class Organisation:
    ref: str
    name: str
    country: CountryCode
    kinds: tuple[OrganisationKind, ...]
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Membership:
    org_ref: str
    role: Role


@dataclass(frozen=True, slots=True)
class Member:
    """A person of an organisation, as the organisation's own page shows them."""

    user_ref: str
    name: str
    email: str
    roles: tuple[Role, ...]


INVITED_FOR = timedelta(days=7)


class InvitationState(StrEnum):
    OPEN = "open"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A role that waits for the reader of a letter. organisation, invited_by: names."""

    ref: str
    org_ref: str
    organisation: str
    email: str
    role: Role
    invited_by: str
    invited_at: datetime
    until: datetime
    state: InvitationState


@dataclass(frozen=True, slots=True)
class Person:
    """An account. Personal data: it stays in this hub. edition: in which they read, "" if they never chose one."""

    user_ref: str
    name: str
    email: str
    joined_at: datetime
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A person as the hub's operator sees them. roles: name of the organisation and role."""

    person: Person
    last_sign_in_at: datetime | None
    open: bool
    second_factor: bool
    roles: tuple[tuple[str, Role], ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a person by session or API key, or nobody in particular (user_ref None)."""

    user_ref: str | None
    name: str = ""
    memberships: tuple[Membership, ...] = ()

    @property
    def signed_in(self) -> bool:
        return self.user_ref is not None

    @property
    def org_refs(self) -> frozenset[str]:
        return frozenset(membership.org_ref for membership in self.memberships)

    def may(self, org_ref: str, *roles: Role) -> bool:
        """True for a member in one of these roles, for an owner in any; without roles, for any member."""
        return any(
            membership.org_ref == org_ref
            and (not roles or membership.role is Role.OWNER or membership.role in roles)
            for membership in self.memberships
        )

    def require(self, org_ref: str, *roles: Role) -> None:
        """Refuse as if there were nothing there, unless `may`."""
        if not self.may(org_ref, *roles):
            raise not_found()


NOBODY = Actor(user_ref=None)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as its owner sees it later: without the secret."""

    key_ref: str
    name: str
    prefix: str
    made_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """`text` is shown this once; only its hash is kept."""

    key: ApiKey
    text: str


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key in a person's device that signs in by itself."""

    ref: str
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person signs in with beside the password. app_since: when an authenticator app was added."""

    app_since: datetime | None = None
    passkeys: tuple[Passkey, ...] = ()
    codes_left: int = 0

    @property
    def second(self) -> bool:
        """True if the password alone lets nobody in."""
        return self.app_since is not None or bool(self.passkeys)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A place where a person is signed in. Browser and system as their makers call them, empty if unknown.

    here: the place from which it is asked.
    """

    ref: str
    browser: str
    system: str
    address: str
    since: datetime
    last_seen_at: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class HubProfile:
    """This hub: under which code partners know it, who runs it, in which currency it keeps its books.

    name: in the edition that is read. names: by edition; the first one's is what partners call the hub.
    contact_email: where people write to its operator, "" until the operator says.
    """

    code: HubCode
    name: str
    country: CountryCode
    currency: str
    operator_org_ref: str
    site_url: str
    names: Mapping[str, str]
    contact_email: str


@dataclass(frozen=True, slots=True)
class NewHub:
    profile: HubProfile
    admin_user_ref: str


def not_found() -> Refusal:
    """The same answer for what is somebody else's and what never was."""
    return Refusal(
        "not_found",
        message(
            "There is nothing here that you may see. Check the address, or sign in with another account."
        ),
        status=404,
    )


def no_hub() -> Refusal:
    return Refusal(
        "parties.no_hub",
        message("This hub is not set up yet. Its operator opens the first-run page in a browser to do so."),
        status=503,
    )


def hub_exists() -> Refusal:
    return Refusal(
        "parties.hub_exists", message("This hub is already set up. Sign in to change its profile.")
    )


def sign_in_first() -> Refusal:
    return Refusal(
        "parties.sign_in_first",
        message("This needs an account. Sign in, or send an API key as Authorization: Bearer."),
        status=401,
    )


def prove_first() -> Refusal:
    return Refusal(
        "parties.prove_first",
        message("You signed in a while ago. Sign in again, or do this on your account page."),
        status=403,
    )


def second_factor_first() -> Refusal:
    return Refusal(
        "parties.second_factor_first",
        message(
            "This account has a second factor, so its password alone makes no key. Make one on the account page."
        ),
        status=403,
    )


def bad_key() -> Refusal:
    return Refusal(
        "parties.bad_key",
        message("This API key is not known here, or it was revoked. Make a new one on your account page."),
        status=401,
    )


def email_taken() -> Refusal:
    return Refusal(
        "parties.email_taken",
        message(
            "No account could be opened with this e-mail address and password. If you have one, sign in."
        ),
        field="email",
    )


def bad_name(field: str = "name") -> Refusal:
    return Refusal(
        "parties.bad_name",
        message("Give a name of 1 to 120 characters, without an internet address."),
        field=field,
        status=422,
    )


def bad_email(field: str = "email") -> Refusal:
    return Refusal(
        "parties.bad_email", message("This is not an e-mail address, such as name@port.example."),
        field=field, status=422,
    )  # fmt: skip


def bad_currency(field: str = "currency") -> Refusal:
    return Refusal(
        "parties.bad_currency", message("Give a currency by its three letters, such as MYR."),
        field=field, status=422,
    )  # fmt: skip


def last_owner() -> Refusal:
    return Refusal(
        "parties.last_owner",
        message("This is the only owner. Make somebody else an owner first, then take this role away."),
    )


_INVITATION_OVER = {
    InvitationState.EXPIRED: message(
        "This invitation was good for seven days, which are over. Ask whoever invited you to send it again."
    ),
    InvitationState.ACCEPTED: message(
        "This invitation was accepted already. Sign in, and find the organisation on your account page."
    ),
    InvitationState.WITHDRAWN: message(
        "This invitation was withdrawn. Ask whoever invited you if you think that it should not have been."
    ),
}


def invitation_over(state: InvitationState) -> Refusal:
    return Refusal(f"parties.invitation_{state}", _INVITATION_OVER[state], status=410)


def no_invitation() -> Refusal:
    return Refusal(
        "parties.no_invitation",
        message(
            "There is no invitation at this address. If more than one letter came, only the link of the latest works."
        ),
        status=404,
    )


def invited_otherwise() -> Refusal:
    return Refusal(
        "parties.invited_otherwise",
        message("This invitation is for another e-mail address. Sign in with the account of that address."),
        status=403,
    )


def not_oneself() -> Refusal:
    return Refusal(
        "parties.not_oneself",
        message(
            "This is your own account. Another operator does this, so that the hub is never without one."
        ),
    )


def port_elsewhere() -> Refusal:
    return Refusal(
        "parties.port_elsewhere",
        message("This port is in another country. Choose the country of the port, or another port."),
        field="country",
        status=422,
    )


def weak_password(field: str = "password") -> Refusal:
    return Refusal(
        "parties.weak_password",
        message("Choose a password of at least 10 characters that is not on the lists of common ones."),
        field=field,
        status=422,
    )
