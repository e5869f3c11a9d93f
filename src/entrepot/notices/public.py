"""The calls that other packages may use."""

from entrepot.notices.queries import latest
from entrepot.notices.words import Headline

__all__ = ["Headline", "latest"]
