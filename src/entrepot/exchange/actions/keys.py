"""Make this hub's keys."""

from __future__ import annotations

from datetime import datetime

from entrepot.exchange import models, own_keys


def make_keys(*, at: datetime) -> None:
    """Make the signing key and the NATS login of this hub, if it has none. Safe to repeat."""
    for purpose, make in (
        (models.Key.Purpose.IDENTITY, own_keys.new_identity),
        (models.Key.Purpose.NATS, own_keys.new_nats_login),
    ):
        key_id, public, private = make()
        models.Key.objects.get_or_create(
            purpose=purpose,
            valid_until=None,
            revoked_at=None,
            defaults={
                "key_id": key_id,
                "public": public,
                "private_sealed": own_keys.encrypt(private, key_id=key_id),
                "valid_from": at,
            },
        )
