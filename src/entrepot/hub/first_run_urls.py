"""What stands before all other pages: the first run, and our sign-in pages before allauth's of the same address."""

from django.urls import include, path

from entrepot.hub import first_run_pages

urlpatterns = [
    path("first-run/", first_run_pages.first_run, name="first_run"),
    path("account/", include("entrepot.parties.account_urls")),
]
