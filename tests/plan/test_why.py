"""Why a date stands where it does: each step is the thing that truly holds it, each gain was solved for."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tiny import changed, held, link, permission, problem, profile, promise, rule, task, week

from jadwal.messages import codes
from jadwal.model.case import Text
from jadwal.plan.cpsat import solve
from jadwal.plan.holds import Hold, chain
from jadwal.plan.problem import Problem
from jadwal.plan.why import Why, why
from jadwal.plan.why_words import sentences

NAME = Text(en="West", ar="الغرب")


def crossing(**rest: Any) -> Problem:
    """Three serials of two days over a lane for one, then a handover of one day."""
    moves = [task(f"m{n}", 2) for n in range(3)]
    return problem(
        *moves,
        task("over", 1, **rest.pop("over", {})),
        end="over",
        links=[link(m.id, "over", rule="site-order:s") for m in moves],
        profiles=[profile("lane:west", 1, *(held(m.id) for m in moves))],
        rules=[
            msgspec.structs.replace(rule("lane:west"), params=(("capacity", 1), ("name", NAME))),
            msgspec.structs.replace(rule("site-order:s"), params=(("name", NAME),)),
        ],
        **rest,
    )


def explained(of: Problem, task: str = "over", **openings: int | None) -> Why:
    """Why a task of the optimum has its date."""
    found = solve(of, openings)
    assert found.run.status == "optimal"
    return why(of, openings, found.starts, found.finishes, task)


def steps(found: Why) -> list[tuple[str, str]]:
    """What holds each task of the chain."""
    return [(h.task, h.by) for h in found.chain]


def gains(found: Why) -> dict[tuple[str, str], int | None]:
    """Days gained per thing eased."""
    return {(g.kind, g.id): g.days for g in found.gains}


def test_a_handover_waits_for_the_last_serial_and_each_serial_for_the_one_before() -> None:
    """Back through the full lane to the as-of date."""
    found = explained(crossing())
    assert found.finish == found.earliest == 7
    assert [by for _, by in steps(found)] == ["link", "level", "level", "as-of"]
    assert [h.about for h in found.chain[1:3]] == ["lane:west", "lane:west"]
    assert {h.task for h in found.chain} == {"over", "m0", "m1", "m2"}


def test_one_more_on_the_lane_gives_what_solving_with_two_lanes_gives() -> None:
    """Two at once: four days of movement instead of six; a serial of no days saves two."""
    found = explained(crossing())
    assert gains(found)["level", "lane:west"] == 2
    assert gains(found)["work", "over"] == 1
    assert all(g.exact for g in found.gains)


def test_a_gate_holds_what_opens_with_it_and_a_week_sooner_gives_what_it_gives() -> None:
    """The gate opens on day 20: seven days sooner, seven days gained; nothing else would help."""
    found = explained(crossing(over={"start_gates": ("c",)}), c=20)
    assert steps(found) == [("over", "gate")]
    assert (found.chain[0].about, found.chain[0].rule) == ("c", "gate-start:c:over")
    assert gains(found) == {("gate", "c"): 7, ("work", "over"): 1}


def test_a_permission_asked_for_after_a_serial_leads_back_to_it() -> None:
    """The permission takes ten days from the finish of the first serial."""
    of = crossing(over={"permissions": ("p",)}, permissions=[permission("p", 10, asked_after="m0")])
    found = explained(of)
    assert steps(found)[0] == ("over", "permission")
    assert found.chain[0].other == "m0"
    assert gains(found)["permission", "p"] == 6  # granted on day 5 instead of 12, but the lane is busy until 6


def test_closed_days_are_told_apart_from_what_is_waited_for() -> None:
    """Six days of movement end on day 6; with the two that follow closed the handover begins on day 8."""
    of = crossing(over={"calendar": "w"}, calendars=[week(60, off=(), closed=(6, 7))])
    found = explained(of)
    assert (found.chain[0].by, found.chain[0].closed, found.finish) == ("link", 2, 9)
    assert gains(found)["calendar", "w"] == 2


def test_what_could_be_earlier_without_gain_is_said_to_be_free() -> None:
    """A serial held back by hand beyond what anything asks for."""
    of = crossing()
    starts: dict[str, int | None] = {"m0": 0, "m1": 2, "m2": 9, "over": 11}
    finishes: dict[str, int | None] = {"m0": 2, "m1": 4, "m2": 11, "over": 12}
    held_by = chain(of, {}, starts, finishes, "m2")
    assert held_by == (Hold(task="m2", start=9, finish=11, by="free", since=0),)


def test_what_has_happened_is_a_fact() -> None:
    """A serial that has started is not asked further."""
    of = crossing()
    begun = tuple(msgspec.structs.replace(t, started=-1) if t.id == "m0" else t for t in of.tasks)
    assert steps(explained(changed(of, tasks=begun), "m0")) == [("m0", "fact")]


def test_without_an_aim_the_chain_leads_to_the_condition_that_never_holds() -> None:
    """The handover's own gate never opens; what waits for the handover never comes."""
    of = crossing(over={"start_gates": ("c",)})
    of = changed(of, tasks=(*of.tasks, task("after")), links=(*of.links, link("over", "after")), end="after")
    found = explained(of, "after", c=None)
    assert found.finish is None
    assert [(h.task, h.by, h.about) for h in found.chain] == [("after", "never", ""), ("over", "never", "c")]
    assert found.gains == ()


def test_an_unknown_task_is_a_key_error() -> None:
    """The workflow has already said so in words."""
    with pytest.raises(KeyError):
        chain(crossing(), {}, {}, {}, "nothing")


def test_every_sentence_about_a_step_can_be_said_in_both_languages() -> None:
    """Each kind of hold and ease has its words; a chain says one sentence per step."""
    of = crossing(over={"start_gates": ("c",)}, promises=[promise("p", "over", 9)])
    found = explained(of, c=20)
    for lang in ("en", "ar"):
        said = sentences(found, of, {"c": NAME, "west": NAME}, lang)
        assert len(said.steps) == len(found.chain)
        assert len(said.answer) == 1
        assert said.gains
    kinds = {"link", "link-rest", "gate", "permission", "not-before", "as-of", "level", "level-by", "fact", "free"}
    assert {f"why.{k}" for k in kinds} <= set(codes("en"))
