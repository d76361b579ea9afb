"""``jadwal replan`` and ``jadwal compare`` as a person types them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from commands import jadwal, mistakes

FACTS = "recommendation,2025-02-26,2025-03-20,,2025-03-20,,,\nassess-threat,2025-01-15,2025-02-20,,2025-02-26,,,\n"
AS_OF = ("--as-of", "2025-03-24")


@pytest.fixture(scope="module")
def place(skeleton: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case with what has happened since (``case``), its first plan (``a``), the replan (``b``, said: ``b.txt``)."""
    home = tmp_path_factory.mktemp("compared")
    shutil.copytree(skeleton, home / "case")
    done = jadwal("plan", "case", "--futures", "100", "--out", "a", cwd=home)
    assert done.returncode == 1, done.stderr
    with (home / "case" / "progress.csv").open("a", encoding="utf-8") as file:
        file.write(FACTS)
    again = jadwal("replan", "case", "--baseline", "a", *AS_OF, "--futures", "100", "--out", "b", cwd=home)
    assert again.returncode == 1, again.stderr
    (home / "b.txt").write_text(again.stdout, "utf-8")
    return home


def test_a_replan_says_what_moved_and_because_of_what(place: Path) -> None:
    """Causes, milestones and planned against actual, before the plan itself."""
    said = (place / "b.txt").read_text("utf-8")
    for words in ("What moved from the timetable of 2025-01-15 to that of 2025-03-24", "Because of what", "SPI(t)"):
        assert words in said
    assert said.index("Because of what") < said.index("Findings")
    assert (place / "b" / "earned.csv").read_text("utf-8").count("\n") > 1


def test_a_comparison_is_told_in_both_languages_and_written(place: Path) -> None:
    """Words, and a folder with data, tables and charts."""
    for lang, words in (("en", "Because of what"), ("ar", "بسبب ماذا")):
        done = jadwal("compare", "a", "b", "--lang", lang, "--out", "c", cwd=place)
        assert done.returncode == 0, done.stderr
        assert words in done.stdout
        assert "{" not in done.stdout
    names = {p.name for p in (place / "c").iterdir()}
    assert {"compare.json", "compare.csv", "moved-1.en.svg", "moved-1.ar.svg", "followed-1.en.svg"} <= names
    assert "<svg" in (place / "c" / "moved-1.ar.svg").read_text("utf-8")
    seen = (place / "c" / "index.html").read_text("utf-8")
    assert seen.count("<svg") == 4, "two charts in both languages"
    assert all(said in seen for said in ('id="moved-1-en-0"', 'id="followed-1-ar-0"'))


def test_a_comparison_as_json_is_the_file(place: Path) -> None:
    """The same bytes as compare.json."""
    done = jadwal("compare", "a", "b", "--json", "--out", "d", cwd=place)
    assert done.stdout == (place / "d" / "compare.json").read_text("utf-8")
    found = json.loads(done.stdout)
    assert (found["before"], found["after"]) == ("2025-01-15", "2025-03-24")


def test_a_plan_is_set_against_the_facts_of_its_case(place: Path) -> None:
    """The recommendation finished later than planned; nothing is planned anew."""
    done = jadwal("compare", "a", "case", *AS_OF, cwd=place)
    assert done.returncode == 0, done.stderr
    assert "“Joint recommendation” finished on 2025-03-20" in done.stdout
    assert "Planned against actual" in done.stdout


def test_the_same_timetable_twice_has_not_moved(place: Path) -> None:
    """And says so."""
    assert "Nothing has moved" in jadwal("compare", "a", "a", cwd=place).stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("compare", "a", "nowhere"), "publish.baseline-missing"),
        (("compare", "case", "a"), "publish.baseline-missing"),
        (("compare", "a", "b", *AS_OF), "change.as-of-needs-case"),
        (("compare", "a", "b", "--out", "case"), "publish.foreign-files"),
        (("replan", "case", "--baseline", "b", "--as-of", "2025-02-01"), "publish.baseline-later"),
        (("replan", "case"), "cli.usage-missing"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_what_will_not_do_is_bad_input(place: Path, words: tuple[str, ...], code: str, lang: str) -> None:
    """Exit code 2 and the reason, with a remedy."""
    done = jadwal(*words, "--json", "--lang", lang, cwd=place)
    assert done.returncode == 2
    (one,) = mistakes(done)
    assert one["code"] == code
    assert one["remedy"]


def test_a_public_replan_says_nothing_of_sites(place: Path) -> None:
    """Neither on the screen nor in the folder."""
    done = jadwal(
        "replan", "case", "--baseline", "a", *AS_OF, "--futures", "100", "--out", "e", "--release", "public", cwd=place
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Camp East" not in done.stdout.partition("Findings")[0]
    assert "Camp East" not in (place / "e" / "timetable.json").read_text("utf-8")


@pytest.mark.parametrize("verb", ["replan", "compare"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_help_explains_every_option(verb: str, lang: str) -> None:
    """In both languages."""
    done = jadwal(verb, "--help", JADWAL_LANG=lang)
    assert done.returncode == 0, done.stderr
    assert "--as-of" in done.stdout
