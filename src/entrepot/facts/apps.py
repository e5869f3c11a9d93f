from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FactsConfig(AppConfig):
    name = "entrepot.facts"
    label = "facts"

    def ready(self) -> None:
        """Find every package's events and reactions; importing them registers them."""
        autodiscover_modules("events", "reactions")
