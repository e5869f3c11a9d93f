from django.urls import path

from entrepot.insight import views

app_name = "insight"
urlpatterns = [
    path("insight/", views.report, name="report"),
    path("insight/report.csv", views.report_csv, name="report_csv"),
]
