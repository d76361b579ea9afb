"""Time and memory of the main job: ``python benchmarks/main_job.py [--runs N] [--json OUT]``.

Runs ``jadwal plan examples/iraq-2024`` several times as a child process and prints wall seconds and the peak memory
of the largest process.  For scale, in the same run: ``jadwal assess`` of the same case, and a bare start of Python
with OR-Tools.  A benchmark, never a test.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CASE = "examples/iraq-2024"
FINE = (0, 1)  # 1: planned, with findings


def jobs(out: Path) -> dict[str, list[str]]:
    """The measured commands by name."""
    jadwal = [sys.executable, "-m", "jadwal"]
    return {
        "jadwal plan": [*jadwal, "plan", CASE, "--out", str(out / "result")],
        "jadwal assess": [*jadwal, "assess", CASE],
        "jadwal --help": [*jadwal, "--help"],
        "python -c 'import ortools…'": [sys.executable, "-c", "from ortools.sat.python import cp_model"],
    }


def measure(command: list[str]) -> tuple[float, float]:
    """(wall seconds, peak resident MiB of the largest process) of one command; stops the benchmark when it fails."""
    begun = time.perf_counter()
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert child.stderr is not None
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in FINE:
        sys.exit(f"{' '.join(command)} ended with {child.returncode}:\n{said.decode('utf-8', 'replace')}")
    per_mib = 2**20 if sys.platform == "darwin" else 2**10  # ru_maxrss: bytes on macOS, KiB on Linux (getrusage(2))
    return seconds, usage.ru_maxrss / per_mib


def summary(values: list[float]) -> dict[str, float]:
    """Least, median and most, to two decimals."""
    return {
        "min": round(min(values), 2),
        "median": round(statistics.median(values), 2),
        "max": round(max(values), 2),
    }


def main() -> None:
    """Measure, print a table, and write it as JSON when asked."""
    parser = argparse.ArgumentParser(description="Time and memory of jadwal's main job.")
    parser.add_argument("--runs", type=int, default=5, help="runs of each command (default 5)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to this file too")
    asked = parser.parse_args()
    found: dict[str, Any] = {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "runs": asked.runs,
        "jobs": {},
    }
    print(f"{asked.runs} runs each, Python {found['python']}, {found['cores']} cores")
    print(f"{'':32}{'seconds':>24}{'peak MiB':>24}")
    print(f"{'':32}" + f"{'min':>8}{'median':>8}{'max':>8}" * 2)
    with tempfile.TemporaryDirectory() as folder:
        for name, command in jobs(Path(folder)).items():
            runs = [measure(command) for _ in range(asked.runs)]
            seconds, memory = summary([s for s, _ in runs]), summary([m for _, m in runs])
            found["jobs"][name] = {"seconds": seconds, "peak_mib": memory}
            figures = "".join(f"{v:8.2f}" for v in seconds.values()) + "".join(f"{v:8.0f}" for v in memory.values())
            print(f"{name:32}{figures}", flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
