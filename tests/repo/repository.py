"""The repository as it is tracked."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "README.ar.md")


@cache
def tracked() -> tuple[Path, ...]:
    """Every tracked file that is there; the whole tree where there is no git (an unpacked archive)."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = listed.stdout.decode("utf-8").split("\0") if listed.returncode == 0 else []
    found = [ROOT / n for n in names if n] or [
        p for p in ROOT.rglob("*") if not {".venv", "out", ".git"} & set(p.relative_to(ROOT).parts)
    ]
    return tuple(sorted(p for p in found if p.is_file()))


def pages() -> list[Path]:
    """README in both languages, everything in docs/, and the page of each example."""
    return [ROOT / name for name in PAGES] + [
        *sorted((ROOT / "docs").rglob("*.md")),
        *sorted(ROOT.glob("examples/*/*.md")),
    ]
