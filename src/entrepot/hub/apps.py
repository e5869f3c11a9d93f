from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "entrepot.hub"
    label = "hub"
