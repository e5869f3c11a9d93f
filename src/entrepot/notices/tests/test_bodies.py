"""What an operator writes, and what a page shows of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.notices.rules.bodies import LONGEST_SUMMARY, html_of, summary_of

OURS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a"}


def test_paragraphs_lists_quotations_and_stress():
    body = "One\ntwo\n\n* a\n* b\n\n1. first\n\n> said\n\n*soft* **strong**"
    assert html_of(body) == (
        "<p>One<br>\ntwo</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol>\n<li>first</li>\n</ol>\n"
        "<blockquote>\n<p>said</p>\n</blockquote>\n<p><em>soft</em> <strong>strong</strong></p>\n"
    )


@pytest.mark.parametrize(
    ("body", "href", "words"),
    [
        ("[the berths](https://port.example/a?b=1&c=2)", "https://port.example/a?b=1&amp;c=2", "the berths"),
        ("<https://port.example/>", "https://port.example/", "https://port.example/"),
        ("see https://port.example/berths.", "https://port.example/berths", "https://port.example/berths"),
        ("(https://port.example/berths)", "https://port.example/berths", "https://port.example/berths"),
        ("详见https://port.example/bw。谢谢", "https://port.example/bw", "https://port.example/bw"),
        ("[write](mailto:desk@port.example)", "mailto:desk@port.example", "write"),
    ],
)
def test_a_link_says_that_it_leaves_the_page(body, href, words):
    assert f'<a href="{href}" rel="external noopener">{words}</a>' in html_of(body)


def test_an_address_inside_of_a_link_is_no_second_link():
    assert html_of("[https://a.example/](https://b.example/)").count("<a ") == 1


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<!-- --><iframe src='https://evil.example'></iframe>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](java\nscript:alert(1))",
        "<javascript:alert(1)>",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "[x](//evil.example)",
        "[x]: javascript:alert(1)\n\n[x]",
        "![x](https://evil.example/pixel.png)",
        '[x](https://a.example/"onmouseover="alert(1))',
        "https://a.example/'onmouseover='alert(1)",
        "<p style='position:fixed'>",
    ],
)
def test_markup_and_scripts_of_a_body_are_text(body):
    html = html_of(body)
    assert set(re.findall(r"<([a-z]+)", html)) <= OURS
    for tag in re.findall(r"<a [^>]*>", html):
        assert re.fullmatch(r'<a href="(https?://|mailto:)[^"<>]*" rel="external noopener">', tag)


@given(st.text(alphabet="<>[]()!*_`#&;:/\\\"'= \nahjpstv1漢.@-", max_size=60))
def test_no_text_whatever_brings_markup_of_its_own(body):
    for tag in re.findall(r"<[^>]*>", html_of(body)):
        assert re.fullmatch(
            r'</?(?:p|br|em|strong|ul|ol|li|blockquote|a)>|<ol start="\d+">'
            r'|<a href="(?:https?://|mailto:)[^"<>]*" rel="external noopener">',
            tag,
        )


def test_a_summary_is_the_beginning_as_plain_text_on_one_line():
    assert (
        summary_of("One *soft*\ntwo\n\n- [three](https://a.example/) & four") == "One soft two three & four"
    )


def test_a_long_summary_is_cut_where_the_room_ends():
    summary = summary_of("泊位" * 200)
    assert len(summary) == LONGEST_SUMMARY
    assert summary.endswith(("位…", "泊…"))
