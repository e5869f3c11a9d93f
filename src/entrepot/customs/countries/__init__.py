"""One file per country. The folder is scanned: a file that defines COUNTRY is a country; there is no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType

from entrepot.customs.country import Country
from entrepot.values import CountryCode


def scan(package: ModuleType) -> Mapping[CountryCode, Country]:
    """Every country of a package. Raises TypeError for a file without COUNTRY and for two of one code."""
    found: dict[CountryCode, Country] = {}
    for module in pkgutil.iter_modules(package.__path__):
        country = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), "COUNTRY", None)
        if not isinstance(country, Country):
            raise TypeError(f"{module.name}.py defines no COUNTRY")
        if country.code in found:
            raise TypeError(f"two files are about {country.code}")
        found[country.code] = country
    return found
