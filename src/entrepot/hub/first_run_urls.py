"""What stands before all other pages: the first run."""

from django.urls import path

from entrepot.hub import first_run_pages

urlpatterns = [path("first-run/", first_run_pages.first_run, name="first_run")]
