"""The case room's view of what waits for what agrees with the plan's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from draft import Draft

from jadwal.case import read_case
from jadwal.case.network import Network, task_ids
from jadwal.model.case import Case
from jadwal.plan.build import build, choices

EXAMPLE = Path(__file__).parents[2] / "examples" / "iraq-2024"
_SERIAL = re.compile(r"^((?:move|cargo|ship):[a-z0-9-]+(?::2)?):\d+$")


def leg(task: str) -> str:
    """A serial's leg (``move:U:2`` is a second serial, ``move:U:2:1`` the second leg's first)."""
    found = _SERIAL.fullmatch(task)
    return found[1] if found else task


def agrees(case: Case) -> None:
    """Tasks and links of every reading's problem are those of the network."""
    network = Network(case)
    for choice in choices(case):
        problem = build(case, choice)
        legs = {t.id: leg(t.id) for t in problem.tasks}
        assert set(legs.values()) == set(network.work)
        assert task_ids(case) == {t for t in legs.values() if not t.startswith(("move:", "cargo:", "ship:"))}
        ends = {
            "FS": ("finish", "start"),
            "SS": ("start", "start"),
            "FF": ("finish", "finish"),
            "SF": ("start", "finish"),
        }
        for link in problem.links:
            one, other = ends[link.type]
            before, after = (legs[link.before], one), (legs[link.after], other)
            if before[0] != after[0]:
                assert after in network.edges[before], link


def test_the_network_of_the_skeleton_is_that_of_its_plan(draft: Draft) -> None:
    """Same tasks, and no link of the plan is unknown to the check for circles."""
    agrees(read_case(draft.path))


def test_the_network_of_a_relocation_is_that_of_its_plan(draft: Draft) -> None:
    """A unit that moves on later has a second leg; one that stays does not."""
    for column, value in (("disposition", "relocate"), ("to_site", "camp-west"), ("then_phase", "west")):
        draft.cell("units.csv", "east-advisers", column, value)
    draft.cell("units.csv", "east-advisers", "then_lane", "road-west")
    draft.cell("units.csv", "east-guards", "disposition", "relocate")
    draft.cell("units.csv", "east-guards", "to_site", "camp-west")
    agrees(read_case(draft.path))


def test_the_network_of_things_that_go_and_of_a_nation_that_leaves_is_that_of_its_plan(draft: Draft) -> None:
    """Shipped equipment of a unit, staff, and a nation that withholds its consent and has announced a day."""
    draft.row(
        "equipment.csv",
        id="trucks",
        name_en="a",
        name_ar="ب",
        site="camp-west",
        unit="west-advisers",
        disposition="ship",
        loads="10",
        lane="road-west",
    )
    for column, value in (("consent", "withheld"), ("departs", "2026-06-30")):
        draft.cell("nations.csv", "northland", column, value)
    case = read_case(draft.path)
    agrees(case)
    bound = [k for k in build(case, ()).links if k.before == "phase-start:west" and k.after.startswith("pack:")]
    assert bound == []


def test_equipment_that_must_go_before_its_unit_may_pack_is_a_circle(draft: Draft) -> None:
    """Equipment of a unit of the second phase that has to be gone in the first."""
    draft.row(
        "equipment.csv",
        id="trucks",
        name_en="a",
        name_ar="ب",
        site="camp-west",
        unit="west-advisers",
        disposition="destroy",
        days="2",
        phase="east",
    )
    (mistake,) = draft.mistakes()
    assert mistake.code == "case.cycle"
    chain = "dispose:trucks → phase-end:east → phase-start:west → pack:west-advisers → dispose:trucks"
    assert mistake.what("en") == f"This work waits for itself: {chain}."


def test_the_network_of_the_real_example_is_that_of_its_plan() -> None:
    """The same holds for the Iraq case."""
    if not (EXAMPLE / "case.toml").exists():
        pytest.skip("the example case is not there")
    agrees(read_case(EXAMPLE))


def test_site_work_without_a_row_is_no_work(draft: Draft) -> None:
    """A case without clean-up rows has no clean-up to wait for."""
    draft.cell("modes.csv", "east-by-firm", "of", "inspection:camp-east")
    before = task_ids(read_case(draft.path))
    draft.swap("case.toml", 'kind = "cleanup"', 'kind = "pack"\nid = "pack"')
    text = draft.read("case.toml")
    first, rest = text.split('[[site_work]]\nkind = "pack"\ndays', 1)
    draft.write("case.toml", first + "[[site_work]]" + rest.split("[[site_work]]", 1)[1])
    assert before - task_ids(read_case(draft.path)) == {"cleanup:camp-east", "cleanup:camp-west"}


def test_a_circle_through_sites_and_phases_is_found(draft: Draft) -> None:
    """The first phase's training waits for the second phase's opening: nobody could ever leave."""
    draft.row(
        "activities.csv",
        id="teach-east",
        name_en="Teaching",
        name_ar="التدريب",
        kind="training",
        site="camp-east",
        days="10",
        after="phase-start:west",
    )
    found = draft.mistakes()
    assert [m.code for m in found] == ["case.cycle"]
    chain = found[0].what("en").removeprefix("This work waits for itself: ").rstrip(".").split(" → ")
    assert chain[0] == chain[-1]
    assert {"phase-start:west", "training:camp-east"} <= set(chain)


def test_two_that_start_together_wait_for_each_other(draft: Draft) -> None:
    """Start-to-start both ways is a circle too."""
    draft.cell("activities.csv", "assess-threat", "after", "assess-capability SS")
    draft.cell("activities.csv", "assess-capability", "after", "assess-threat SS")
    assert [m.code for m in draft.mistakes()] == ["case.cycle"]


def test_overlap_is_no_circle(draft: Draft) -> None:
    """Work may start with another and finish with it."""
    draft.cell("activities.csv", "assess-threat", "after", "assess-capability SS+2; assess-capability FF+1; round-1")
    assert draft.mistakes() == ()


def test_a_circle_in_an_old_vintage_is_found_on_its_day(draft: Draft) -> None:
    """A replay of that day would have met it."""
    draft.again("activities.csv", "assess-threat", after="agreement", known_from="2025-01-12")
    draft.again("activities.csv", "assess-threat", after="round-1", known_from="2025-01-13")
    found = draft.mistakes()
    assert [m.code for m in found] == ["case.cycle"]
