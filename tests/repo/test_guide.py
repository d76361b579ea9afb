"""The guide is whole: every field and message is in it, in both languages, and it builds without a network."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from repository import ROOT

from jadwal.case.dictionary import SHARED, fields, shared
from jadwal.case.tables import TABLES
from jadwal.cli.pages import page as commands
from jadwal.messages import codes
from jadwal.messages.chance import scale
from jadwal.messages.pages import page as messages

DOCS = ROOT / "docs"
BOTH = ("what-it-is", "tour", "your-own-case", "reading-the-result", "exchanging", "limits")
MADE: dict[str, Callable[[], str]] = {
    "messages.md": messages,
    "commands.md": lambda: commands("en"),
    "ar/commands.md": lambda: commands("ar"),
}


def read(name: str) -> str:
    """A page of the guide."""
    return (DOCS / name).read_text("utf-8")


def cells(line: str) -> set[str]:
    """What the first cell of a table's row names."""
    return set(re.findall(r"`[^`]+`", line.split(" | ")[0]))


def pairs() -> list[tuple[str, str]]:
    """(English page, Arabic page) of everything that both languages have of their own."""
    return [*((f"guide/{name}.md", f"ar/{name}.md") for name in BOTH), ("method.md", "ar/method.md")]


# ---------------------------------------------------------------- nothing is left out


@pytest.mark.parametrize("name", MADE)
def test_the_made_pages_are_up_to_date(name: str) -> None:
    """They come from the catalogues and the command line, never from a hand."""
    assert read(name) == MADE[name](), "run: make pages"


def test_every_message_is_in_the_guide_with_its_remedy() -> None:
    """Its code heads a row that holds both sentences and both remedies, as they stand in the catalogues."""
    rows = dict(re.findall(r"^\| `([a-z0-9._-]+)` \| (.*) \|$", read("messages.md"), re.MULTILINE))
    for lang in ("en", "ar"):
        for code, body in codes(lang).items():
            shown = html.unescape(re.sub(r"<[^>]*>", "", rows[code].replace("<br>", " ")))
            for part in body.values():
                assert part.strip().replace("`", "").replace("{{", "{").replace("}}", "}") in shown, (lang, code)


def test_every_field_is_in_the_dictionary_page_with_both_meanings() -> None:
    """In the section of its own table."""
    sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", read("dictionary.md"), re.MULTILINE | re.DOTALL))
    assert set(sections) == {SHARED, "case", *(t.name for t in TABLES)}
    for name, said in sections.items():
        for f in shared() if name == SHARED else fields(name):
            if f.table == SHARED and name != SHARED:
                continue
            row = next(
                line for line in said.splitlines() if {f"`{n}`" for n in (f.name, f.key, *f.columns)} & cells(line)
            )
            assert all(meaning.replace("|", "\\|") in row for meaning in f.meanings), (name, f.name)


@pytest.mark.parametrize(("lang", "page"), [("en", "guide/reading-the-result.md"), ("ar", "ar/reading-the-result.md")])
def test_the_words_for_chances_are_stated_as_they_are_used(lang: str, page: str) -> None:
    """The whole scale, in its order."""
    shown = [f"| {b.word} | {b.first} to {b.last} % |" for b in scale(lang)]
    if lang == "ar":
        shown = [f"| {b.word} | من {b.first} إلى {b.last} % |" for b in scale(lang)]
    assert "\n".join(shown) in read(page)


# ---------------------------------------------------------------- both languages


@pytest.mark.parametrize(("english", "arabic"), pairs())
def test_both_languages_have_the_same_chapters(english: str, arabic: str) -> None:
    """As many sections, tables rows and code blocks, and the Arabic page is in Arabic."""
    counted = []
    for name in (english, arabic):
        said = read(name)
        prose = re.sub(r"^```.*?^```$", "", said, flags=re.MULTILINE | re.DOTALL)
        counted.append((len(re.findall(r"^## ", prose, re.MULTILINE)), len(re.findall(r"^\|", prose, re.MULTILINE))))
    assert counted[0] == counted[1]
    letters = re.sub(r"```.*?```|`[^`]*`|<[^>]*>", "", read(arabic), flags=re.DOTALL)
    assert len(re.findall(r"[\u0621-\u064a]", letters)) > 4 * len(re.findall(r"[A-Za-z]", letters))


@pytest.mark.parametrize(("english", "arabic"), pairs())
def test_both_languages_run_the_same_commands(english: str, arabic: str) -> None:
    """The Arabic page asks for Arabic."""
    blocks = [re.findall(r"^```sh\n(.*?)^```$", read(n), re.MULTILINE | re.DOTALL) for n in (english, arabic)]
    assert [b.replace(" --lang ar", "") for b in blocks[1]] == blocks[0]
    assert all("--lang ar" in line for b in blocks[1] for line in b.splitlines())


def test_the_arabic_method_has_every_formula_rule_and_name() -> None:
    """It is the whole method, not an abstract of it."""
    english, arabic = read("method.md"), read("ar/method.md")
    plain = re.sub(r"<[^>]*>|\*", "", arabic)
    names = {n for n in re.findall(r"`([^`]+)`", english) if n not in ("code", "family:subject")}
    assert {n for n in names if f"`{n}`" not in arabic} == set()
    for formula in (
        "f = s",
        "t − 1",
        "cᵢ = Qᵢ(q)",
        "P(all Tᵢ ≤ cᵢ)",
        "√(p(1−p)/n)",
        "[0.9v, v−1]",
        "[0.9v, 1.1v]",
        "[v+1, ∞)",
        "p / (p + (1 − p)(1 − F))",
        "d − s … d",
        "s + 1",
    ):
        assert formula in re.sub(r"\*", "", english), formula
        assert formula in plain, formula
    figures = [
        sorted(set(re.findall(r"(?<![\w.])\d[\d,.]*\d|\b\d\b", re.sub(r"`[^`]*`", "", t)))) for t in (english, arabic)
    ]
    assert set(figures[0]) - set(figures[1]) == set()


@pytest.mark.parametrize(
    "page", ["README.ar.md", *(f"docs/{p.relative_to(DOCS)}" for p in sorted(DOCS.rglob("ar/*.md")))]
)
def test_arabic_pages_run_from_right_to_left(page: str) -> None:
    """All prose stands inside such blocks, all code outside of them."""
    inside = False
    for line in (ROOT / page).read_text("utf-8").splitlines():
        if line.startswith('<div dir="rtl"'):
            assert not inside
            inside = True
        elif line == "</div>":
            assert inside
            inside = False
        elif line.startswith("```"):
            assert not inside, line
        elif re.match(r"[^`\[{a-z]*[\u0621-\u064a]", line):
            assert inside, line
    assert not inside


# ---------------------------------------------------------------- HTML


@cache
def built(into: Path) -> Path:
    """The guide as mkdocs builds it, with every way out to a network closed."""
    closed = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    env = os.environ | closed | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": ""}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(into)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return into


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built guide."""
    return built(tmp_path_factory.mktemp("guide"))


def test_the_built_guide_needs_nothing_from_outside(site: Path) -> None:
    """No style, script, font, picture or frame has an address on the web."""
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        said = page.read_text("utf-8")
        loaded = re.findall(r"<(?:script|img|iframe|source)[^>]*\bsrc=\"?([^\"\s>]+)", said)
        loaded += re.findall(r"<link[^>]*\bhref=\"?([^\"\s>]+)", said)
        assert [one for one in loaded if re.match(r"(?:[a-z]+:)?//", one)] == [], page.name
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", said), page.name


@pytest.mark.parametrize("name", ["index", *BOTH, "method", "commands"])
def test_built_pages_have_the_direction_of_their_language(site: Path, name: str) -> None:
    """Frames and labels too, and the language switch leads to the same page in the other language."""
    english = site / ("guide" if name in BOTH else ".") / f"{name}.html"
    arabic = site / "ar" / f"{name}.html"
    for page, other, lang, direction in ((english, arabic, "en", "ltr"), (arabic, english, "ar", "rtl")):
        said = page.read_text("utf-8")
        assert re.search(rf"<html[^>]*\blang=\"?{lang}\b", said), page
        assert re.search(rf"<body[^>]*\bdir=\"?{direction}\b", said), page
        switches = re.findall(r"<a href=\"?([^\"\s>]+)\"? hreflang=\"?(\w+)", said)
        leads = {(page.parent / link).resolve() for link, to in switches if to != lang}
        assert leads == {other.resolve()}, (page, leads)


def test_built_arabic_pages_isolate_code(site: Path) -> None:
    """An option inside Arabic text keeps its dashes in front."""
    style = (site / "assets" / "guide.css").read_text("utf-8")
    assert re.search(r"code \{[^}]*direction: ltr;[^}]*unicode-bidi: isolate;", style)
    assert "assets/guide.css" in (site / "ar" / "tour.html").read_text("utf-8")
