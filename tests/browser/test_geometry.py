"""The measuring itself: it sees what is wrong on a tiny page, and is silent where nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest
from chromium import Watch
from geometry import clipped, faint, focus_seen, ground, overlaps, sideways
from playwright.sync_api import Page

STYLE = "body { margin: 0; font: 16px/1.5 sans-serif; color: #111; background: #fff } svg { display: block }"


def shown(watch: Watch, folder: Path, body: str, style: str = "", width: int = 400) -> Page:
    """A page with this body."""
    file = folder / "page.html"
    html = f"<!doctype html><html lang=en><meta charset=utf-8><style>{STYLE}{style}</style><body>{body}"
    file.write_text(html, "utf-8")
    return watch.open(file.as_uri(), width=width)


def drawing(inside: str, attributes: str = "") -> str:
    """A drawing of 200 x 100 units, shown at twice that."""
    return f'<svg class="jadwal-chart" viewBox="0 0 200 100" width="400" font-size="10" {attributes}>{inside}</svg>'


TWO_LABELS = '<text x="10" y="{}">July 2025</text><text x="{}" y="30">August 2025</text>'


def test_two_labels_on_one_another_are_found(watch: Watch, tmp_path: Path) -> None:
    """With both texts and by how much."""
    page = shown(watch, tmp_path, drawing(TWO_LABELS.format(30, 40)))
    (found,) = overlaps(page, "svg")
    assert "'July 2025' and 'August 2025'" in found


@pytest.mark.parametrize(("y", "x"), [(30, 100), (12, 10)])
def test_labels_beside_and_above_one_another_are_fine(watch: Watch, tmp_path: Path, y: int, x: int) -> None:
    """A font's own box is taller than its letters; it is the ink that counts."""
    assert overlaps(shown(watch, tmp_path, drawing(TWO_LABELS.format(y, x))), "svg") == []


def test_arabic_labels_on_one_another_are_found(watch: Watch, tmp_path: Path) -> None:
    """In a right-to-left page too."""
    texts = '<text x="90" y="30" text-anchor="end">تموز 2025</text><text x="80" y="32" text-anchor="end">آب 2025</text>'
    page = shown(watch, tmp_path, f'<div dir="rtl" lang="ar">{drawing(texts)}</div>')
    assert len(overlaps(page)) == 1


def test_a_declared_group_may_lie_on_itself_and_on_nothing_else(watch: Watch, tmp_path: Path) -> None:
    """The mark is for decoration, not for a whole chart's collisions."""
    group = f'<g data-overlap="ok">{TWO_LABELS.format(30, 40)}</g>'
    page = shown(watch, tmp_path, drawing(group))
    assert overlaps(page, "svg") == []
    page = shown(watch, tmp_path, drawing(group + '<text x="10" y="31">today</text>'))
    assert any("'today'" in found for found in overlaps(page, "svg"))


def test_a_text_that_carries_the_mark_may_lie_on_anything(watch: Watch, tmp_path: Path) -> None:
    """A watermark is one."""
    page = shown(
        watch, tmp_path, drawing('<text data-overlap="ok" x="5" y="30">draft</text><text x="5" y="30">July</text>')
    )
    assert overlaps(page, "svg") == []


HIDDEN = ["display: none", "visibility: hidden", "opacity: 0", "clip-path: inset(50%)"]


@pytest.mark.parametrize("how", HIDDEN)
def test_what_is_hidden_overlaps_nothing(watch: Watch, tmp_path: Path, how: str) -> None:
    """The other language stands in the same place."""
    body = f'<div class="at">one</div><div class="at" style="{how}">two</div>'
    page = shown(watch, tmp_path, body, ".at { position: absolute; top: 9px }")
    assert overlaps(page) == []


def test_closed_details_and_what_is_scrolled_away_overlap_nothing(watch: Watch, tmp_path: Path) -> None:
    """A wide table goes on, unseen, under what stands beside it."""
    table = '<div class="scroll">' + "a wide table goes on and on " * 4 + "</div><p>beside</p>"
    style = ".row { display: flex } .scroll { overflow-x: auto; width: 200px; white-space: nowrap }"
    page = shown(watch, tmp_path, f'<div class="row">{table}</div><details><summary>data</summary>x</details>y', style)
    assert overlaps(page) == []
    assert clipped(page) == []
    assert sideways(page) == []


def test_html_texts_on_one_another_are_found(watch: Watch, tmp_path: Path) -> None:
    """A heading that a negative margin pulls over a paragraph."""
    page = shown(watch, tmp_path, "<p>first</p><p style='margin-top: -2.4em'>second</p>")
    (found,) = overlaps(page)
    assert "'first' and 'second'" in found


def test_a_bar_that_stays_in_place_covers_only_when_it_is_opaque(watch: Watch, tmp_path: Path) -> None:
    """What passes under it is not read; through a transparent one it is."""
    body = '<div class="bar">switch</div><p style="margin: 0">text that passes under it</p>'
    bar = ".bar { position: fixed; top: 0; left: 0; background: "
    assert overlaps(shown(watch, tmp_path, body, bar + "#fff }")) == []
    assert len(overlaps(shown(watch, tmp_path, body, bar + "transparent }"))) == 1


def test_a_label_outside_its_drawing_is_found(watch: Watch, tmp_path: Path) -> None:
    """On the side where it leaves."""
    page = shown(watch, tmp_path, drawing('<text x="170" y="50">a long label</text>', 'overflow="visible"'))
    (found,) = clipped(page, "svg")
    assert "right by" in found
    assert clipped(shown(watch, tmp_path, drawing('<text x="20" y="50">a long label</text>')), "svg") == []


def test_a_text_wider_than_its_box_is_found(watch: Watch, tmp_path: Path) -> None:
    """Whether it is cut off or sticks out."""
    style = "div { width: 60px; white-space: nowrap }"
    page = shown(watch, tmp_path, "<div>far too long for this</div>", style)
    assert "wider than its box, right" in clipped(page)[0]
    page = shown(watch, tmp_path, "<div>far too long for this</div>", style + "div { overflow: hidden }")
    assert any("cut off, right" in found for found in clipped(page))
    assert clipped(shown(watch, tmp_path, "<div>fits</div>", style)) == []


def test_a_page_that_scrolls_sideways_is_found(watch: Watch, tmp_path: Path) -> None:
    """With what sticks out, in both directions of writing."""
    for direction in ("ltr", "rtl"):
        page = shown(
            watch, tmp_path, f'<div dir="{direction}"><p id="wide" style="width: 500px">wide</p></div>', width=360
        )
        if direction == "rtl":
            page.evaluate("document.documentElement.dir = 'rtl'")
        found = sideways(page)
        assert "140 px wider" in found[0]
        assert any("p#wide" in line for line in found[1:])
    assert sideways(shown(watch, tmp_path, "<p>narrow</p>", width=360)) == []


def test_faint_text_is_found_whatever_the_colour_is_written_in(watch: Watch, tmp_path: Path) -> None:
    """Half-transparent colours and layers are put on one another first."""
    body = '<p style="color: oklch(0.75 0 0)">faint</p><p style="color: rgb(0 0 0 / 0.3)">faint too</p><p>plain</p>'
    found = faint(shown(watch, tmp_path, body))
    assert [line.split("'")[1] for line in found] == ["faint", "faint too"]


def test_a_label_is_measured_against_the_bar_under_it(watch: Watch, tmp_path: Path) -> None:
    """White on dark is fine on the bar and unreadable beside it."""
    inside = '<rect width="80" height="100" fill="#123" /><text x="{}" y="50" fill="#fff">label</text>'
    assert faint(shown(watch, tmp_path, drawing(inside.format(10))), "svg") == []
    assert len(faint(shown(watch, tmp_path, drawing(inside.format(120))), "svg")) == 1


def test_a_page_without_text_is_not_readable(watch: Watch, tmp_path: Path) -> None:
    """An empty page must not pass."""
    assert faint(shown(watch, tmp_path, "<hr>")) == ["no text in body"]


def test_the_ground_is_the_colour_behind_the_text(watch: Watch, tmp_path: Path) -> None:
    """Of the page as it is shown in this theme."""
    style = "@media (prefers-color-scheme: dark) { body { background: #101418 } }"
    page = shown(watch, tmp_path, "x", style)
    assert ground(page) == (255, 255, 255)
    page.emulate_media(color_scheme="dark")
    assert ground(page) == (16, 20, 24)


@pytest.mark.parametrize(("style", "seen"), [("", True), ("a:focus { outline: none }", False)])
def test_a_focus_that_cannot_be_seen_is_found(watch: Watch, tmp_path: Path, style: str, seen: bool) -> None:
    """In drawings as in text; and it stays where it is."""
    page = shown(watch, tmp_path, drawing('<a href="#a" id="a"><text x="9" y="30">item</text></a>'), style)
    page.keyboard.press("Tab")
    assert focus_seen(page) is seen
    assert page.evaluate("document.activeElement.id") == "a"
