from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules


class WebConfig(AppConfig):
    name = "entrepot.web"
    label = "web"

    def ready(self) -> None:
        # WhiteNoise warns of a folder that is not there, and a fresh home has no static files yet.
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        autodiscover_modules("needs")  # importing them registers what they tell sellers
