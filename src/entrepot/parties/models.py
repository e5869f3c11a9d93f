"""People, organisations, roles, keys and the one row of this hub."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from entrepot.parties.words import OrganisationKind, Role
from entrepot.values.references import new_ref


def new_user_ref() -> str:
    return new_ref("user")


class Users(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, *, name: str = "") -> User:
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account: an e-mail address and a password. There is no user name."""

    user_ref = models.CharField(max_length=40, unique=True, default=new_user_ref, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True, default="")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(db_default=Now())
    # What they chose last; "" where they never did.
    edition = models.CharField(max_length=10, default="", db_default="")
    country = models.CharField(max_length=2, default="", db_default="")
    currency = models.CharField(max_length=3, default="", db_default="")

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="parties_user_email_small")
        ]

    def __str__(self) -> str:
        return self.user_ref


class Organisation(models.Model):
    org_ref = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    kinds = ArrayField(models.CharField(max_length=20))
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(country__regex="^[A-Z]{2}$"), name="parties_org_country"),
            models.CheckConstraint(condition=~Q(name=""), name="parties_org_named"),
            models.CheckConstraint(
                condition=Q(kinds__contained_by=[kind.value for kind in OrganisationKind]) & ~Q(kinds=[]),
                name="parties_org_kinds",
            ),
            # Opening the same organisation twice is a form sent twice.
            models.UniqueConstraint(fields=["opened_by", "name", "country"], name="parties_org_opened_once"),
        ]


class Membership(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="parties_membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="parties_membership_role"
            ),
        ]


class ApiKey(models.Model):
    """The secret itself is not kept: 256 random bits need no slow hash, so `digest` is its SHA-256."""

    key_ref = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="parties_key_digest")
        ]
        indexes = [models.Index(fields=["user", "-made_at"], name="parties_key_of_user")]


class Invitation(models.Model):
    """A role that waits for whoever reads the letter. `digest` is of the token in its link; a letter sent again has
    another."""

    invitation_ref = models.CharField(max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    role = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    until = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="parties_invitation_email_small"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="parties_invitation_role"
            ),
            models.CheckConstraint(
                condition=Q(digest__regex="^[0-9a-f]{64}$"), name="parties_invitation_digest"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="parties_invitation_ends_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "email", "role"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="parties_invitation_open_once",
            ),
        ]


class Hub(models.Model):
    """This hub's profile: one row, made at the first run.

    name: in the first edition, and where an edition has none of its own; names: of the others, by edition.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=120)
    names = models.JSONField(default=dict, db_default={})
    contact_email = models.EmailField(default="", db_default="")
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    operator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    set_up_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="parties_hub_one_row"),
            models.CheckConstraint(condition=Q(code__regex="^[A-Z]{2}[A-Z2-9]{3}$"), name="parties_hub_code"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="parties_hub_currency"),
        ]
