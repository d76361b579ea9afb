"""Pages that jadwal made, once for all workers of a test run.

In: a case, options of ``jadwal plan``.  Out: the result folder.  The rule this module owns: *a page under test is the
one a person gets*: made by the command line, opened from its file.
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

FINE = (0, 1)  # 1: planned, with findings
ROOT = Path(__file__).resolve().parents[2]


def jadwal(*words: str) -> None:
    """Run a command that must end well."""
    done = subprocess.run([sys.executable, "-m", "jadwal", *words], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode in FINE, done.stderr


def planned(shared: Path, name: str, case: Path | None = None, *options: str) -> Path:
    """The result folder of ``case`` (of a new skeleton when None) under ``shared``; made by the first who asks."""
    out = shared / f"jadwal-{name}"
    with (shared / f"jadwal-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / "index.html").exists():
            if case is None:
                case = shared / f"jadwal-{name}-case"
                jadwal("new", str(case))
            jadwal("plan", str(case), "--futures", "200", "--out", str(out), *options)
    return out
