"""The calls that other packages may use."""

from entrepot.web.addresses import in_edition, page_everywhere, public_page, whole_address
from entrepot.web.api_shapes import Amount, Country
from entrepot.web.countries import countries, currencies
from entrepot.web.exports import export
from entrepot.web.formatting import (
    day_text,
    instant_text,
    list_text,
    money_text,
    number_text,
    percent_text,
    weight_text,
)
from entrepot.web.forms import keep_answers
from entrepot.web.limits import Limit, address_of, require_within
from entrepot.web.matters import Matter, Way, seller_needs, tells_sellers
from entrepot.web.paging import Lazily, paginate
from entrepot.web.problems import install, message_text, problem, problem_json
from entrepot.web.qr_codes import qr_svg
from entrepot.web.shopping import chosen_now, edition, keep_choice, shopper, with_shopper
from entrepot.web.themes import chosen_theme
from entrepot.web.words import (
    Cell,
    Code,
    Departure,
    Evidence,
    Finding,
    Ledger,
    LedgerLine,
    Link,
    Mark,
    Page,
    PublicPage,
    Shopper,
    Stage,
    Status,
    Table,
    Tone,
    Work,
)

__all__ = [
    "Amount",
    "Cell",
    "Code",
    "Country",
    "Departure",
    "Evidence",
    "Finding",
    "Lazily",
    "Ledger",
    "LedgerLine",
    "Limit",
    "Link",
    "Mark",
    "Matter",
    "Page",
    "PublicPage",
    "Shopper",
    "Stage",
    "Status",
    "Table",
    "Tone",
    "Way",
    "Work",
    "address_of",
    "chosen_now",
    "chosen_theme",
    "countries",
    "currencies",
    "day_text",
    "edition",
    "export",
    "in_edition",
    "install",
    "instant_text",
    "keep_answers",
    "keep_choice",
    "list_text",
    "message_text",
    "money_text",
    "number_text",
    "page_everywhere",
    "paginate",
    "percent_text",
    "problem",
    "problem_json",
    "public_page",
    "qr_svg",
    "require_within",
    "seller_needs",
    "shopper",
    "tells_sellers",
    "weight_text",
    "whole_address",
    "with_shopper",
]
