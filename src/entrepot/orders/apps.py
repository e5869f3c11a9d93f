from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "entrepot.orders"
    label = "orders"
