from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "entrepot.files"
    label = "files"
