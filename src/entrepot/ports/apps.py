from django.apps import AppConfig


class PortsConfig(AppConfig):
    name = "entrepot.ports"
    label = "ports"
