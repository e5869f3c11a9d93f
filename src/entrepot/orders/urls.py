from django.urls import path

from entrepot.orders.views import buying, cart, desk, reading, receipt

app_name = "orders"
urlpatterns = [
    path("orders/", buying.purchases, name="purchases"),
    path("orders/cart/", cart.cart, name="cart"),
    path("orders/cart/add", cart.add_to_cart, name="add"),
    path("orders/checkout/", buying.checkout, name="checkout"),
    path("orders/desk/", desk.desk, name="desk"),
    path("orders/complaints/", desk.complaints, name="complaints"),
    path("orders/purchases/<str:ref>/", buying.purchase, name="purchase"),
    path("orders/purchases/<str:ref>/receipt/", receipt.receipt, name="receipt"),
    path("orders/purchases/<str:ref>/pay", buying.pay, name="pay"),
    path("orders/purchases/<str:ref>/again", buying.order_again, name="again"),
    path("orders/<str:ref>/", reading.order, name="order"),
    path("orders/<str:ref>/chart.json", reading.chart, name="chart"),
    path("orders/<str:ref>/confirm", reading.confirm, name="confirm"),
    path("orders/<str:ref>/complaint", reading.complain, name="complain"),
    path("orders/<str:ref>/settlement", desk.settle, name="settle"),
]
