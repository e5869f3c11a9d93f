"""What a person types finds the place: a code, a name with or without accents, a Chinese name."""

from entrepot.geo.public import search_places


def codes(text, **more):
    return [place.code for place in search_places(text, **more)]


def test_a_code_finds_its_place_first():
    assert codes("mykua")[0] == "MYKUA"


def test_a_name_finds_its_port():
    assert codes("Colombo") == ["LKCMB"]
    assert codes("piraeus")[0] == "GRPIR"


def test_a_word_within_a_name_finds_the_place():
    assert "MYPKG" in codes("klang")


def test_accents_are_not_needed():
    assert "SEGOT" in codes("goteborg")
    assert "NALUD" in codes("luderitz", country="NA")


def test_a_chinese_name_finds_the_port_in_both_scripts():
    assert codes("钦州") == ["CNQZH"]
    assert codes("欽州") == ["CNQZH"]


def test_a_country_narrows_the_search():
    assert {code[:2] for code in codes("san", country="US", limit=50)} == {"US"}


def test_no_more_than_the_limit_are_found():
    assert len(search_places("a", limit=3)) == 3


def test_ports_come_before_inland_points_of_equal_match():
    kinds = [
        place.kind for place in search_places("b", country="CN", limit=400) if place.name.startswith("B")
    ]
    assert kinds == sorted(kinds, key=lambda kind: kind == "inland")
    assert set(kinds) == {"port", "inland"}


def test_nothing_typed_finds_nothing():
    assert search_places("  ") == ()
    assert search_places("no such place at all") == ()
