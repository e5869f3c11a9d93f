from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "entrepot.market"
    label = "market"
