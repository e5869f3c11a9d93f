from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "entrepot.parties"
    label = "parties"

    def ready(self) -> None:
        from entrepot.parties import audit

        audit.listen()
