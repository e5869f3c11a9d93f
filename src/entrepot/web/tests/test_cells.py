"""Cells of a table: a name before its reference, a chip where there is no name."""

from entrepot.web.templatetags.entrepot import cell
from entrepot.web.words import Code, Link

CHIP = '<code class="code" data-copy>order_1</code>'


def test_a_name_leads_to_its_page_and_shows_its_reference_as_a_chip() -> None:
    assert cell(Link("Tea", "/en/t/", "order_1")) == f'<span><a href="/en/t/">Tea</a> {CHIP}</span>'


def test_a_name_that_leads_nowhere_is_no_link() -> None:
    assert cell(Link("Tea", "", "order_1")) == f"<span>Tea {CHIP}</span>"
    assert cell(Link("Tea", "/en/t/")) == '<a href="/en/t/">Tea</a>'


def test_a_reference_without_a_name_is_a_chip() -> None:
    assert cell(Code("order_1")) == CHIP


def test_a_name_is_escaped_whether_it_leads_somewhere_or_not() -> None:
    assert cell(Link("<b>", "/", "order_1")) == f'<span><a href="/">&lt;b&gt;</a> {CHIP}</span>'
    assert cell(Link("<b>", "", "order_1")) == f"<span>&lt;b&gt; {CHIP}</span>"
