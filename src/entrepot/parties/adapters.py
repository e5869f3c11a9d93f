"""What allauth asks the hub: when to ask again who somebody is, and how secrets of second factors are kept."""

from __future__ import annotations

import base64
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entrepot.parties.models import User
from entrepot.parties.queries import hub_profile
from entrepot.web import public as web


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth remarks on every step in words of its own. The page that follows shows what has happened."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in or proved who they are a short while ago is not asked again."""
        records = get_authentication_records(self.request, self.request.user)
        since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not any(record["at"] > since for record in records)


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets lie in the database encrypted with a key derived from the hub's secret, so that a stolen dump makes no codes."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return hub_profile().name

    def _get_site_name(self) -> str:
        return hub_profile().name

    def build_totp_svg(self, url: str) -> SafeString:
        return web.qr_svg(url)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        known = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)s") % {"number": known + 1}


def _cipher() -> Fernet:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"entrepot second factors 1")
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))
