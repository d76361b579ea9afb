"""Measured text: what fits, fits; what is cut says so; fonts are small and always the same bytes."""

from __future__ import annotations

import base64
import io
import re
import string

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from jadwal.publish.charts import SEMIBOLD, fitted, font_css, width, wrapped
from jadwal.publish.charts.fonts import _cut
from jadwal.publish.charts.measure import ELLIPSIS

WORDS = st.text(st.sampled_from("abcAB 123 ابتثعغمن لله،.()"), max_size=60).map(str.strip)
PAGE = string.printable[:95] + "ابتثجحخدذرزسشصضطظعغفقكلمنهويىءآأؤإئةًٌٍَُِّْ،؛؟–—…“”«»→" + "\u2067\u2069"


def test_arabic_is_measured_as_it_is_joined() -> None:
    """Four letters that join are narrower than the four apart, and bold is wider."""
    assert width("ممكن") < 0.9 * sum(width(c) for c in "ممكن")
    assert width("Mission ended", weight=SEMIBOLD) > width("Mission ended")
    assert width("ab", 26) == pytest.approx(2 * width("ab", 13))
    assert width("\u2067ab\u2069") == width("ab")


@settings(deadline=None)
@given(WORDS, st.integers(0, 300))
def test_a_fitted_text_fits(said: str, room: int) -> None:
    """It is whole when there is room, else a beginning of it with an ellipsis, else nothing."""
    got = fitted(said, room)
    assert width(got) <= room or got == ""
    assert got == said or (width(said) > room and (not got or (got[-1] == ELLIPSIS and said.startswith(got[:-1]))))


@settings(deadline=None)
@given(WORDS, st.integers(60, 300), st.integers(1, 4))
def test_a_wrapped_text_fits_its_lines(said: str, room: int, most: int) -> None:
    """No line is too wide, and when nothing is cut every word is there in its order."""
    lines = wrapped(said, room, most=most)
    assert 1 <= len(lines) <= most
    longest = max((width(word) for word in said.split(" ")), default=0)
    assert all(width(line) <= room + 1 for line in lines) or longest > room
    if not any(line.endswith(ELLIPSIS) for line in lines) and longest <= room:
        assert " ".join(lines).split() == said.split()


def test_the_fonts_of_a_page_hold_its_characters_and_still_join() -> None:
    """Each weight in one rule, all letters in, the rules of joining kept, nothing that tells when it was made."""
    rules = re.findall(r"font-weight:(\d+);.*?base64,([A-Za-z0-9+/=]+)\)", font_css(PAGE))
    assert [weight for weight, _ in rules] == ["400", "600"]
    for _, packed in rules:
        assert len(packed) <= 25_000
        font = TTFont(io.BytesIO(base64.b64decode(packed)))
        assert set(map(ord, PAGE)) - {0x2067, 0x2069} <= set(font.getBestCmap())
        kept = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        assert {"init", "medi", "fina", "rlig"} <= kept
        assert font["name"].names == []


def test_the_same_text_gives_the_same_fonts() -> None:
    """Whatever the order of its characters."""
    first = font_css("نص abc")
    _cut.cache_clear()
    assert font_css("cba صن") == first
