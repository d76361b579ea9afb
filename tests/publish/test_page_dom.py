"""The page as a browser would read it: whole, in both languages, no date without its chance, nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from typing import Any

import made
import msgspec
import pytest
from dom import Element, read, section

from jadwal.model.case import Party, Question, Reading
from jadwal.model.timetable import Context, Timetable
from jadwal.publish import OWNED, files, release
from jadwal.publish.page import figures, page
from jadwal.publish.page.render import LIMIT, SECTIONS

LANGS = ("en", "ar")


@pytest.fixture(scope="module")
def whole() -> Element:
    """The page of the timetable made by hand, for the parties."""
    return read(page(made.timetable()))


def with_two_readings() -> Timetable:
    """The same under two readings of one question."""
    t = made.timetable()
    question = Question(
        id="q",
        known_from=made.AS_OF,
        text=made.named("What ends?", "ما الذي ينتهي؟"),
        readings=(
            Reading(id="a", name=made.named("All", "الكل"), party="host"),
            Reading(id="b", name=made.named("Some", "بعضه")),
        ),
    )
    context = msgspec.structs.replace(
        t.context, questions=(question,), parties=(Party(id="host", name=made.named("Host", "المضيف"), side="host"),)
    )
    readings = tuple(msgspec.structs.replace(made.reading(), readings=(("q", r),)) for r in ("a", "b"))
    return msgspec.structs.replace(t, context=context, readings=readings)


def test_every_section_is_there_in_both_languages_in_the_order_agreed(whole: Element) -> None:
    """What is agreed first; a comparison last, only where there is an earlier timetable."""
    assert [s["id"] for s in whole.all("section")] == [*SECTIONS, "compare"]
    for s in whole.all("section"):
        own = [c for c in s.children if isinstance(c, Element)]
        assert [(c.tag, c["lang"], c["dir"], c["class"]) for c in own] == [
            ("div", "en", "ltr", "en"),
            ("div", "ar", "rtl", "ar"),
        ]
        for c in own:
            assert len(list(c.all("h2"))) == 1
    alone = read(page(made.timetable(earlier=None)))
    assert [s["id"] for s in alone.all("section")] == list(SECTIONS)


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_begins_in_the_language_asked_for(lang: str) -> None:
    """Language, direction, title and the checked switch agree."""
    root = read(page(made.timetable(), lang=lang))
    (html,) = root.all("html")
    assert (html["lang"], html["dir"]) == (lang, "rtl" if lang == "ar" else "ltr")
    assert next(root.all("title")).text() == ("Made" if lang == "en" else "مصنوعة")
    switches = {i["id"]: "checked" in i.attributes for i in root.all("input")}
    assert switches == {f"lang-{one}": one == lang for one in LANGS} | {
        "theme-auto": True,
        "theme-light": False,
        "theme-dark": False,
    }
    labels = {label["for"] for label in root.all("label")}
    assert labels == set(switches)


def lone_dates(root: Element) -> list[str]:
    """Dates that are neither facts nor inside something that states a chance."""
    return [
        t.text()
        for t in root.all("time")
        if "fact" not in t.classes and not any("data-chance" in e.attributes for e in t.above())
    ]


@pytest.mark.parametrize("build", [made.timetable, with_two_readings])
def test_no_date_stands_alone(build: Any) -> None:
    """Each is a fact (agreed, observed, done), or says its chance; every chance is a number of millionths."""
    root = read(page(build()))
    assert sum(1 for _ in root.all("time")) > 50
    assert lone_dates(root) == []
    said = [e["data-chance"] for e in root.all() if "data-chance" in e.attributes]
    assert all(0 <= int(ppm) <= 1_000_000 for ppm in said)
    for t in root.all("time"):
        date.fromisoformat(t["datetime"] or t.text())


def test_a_chance_is_said_in_words_wherever_a_card_names_a_date(whole: Element) -> None:
    """The end: nine of ten futures, the aim with its own chance and its word, the commit date with the confidence."""
    card = next(section(whole, "end", "en").all("div", "card")).text()
    assert "9 of 10 futures by 15 May 2032" in card
    assert "8 of 10 futures fall between 17 Dec 2031 and 15 May 2032; 9 of 10 are there by 15 May 2032." in card
    assert "13 Jan 2032, kept in 41 % of futures (unlikely)" in card.replace("\u00a0", " ")


def test_what_is_agreed_and_what_is_not_comes_first(whole: Element) -> None:
    """In words, before anything that was reckoned."""
    first = section(whole, "agreed", "en")
    assert [v.text() for v in first.all("p", "verdict")] == ["No timetable is agreed.", "No end date is agreed."]
    other = section(read(page(made.timetable(agreed=True, end_agreed=True))), "agreed", "ar")
    assert [v.text() for v in other.all("p", "verdict")] == ["اتفق الطرفان على جدول زمني.", "اتُّفق على تاريخ للنهاية."]


def test_two_readings_stand_side_by_side() -> None:
    """Each has a card that names it, each table a column, and both readings of the question are told with its party."""
    root = read(page(with_two_readings()))
    cards = [c.text() for c in section(root, "end", "en").all("div", "card")]
    for card, said in zip(cards, ("Reading 1 of 2: All", "Reading 2 of 2: Some"), strict=True):
        assert said in card
    agreed = section(root, "agreed", "en").text()
    for said in ("What ends?", "All (Host)", "Some"):
        assert said in agreed
    for table in list(section(root, "end", "ar").all("table"))[:2]:
        assert [th.text() for th in table.all("th") if th["scope"] == "col"][-2:] == ["القراءة 1", "القراءة 2"]
    links = {a["href"][1:] for a in root.all("a") if a["href"].startswith("#reading")}
    assert links == {f"reading-{n}-{lang}" for n in (1, 2) for lang in LANGS}


def test_every_link_within_the_page_leads_somewhere_and_no_id_stands_twice() -> None:
    """Contents, sources, clauses, readings, rows of charts."""
    root = read(page(with_two_readings()))
    ids = [e["id"] for e in root.all() if e["id"]]
    assert sorted({i for i in ids if ids.count(i) > 1}) == []
    drawings = {e for svg in root.all("svg") for e in svg.all("a")}
    links = {a["href"][1:] for a in root.all("a") if a["href"].startswith("#") and a not in drawings}
    assert links - set(ids) == set()
    contents = [a["href"][1:] for nav in root.all("nav") for a in nav.all("a")]
    assert contents == [*SECTIONS, "compare"] * 2


def test_the_page_asks_for_nothing() -> None:
    """One script, named by its hash; fonts inside; no address outside links; no handler on any element."""
    made_page = page(made.timetable())
    root = read(made_page)
    (policy,) = (m["content"] for m in root.all("meta") if m["http-equiv"] == "Content-Security-Policy")
    (script,) = root.all("script")
    (body,) = script.children
    assert isinstance(body, str)
    digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
    assert policy == (
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert {e.tag for e in root.all()} & {"img", "iframe", "link", "object", "embed", "form", "base"} == set()
    assert [e.tag for e in root.all() if any(a.startswith("on") or a in ("src", "style") for a in e.attributes)] == []
    assert re.findall(rb"(?:url\(|@import)(?!data:font/woff2)", made_page) == []
    assert made_page.count(b"@font-face") == 1  # the browser thickens it for bold


def test_the_same_timetable_gives_the_same_bytes() -> None:
    """Also in another process order: nothing is drawn from a set or a clock."""
    assert page(made.timetable()) == page(made.timetable())
    assert len(page(made.timetable())) < LIMIT


def drawn_and_linked(root: Element) -> tuple[list[str], list[str]]:
    """Captions of the charts that are drawn in English, and the links to those that are not."""
    main = next(root.all("main"))
    english = list(main.all("div", "en"))
    captions = [c.text() for e in english for c in e.all("figcaption")]
    return captions, [c.text() for e in english for c in e.all("span", "files")]


def test_what_does_not_fit_is_linked_to_and_the_first_reading_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """With ever less room charts leave the page in order of importance; it never outgrows its limit."""
    t = with_two_readings()
    charts = {lang: figures(t, lang, beside=True) for lang in LANGS}
    every = {f.name for f in charts["en"]}
    sizes = []
    for limit in (300_000, 190_000, 150_000):
        monkeypatch.setattr("jadwal.publish.page.render.LIMIT", limit)
        made_page = page(t, drawn=charts)
        drawn, linked = drawn_and_linked(read(made_page))
        assert len(drawn) + len(linked) == len(every)
        assert len(made_page) <= limit or not drawn
        if drawn:
            assert any(caption.endswith("Reading 1") for caption in drawn)
        sizes.append(len(drawn))
    assert sizes[0] == len(every) > sizes[1] > sizes[2]


def test_every_chart_on_the_page_has_its_files_beside_it() -> None:
    """Drawing and data, in both languages, whatever is drawn on the page itself."""
    written = files(with_two_readings(), pictures=True)
    links = {a["href"] for a in read(written["index.html"]).all("a") if a["href"].startswith("charts/")}
    assert links == {name for name in written if name.startswith("charts/") and not name.endswith(".png")}
    assert {name for name in written if name not in OWNED} == set()
    assert sum(name.endswith(".png") for name in written) == sum(name.endswith(".svg") for name in written) > 10


def test_the_public_page_holds_nothing_withheld_and_says_so() -> None:
    """No name, id or figure of a site, unit, lane, crew, permission or function, in any byte."""
    public = release(made.timetable(), "public", made.case())
    said = page(public)
    for secret in made.SECRETS:
        assert secret.encode() not in said, secret
    root = read(said)
    for id in ("timetable", "headcount", "map", "assumed"):
        assert list(section(root, id, "en").all("p", "withheld")), id
        assert list(section(root, id, "ar").all("p", "withheld")), id
    assert lone_dates(root) == []
    assert "--release public" in section(root, "reproduce", "en").text()


def test_an_empty_timetable_is_still_a_page_that_says_so() -> None:
    """No readings, no board, no findings, no context: every section says that there is nothing."""
    bare = made.timetable(
        readings=(), board=(), findings=(), context=Context(), counts=(), earlier=None, release="parties"
    )
    for t in (bare, msgspec.structs.replace(bare, release="public")):
        root = read(page(t))
        for id in SECTIONS:
            for lang in LANGS:
                assert section(root, id, lang).text().strip()
        assert "Nothing is planned here." in section(root, "end", "en").text()
        assert "لا شرط يُعرض هنا." in section(root, "board", "ar").text()


def test_a_reading_without_anything_is_still_a_page() -> None:
    """No milestones, entries, promises, decisions, causes or assumed values."""
    r = msgspec.structs.replace(
        made.reading(),
        milestones=(), promises=(), headcount=(), spans=(), decisions=(), drivers=(), sensitivities=(),
        schedule=msgspec.structs.replace(made.reading().schedule, entries=()),
    )  # fmt: skip
    root = read(page(made.timetable(readings=(r,))))
    assert "The end is not among what is shown here." in section(root, "end", "en").text()
    assert "No date is agreed that could be kept or missed." in section(root, "end", "en").text()
    assert lone_dates(root) == []
