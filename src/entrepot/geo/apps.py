from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "entrepot.geo"
    label = "geo"
