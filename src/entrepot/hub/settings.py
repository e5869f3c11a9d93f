"""Settings of one hub, read top to bottom from the environment. A wrong value stops the start with its name."""

import re
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from entrepot.hub.made_once import made_once
from entrepot.values.editions import EDITIONS

env = environ.Env()

# Where the hub keeps what is not in the database: its secret, stored files, NATS.
HOME = Path(env.str("ENTREPOT_HOME", "var/serve")).resolve()

# The address under which people reach this hub, e.g. http://kuantan.localhost:8000
SITE_URL: str = env.str("ENTREPOT_SITE_URL", "http://localhost:8000").rstrip("/")
_host = urlsplit(SITE_URL).hostname
if _host is None:
    raise ImproperlyConfigured("ENTREPOT_SITE_URL must be an address such as https://hub.example")
ALLOWED_HOSTS = [_host, *env.list("ENTREPOT_ALLOWED_HOSTS", default=[])]
_secure = SITE_URL.startswith("https://")

# How many reverse proxies stand before this hub and are trusted: the client's address is read from X-Forwarded-For that
# far from its end, and X-Forwarded-Proto is believed. With none, what a caller writes into these headers is ignored.
_proxies = env.str("ENTREPOT_TRUSTED_PROXIES", "0")
if not re.fullmatch("[0-9]", _proxies):
    raise ImproperlyConfigured(
        "ENTREPOT_TRUSTED_PROXIES must be the number of proxies before the hub, 0 to 9"
    )
TRUSTED_PROXIES = int(_proxies)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None


def _secret() -> str:
    """From the environment, or a file in the home folder that is made once and read by its owner only."""
    given = env.str("ENTREPOT_SECRET", "")
    if given:
        if len(given) < 40:
            raise ImproperlyConfigured("ENTREPOT_SECRET must have at least 40 characters")
        return str(given)
    return made_once(HOME / "secret", random_bytes=48)


SECRET_KEY = _secret()
DEBUG = False


def _database(url: str) -> dict[str, Any]:
    """Django's settings from one PostgreSQL address; sockets are given as ?host=/folder.

    Values travel beside the statement and what is asked again is planned once, which halves the server's work.
    """
    if not url.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured("DATABASE_URL must be a postgresql:// address")
    parts = conninfo_to_dict(url)
    options = {
        name: value
        for name, value in parts.items()
        if name not in ("dbname", "user", "password", "host", "port")
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "OPTIONS": {"connect_timeout": 5, "server_side_binding": True, "prepare_threshold": 2, **options},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(env.str("DATABASE_URL"))}

# This hub's own NATS server. Empty: no link to partners; `entrepot doctor` says so.
NATS_URL: str = env.str("NATS_URL", "")

# The payment provider's address. `entrepot serve` and the demo name a simulated one of their own if nobody names one.
ACQUIRER_URL: str = env.str("ENTREPOT_ACQUIRER_URL", "").rstrip("/")
if ACQUIRER_URL and not ACQUIRER_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("ENTREPOT_ACQUIRER_URL must be an address such as http://127.0.0.1:9000")
ACQUIRER_SIMULATED = env.bool("ENTREPOT_ACQUIRER_SIMULATED", False)

# What the demo's first page and sign-in may show. Never set on a hub that people use.
DEMO = env.bool("ENTREPOT_DEMO", False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "lucide",
    "ninja",
    "entrepot.facts",
    "entrepot.files",
    "entrepot.messages",
    "entrepot.web",
    "entrepot.geo",
    "entrepot.parties",
    "entrepot.exchange",
    "entrepot.finance",
    "entrepot.customs",
    "entrepot.ports",
    "entrepot.logistics",
    "entrepot.market",
    "entrepot.orders",
    "entrepot.insight",
    "entrepot.notices",
    "entrepot.hub",
]

MIDDLEWARE = [
    "entrepot.web.middleware.DatabaseAway",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "entrepot.web.middleware.PlannedForItsValues",
    "entrepot.web.middleware.OwnPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "entrepot.web.middleware.ProblemDetails",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "entrepot.parties.middleware.LastSeen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "entrepot.web.middleware.ShopperChoice",
    "entrepot.parties.middleware.KeptChoice",
    "entrepot.hub.first_run.FirstRun",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "entrepot.hub.context.shell",
            ],
            "builtins": [
                "entrepot.web.templatetags.entrepot",
                "entrepot.geo.templatetags.charts",
                "django.templatetags.i18n",
            ],
        },
    }
]

ROOT_URLCONF = "entrepot.hub.urls"
WSGI_APPLICATION = "entrepot.hub.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = False  # parties/limits.py has ours
ACCOUNT_ADAPTER = "entrepot.parties.adapters.Accounts"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "entrepot.parties.adapters.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # the clock of a telephone may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # no address is, at this hub
MFA_RATE_LIMITS = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"


# The server that takes this hub's letters, e.g. smtp+tls://hub:secret@mail.port.example:587. Without one they are
# written into the worker's log.
def _mail_server(url: str) -> dict[str, Any]:
    wrong = ImproperlyConfigured(
        "ENTREPOT_MAIL_URL must be an address such as smtp+tls://user:password@host:587"
    )
    try:
        found: dict[str, Any] = env.email_url_config(url or "consolemail://")
    except (ImproperlyConfigured, ValueError) as error:
        raise wrong from error
    if url and not found["EMAIL_HOST"]:
        raise wrong
    return found


_mail = _mail_server(env.str("ENTREPOT_MAIL_URL", ""))
EMAIL_BACKEND, EMAIL_HOST = _mail["EMAIL_BACKEND"], _mail["EMAIL_HOST"] or ""
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_PORT = _mail["EMAIL_PORT"] or (587 if EMAIL_USE_TLS else 465 if EMAIL_USE_SSL else 25)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL: str = env.str("ENTREPOT_MAIL_FROM", f"hub@{_host}")
if not re.fullmatch(r"[^\s@]+@[^\s@]+", parseaddr(DEFAULT_FROM_EMAIL)[1]):
    raise ImproperlyConfigured("ENTREPOT_MAIL_FROM must be an address such as hub@port.example")

# Editions. Paths, catalogues and the switch in the shell all follow them.
LANGUAGE_CODE = "en"
LANGUAGES = [(code, edition.name) for code, edition in EDITIONS.items()]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# Static files, served by the hub itself
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("ENTREPOT_STATIC_ROOT", str(HOME / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str(
            "ENTREPOT_STATIC_STORAGE", "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "entrepot.geo.finders.ChartFinder",
]
WHITENOISE_USE_FINDERS = env.bool("ENTREPOT_STATIC_FROM_SOURCE", False)

# Security
SESSION_COOKIE_NAME = "entrepot_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# All forms of one request together; the largest is a file of envelopes (exchange).
UPLOAD_MOST_BYTES = 65 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "entrepot.web.uploads.NoneTooLarge",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],  # MapLibre starts its worker from a blob
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("ENTREPOT_LOG_LEVEL", "INFO")},
    "loggers": {"httpx": {"level": "WARNING"}, "nats": {"level": "WARNING"}},
}
