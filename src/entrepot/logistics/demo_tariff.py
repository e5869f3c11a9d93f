"""A freight table for a hub that tries the house out. Its figures are the demo operator's own, not a market's."""

from datetime import datetime
from pathlib import Path

from entrepot.logistics import models
from entrepot.logistics.actions import load_freight_tariff

FILE = Path(__file__).parent / "data" / "demo_freight_tariff.csv"
SOURCE = "This hub's own freight table (demo figures)"


def load_demo_tariff(*, at: datetime) -> int:
    """For a hub without a table. Returns the rows loaded; none where the operator has loaded any table before."""
    if models.FreightTariff.objects.exists():
        return 0
    return load_freight_tariff(text=FILE.read_text(encoding="utf-8"), source=SOURCE, at=at)
