from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "entrepot.notices"
    label = "notices"
