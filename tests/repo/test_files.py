"""What may not stand in a tracked file, and what must be packed with the package."""

from __future__ import annotations

import fnmatch
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from repository import ROOT, tracked

HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "PIP_" + "INDEX_URL=http", "UV_" + "INDEX_URL=http")
MACHINE = re.compile(r"/(?:home|Users)/[a-z][a-z0-9_-]*/|/wor" + r"k/|/roo" + r"t/|/opt/(?:pypi|wheels)", re.IGNORECASE)
MARKS = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
TEXT = (".py", ".toml", ".md", ".csv", ".txt", ".yml", ".yaml", ".json", "")


def texts() -> list[tuple[str, str]]:
    """(name, content) of every tracked text file."""
    return [(str(p.relative_to(ROOT)), p.read_text("utf-8")) for p in tracked() if p.suffix in TEXT]


def test_every_text_file_is_utf_8_with_plain_line_ends() -> None:
    """Broken input for tests is made by the tests."""
    for name, said in texts():
        assert "\r" not in said or name.startswith("tests/"), name


def test_no_file_names_a_package_index_or_a_place_of_one_machine() -> None:
    """They differ from machine to machine."""
    for name, said in texts():
        assert not any(host in said for host in HOSTS), name
        assert not MACHINE.search(said), (name, MACHINE.search(said))


def test_no_file_holds_unfinished_marks() -> None:
    """What is not done is an issue, not a comment."""
    for name, said in texts():
        assert not MARKS.search(said), name


def test_stored_text_holds_no_bidi_controls() -> None:
    """They are added at output only (DESIGN, two languages)."""
    for name, said in texts():
        assert not BIDI.search(said), name


def test_modules_are_short() -> None:
    """A file nearing 600 lines is two things."""
    for name, said in texts():
        if name.endswith(".py"):
            assert said.count("\n") < 600, name


def test_helper_modules_of_the_tests_have_different_names() -> None:
    """They are imported by their bare names; two of one name would hide one another."""
    names = Counter(p.name for p in tracked() if p.parts[-3:-2] == ("tests",) and p.suffix == ".py")
    assert [n for n, count in names.items() if count > 1 and n != "conftest.py"] == []


def test_every_file_beside_the_code_is_packed() -> None:
    """Catalogues and dictionaries go with the package."""
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    globs = packed["*"]
    package = ROOT / "src" / "jadwal"
    for path in tracked():
        if package not in path.parents or path.suffix == ".py" or path.name == "py.typed":
            continue
        home = next(p for p in path.parents if (p / "__init__.py").exists())
        assert any(fnmatch.fnmatch(str(path.relative_to(home)), glob) for glob in globs), path


@pytest.mark.parametrize("part", ["lint", "types", "imports", "test"])
def test_ci_runs_every_part_of_make_check(part: str) -> None:
    """And `.ci/run` calls nothing less."""
    assert re.search(rf"^check:.*\b{part}\b", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    run = ROOT / ".ci" / "run"
    assert "make -k check" in run.read_text("utf-8")
    assert Path(run).stat().st_mode & 0o111
