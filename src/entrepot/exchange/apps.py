from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "entrepot.exchange"
    label = "exchange"
