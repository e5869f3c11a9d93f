from django.urls import path

from entrepot.orders import views

app_name = "orders"
urlpatterns = [
    path("orders/", views.purchases, name="purchases"),
    path("orders/cart/", views.cart, name="cart"),
    path("orders/cart/add", views.add_to_cart, name="add"),
    path("orders/checkout/", views.checkout, name="checkout"),
    path("orders/desk/", views.desk, name="desk"),
    path("orders/complaints/", views.complaints, name="complaints"),
    path("orders/purchases/<str:ref>/", views.purchase, name="purchase"),
    path("orders/purchases/<str:ref>/pay", views.pay, name="pay"),
    path("orders/<str:ref>/", views.order, name="order"),
    path("orders/<str:ref>/confirm", views.confirm, name="confirm"),
    path("orders/<str:ref>/complaint", views.complain, name="complain"),
    path("orders/<str:ref>/settlement", views.settle, name="settle"),
]
