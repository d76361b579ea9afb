"""What was compiled from other source never runs, also where only a function that a kernel calls has changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from jadwal.compiling import stamp

RUN = """
import functools, sys
from pathlib import Path
from jadwal import compiling
root = Path(sys.argv[1])
compiling.stamp = functools.partial(compiling.stamp, root)
sys.path.insert(0, str(root / "plan" / "sgs"))
import outer
print(outer.twice(10), len(outer.twice.stats.cache_hits))
"""
INNER = "from jadwal.compiling import compiled\n@compiled()\ndef more(x):\n    return x + {n}\n"
OUTER = """
from inner import more
from jadwal.compiling import compiled
@compiled()
def twice(x):
    return 2 * more(x)
"""


def made(root: Path, n: int) -> Path:
    """A package with two kernels, one of which calls the other; only the one that is called differs by ``n``."""
    folder = root / "plan" / "sgs"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "inner.py").write_text(INNER.format(n=n), "utf-8")
    if not (folder / "outer.py").exists():
        (folder / "outer.py").write_text(OUTER, "utf-8")
    return root


def run(root: Path) -> tuple[int, int]:
    """What the outer kernel gives in a process of its own, and how many of its results were found on disk."""
    done = subprocess.run([sys.executable, "-c", RUN, str(root)], capture_output=True, text=True, check=True)
    value, hits = map(int, done.stdout.split())
    return value, hits


def test_a_kernel_is_compiled_anew_when_one_that_it_calls_has_changed(tmp_path: Path) -> None:
    assert run(made(tmp_path, 1)) == (22, 0)
    assert run(tmp_path) == (22, 1), "unchanged, it comes from disk"
    assert run(made(tmp_path, 5)) == (30, 0)
    assert run(tmp_path) == (30, 1)


def test_the_stamp_is_of_kernels_and_of_nothing_else(tmp_path: Path) -> None:
    root = made(tmp_path, 1)
    before = stamp(root)
    (root / "cli.py").write_text("x = 1\n", "utf-8")
    stamp.cache_clear()
    assert stamp(root) == before
    (root / "plan" / "sgs" / "third.py").write_text("x = 1\n", "utf-8")
    stamp.cache_clear()
    assert stamp(root) != before
