"""Schedules are checked, optimal means proven, and tiny projects come out as trying everything says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from written_projects import SEVERAL, SINGLE, activity, least_makespan

from jadwal.plan.project import Activity, Instance, Mode, Schedule, breaches, first_bound
from jadwal.plan.rcpsp import read, solve
from jadwal.plan.sgs.project import Islands

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "psplib"


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """The kernels are compiled, or loaded, before anything is solved against the clock."""
    several = Activity((Mode(2, (1,), (1,)), Mode(3, (1,), (0,))), (1,))
    for stock, first in (((), activity(2, 1, 1)), ((1,), several)):
        last = Activity((Mode(1, (1,), (0,) if stock else ()),))
        solve(Instance("warm", (first, last), (1,), stock), seconds=600)


@pytest.mark.parametrize(("content", "least"), [(SINGLE, 7), (SEVERAL, 5)])
def test_a_written_project_is_solved_to_its_known_optimum(tmp_path: Path, content: str, least: int) -> None:
    """By hand: 3 and 4 days cannot overlap on three units; two slow ways side by side beat one fast one."""
    file = tmp_path / "x.mm"
    file.write_text(content, "utf-8")
    instance = read(file)
    assert least_makespan(instance) == least
    found = solve(instance, seconds=20)
    assert (found.status, found.makespan, found.bound) == ("optimal", least, least)
    assert found.schedule is not None
    assert breaches(instance, found.schedule) == ()


@st.composite
def projects(draw: st.DrawFn) -> Instance:
    """Three activities of up to two modes on one daily resource and perhaps a stock."""
    stock = draw(st.booleans())
    made = []
    for i in range(3):
        modes = tuple(
            Mode(draw(st.integers(0, 3)), (draw(st.integers(0, 3)),), (draw(st.integers(0, 3)),) if stock else ())
            for _ in range(draw(st.integers(1, 2)))
        )
        after = tuple(j for j in range(i + 1, 3) if draw(st.booleans()))
        made.append(Activity(modes, after))
    return Instance("tiny", tuple(made), (draw(st.integers(2, 4)),), (draw(st.integers(2, 6)),) if stock else ())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(projects())
def test_a_tiny_project_comes_out_as_trying_everything_says(instance: Instance) -> None:
    """The least makespan, or that there is no schedule."""
    least = least_makespan(instance)
    found = solve(instance, seconds=20)
    if least is None:
        assert found.status == "infeasible"
        assert found.schedule is None
    else:
        assert (found.status, found.makespan) == ("optimal", least)
        assert first_bound(instance) <= least


def row_of_work(count: int) -> Instance:
    """Pairs of activities that compete for one resource."""
    work = [activity(2 + n * 3 % 5, 1 + n % 3, n + 2) if n + 2 < count else activity(3, 2) for n in range(count)]
    return Instance("row", tuple(work), (4,))


def test_populations_with_the_same_seed_are_the_same() -> None:
    """The same number of schedules from the same seed gives the same best one, and another seed another search."""
    found = []
    for seed in (1, 1):
        islands = Islands(row_of_work(14), seed, 2)
        islands.start(20)
        islands.step(60, 0)
        assert islands.best is not None
        assert breaches(islands.instance, islands.best) == ()
        found.append((islands.best, islands.made))
    assert found[0] == found[1]


def test_a_breach_of_each_kind_is_found() -> None:
    """Links, days before the first, a crowded day, a stock that is used up, a mode that does not exist."""
    two = Instance("two", (activity(2, 2, 1), Activity((Mode(2, (2,), (5,)),))), (3,), (4,))
    two = Instance("two", (Activity((Mode(2, (2,), (0,)),), (1,)), two.activities[1]), (3,), (4,))
    assert any("before activity" in b for b in breaches(two, Schedule((0, 1), (0, 0))))
    assert any("before day 0" in b for b in breaches(two, Schedule((-1, 2), (0, 0))))
    assert any("renewable resource 1, day 1" in b for b in breaches(two, Schedule((0, 1), (0, 0))))
    assert any("nonrenewable" in b for b in breaches(two, Schedule((0, 2), (0, 0))))
    assert any("no such mode" in b for b in breaches(two, Schedule((0, 2), (0, 1))))


def test_no_time_is_refused() -> None:
    """Neither nothing nor less than nothing."""
    with pytest.raises(ValueError, match="seconds"):
        solve(row_of_work(4), seconds=0)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared instances are not beside this checkout")
@pytest.mark.parametrize("name", ["j30.sm/j3011_2.sm", "mm/j1011_3.mm"])
def test_a_public_instance_is_solved(name: str) -> None:
    """The best known makespan, proven."""
    best = {"j30.sm/j3011_2.sm": 56}
    found = solve(read(SHARED / name), seconds=30)
    assert found.status == "optimal"
    assert found.makespan == best.get(name, found.bound)
