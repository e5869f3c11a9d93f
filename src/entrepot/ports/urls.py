from django.urls import path

from entrepot.ports import views

app_name = "ports"
urlpatterns = [
    path("ports/", views.board, name="board"),
    path("ports/containers/<str:number>", views.container, name="container"),
    path("ports/containers/<str:number>/reports/<str:key>", views.evidence, name="evidence"),
    path("ports/files/", views.files, name="files"),
    path("ports/files/<str:ref>", views.file, name="file"),
    path("ports/terminals/", views.terminals, name="terminals"),
]
