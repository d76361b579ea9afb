"""Which work a common factor acts on: by the plan's tasks, and by the case's own reading of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest

from jadwal.case import read_case
from jadwal.case.network import Network
from jadwal.case.reach import too_strong
from jadwal.case.skeleton import write_skeleton
from jadwal.model.case import Alternative, Case, Estimate, Factor, Text
from jadwal.plan.build import build, choices
from jadwal.plan.modes import fixed

SCOPES = [
    "all",
    "kind:cleanup",
    "kind:movement",
    "kind:notice",
    "kind:pack",
    "kind:round",
    "site:camp-east",
    "lane:road-west",
    "crew:inspectors",
    "nation:northland",
]


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case that a newcomer gets, everything done in the usual way."""
    folder: Path = tmp_path_factory.mktemp("new") / "case"
    write_skeleton(folder)
    return msgspec.structs.replace(read_case(folder), modes=())


def factor(id: str, *acts_on: str, percent: int = 60) -> Factor:
    """A factor on these scopes."""
    return Factor(
        id=id,
        name=Text(en=id, ar=id),
        correlation=Estimate(low=percent, likely=percent, high=percent),
        acts_on=acts_on,
        known_from=date(2025, 1, 10),
    )


def reached(case: Case, *acts_on: str) -> set[str]:
    """The tasks that one factor acts on in the plan."""
    made = build(msgspec.structs.replace(case, factors=(factor("f", *acts_on),)), choices(case)[0])
    return {t for f in made.factors for t in f.tasks}


def test_a_scope_reaches_its_uncertain_work_and_nothing_else(skeleton: Case) -> None:
    """By kind, lane, crew and site; work of one day exactly, points and what has finished draw nothing."""
    assert reached(skeleton, "crew:inspectors") == {"inspection:camp-east", "inspection:camp-west"}
    assert reached(skeleton, "kind:cleanup") == {"cleanup:camp-east", "cleanup:camp-west"}
    assert reached(skeleton, "kind:round") == set(), "finished"
    assert reached(skeleton, "kind:transfer") == set(), "one day exactly"
    assert reached(skeleton, "kind:notice") == {"notice:east-kitchen"}
    lane = {t.id for t in build(skeleton, choices(skeleton)[0]).tasks if t.lane == "road-west"}
    assert reached(skeleton, "lane:road-west") == lane != set()
    assert "notice:east-kitchen" not in reached(skeleton, "all", "site:camp-east")
    assert "pack:east-guards" in reached(skeleton, "nation:northland")


def test_a_factor_that_acts_on_nothing_uncertain_is_left_out(skeleton: Case) -> None:
    """And so is one without strength."""
    made = msgspec.structs.replace(skeleton, factors=(factor("f", "kind:round"), factor("g", "all", percent=0)))
    assert build(made, choices(made)[0]).factors == ()


@pytest.mark.parametrize("scope", SCOPES)
def test_the_check_of_the_case_reads_the_scopes_as_the_plan_does(skeleton: Case, scope: str) -> None:
    """Two factors of 60 percent clash exactly where a scope meets a piece of work."""
    for task in build(skeleton, choices(skeleton)[0]).tasks:
        if task.days.exact or task.finished is not None:
            continue
        other = f"kind:{task.kind}"
        both = msgspec.structs.replace(skeleton, factors=(factor("f", scope), factor("g", other)))
        clash = {w.id for w, _, _ in too_strong(both, Network(both))}
        meet = reached(skeleton, scope) & reached(skeleton, other)
        assert bool(clash) == bool(meet), (scope, other, clash, meet)


def test_a_factor_acts_on_work_as_it_is_done(skeleton: Case) -> None:
    """Clean-up by the inspectors instead of nobody's crew: their factor reaches it only where it is done that way."""
    other = Alternative(
        id="by-inspectors",
        name=Text(en="x", ar="x"),
        of="cleanup:camp-east",
        crew="inspectors",
        crew_need=1,
        known_from=date(2025, 1, 10),
    )
    usual = {"inspection:camp-east", "inspection:camp-west"}
    case = msgspec.structs.replace(skeleton, modes=(other,), factors=(factor("f", "crew:inspectors"),))
    made = build(case, choices(case)[0])
    for chosen, more in (({}, set()), ({"cleanup:camp-east": "by-inspectors"}, {"cleanup:camp-east"})):
        assert [set(f.tasks) for f in fixed(made, chosen).factors] == [usual | more]
    both = msgspec.structs.replace(case, factors=(*case.factors, factor("g", "kind:cleanup")))
    assert [w.id for w, _, _ in too_strong(both, Network(both))] == ["cleanup:camp-east"]
    assert list(too_strong(msgspec.structs.replace(both, modes=()), Network(both))) == []
