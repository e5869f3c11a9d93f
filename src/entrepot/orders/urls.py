from django.urls import path

from entrepot.orders.views import desk, reading, shopping

app_name = "orders"
urlpatterns = [
    path("orders/", shopping.purchases, name="purchases"),
    path("orders/cart/", shopping.cart, name="cart"),
    path("orders/cart/add", shopping.add_to_cart, name="add"),
    path("orders/checkout/", shopping.checkout, name="checkout"),
    path("orders/desk/", desk.desk, name="desk"),
    path("orders/complaints/", desk.complaints, name="complaints"),
    path("orders/purchases/<str:ref>/", shopping.purchase, name="purchase"),
    path("orders/purchases/<str:ref>/pay", shopping.pay, name="pay"),
    path("orders/purchases/<str:ref>/again", shopping.order_again, name="again"),
    path("orders/<str:ref>/", reading.order, name="order"),
    path("orders/<str:ref>/confirm", reading.confirm, name="confirm"),
    path("orders/<str:ref>/complaint", reading.complain, name="complain"),
    path("orders/<str:ref>/settlement", desk.settle, name="settle"),
]
