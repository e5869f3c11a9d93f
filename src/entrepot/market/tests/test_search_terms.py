"""Chinese is found by pairs of characters in either script, all else by words."""

from hypothesis import given
from hypothesis import strategies as st

from entrepot.market.rules.search_terms import terms_of_offer, terms_of_query


def test_chinese_becomes_pairs_in_one_script():
    assert terms_of_query("錫蘭紅茶").pairs == ("锡兰", "兰红", "红茶")
    assert terms_of_query("锡兰红茶") == terms_of_query("錫蘭紅茶")


def test_a_single_character_stands_for_itself():
    assert terms_of_query("茶").pairs == ("茶",)
    assert "茶" in terms_of_offer(["锡兰红茶"]).pairs


def test_scripts_in_one_word_are_taken_apart():
    found = terms_of_query("V60手冲 coffee")
    assert (found.words, found.pairs) == (("v60", "coffee"), ("手冲",))


def test_words_lose_case_width_and_latin_accents_but_keep_cyrillic_letters():
    assert terms_of_query("Café ＭＯＫＡ Цай Өндөр").words == ("cafe", "moka", "цай", "өндөр")
    assert terms_of_query("цай").words == ("цай",)


def test_arabic_is_found_with_or_without_article_and_vowel_signs_and_with_any_alef():
    assert terms_of_query("القهوة").words == terms_of_query("قَهوَة").words == terms_of_query("قهوه").words
    assert terms_of_query("والأرز").words == ("ارز",)
    assert terms_of_query("الى مقهى").words == ("الي", "مقهي")
    assert set(terms_of_query("التمر").words) <= set(terms_of_offer(["تمر خلاص، 500 غ"]).words)


def test_signs_alone_are_nothing_to_look_for():
    assert not terms_of_query(" %% -- ")


@given(st.text(alphabet="咖啡红茶椰枣锡兰蜂蜜礼盒", min_size=1, max_size=30), st.data())
def test_every_piece_of_a_title_finds_it(title, data):
    start = data.draw(st.integers(0, len(title) - 1))
    end = data.draw(st.integers(start + 1, len(title)))
    assert set(terms_of_query(title[start:end]).pairs) <= set(terms_of_offer([title]).pairs)
