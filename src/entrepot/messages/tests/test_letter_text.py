"""A letter reads well in a window of 70 columns, whatever its script."""

from unicodedata import east_asian_width

from hypothesis import given
from hypothesis import strategies as st

from entrepot.messages.rules import letter_text

ADDRESS = "https://hub.example/zh-hans/orders/order_0123456789ab/a-long-way-that-is-never-broken/"


def columns(line: str) -> int:
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in line)


def test_words_and_han_are_broken_at_70_columns_and_addresses_nowhere():
    text = letter_text("Haputale Mist " * 8, "您的包裹已经装船，" * 10, ADDRESS)
    latin, han, address = text.rstrip("\n").split("\n\n")
    assert latin.split("\n") == [("Haputale Mist " * 5)[:-1], ("Haputale Mist " * 3)[:-1]]
    assert [columns(line) <= 70 for line in han.split("\n")] == [True, True, True]
    assert not any(line.startswith("，") for line in han.split("\n"))
    assert address == ADDRESS


def test_an_empty_paragraph_leaves_no_gap():
    assert letter_text("One.", "", "Two.") == "One.\n\nTwo.\n"


@given(st.text(alphabet="abc 您好，。", max_size=300))
def test_no_letter_is_lost(paragraph):
    told = letter_text(paragraph or "x").replace("\n", "").replace(" ", "")
    assert told == (paragraph or "x").replace(" ", "")
