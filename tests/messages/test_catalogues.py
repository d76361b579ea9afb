"""Both languages say everything, in their own plural forms, with Western digits and without bidi controls."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from jadwal.messages import codes, counted, text
from jadwal.messages.catalogue import plural_category
from jadwal.text import BIDI_CONTROLS

SOURCES = Path(__file__).parents[2] / "src" / "jadwal"
FORMS = {"en": {"one", "other"}, "ar": {"one", "two", "few", "many", "other"}}
PARTS = ("text", "remedy")
UNIT = "unit."


def placeholders(sentence: str) -> set[tuple[str, str]]:
    """(name, counted noun) of every placeholder."""
    return {(name, spec or "") for _, name, spec, _ in string.Formatter().parse(sentence) if name is not None}


def literals() -> Iterator[tuple[str, bool]]:
    """Every string in the sources, and for f-strings what stands before the first value (marked True)."""
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, False
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                yield str(node.values[0].value), True


def test_both_languages_have_the_same_codes() -> None:
    """A sentence that exists in one language exists in the other."""
    assert set(codes("en")) ^ set(codes("ar")) == set()


def test_both_languages_say_the_same_things() -> None:
    """Same parts, same placeholders, and the Arabic sentence is in Arabic."""
    wrong = []
    for code, english in codes("en").items():
        arabic = codes("ar").get(code, {})
        if code.startswith(UNIT) or not arabic:
            continue
        parts = [english.get(p, "") for p in PARTS] + [arabic.get(p, "") for p in PARTS]
        fine = set(english) == set(arabic) and set(english) <= set(PARTS)
        for one, other in zip(parts[:2], parts[2:], strict=True):
            fine &= {name for name, _ in placeholders(one)} == {name for name, _ in placeholders(other)}
            plain = re.search(r"[A-Za-z]{3}", re.sub(r"\{[^}]*\}|`[^`]*`", "", one))
            fine &= not plain or re.search(r"[\u0621-\u064a]", other) is not None
        if not fine:
            wrong.append(code)
    assert wrong == []


@pytest.mark.parametrize("lang", FORMS)
def test_no_catalogue_holds_bidi_controls_or_eastern_digits(lang: str) -> None:
    """Isolation is added at output; digits are Western everywhere."""
    for code, body in codes(lang).items():
        for sentence in body.values():
            assert not BIDI_CONTROLS.intersection(sentence), code
            assert not re.search(r"[٠-٩۰-۹]", sentence), code


@pytest.mark.parametrize("lang", FORMS)
def test_counted_nouns_have_every_plural_form(lang: str) -> None:
    """The CLDR categories of integers, each with its number or a word that says it."""
    units = {code: body for code, body in codes(lang).items() if code.startswith(UNIT)}
    assert units
    for code, forms in units.items():
        assert set(forms) == FORMS[lang], code
        for category, form in forms.items():
            assert ("{n}" in form) == (lang == "en" or category not in ("one", "two")), (code, category)


@pytest.mark.parametrize("lang", FORMS)
def test_every_counted_noun_in_a_sentence_exists(lang: str) -> None:
    """``{n:day}`` finds ``unit.day``."""
    for code, body in codes(lang).items():
        for sentence in body.values():
            for _, noun in placeholders(sentence):
                assert not noun or f"{UNIT}{noun}" in codes(lang), (code, noun)


def test_arabic_counts_by_the_rules() -> None:
    """CLDR: one, two, 3 to 10 few, 11 to 99 many, hundreds other, and so again in each hundred."""
    said = {n: counted(n, "day", "ar") for n in (0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111, 1_000)}
    assert said == {
        0: "0 يوم",
        1: "يوم واحد",
        2: "يومان",
        3: "3 أيام",
        10: "10 أيام",
        11: "11 يومًا",
        99: "99 يومًا",
        100: "100 يوم",
        102: "102 يوم",
        103: "103 أيام",
        111: "111 يومًا",
        1_000: "1,000 يوم",
    }
    assert [plural_category("en", n) for n in (0, 1, 2)] == ["other", "one", "other"]
    assert counted(1, "person", "en") == "1 person"
    assert counted(21, "person", "en") == "21 people"


def test_every_message_named_in_the_sources_exists() -> None:
    """A mistake that is reported can be said."""
    families = {code.partition(".")[0] for code in codes("en")}
    shape = re.compile(rf"(?:{'|'.join(sorted(families))})\.(?:[a-z0-9-]*[a-z0-9])")
    files = re.compile(r".*\.(toml|csv|json|py|md|html|txt|svg)")
    named = {s for s, _ in literals() if shape.fullmatch(s) and not files.fullmatch(s)}
    tables = {
        c.partition(".")[2] for c in codes("en") if c.startswith("table.")
    }  # calendar.closed is a table, no message
    assert named - set(codes("en")) - tables == set()


def test_every_message_is_used() -> None:
    """No sentence is left over from what is gone: its code, or the beginning it is made from, stands in the sources."""
    whole = {s for s, _ in literals()}
    begun = {s for s, in_f_string in literals() if in_f_string and re.fullmatch(r"[a-z-]+\.[a-z.-]*", s)}
    unused = {c for c in codes("en") if c not in whole and not c.startswith((UNIT, *begun))}
    assert unused == set()


def test_a_sentence_isolates_what_it_quotes_in_arabic_only() -> None:
    """Ids, dates and numbers keep their direction inside Arabic text; English needs nothing."""
    assert text("case.missing-file", "en", name="a.csv") == "The file a.csv is missing."
    assert text("case.missing-file", "ar", name="a.csv") == "الملف \u2068a.csv\u2069 غير موجود."
