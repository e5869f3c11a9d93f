from django.urls import path, re_path

from entrepot.market.views import desk, shopping

app_name = "market"
urlpatterns = [
    path("market/", shopping.front, name="front"),
    path("market/offers/<str:ref>", shopping.offer_page, name="offer_short"),
    path("market/offers/<str:ref>/<slug:slug>", shopping.offer_page, name="offer"),
    path("market/desk/", desk.desk, name="desk"),
    path("market/desk/open", desk.open_shop, name="open_shop"),
    path("market/desk/upload", desk.upload, name="upload"),
    path("market/desk/template.csv", desk.template, name="template"),
    path("market/desk/shops/<str:ref>/products.csv", desk.products, name="products"),
    path("market/desk/offers/<str:ref>", desk.offer, name="desk_offer"),
    path("market/imports/<str:ref>", desk.import_page, name="import"),
    path("market/imports/<str:ref>/bad-rows.csv", desk.bad_rows, name="bad_rows"),
    path("market/imports/<str:ref>/cancel", desk.cancel_import, name="cancel_import"),
    re_path(r"^market/(?P<country>[A-Za-z]{2})/$", shopping.pavilion, name="pavilion"),
]
