"""One scale of words for chances: complete, without overlap, the same in both languages."""

from __future__ import annotations

import pytest

from jadwal.messages.chance import in_ten, scale, word

LANGUAGES = ("en", "ar")
PERCENT = 10_000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_whole_percent_has_exactly_one_word(lang: str) -> None:
    """The bands of the stated table cover 0 to 100 once, and the word of a percent is that of its band."""
    covered = [(percent, band.word) for band in scale(lang) for percent in range(band.first, band.last + 1)]
    assert [percent for percent, _ in covered] == list(range(101))
    assert all(word(percent * PERCENT, lang) == said for percent, said in covered)
    assert len({band.word for band in scale(lang)}) == 7


def test_both_languages_draw_the_same_lines() -> None:
    """A chance is not likelier in one language than in the other."""
    assert [band[1:] for band in scale("en")] == [band[1:] for band in scale("ar")]


def test_the_scale_is_that_of_icd_203() -> None:
    """Inside each of its bands (edges apart) the word is the directive's."""
    bands = {
        "almost no chance": (1, 5),
        "very unlikely": (5, 20),
        "unlikely": (20, 45),
        "roughly even chance": (45, 55),
        "likely": (55, 80),
        "very likely": (80, 95),
        "almost certain": (95, 99),
    }
    for said, (low, high) in bands.items():
        assert {word(percent * PERCENT, "en") for percent in range(low + 1, high)} == {said}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_chance_and_its_opposite_have_opposite_words(lang: str) -> None:
    """Whoever says 20 % of keeping a date says 80 % of missing it, and the table mirrors that."""
    words = [band.word for band in scale(lang)]
    for percent in range(101):
        there, back = (words.index(word(p * PERCENT, lang)) for p in (percent, 100 - percent))
        assert there + back == len(words) - 1, percent


def test_a_word_goes_with_the_percentage_that_is_shown() -> None:
    """94.5 % is shown as 95 % and 94.4 % as 94 %: the words follow."""
    assert word(945_000, "en") == "almost certain"
    assert word(944_999, "en") == "very likely"


def test_none_and_all_are_said_of_exactly_none_and_all() -> None:
    """One future in a million is not none."""
    assert in_ten(0, "en") == "none of the futures"
    assert in_ten(1, "en") == in_ten(54_999, "en") == "almost none of the futures"
    assert in_ten(999_999, "en") == in_ten(945_000, "en") == "almost all futures"
    assert in_ten(1_000_000, "en") == "all futures"
    assert len({in_ten(ppm, "ar") for ppm in (0, 1, 999_999, 1_000_000)}) == 4


def test_of_ten_futures_is_never_none_or_ten() -> None:
    """What lies between has a number from 1 to 9 that is nearest to the chance."""
    said = {percent: in_ten(percent * PERCENT, "en") for percent in range(6, 95)}
    for percent, words in said.items():
        number = int(words.removesuffix(" of 10 futures"))
        assert 1 <= number <= 9
        assert abs(10 * number - percent) <= 5


def test_arabic_counts_futures_by_its_plurals() -> None:
    """One, two, and three to nine have forms of their own."""
    assert in_ten(100_000, "ar") == "مستقبل واحد من كل 10"
    assert in_ten(200_000, "ar") == "مستقبلان من كل 10"
    assert in_ten(900_000, "ar") == "9 مستقبلات من كل 10"


@pytest.mark.parametrize("ppm", [-1, 1_000_001])
def test_what_is_no_chance_has_no_word(ppm: int) -> None:
    """Percent given for parts per million would pass unseen below 100; beyond the whole it does not."""
    with pytest.raises(ValueError, match="no chance in parts per million"):
        word(ppm, "en")
