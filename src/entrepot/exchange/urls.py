from django.urls import path

from entrepot.exchange import views

app_name = "exchange"
urlpatterns = [
    path("exchange/", views.partners, name="partners"),
    path("exchange/add/", views.add, name="add"),
    path("exchange/<str:code>/", views.partner, name="partner"),
    path("exchange/<str:code>/confirm", views.confirm, name="confirm"),
    path("exchange/<str:code>/revoke", views.revoke, name="revoke"),
    path("exchange/<str:code>/envelopes", views.envelopes, name="envelopes"),
    path("exchange/<str:code>/file", views.read_file, name="read_file"),
]
