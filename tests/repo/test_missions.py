"""Synthetic missions are cases like any other, and what their module says of them is so."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest
from missions import LOADS_PER_SITE, PEOPLE_PER_SITE, case_of, files, mission, write

from jadwal.case import check
from jadwal.model.case import Case
from jadwal.plan.build import build, choices

SMALL = [2, 10, 24]


@pytest.fixture(scope="module", params=SMALL)
def case(request: pytest.FixtureRequest) -> Case:
    """A mission of each small size."""
    return case_of(mission(request.param))


def test_the_same_seed_gives_the_same_bytes() -> None:
    """Another seed, another mission."""
    assert files(mission(10, 7)) == files(mission(10, 7))
    assert files(mission(10, 7)) != files(mission(10, 8))


@pytest.mark.parametrize("sites", SMALL)
def test_a_folder_of_it_has_no_mistake(sites: int, tmp_path: Path) -> None:
    """Neither errors nor warnings."""
    write(mission(sites, 3), tmp_path)
    assert check(tmp_path) == ()


def test_it_has_as_many_people_and_loads_as_its_sites_ask_for(case: Case) -> None:
    """Within a tenth, and the largest site is many times the median one."""
    sites = len(case.sites)
    people = {s.id: sum(u.headcount.likely for u in case.units if u.site == s.id) for s in case.sites}
    assert sum(people.values()) == pytest.approx(PEOPLE_PER_SITE * sites, rel=0.1)
    assert sum(u.loads.likely for u in case.units if u.loads) == pytest.approx(LOADS_PER_SITE * sites, rel=0.1)
    if sites >= 10:
        assert max(people.values()) > 5 * statistics.median(people.values())


def test_its_tasks_grow_with_its_sites(case: Case) -> None:
    """About twenty for each."""
    tasks = len(build(case, choices(case)[0]).tasks)
    assert 15 * len(case.sites) < tasks - 40 < 25 * len(case.sites)


def test_guards_suffice_everywhere_before_anybody_leaves(case: Case) -> None:
    """Also for those who are to come from other sites."""
    assert case.protection is not None
    for site in case.sites:
        there = [u for u in case.units if site.id in (u.site, u.to_site)]
        guards = sum(u.headcount.likely for u in there if u.role == "protection")
        others = sum(u.headcount.likely for u in there if u.role != "protection")
        assert 100 * guards >= case.protection.percent.likely * others


def test_one_site_is_no_mission() -> None:
    """Whoever leaves needs a hub to leave through."""
    with pytest.raises(ValueError, match="at least two"):
        mission(1)
