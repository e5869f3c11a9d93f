"""Settings of hubs on trial: a hub's own, with only the packages that the exchange stands on, so they start fast."""

from entrepot.hub.settings import *  # noqa: F403

_STANDS_ON = ("facts", "files", "messages", "web", "geo", "parties", "exchange")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    *[f"entrepot.{name}" for name in _STANDS_ON],
]
