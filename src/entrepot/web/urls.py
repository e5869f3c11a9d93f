from django.urls import path

from entrepot.web import design

app_name = "web"
urlpatterns = [path("design/", design.design, name="design")]
