"""Longer trials of the main job, run by ``make check-full``: the real example whole, and many more futures checked."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from jadwal.assess import assess
from jadwal.case import read_case
from jadwal.plan.build import build, choices
from jadwal.plan.check import check, physical
from jadwal.plan.openings import openings
from jadwal.plan.sgs import default_order, list_schedule
from jadwal.simulate import simulate

IRAQ = Path(__file__).parents[2] / "examples" / "iraq-2024"

pytestmark = pytest.mark.long


def planned(out: Path, hash_seed: str, threads: str) -> bytes:
    """The bytes of the example's timetable, planned in a process of its own."""
    command = [sys.executable, "-m", "jadwal", "plan", str(IRAQ), "--out", str(out)]
    env = os.environ | {"PYTHONHASHSEED": hash_seed, "OMP_NUM_THREADS": threads, "NUMBA_NUM_THREADS": threads}
    ran = subprocess.run(command, env=env, capture_output=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    return (out / "timetable.json").read_bytes()


def test_the_example_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    assert planned(tmp_path / "one", "1", "1") == planned(tmp_path / "two", "2", "2")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("as_of", [date(2024, 1, 26), date(2024, 2, 1), date(2024, 9, 27)])
def test_a_thousand_futures_of_the_example_pass_the_checker(as_of: date, seed: int) -> None:
    case = read_case(IRAQ, as_of)
    outlook = assess(case, seed=seed, futures=1_000)
    for choice in choices(case):
        problem = build(case, choice)
        opening = openings(problem, outlook.days.median_first_day)
        starts, _ = list_schedule(problem, default_order(problem), opening)
        futures = simulate(problem, starts, outlook.days, seed=seed, futures=1_000)
        for k in range(1_000):
            broken = physical(check(case, futures.schedule(k), future=True))
            assert broken == (), f"future {k}: {broken[0].text('en')}"
