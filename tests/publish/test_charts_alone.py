"""Charts as pages of their own: both languages, nothing fetched, days read from left to right, nothing unescaped."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from jadwal.publish.charts.alone import Part, Section, book, page
from jadwal.publish.charts.chart import Chart, Table

HOSTILE = '<script>alert("1")</script>'


def chart(lang: str) -> Chart:
    """A drawing of nothing with one row."""
    table = Table(("a", "b"), ((HOSTILE, "من 2030-01-15 إلى 2030-03-01"),))
    return Chart(f"one-{lang}", lang, f"Title {HOSTILE}", "Said.", '<svg viewBox="0 0 9 9"></svg>', table)


def both() -> str:
    """A page with a part in each language."""
    sections = {
        lang: (
            Section(notes=("On 2030-01-15.",), listed=(HOSTILE,)),
            Section(heading=HOSTILE, charts=(chart(lang),)),
        )
        for lang in ("en", "ar")
    }
    return book({"en": Part("Camps", "English", sections["en"]), "ar": Part("معسكران", "العربية", sections["ar"])})


def test_each_language_has_its_part_and_its_direction() -> None:
    made = both()
    assert '<article id="en" lang="en" dir="ltr">' in made
    assert '<article id="ar" lang="ar" dir="rtl">' in made
    assert '<nav><a href="#en" lang="en">English</a> · <a href="#ar" lang="ar">العربية</a></nav>' in made


def test_a_day_inside_a_sentence_is_isolated_from_it() -> None:
    day = '<bdi class="day" dir="ltr">{}</bdi>'
    said = f"<td><bdi>من {day.format('2030-01-15')} إلى {day.format('2030-03-01')}</bdi></td>"
    assert both().count(said) == 2
    assert page(chart("ar")).count(said) == 1
    assert both().count(f"<p><bdi>On {day.format('2030-01-15')}.</bdi></p>") == 2


def test_nothing_of_a_case_is_markup_and_nothing_is_fetched() -> None:
    for made in (both(), page(chart("en"))):
        assert "<script" not in made
        assert "default-src 'none'" in made
        assert "http://" not in made.replace("http://www.w3.org", "")
        body = made[made.index("<body>") : made.index("</html>")].replace("<!doctype html>", "")
        ids = [e.get("id") for e in ET.fromstring(body).iter() if e.get("id")]
        assert len(ids) == len(set(ids))


def test_a_section_without_a_heading_or_a_list_has_neither() -> None:
    made = book({"en": Part("Camps", "English", (Section(notes=("Said.",)),))})
    assert "<section><p><bdi>Said.</bdi></p></section>" in made
