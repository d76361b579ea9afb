"""What a person types and what comes back: sentences in their language, exit codes, one shape for every mistake."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from commands import ROOT, jadwal, mistakes

from jadwal import __version__

VERBS = ("new", "check", "assess", "plan", "explain", "whatif", "sweep", "schema")
HEAVY = ("ortools", "numba", "numpy", "rich", "pandas")


def test_help_names_every_verb_and_every_exit_code() -> None:
    """The first thing a newcomer reads."""
    said = jadwal("--help").stdout
    for word in (*VERBS, "--version", "0  fine", "1  planned, with findings", "2  bad input", "3  no feasible plan"):
        assert word in said


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_help_of_every_verb_explains_every_option(verb: str, lang: str) -> None:
    """In both languages; an Arabic line ends with a left-to-right mark."""
    done = jadwal(verb, "--help", JADWAL_LANG=lang)
    assert done.returncode == 0, done.stderr
    assert ("الاستعمال" if lang == "ar" else "Usage") in done.stdout
    assert ("عرض هذه الصفحة" if lang == "ar" else "Show this page") in done.stdout


def test_help_loads_nothing_heavy() -> None:
    """Or it would not answer at once."""
    code = (
        "import sys\ntry:\n    from jadwal.cli import main; main(['--help'])\nexcept SystemExit: pass\n"
        f"print('LOADED', sorted(set(sys.modules) & set({HEAVY!r})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "LOADED []"


def test_version_is_the_packages() -> None:
    """One place says it."""
    assert jadwal("--version").stdout.strip() == __version__


def test_without_a_verb_the_help_is_shown() -> None:
    """Nobody is left with nothing."""
    done = jadwal()
    assert done.returncode == 0
    assert "Commands:" in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["plam"], "cli.usage", "No such command"),
        (["plan"], "cli.usage-missing", "CASE is missing."),
        (["plan", "x", "--foo"], "cli.usage-option", "There is no option --foo."),
        (["plan", "x", "--seed", "many"], "cli.not-a-number", "--seed: “many” is not a whole number."),
        (["plan", "x", "--seed", "-1"], "cli.not-in-range", "--seed: -1 is out of range."),
        (["plan", "x", "--futures", "5"], "cli.not-in-range", "--futures: 5 is out of range."),
        (["plan", "x", "--as-of", "soon"], "cli.not-a-date", "--as-of: “soon” is not a date."),
        (["plan", "x", "--release", "all"], "cli.not-a-choice", "--release: “all” is none of the choices."),
        (["check", "x", "--lang", "fr"], "cli.not-a-choice", "--lang: “fr” is none of the choices."),
        (["check", "not-there"], "case.no-folder", "not-there"),
        (["plan", "not-there"], "case.no-folder", "not-there"),
        (["assess", "not-there"], "case.no-folder", "not-there"),
        (["explain", "not-there"], "case.no-folder", "not-there"),
    ],
)
def test_what_cannot_be_understood_is_bad_input(words: list[str], code: str, said: str) -> None:
    """Exit code 2; told as a sentence with a remedy, and as JSON of one shape."""
    plain, as_json = jadwal(*words), jadwal(*words, "--json")
    assert plain.returncode == as_json.returncode == 2
    assert plain.stdout == ""
    assert said in " ".join(plain.stderr.split())
    (mistake,) = mistakes(as_json)
    assert set(mistake) == {"code", "file", "row", "field", "what", "remedy", "severity"}
    assert mistake["code"] == code
    assert said in mistake["what"]
    assert mistake["remedy"]


def test_arabic_is_spoken_when_asked_for_by_option_or_by_environment() -> None:
    """The option wins."""
    wanted = "«soon» ليس تاريخًا"
    soon = ("plan", "x", "--as-of", "soon")
    for done in (jadwal(*soon, "--lang", "ar"), jadwal(*soon, JADWAL_LANG="ar")):
        assert wanted in done.stderr.replace("\u2068", "").replace("\u2069", "")
    assert "is not a date" in jadwal(*soon, "--lang", "en", JADWAL_LANG="ar").stderr


def test_a_new_case_is_accepted_by_check(tmp_path: Path) -> None:
    """And says what to do next."""
    made = jadwal("new", str(tmp_path / "mine"))
    assert made.returncode == 0
    assert f"jadwal plan {tmp_path / 'mine'}" in made.stdout
    checked = jadwal("check", str(tmp_path / "mine"))
    assert (checked.returncode, checked.stderr) == (0, "")
    assert json.loads(jadwal("check", str(tmp_path / "mine"), "--json").stdout) == {"mistakes": []}


def test_new_never_overwrites(case: Path) -> None:
    """A folder with anything in it is left alone."""
    before = {p.name: p.read_bytes() for p in case.iterdir() if p.is_file()}
    done = jadwal("new", str(case))
    assert done.returncode == 2
    assert "is not empty" in " ".join(done.stderr.split())
    assert {p.name: p.read_bytes() for p in case.iterdir() if p.is_file()} == before


def test_all_mistakes_are_told_at_once_with_their_places(case: Path) -> None:
    """Three files with a mistake each: three lines, and their number."""
    slips = (("sites.csv", ",150,", ",many,"), ("units.csv", ",depart,", ",depurt,"), ("lanes.csv", ",road,", ",raod,"))
    for name, right, wrong in slips:
        text = (case / name).read_text("utf-8")
        assert right in text
        (case / name).write_text(text.replace(right, wrong, 1), "utf-8")
    done = jadwal("check", str(case))
    assert done.returncode == 2
    for name in ("sites.csv:", "units.csv:", "lanes.csv:"):
        assert name in done.stderr
    assert len(mistakes(jadwal("check", str(case), "--json"))) >= 3


def test_a_warning_alone_is_no_error(case: Path) -> None:
    """An Arabic date is read, with a warning; exit code 0."""
    text = (case / "units.csv").read_text("utf-8")
    assert "2025-01-10" in text
    (case / "units.csv").write_text(text.replace("2025-01-10", "10 كانون الثاني 2025", 1), "utf-8")
    done = jadwal("check", str(case))
    assert done.returncode == 0, done.stderr
    assert "warning" in done.stderr
    assert "can be planned" in done.stdout


def test_the_schemas_are_json_with_a_case_and_a_timetable() -> None:
    """For programs that read or write either."""
    found = json.loads(jadwal("schema").stdout)
    assert set(found) == {"case", "timetable"}
    assert "sites.csv" in found["case"]["properties"]


def test_a_reader_who_stops_reading_hears_no_complaint() -> None:
    """``jadwal schema | head -1``."""
    script = f'"{sys.executable}" -m jadwal schema | head -n 1'
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_a_closed_pipe_is_told_to_the_shell_as_shells_have_it() -> None:
    """Exit code 141, that of a program ended by SIGPIPE."""
    script = f'"{sys.executable}" -m jadwal schema | head -n 1 >/dev/null; exit ${{PIPESTATUS[0]}}'
    assert subprocess.run(["bash", "-c", script], cwd=ROOT, check=False).returncode == 141


def test_the_board_tells_what_is_agreed_and_every_condition(skeleton: Path) -> None:
    """As text and as JSON."""
    done = jadwal("assess", str(skeleton))
    assert done.returncode == 0, done.stderr
    assert "agreed" in done.stdout
    board = json.loads(jadwal("assess", str(skeleton), "--json").stdout)
    assert board["board"]
    for row in board["board"]:
        assert row["state"] in ("met", "not-met", "cannot-tell")


def test_a_day_outside_the_case_is_bad_input(skeleton: Path) -> None:
    """The replay has limits, and they are told."""
    (mistake,) = mistakes(jadwal("assess", str(skeleton), "--as-of", "2099-01-01", "--json"))
    assert mistake["code"] == "case.date-outside"
