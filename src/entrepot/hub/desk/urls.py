from django.urls import path

from entrepot.hub.desk import pages

urlpatterns = [
    path("desk/", pages.desk, name="desk"),
    path("desk/again", pages.try_again, name="try_again"),
    path("desk/settings/", pages.hub_settings, name="hub_settings"),
    path("desk/settings/profile", pages.change_profile, name="change_profile"),
    path("desk/settings/letter", pages.send_letter, name="send_letter"),
]
