"""The pages tell the truth: their commands run, every command and option is in them, their links lead somewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from repository import PAGES, ROOT, pages

from jadwal import __version__
from jadwal.cli.verbs import command_line

FINE = (0, 1)  # 1: planned, with findings
SAYING_COMMANDS = (*PAGES, "docs/commands.md", "docs/ar/commands.md")


def blocks(kind: str) -> list[tuple[str, str]]:
    """(page, commands) of every ```sh block marked ``kind`` (nothing: the plain ones)."""
    found = []
    for page in pages():
        for mark, body in re.findall(r"^```sh *(\w*)\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            if mark == kind:
                found.append((str(page.relative_to(ROOT)), body))
    return found


def run(body: str, folder: Path) -> None:
    """Run each line of a block where the examples are, with this environment's jadwal."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    (folder / "out").mkdir()
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for line in body.strip().splitlines():
        done = subprocess.run(
            ["sh", "-c", line], cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode in FINE, (line, done.stderr)


@pytest.mark.parametrize("page", sorted({page for page, _ in blocks("")}))
def test_the_commands_in_the_pages_run(page: str, tmp_path: Path) -> None:
    """As they stand there, one block after the other."""
    run("".join(body for at, body in blocks("") if at == page), tmp_path)


def test_no_block_escapes_the_tests() -> None:
    """A block is run, or it clones and makes the environment; those name targets of the Makefile."""
    marks = {m for page in pages() for m in re.findall(r"^```sh *(\w*)$", page.read_text("utf-8"), re.MULTILINE)}
    assert marks <= {"", "skip"}
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for _, body in blocks("skip"):
        assert "git clone" in body
        assert set(re.findall(r"^make ([a-z-]+)", body, re.MULTILINE)) <= made


@pytest.mark.parametrize("name", SAYING_COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    """In the README of both languages and in the guide's page of commands."""
    said = re.sub(r"</?code>", "`", (ROOT / name).read_text("utf-8"))
    group = command_line("en")
    assert re.search(r"`--version`", said)
    for verb, command in group.commands.items():  # type: ignore[attr-defined]
        assert f"`jadwal {verb}" in said, verb
        for parameter in command.params:
            for option in parameter.opts:
                assert not option.startswith("--") or re.search(rf"`{option}[ `]", said), (verb, option)


@pytest.mark.parametrize("name", SAYING_COMMANDS)
def test_every_exit_code_is_documented(name: str) -> None:
    """The four of the contract and the three beyond it."""
    said = (ROOT / name).read_text("utf-8")
    told = said[re.search(r"^(?:## )?(?:Exit codes|رموز الخروج)", said, re.MULTILINE).start() :]  # type: ignore[union-attr]
    assert re.findall(r"(?<!\d)(0|1|2|3|70|130|141)(?!\d)", told)[:7] == ["0", "1", "2", "3", "70", "130", "141"]


def test_every_result_file_is_documented() -> None:
    """In the index and in the guide's page on reading the result, in both languages."""
    from jadwal.publish import FILE_NAMES

    for page in ("index.md", "ar/index.md", "guide/reading-the-result.md", "ar/reading-the-result.md"):
        said = (ROOT / "docs" / page).read_text("utf-8")
        assert [n for n in sorted(FILE_NAMES) if f"`{n}`" not in said] == [], page


def test_links_between_pages_lead_somewhere() -> None:
    """Every relative link names a file or folder."""
    for page in pages():
        for link in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
            if "://" not in link:
                assert (page.parent / link).exists(), (page.name, link)


@pytest.mark.parametrize("index", ["docs/index.md", "docs/ar/index.md", "docs/decisions/README.md"])
def test_every_page_is_in_an_index(index: str) -> None:
    """Nobody has to guess what there is: the English pages, the Arabic ones and the decisions each have a list."""
    home = (ROOT / index).parent
    said = (ROOT / index).read_text("utf-8")
    listed = [p for p in home.rglob("*.md") if not (index == "docs/index.md" and p.parent.name in ("ar", "decisions"))]
    for page in listed:
        name = page.relative_to(home).as_posix()
        assert ROOT / index == page or f"]({name})" in said, name
    assert index == "docs/index.md" or len(listed) > 5


def test_the_version_is_in_the_changelog() -> None:
    """First of all versions."""
    versions = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert versions[0] == __version__


def test_the_licence_is_apache_2() -> None:
    """As pyproject.toml says."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert "Apache License\n" in (ROOT / "LICENSE").read_text("utf-8")
