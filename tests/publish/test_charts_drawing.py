"""Every chart: well formed, in words, with its table, as a file; also with names that mean harm, and with nothing."""

from __future__ import annotations

import csv
import io
import re
import struct
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from charted import NASTY, curves_input, gantt_input, headcount_input
from made import day

from jadwal.messages import text
from jadwal.publish.charts import Chart, Table, colours, png, row_id, standalone, stylesheet
from jadwal.publish.charts.curve import Curves, curve
from jadwal.publish.charts.gantt import gantt
from jadwal.publish.charts.headcount import headcount
from jadwal.text import BIDI_CONTROLS

LANGS = ("en", "ar")
DRAWN: dict[str, Callable[[str], Chart]] = {
    "gantt": lambda lang: gantt(gantt_input(), lang),
    "headcount": lambda lang: headcount(headcount_input(), lang),
    "curve": lambda lang: curve(curves_input(), lang),
    "gantt, names that mean harm": lambda lang: gantt(gantt_input(6, NASTY), lang),
    "curve, names that mean harm": lambda lang: curve(curves_input(names=NASTY), lang),
    "gantt, nothing": lambda lang: gantt(gantt_input(0), lang),
    "headcount, nothing": lambda lang: headcount(headcount_input(layers=(), bands=()), lang),
    "curve, nothing": lambda lang: curve(Curves(id="c", as_of=day(0), curves=()), lang),
}
EMPTY = [name for name in DRAWN if name.endswith("nothing")]
FULL = [name for name in DRAWN if name not in EMPTY]
NOTHING, WHOLE = (
    [pytest.param(DRAWN[name], lang, id=f"{name}, {lang}") for name in names for lang in LANGS]
    for names in (EMPTY, FULL)
)
ALL = [*WHOLE, *NOTHING]


def parsed(svg: str) -> ElementTree.Element:
    """The drawing as XML."""
    return ElementTree.fromstring(svg)


@pytest.mark.parametrize(("draw", "lang"), ALL)
def test_a_chart_is_well_formed_and_says_what_it_is(draw: Callable[[str], Chart], lang: str) -> None:
    """Title and description are named by the drawing; no script, no style on an element, no foreign address."""
    made = draw(lang)
    root = parsed(made.svg)
    names = {e.get("id"): e for e in root if e.get("id")}
    title, desc = (names[id] for id in (root.get("aria-labelledby") or "").split())
    assert (title.tag, desc.tag) == ("title", "desc")
    assert title.text
    assert desc.text
    assert root.get("role") == "group"
    assert made.title
    assert made.description
    tags = {e.tag for e in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "a", "path", "rect", "text", "tspan"}
    assert not any("style" in e.attrib or any(k.startswith("on") for k in e.attrib) for e in root.iter())
    assert all(len(e.text or "") < 400 for e in root.iter("text"))


@pytest.mark.parametrize(("draw", "lang"), ALL)
def test_a_chart_uses_only_what_the_stylesheet_has(draw: Callable[[str], Chart], lang: str) -> None:
    """Every class of a shape has a rule."""
    classes = {c for e in parsed(draw(lang).svg).iter() for c in (e.get("class") or "").split()}
    kinds = {"jadwal-chart", "gantt", "headcount", "curve", "empty", "small", "wide"}
    assert classes - kinds <= set(re.findall(r"\.([a-z][a-z0-9]*)", stylesheet()))


@pytest.mark.parametrize(("draw", "lang"), WHOLE)
def test_every_item_leads_to_a_row_of_the_table(draw: Callable[[str], Chart], lang: str) -> None:
    """And has words."""
    made = draw(lang)
    rows = {"#" + row_id(made.id, n) for n in range(len(made.table.rows))}
    items = list(parsed(made.svg).iter("a"))
    assert items
    for item in items:
        assert item.get("href") in rows
        assert "".join(item.itertext()).strip()


@pytest.mark.parametrize(("draw", "lang"), ALL)
def test_a_table_is_as_wide_as_its_head_and_safe_in_a_spreadsheet(draw: Callable[[str], Chart], lang: str) -> None:
    """UTF-8 with a byte-order mark, no formula, no bidi control."""
    table = draw(lang).table
    data = table.csv()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert {len(row) for row in rows} == {len(table.columns)}
    assert len(rows) == len(table.rows) + 1
    for cell in (c for row in rows for c in row):
        assert not cell.startswith(("=", "@", "\t"))
        assert not BIDI_CONTROLS & set(cell)


def test_a_cell_that_begins_like_a_formula_is_guarded() -> None:
    """With an apostrophe; a number is not."""
    assert Table(("a", "b"), (("=1+1", "-5"),)).csv().decode("utf-8-sig") == "a,b\n'=1+1,-5\n"


@pytest.mark.parametrize(("draw", "lang"), NOTHING)
def test_a_chart_without_data_says_so(draw: Callable[[str], Chart], lang: str) -> None:
    """In its area and in its description; with its title and an empty table."""
    made = draw(lang)
    assert made.description == text("chart.nothing", lang)
    said = " ".join("".join(e.itertext()) for e in parsed(made.svg).iter("text"))
    assert made.description.split()[0] in said
    assert made.title
    assert made.table.columns


@pytest.mark.parametrize("lang", LANGS)
def test_a_public_headcount_says_why_it_is_not_there(lang: str) -> None:
    """A step in a headcount to come would be a movement to come."""
    made = headcount(headcount_input(bands=headcount_input().bands[:1], withheld=True), lang)
    assert made.description == text("chart.headcount-withheld", lang)


def test_what_is_cut_off_in_a_label_stands_in_full_in_the_table() -> None:
    """A name of 300 letters is shortened where it is drawn."""
    made = gantt(gantt_input(6, ["W" * 300]), "en")
    labels = [e.text or "" for e in parsed(made.svg).iter("text")]
    assert any(re.fullmatch("W+…", said) for said in labels)
    assert made.table.rows[0][0] == "W" * 300


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("draw", "lang"), ALL)
def test_a_file_of_its_own_needs_nothing_else(draw: Callable[[str], Chart], lang: str, theme: str) -> None:
    """No variable, no media rule, no link is left; the title is drawn."""
    made = draw(lang)
    whole = standalone(made, "dark" if theme == "dark" else "light")
    root = parsed(whole)
    assert [word for word in ("var(", "@media", "href", ":hover") if word in whole] == []
    assert made.title in "".join("".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text"))
    assert colours("dark" if theme == "dark" else "light")["--jadwal-paper"] in whole


def test_the_two_themes_have_the_same_colours_by_name() -> None:
    """The stylesheet's two dark blocks say the same."""
    dark = [re.sub(r"\s+", " ", block) for block in re.findall(r":root[^{]*\{([^}]*)\}", stylesheet())]
    assert dark[1].strip() == dark[2].strip()
    assert set(re.findall(r"--jadwal-[a-z0-9-]+(?=:)", dark[1])) == set(colours("light"))


@pytest.mark.parametrize(("draw", "lang"), WHOLE[:6])
def test_a_picture_has_the_size_of_the_drawing(draw: Callable[[str], Chart], lang: str) -> None:
    """Twice in each direction, and the same bytes each time."""
    made = draw(lang)
    size = re.search(r' width="(\d+)" height="(\d+)"', standalone(made))
    assert size is not None
    data = png(made)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (2 * int(size[1]), 2 * int(size[2]))
    assert png(made, zoom=1) == png(made, zoom=1) != png(made, "dark", zoom=1)
