from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "entrepot.messages"
    label = "messages"
