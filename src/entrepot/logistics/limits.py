"""What types of containers hold, as far as a source says so. For any other type, or when the plate on the door says
otherwise, the operator states the payload of the box."""

from __future__ import annotations

from decimal import Decimal

from entrepot.logistics.words import BoxLimit
from entrepot.values import Weight

# Nominal figures of one carrier's fleet, looked up on 2026-11-24; the plate on the door of a box goes before them.
_FLEET = (
    "Hapag-Lloyd, container specification “%s”, www.hapag-lloyd.com/en/services-information/cargo-fleet/container/%s, "
    "as listed in the data set Arnal-Resotainer/shipping-containers-resotainer"
)

LIMITS = {
    limit.iso_type: limit
    for limit in (
        BoxLimit("22G1", Weight(28_130_000), Decimal("33.2"), _FLEET % ("20' Standard", "20-standard.html")),
        BoxLimit("42G1", Weight(28_750_000), Decimal("67.7"), _FLEET % ("40' Standard", "40-standard.html")),
    )
}
