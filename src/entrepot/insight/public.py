"""The calls that other packages may use."""

from entrepot.insight.queries import country_report
from entrepot.insight.words import CountryReport, CountryRow, Period, TopSeller

__all__ = ["CountryReport", "CountryRow", "Period", "TopSeller", "country_report"]
