"""Lists by the page."""

from django.test import RequestFactory

from entrepot.web.paging import paginate


def test_a_page_knows_where_it_stands() -> None:
    page = paginate(RequestFactory().get("/?page=2"), range(84), 10)
    assert (page.number, page.pages, page.total, page.first, page.last) == (2, 9, 84, 11, 20)
    assert (page.previous, page.next) == (1, 3)
    assert list(page.items) == list(range(10, 20))


def test_a_number_out_of_range_gives_the_last_page_and_nonsense_the_first() -> None:
    last = paginate(RequestFactory().get("/?page=99"), range(84), 10)
    assert (last.number, last.next, last.last) == (9, None, 84)
    assert paginate(RequestFactory().get("/?page=x"), range(84), 10).number == 1


def test_an_empty_list_has_one_empty_page() -> None:
    page = paginate(RequestFactory().get("/"), [], 10)
    assert (page.number, page.pages, page.total, page.first, page.last) == (1, 1, 0, 0, 0)
