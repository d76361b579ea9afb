"""The page in a real browser: both languages, both themes, desk and phone, keyboard, without script, on paper."""

from __future__ import annotations

import csv
import html
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from chromium import Scheme, Watch
from geometry import clipped, faint, focus_seen, ground, overlaps, sideways
from playwright.sync_api import Page
from shared_pages import ROOT, planned

SECTIONS = (
    "agreed",
    "end",
    "timetable",
    "headcount",
    "map",
    "board",
    "counts",
    "decisions",
    "commission",
    "findings",
    "drivers",
    "sources",
    "assumed",
    "method",
    "reproduce",
)
LANGS = ("en", "ar")
WIDTHS = (1280, 360)
CASES = ("skeleton", "two-camps", "iraq-2024")


@pytest.fixture(scope="session")
def address(shared: Path, running: object) -> Callable[..., str]:
    """The address of the page of a case; planned when it is first asked for."""

    def found(case: str = "two-camps", *options: str) -> str:
        folder = None if case == "skeleton" else ROOT / "examples" / case
        name = "-".join([case, *(option.strip("-") for option in options)])
        return (planned(shared, name, folder, *options) / "index.html").as_uri()

    return found


def path_of(address: str) -> Path:
    """The file at an address."""
    return Path(unquote(urlsplit(address).path))


def settle(page: Page) -> None:
    """Let the page draw itself and hear of it, as it has long done when a person acts next."""
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
    )


def choose(page: Page, radio: str) -> None:
    """Choose a language or theme without moving the page, as a click on a bar that stays in place does."""
    page.evaluate("id => document.getElementById(id).click()", radio)
    settle(page)


def defects(page: Page) -> list[str]:
    """Everything that lies on something, is cut off or sticks out."""
    return [*overlaps(page), *clipped(page), *sideways(page)]


@pytest.mark.parametrize("case", CASES)
def test_every_section_is_there_in_both_languages(watch: Watch, address: Callable[..., str], case: str) -> None:
    """One language is shown, the other hidden."""
    page = watch.open(address(case))
    found = page.evaluate("() => [...document.querySelectorAll('section[id]')].map(s => s.id)")
    assert [s for s in SECTIONS if s not in found] == []
    for section in SECTIONS:
        english, arabic = (page.locator(f"#{section} > div.{lang}") for lang in LANGS)
        assert english.get_attribute("dir") == "ltr"
        assert arabic.get_attribute("dir") == "rtl"
        assert english.is_visible()
        assert not arabic.is_visible()
        assert len(english.inner_text().split()) > 3
        assert re.search("[\u0621-\u064a]{3}", arabic.text_content() or "")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGS)
def test_nothing_lies_on_anything_is_cut_off_or_sticks_out(
    watch: Watch, address: Callable[..., str], case: str, width: int, lang: str
) -> None:
    """At a desk and on a phone, light and dark, data tables closed and open."""
    page = watch.open(address(case), width=width)
    choose(page, f"lang-{lang}")
    assert defects(page) == []
    page.emulate_media(color_scheme="dark")
    assert overlaps(page) == []
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert defects(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", LANGS)
def test_every_text_is_readable(watch: Watch, address: Callable[..., str], scheme: Scheme, lang: str) -> None:
    """With the contrast that WCAG asks for."""
    page = watch.open(address("iraq-2024"), scheme=scheme)
    choose(page, f"lang-{lang}")
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert faint(page) == []


def test_the_theme_follows_the_system_until_one_is_chosen(watch: Watch, address: Callable[..., str]) -> None:
    """And then stays the chosen one."""
    page = watch.open(address())
    light = ground(page)
    assert min(light) > 200
    page.emulate_media(color_scheme="dark")
    dark = ground(page)
    assert max(dark) < 80
    choose(page, "theme-light")
    assert ground(page) == light
    page.emulate_media(color_scheme="light")
    choose(page, "theme-dark")
    assert ground(page) == dark
    assert faint(page) == []
    choose(page, "theme-auto")
    assert ground(page) == light


def at_the_top(page: Page) -> tuple[str, float]:
    """The section that a reader has before them, and how far its beginning is from the top, in pixels."""
    found = page.evaluate(
        """() => {
            const bar = 120; // what may stand above a section's beginning
            const all = [...document.querySelectorAll("section[id]")].map(s => [s.id, s.getBoundingClientRect().top]);
            return all.filter(([, top]) => top <= bar).pop() || all[0];
        }"""
    )
    return str(found[0]), float(found[1])


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("section", ["timetable", "board", "findings", "drivers"])
def test_the_language_changes_and_the_reader_stays_in_place(
    watch: Watch, address: Callable[..., str], width: int, section: str
) -> None:
    """There and back; and the document says which language it is in."""
    page = watch.open(address(), width=width)
    page.evaluate("id => document.getElementById(id).scrollIntoView()", section)
    settle(page)
    before = at_the_top(page)
    assert before[0] == section
    for lang, direction in (("ar", "rtl"), ("en", "ltr")):
        choose(page, f"lang-{lang}")
        page.wait_for_function(
            "([l, d]) => document.documentElement.lang === l && document.documentElement.dir === d",
            arg=[lang, direction],
        )
        after = at_the_top(page)
        assert after[0] == section
        assert abs(after[1] - before[1]) < 60
        assert page.locator(f"#{section} > div.{lang}").is_visible()


def test_without_script_everything_is_there_and_the_languages_change(watch: Watch, address: Callable[..., str]) -> None:
    """By style alone, with a real click."""
    page = watch.open(address(), script=False)
    assert page.locator("#timetable > div.en svg.jadwal-chart").first.is_visible()
    for lang, other in (("ar", "en"), ("en", "ar")):
        page.locator(f"label[for=lang-{lang}]").first.click()
        for section in SECTIONS:
            assert page.locator(f"#{section} > div.{lang}").is_visible(), section
            assert not page.locator(f"#{section} > div.{other}").is_visible(), section
        assert overlaps(page) == []
    light = ground(page)
    page.locator("label[for=theme-dark]").first.click()
    assert ground(page) != light


ACTIVE = "document.activeElement"


def test_the_keyboard_leads_past_the_top(watch: Watch, address: Callable[..., str]) -> None:
    """After the choices of language and theme: to the first section, by a link that is seen when it has the focus."""
    page = watch.open(address())
    for _ in range(3):
        page.keyboard.press("Tab")
        assert focus_seen(page) or page.locator(":focus").get_attribute("type") == "radio"
    link = page.locator(":focus")
    assert link.get_attribute("href") == "#agreed"
    box = link.bounding_box()
    assert box is not None
    assert min(box["x"], box["y"]) >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{ACTIVE}.closest('header, nav') === null")


@pytest.mark.parametrize("lang", LANGS)
def test_the_keyboard_reaches_every_item_of_the_timetable(watch: Watch, address: Callable[..., str], lang: str) -> None:
    """Each says in words what it is, and is seen to have the focus."""
    page = watch.open(address())
    choose(page, f"lang-{lang}")
    items = f"#timetable > div.{lang} svg.jadwal-chart a"
    wanted = page.locator(items).count()
    assert wanted >= 3
    reached: list[str] = []
    stops = page.locator("a[href]:visible, input:visible, summary:visible, [tabindex='0']:visible").count()
    for _ in range(stops):
        page.keyboard.press("Tab")
        if page.evaluate(f"items => {ACTIVE}.matches(items)", items):
            reached.append(str(page.evaluate(f"{ACTIVE}.textContent")))
            assert focus_seen(page), reached[-1]
            details = page.locator(":focus > g")
            if details.count():
                assert details.evaluate("shown => Number(getComputedStyle(shown).opacity)") == 1
                assert clipped(page, ":focus > g") == []
    assert len(reached) == wanted
    assert len(set(reached)) == wanted
    assert all(len(label.split()) > 2 for label in reached)


def test_the_keyboard_changes_the_language(watch: Watch, address: Callable[..., str]) -> None:
    """With the arrow keys, as radio buttons do."""
    page = watch.open(address())
    page.locator("#lang-en").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#agreed > div.ar").is_visible()
    assert focus_seen(page) or page.evaluate(f"{ACTIVE}.labels.length > 0")


def test_names_in_the_page_are_unique_and_lead_somewhere(watch: Watch, address: Callable[..., str]) -> None:
    """Both languages are in one document: a chart must not take its title from the other one."""
    page = watch.open(address("iraq-2024"))
    wrong = page.evaluate(
        """() => {
            const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
            const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
            const lost = [];
            for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "for"])
                for (const e of document.querySelectorAll(`[${name}]`))
                    for (const id of e.getAttribute(name).split(/\\s+/))
                        if (!document.getElementById(id)) lost.push(`${name}=${id}`);
            for (const e of document.querySelectorAll('a[href^="#"]')) {
                const to = e.getAttribute("href");
                if (!document.getElementById(decodeURIComponent(to.slice(1)))) lost.push(to);
            }
            for (const e of document.querySelectorAll("[fill^=url], [clip-path^=url], use[href]"))
                for (const [, id] of e.outerHTML.split(">")[0].matchAll(/(?:url\\(|href=")#([^)"]+)/g))
                    if (!document.getElementById(id)) lost.push(`#${id}`);
            return [...new Set(twice), ...new Set(lost)];
        }"""
    )
    assert wrong == []


def test_every_chart_says_what_it_is_and_has_its_data_beside_it(watch: Watch, address: Callable[..., str]) -> None:
    """For whoever does not see it."""
    page = watch.open(address("two-camps"))
    charts = page.locator("figure.chart")
    assert charts.count() >= 2 * 4
    for figure in charts.all():
        svg = figure.locator("svg.jadwal-chart")
        named = str(svg.get_attribute("aria-labelledby")).split()
        said = [page.locator(f"#{name}").text_content() for name in named]
        assert all(text and text.strip() for text in said)
        assert figure.locator("details.data table th").count() > 0
        assert figure.locator("details.data table td").count() > 0


def test_the_files_of_the_charts_look_as_the_charts_on_the_page(watch: Watch, address: Callable[..., str]) -> None:
    """Every text with the same anchor, size, weight and colour; the title is above it, details are left out."""
    page = watch.open(address())
    texts = """svg => [...svg.querySelectorAll("text")].filter(t => !t.closest(".title, a > g")).map(t => {
        const style = getComputedStyle(t);
        return [t.textContent, style.textAnchor, style.fontSize, style.fontWeight, style.fill].join(" | ");
    })"""
    folder = path_of(address()).parent / "charts"
    for svg in page.locator("figure.chart svg.jadwal-chart").all():
        name, _, lang = str(svg.locator("xpath=ancestor::figure").get_attribute("id")).rpartition("-")
        file = watch.open((folder / f"{name}.{lang}.svg").as_uri())
        assert file.locator("svg").first.evaluate(texts) == svg.evaluate(texts), name
        file.close()


def sheets(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def sizes(pdf: bytes) -> set[tuple[int, int]]:
    """The sizes of a PDF's pages, in points."""
    found = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", pdf)
    return {(round(float(wide)), round(float(high))) for wide, high in found}


def test_headings_can_be_read_out_of_the_pdf(watch: Watch, address: Callable[..., str], tmp_path: Path) -> None:
    """So that the printed page can be searched; asked of poppler's pdftotext where it is there, else by size alone."""
    page = watch.open(address())
    file = tmp_path / "page.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    reader = shutil.which("pdftotext")
    if reader is None:
        assert len(file.read_bytes()) > 50_000
        return
    done = subprocess.run([reader, "-enc", "UTF-8", str(file), "-"], capture_output=True, encoding="utf-8", check=True)
    said = " ".join(done.stdout.split())
    headings = [" ".join(text.split()) for text in page.locator("main div.en h2").all_inner_texts()]
    assert len(headings) == len(SECTIONS)
    assert [heading for heading in headings if heading not in said] == []


@pytest.mark.parametrize("lang", LANGS)
def test_it_prints_on_a4(watch: Watch, address: Callable[..., str], lang: str) -> None:
    """In the language that is shown, on a sane number of sheets, with nothing cut off; in ink on white, never dark."""
    page = watch.open(address("iraq-2024"), scheme="dark")
    choose(page, f"lang-{lang}")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert sizes(printed) == {(595, 842)}
    assert 4 <= sheets(printed) <= 40
    assert len(printed) > 50_000
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 less 10 mm on each side, at 96 pixels an inch
    assert min(ground(page)) > 200
    assert page.locator(f"#agreed > div.{lang}").is_visible()
    assert not page.locator("label[for=lang-ar]").first.is_visible()
    assert defects(page) == []
    assert faint(page) == []


def names(case: Path, *tables: str) -> set[str]:
    """Names in both languages of the rows of some tables."""
    found: set[str] = set()
    for table in tables:
        with (case / table).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                found |= {row["name_en"], row["name_ar"]}
    return found - {""}


def written(address: str) -> str:
    """Every byte of a page, as text."""
    return html.unescape(path_of(address).read_text("utf-8"))


def test_the_public_page_names_no_site_no_unit_and_no_lane(watch: Watch, address: Callable[..., str]) -> None:
    """In no byte of the file, and in nothing that is shown; the page for the parties does."""
    whole, public = address(), address("two-camps", "--release", "public")
    case = ROOT / "examples" / "two-camps"
    withheld = names(case, "sites.csv", "units.csv", "lanes.csv")
    assert len(withheld) > 4
    said = written(public) + str(watch.open(public).evaluate("document.documentElement.textContent"))
    assert [name for name in withheld if name in said] == []
    assert [name for name in names(case, "sites.csv") if name not in written(whole)] == []
