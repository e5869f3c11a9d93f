from django.urls import path

from entrepot.finance import views

app_name = "finance"
urlpatterns = [
    path("finance/", views.desk, name="desk"),
    path("finance/statements/", views.my_statements, name="statements"),
    path("finance/statement/<str:org_ref>/<str:currency>/", views.statement, name="statement"),
    path("finance/orders/<str:order_ref>/", views.order_money, name="order"),
    path("finance/rates/", views.rates, name="rates"),
    path("finance/rates/file/", views.load_rates_file, name="load_rates"),
    path("finance/rates/spread/", views.change_spread, name="spread"),
]
