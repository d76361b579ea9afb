"""Charts as a browser shows them: measured as drawn, in order, apart, reached by keyboard, without script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geometry
import pytest
from charted import NASTY, curves_input, gantt_input, headcount_input
from chromium import Watch
from playwright.sync_api import Page

from jadwal.publish.charts import SEMIBOLD, Chart, font_css, markup, row_id, stylesheet, width
from jadwal.publish.charts.curve import curve
from jadwal.publish.charts.gantt import gantt
from jadwal.publish.charts.headcount import headcount
from jadwal.text import strip_controls

SAID = (
    "Mission ended (a decision), 30 Sep 2025: 44%",
    "Baghdad Diplomatic Support Center (Victory)",
    "قاعدة عين الأسد الجوية",
    "مركز بغداد للدعم الدبلوماسي (فيكتوريا)، 30 أيلول 2025",
    "تسليم Union III في 2025 بنسبة 44%",
    "AVATAR To. 1,111.11",
)
LONG = "المراجعة المشتركة الأخيرة للمجموعات الثلاث قبل القرار بانتهاء المهمة"
PLACES = """([id, from, to]) => {
  const node = document.getElementById(id).firstChild, range = document.createRange();
  range.setStart(node, from); range.setEnd(node, to);
  const box = range.getClientRects()[0];
  return [box.left, box.right];
}"""


HIDING = """g => {
  const r = g.getBoundingClientRect();
  const later = t => g.compareDocumentPosition(t) & Node.DOCUMENT_POSITION_FOLLOWING && !g.contains(t);
  const meets = b => b.left < r.right && r.left < b.right && b.top + 4 < r.bottom && r.top < b.bottom - 4;
  return [...document.querySelectorAll("svg text")]
    .filter(t => later(t) && getComputedStyle(t.parentNode).opacity > 0 && meets(t.getBoundingClientRect()))
    .map(t => t.textContent);
}"""


def page_of(folder: Path, body: str, lang: str = "ar", head: str = "") -> str:
    """The address of a page with the charts' fonts and rules."""
    file = folder / "page.html"
    way = "rtl" if lang == "ar" else "ltr"
    ground = "body{margin:12px;background:var(--jadwal-paper);color:var(--jadwal-ink)}"
    file.write_text(
        f'<!doctype html><html lang="{lang}" dir="{way}"><meta charset="utf-8"><title>charts</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{font_css(body)}{stylesheet()}{ground}{head}</style>"
        f"<body>{body}</html>",
        "utf-8",
    )
    return file.as_uri()


def hosted(charts: list[Chart]) -> str:
    """Charts as a page holds them, each with the table that its items lead to."""
    parts = []
    for made in charts:
        rows = "".join(
            f'<tr id="{row_id(made.id, n)}">' + "".join(f"<td>{markup(c, made.lang)}</td>" for c in row) + "</tr>"
            for n, row in enumerate(made.table.rows)
        )
        table = f'<details><summary>+</summary><div class="scroll"><table>{rows}</table></div></details>'
        parts.append(f'<div class="scroll" dir="ltr">{made.svg}</div>{table}')
    return "".join(parts)


def all_charts(lang: str, names: tuple[str, ...] = (LONG, "Ain al-Asad")) -> list[Chart]:
    """One of each."""
    return [
        gantt(gantt_input(12, names), lang),
        headcount(headcount_input(), lang),
        curve(curves_input(names=names), lang),
        gantt(gantt_input(0, id="nothing"), lang),
    ]


def ready(page: Page) -> Page:
    """The page when its fonts are there; a font that the browser refuses is an error."""
    found = page.evaluate("Promise.all([...document.fonts].map(f => f.load())).then(all => all.map(f => f.status))")
    assert found == ["loaded", "loaded"]
    return page


def test_text_is_as_wide_as_it_was_measured(watch: Watch, tmp_path: Path) -> None:
    """Within 2 % of what the browser draws, in both weights and both scripts."""
    texts = "".join(
        f'<text id="t{n}w{weight}" x="0" y="{20 * n + 20}" font-size="13" font-weight="{weight}"'
        f' font-family="IBM Plex Sans Arabic">{said}</text>'
        for n, said in enumerate(SAID)
        for weight in (400, 600)
    )
    page = ready(watch.open(page_of(tmp_path, f'<svg width="900" height="200" direction="ltr">{texts}</svg>')))
    for n, said in enumerate(SAID):
        for weight in (400, SEMIBOLD):
            drawn = page.evaluate("id => document.getElementById(id).getComputedTextLength()", f"t{n}w{weight}")
            assert width(said, 13, weight) == pytest.approx(drawn, rel=0.02), said


def spots(page: Page, id: str, said: str, *parts: str) -> list[float]:
    """Where parts of a text begin on the screen, from the left."""
    return [page.evaluate(PLACES, [id, said.index(part), said.index(part) + len(part)])[0] for part in parts]


@pytest.mark.parametrize(
    ("said", "first", "then"),
    [
        ("الانتهاء في 2025-09-30", "2025", "30"),
        ("بين 12-15 شخصًا", "12", "15"),
    ],
)
def test_1_a_date_after_arabic_text_reads_backwards_unless_isolated(
    watch: Watch, tmp_path: Path, said: str, first: str, then: str
) -> None:
    """In an Arabic label the year of an ISO date stands right of its day; the helper puts it back."""
    plain, helped = f"\u2067{said}\u2069", markup(said, "ar")
    body = f'<svg width="400" height="80" direction="ltr"><text id="a" y="20">{plain}</text>'
    body += f'<text id="b" y="50">{helped}</text></svg>'
    page = watch.open(page_of(tmp_path, body))
    year, last = spots(page, "a", plain, first, then)
    assert year > last, "without the helper the failure is there"
    year, last = spots(page, "b", helped, first, then)
    assert year < last


def test_2_anchors_flip_in_an_arabic_page_unless_the_drawing_says_its_direction(watch: Watch, tmp_path: Path) -> None:
    """An end-anchored label stands left of its point in a drawing of ours, right of it in one that says nothing."""
    text = '<text x="200" y="20" text-anchor="end">2025</text>'
    made = curve(curves_input(), "ar").svg
    body = f'<svg id="bare" width="400" height="40">{text}</svg>{made}'
    page = watch.open(page_of(tmp_path, body))
    place = "([of]) => { const t = document.querySelector(of), b = t.getBoundingClientRect(), m = t.getScreenCTM();"
    place += " return [b.left, b.right, m.a * t.getAttribute('x') + m.e]; }"
    left, right, x = page.evaluate(place, ["#bare text"])
    assert left == pytest.approx(x, abs=1), "without the direction the failure is there"
    left, right, x = page.evaluate(place, ["svg.curve text.e"])
    assert right == pytest.approx(x, abs=1)
    assert left < x


def test_3_mixed_labels_reorder_unless_they_are_one_isolate(watch: Watch, tmp_path: Path) -> None:
    """ "Union III" before Arabic words would lead from the left; read from the right it comes first."""
    said = "Union III في بغداد"
    body = f'<svg width="400" height="80" direction="ltr"><text id="a" y="20">{said}</text>'
    body += f'<text id="b" y="50">{markup(said, "ar")}</text></svg>'
    page = watch.open(page_of(tmp_path, body))
    name, town = spots(page, "a", said, "Union", "بغداد")
    assert name < town, "without the helper the failure is there"
    name, town = spots(page, "b", markup(said, "ar"), "Union", "بغداد")
    assert name > town


def test_4_every_figure_on_the_page_is_in_western_digits(watch: Watch, tmp_path: Path) -> None:
    """Names may come with any."""
    page = watch.open(page_of(tmp_path, hosted([gantt(gantt_input(6, NASTY), "ar")])))
    said = page.evaluate("document.body.textContent")
    assert "2024 2025" in strip_controls(said)
    assert not set("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹") & set(said)


def test_5_the_same_day_has_the_same_place_in_both_languages(watch: Watch, tmp_path: Path) -> None:
    """The picture is the same in a page of either direction: a falling headcount falls to the right."""
    places = []
    for lang in ("en", "ar"):
        page = watch.open(page_of(tmp_path, hosted([headcount(headcount_input(), lang)]), lang))
        box: dict[str, Any] = page.evaluate(
            "(() => { const h = document.querySelector('svg > path.half'), n = h.getTotalLength();"
            " const [p, q] = [h.getPointAtLength(0), h.getPointAtLength(n)];"
            " return { x: [p.x, q.x], y: [p.y, q.y] }; })()"
        )
        places.append(box)
    assert places[0] == places[1]
    assert places[0]["x"][0] < places[0]["x"][1]
    assert places[0]["y"][0] < places[0]["y"][1], "downwards on the screen"


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize(("wide", "dark"), [(1000, False), (1000, True), (360, False)])
def test_nothing_overlaps_is_cut_off_or_too_faint(
    watch: Watch, tmp_path: Path, lang: str, wide: int, dark: bool
) -> None:
    """On a wide screen and on a phone, light and dark; the page itself never scrolls sideways."""
    address = page_of(tmp_path, hosted(all_charts(lang)), lang)
    page = ready(watch.open(address, width=wide, height=900, scheme="dark" if dark else "light"))
    assert geometry.overlaps(page, "svg") == []
    assert geometry.clipped(page, "svg") == []
    assert geometry.faint(page, "svg") == []
    assert geometry.sideways(page) == []


@pytest.mark.parametrize("wide", [1000, 360])
def test_text_is_never_smaller_than_eleven_pixels(watch: Watch, tmp_path: Path, wide: int) -> None:
    """As shown, after whatever scaling."""
    page = watch.open(page_of(tmp_path, hosted(all_charts("ar"))), width=wide, height=900)
    least = page.evaluate(
        "Math.min(...[...document.querySelectorAll('svg text')].map(t =>"
        " parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a))"
    )
    assert least >= 11


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_items_are_reached_by_keyboard_and_show_their_details(watch: Watch, tmp_path: Path, lang: str) -> None:
    """One after another with Tab; details show while the item has the focus, seen as focused, and are its name."""
    made = gantt(gantt_input(6, ("Decision", "القرار")), lang)
    page = ready(watch.open(page_of(tmp_path, made.svg, lang)))
    items = page.locator("svg a")
    seen = []
    for n in range(items.count()):
        page.keyboard.press("Tab")
        item = items.nth(n)
        assert item.evaluate("a => document.activeElement === a")
        assert geometry.focus_seen(page)
        shown = page.evaluate("[...document.querySelectorAll('svg a > g')].filter(g => getComputedStyle(g).opacity > 0)"
                              ".map(g => g.textContent)")  # fmt: skip
        assert len(shown) == 1
        seen += shown
    assert len(set(seen)) > 3
    tree = page.locator("svg").first.aria_snapshot()
    for said in seen:
        first = strip_controls(said).split(".")[0][:20]
        assert first in strip_controls(tree)


def test_details_show_under_the_pointer_and_lie_above_everything(watch: Watch, tmp_path: Path) -> None:
    """What is hit at the middle of the details is nothing that hides them: they are drawn after what is above."""
    made = gantt(gantt_input(12), "en")
    page = ready(watch.open(page_of(tmp_path, made.svg, "en")))
    item = page.locator("svg a").nth(8)
    item.locator("rect").hover()
    tip = item.locator("g")
    assert tip.evaluate("g => getComputedStyle(g).opacity") == "1"
    assert tip.evaluate(HIDING) == []


def test_an_item_leads_to_its_row(watch: Watch, tmp_path: Path) -> None:
    """In the table, which opens for it, without script."""
    made = gantt(gantt_input(6), "en")
    page = ready(watch.open(page_of(tmp_path, hosted([made]), "en")))
    page.locator("svg a").nth(4).focus()  # after three agreed dates
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target').id") == row_id(made.id, 1)


def test_a_page_may_decide_over_the_system(watch: Watch, tmp_path: Path) -> None:
    """``data-theme`` wins, and paper is always light."""
    address = page_of(tmp_path, curve(curves_input(), "en").svg, "en")
    page = watch.open(address, scheme="dark")
    dark = geometry.ground(page)
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    light = geometry.ground(page)
    assert sum(dark) < 150 < 700 < sum(light)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert geometry.ground(page) == dark
    page.emulate_media(media="print")
    assert geometry.ground(page) == light
