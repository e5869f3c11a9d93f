from django.urls import path

from entrepot.logistics import views

app_name = "logistics"
urlpatterns = [
    path("logistics/", views.desk, name="desk"),
    path("logistics/parcels/", views.parcels, name="parcels"),
    path("logistics/parcels/<str:ref>/delivery", views.deliver, name="deliver"),
    path("logistics/consignments/new", views.new_consignment, name="new_consignment"),
    path("logistics/consignments/<str:ref>", views.consignment, name="consignment"),
    path("logistics/consignments/<str:ref>/publish", views.publish, name="publish"),
    path("logistics/consignments/<str:ref>/calls", views.report_call, name="report_call"),
    path("logistics/freight/", views.freight, name="freight"),
]
