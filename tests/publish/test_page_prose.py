"""Golden strings: what stands beside Arabic keeps its own direction, and chances never round to certainty."""

from __future__ import annotations

import re
from datetime import date
from importlib import resources

import pytest

from jadwal.messages import codes
from jadwal.model.case import Text
from jadwal.publish.page.prose import Words
from jadwal.publish.page.render import SECTIONS

EN, AR = Words("en"), Words("ar")
DAY = date(2025, 9, 30)


def test_a_date_is_spoken_in_both_languages_and_isolated_in_arabic() -> None:
    """Levantine month names, Western digits; the machine's form in the element."""
    assert EN.fact(DAY) == "<time class=fact datetime=2025-09-30>30 Sep 2025</time>"
    assert AR.fact(DAY) == "<bdi><time class=fact datetime=2025-09-30>30 أيلول 2025</time></bdi>"
    assert AR.day(DAY) == "<bdi><time datetime=2025-09-30>30 أيلول 2025</time></bdi>"
    assert AR.iso(DAY) == "<time dir=ltr>2025-09-30</time>"
    assert AR.iso_fact(DAY) == "<time class=fact dir=ltr>2025-09-30</time>"


@pytest.mark.parametrize(
    ("ppm", "said"),
    [(0, "0 %"), (1, "&lt;1 %"), (9_999, "&lt;1 %"), (453_210, "45 %"), (999_999, "&gt;99 %"), (1_000_000, "100 %")],
)
def test_a_chance_is_never_rounded_into_certainty_and_never_reversed(ppm: int, said: str) -> None:
    """As on the command line; in Arabic its signs stay on their side."""
    said = said.replace(" ", "\u00a0")
    assert EN.chance(ppm) == said
    assert AR.chance(ppm) == f"<bdi dir=ltr>{said}</bdi>"


def test_ranges_signs_and_ids_keep_their_order() -> None:
    """A range, an error, a change in days (with its Arabic plural), a command."""
    assert AR.between(3, 12) == "<bdi dir=ltr>3–12</bdi>"
    assert AR.between(3, None) == "<bdi dir=ltr>3–∞</bdi>"
    assert AR.error(11_000) == "<bdi dir=ltr>±\u00a01.1\u00a0%</bdi>"
    assert AR.moved(-2) == "<bdi>−يومان</bdi>"
    assert AR.moved(11) == "<bdi>+11 يومًا</bdi>"
    assert EN.moved(-1) == "−1 day"
    assert AR.id("attacks-ebbed") == "<bdi dir=ltr>attacks-ebbed</bdi>"


def test_a_name_is_isolated_only_among_letters_that_would_turn_it() -> None:
    """Arabic in an Arabic page and English in an English one need nothing."""
    assert EN.name("Erbil air base") == "Erbil air base"
    assert EN.name("قاعدة أربيل") == "<bdi>قاعدة أربيل</bdi>"
    assert AR.name("قاعدة أربيل") == "قاعدة أربيل"
    assert AR.name("قاعدة أربيل 2") == "<bdi>قاعدة أربيل 2</bdi>"
    assert AR.name("Erbil air base") == "<bdi>Erbil air base</bdi>"


def test_dates_inside_the_sentences_of_other_rooms_are_dates_too() -> None:
    """ISO dates in parameters and in names become elements; what only looks like one stays text."""
    said = AR.message("finding.deadline-month", milestone=Text(en="x", ar="تسليم"), last="2026-09-30")
    assert "<time class=fact dir=ltr>2026-09-30</time>" in said
    assert EN.name("from 2023-10-17 on") == "from <time class=fact>2023-10-17</time> on"
    assert EN.name("2023-13-45 and id-2023-10-17") == "2023-13-45 and id-2023-10-17"


def test_what_comes_from_outside_is_escaped_once() -> None:
    """Also inside sentences."""
    assert EN.name("<b>&") == "&lt;b&gt;&amp;"
    assert "&lt;b&gt;" in EN.message("finding.receiver", site="<b>", closes="2030-01-01")
    assert EN.remedy("finding.permission", granter="A & B").count("A &amp; B") == 1


def test_every_sentence_of_the_page_is_used_and_every_one_used_exists() -> None:
    """Names in templates and sources, and the families made of a state or a kind."""
    room = resources.files("jadwal.publish.page")
    sources = "".join(f.read_text("utf-8") for f in room.iterdir() if f.name.endswith((".html", ".py")))
    families = set(re.findall(r"""["']([a-z-]+-)["'] ~ """, sources)) | set(
        re.findall(r"""say\(f"([a-z-]+-)\{""", sources)
    )
    named = {name for pair in re.findall(r"""["']([a-z][a-z0-9-]*)["']""", sources) for name in (pair,)}
    titles = {f"{id}-title" for id in (*SECTIONS, "compare")}
    codes_of_page = {code.removeprefix("page.") for code in codes("en") if code.startswith("page.")}
    begun = (*families, "month-")
    unused = {c for c in codes_of_page - named - titles if not c.startswith(begun)}
    assert unused == set()
    said = set(re.findall(r"""say\(["']([a-z0-9-]+)["'][,)]""", sources))
    assert said - codes_of_page == set()
