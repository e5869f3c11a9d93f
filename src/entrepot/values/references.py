"""References that others see: unguessable, readable aloud, told apart by their first word."""

import secrets

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def new_ref(kind: str) -> str:
    """ "order" gives "order_7h2k9m4qx0ab": 60 random bits in Crockford's base 32."""
    return f"{kind}_{''.join(secrets.choice(_CROCKFORD) for _ in range(12))}"
