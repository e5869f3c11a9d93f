from django.apps import AppConfig


class FinanceConfig(AppConfig):
    name = "entrepot.finance"
    label = "finance"
