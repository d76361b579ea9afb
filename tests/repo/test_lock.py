"""The locks say the same as pyproject.toml, hold a hash for every package, and name no index."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from repository import ROOT

LOCKS = ("run.txt", "dev.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = ("linux", "darwin")


def lock(name: str) -> str:
    """The text of a lock."""
    return (ROOT / "requirements" / name).read_text("utf-8")


def pins(name: str) -> list[Requirement]:
    """The pinned requirements of a lock."""
    lines = lock(name).replace("\\\n", " ").splitlines()
    return [Requirement(re.split(r"\s--hash", line)[0].strip()) for line in lines if line and not line.startswith("#")]


def applies(pin: Requirement, python: str, platform: str) -> bool:
    """True when a pin holds for this Python on this platform."""
    where = {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": platform}
    system = {"platform_system": {"linux": "Linux", "darwin": "Darwin"}[platform]}
    return pin.marker is None or pin.marker.evaluate({**default_environment(), **where, **system})  # type: ignore[dict-item]


def wanted(name: str) -> list[Requirement]:
    """What pyproject.toml asks of a lock."""
    groups = PROJECT["dependency-groups"]
    asked = [*PROJECT["project"]["dependencies"], *groups["build"], *(groups["dev"] if name == "dev.txt" else [])]
    return [Requirement(line) for line in asked]


@pytest.mark.parametrize("name", LOCKS)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_requirement_is_satisfied_by_exactly_one_pin(name: str, python: str, platform: str) -> None:
    """On every supported Python and platform."""
    here: dict[str, list[Requirement]] = {p.name: [] for p in pins(name)}
    for pin in pins(name):
        if applies(pin, python, platform):
            here[pin.name].append(pin)
    for asked in wanted(name):
        (pin,) = here[asked.name]
        (version,) = pin.specifier
        assert version.operator == "=="
        assert asked.specifier.contains(version.version), (asked, pin)


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes(name: str) -> None:
    """Nothing is installed unseen."""
    entries = [e for e in lock(name).replace("\\\n", " ").splitlines() if e and not e.startswith("#")]
    assert entries
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(name: str) -> None:
    """The index is whatever the machine is set up with."""
    for sign in ("://", "--index", "--extra-index", "--find-links", " @ ", "file:"):
        assert sign not in lock(name)


def test_both_locks_pin_the_same_versions() -> None:
    """What is tested is what runs, wherever it is installed."""
    run, dev = ({(p.name, str(p.specifier)) for p in pins(name)} for name in LOCKS)
    assert run <= dev


def test_what_builds_the_package_is_in_the_lock() -> None:
    """`pip install --no-build-isolation` finds its build tool."""
    asked = {Requirement(r).name for r in PROJECT["build-system"]["requires"]}
    assert asked <= {p.name for p in pins("run.txt")}


def imports(path: Path) -> set[str]:
    """Top-level names that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


MODULES = {"fonttools": "fontTools", "resvg-py": "resvg_py"}  # where the module is not called like the package
BEHIND = {"brotli": "fontTools", "fontpkg-ibm-plex-sans-arabic": "fontpkg"}  # loaded by another one, never by us


def test_every_run_time_requirement_is_used_and_every_import_required() -> None:
    """No requirement without an import, no import without a requirement."""
    imported = {name for path in (ROOT / "src").rglob("*.py") for name in imports(path)}
    asked = {Requirement(r).name for r in PROJECT["project"]["dependencies"]}
    assert set(BEHIND) < asked
    assert set(BEHIND.values()) <= imported
    modules = {MODULES.get(name, name) for name in asked - set(BEHIND)}
    assert imported - set(sys.stdlib_module_names) - {"jadwal"} == modules
