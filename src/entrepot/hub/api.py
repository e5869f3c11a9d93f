"""The API's root. Packages bring their routers (`api.py`); refusals become problem+json in one place, `web`."""

from ninja import NinjaAPI

from entrepot.web import public as web

api = NinjaAPI(
    title="Entrepot",
    version="1",
    description="A hub for trade: offers, orders, consignments, container events, accounts. "
    "Amounts are whole minor units with an ISO 4217 code; instants are RFC 3339 in UTC; "
    "errors are RFC 9457 problem details.",
    urls_namespace="api",
)
web.install(api)
