from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "entrepot.messages"
    label = "entrepot_messages"  # django.contrib.messages has the short one
