"""The API's root. Packages bring their routers (`api.py`); refusals become problem+json in one place, `web`."""

from collections.abc import Mapping
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from entrepot.web import public as web

_TEXT = {"type": "string"}
PROBLEM: Mapping[str, object] = {
    "title": "Problem",
    "description": "Problem details (RFC 9457). `code` is stable; `errors` names the fields that are not right.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        **dict.fromkeys(("type", "title", "detail", "code", "field"), _TEXT),
        "status": {"type": "integer"},
        "params": {"type": "object", "additionalProperties": _TEXT},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": dict.fromkeys(("field", "detail", "code"), _TEXT)},
        },
    },
}
_NO = {
    "description": "Not done; `code` says why",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class _Api(NinjaAPI):
    """Describes in one place what every operation may answer besides what it promises."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**given)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"]["default"] = _NO
                if 422 in operation["responses"]:
                    operation["responses"][422]["content"] |= _NO["content"]
        return schema


api = _Api(
    title="Entrepot",
    version="1",
    description="A hub for trade: offers, orders, consignments, container events, accounts. "
    "Amounts are whole minor units with an ISO 4217 code; instants are RFC 3339 in UTC; "
    "errors are RFC 9457 problem details.",
    urls_namespace="api",
)
web.install(api)
