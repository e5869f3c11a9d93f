"""The calls that other packages may use."""

from entrepot.web.paging import paginate
from entrepot.web.problems import install, message_text, problem, problem_json
from entrepot.web.shopping import edition, shopper, with_shopper
from entrepot.web.words import Page, Shopper

__all__ = [
    "Page",
    "Shopper",
    "edition",
    "install",
    "message_text",
    "paginate",
    "problem",
    "problem_json",
    "shopper",
    "with_shopper",
]
