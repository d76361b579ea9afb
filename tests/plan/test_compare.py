"""What moved between two timetables, and because of what: pairs made for it, each with one thing changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest
from cases import (
    ONE_SITE,
    activity,
    but,
    condition,
    day,
    exactly,
    gated,
    lane,
    linked,
    one_site,
    permitted,
    promised,
    small_crew,
    started,
    unit,
    working_week,
)

from jadwal.model.amounts import CostResult, ExposureResult, Sampled
from jadwal.model.case import Case, Estimate, Progress
from jadwal.model.compared import Move, ReadingChange
from jadwal.model.timetable import (
    SCHEMA,
    Context,
    Entry,
    InputCount,
    MilestoneResult,
    Quantiles,
    ReadingResult,
    SolverRun,
    Timetable,
)
from jadwal.plan.baseline import starts
from jadwal.plan.build import build, choices
from jadwal.plan.compare import compare, counterpart
from jadwal.plan.cpsat import solve
from jadwal.plan.dated import aim
from jadwal.plan.openings import openings

BEGUN = (("agree", 0, 1), ("phase-start:p1", 1, 1))
KNOWN: dict[str, Any] = {"known_from": day(-30)}
RUN = SolverRun(
    solver="none", version="0", seed=1, workers=1, deterministic_time_milli=0, parameters=(), status="optimal",
    reproducible=True, levels=(),
)  # fmt: skip


def result(case: Case, opens: Mapping[str, int], baseline: tuple[Entry, ...] | None, choice: Any) -> ReadingResult:
    """One reading solved, kept to a baseline when there is one."""
    base = None if baseline is None else starts(baseline, case.as_of)
    problem = build(case, choice, base, replan=base is not None)
    opening = openings(problem, lambda c: opens.get(c))
    found = solve(problem, opening, deterministic_time=1.0)
    assert found.starts
    schedule = aim(problem, found.starts, found.finishes, opening)
    dates = {e.id: e.finish for e in schedule.entries}
    nothing = Quantiles(p10=None, p50=None, p80=None, p90=None, reached_ppm=0)
    milestones = tuple(
        MilestoneResult(
            id=m.id, name=m.name, headline=m.headline, release="public", aim=dates[m.id], aim_ppm=None, commit=None,
            commit_why="", quantiles=nothing,
        )
        for m in case.milestones
    )  # fmt: skip
    return ReadingResult(
        readings=choice, solver=RUN, schedule=schedule, milestones=milestones, joint_confidence_ppm=0,
        joint_reached_ppm=0, promises=(), headcount=(), drivers=(), sensitivities=(),
    )  # fmt: skip


def timetable(case: Case, baseline: Timetable | None = None, **opens: Any) -> Timetable:
    """A case solved with these opening days; kept to ``baseline`` when there is one."""
    context = Context(
        **{f: getattr(case, f) for f in ("lanes", "crews", "permissions", "clauses", "milestones", "sites")},
        calendars=case.calendars,
        questions=case.questions,
    )
    held = {r.readings: r.schedule.entries for r in baseline.readings} if baseline else {}
    readings = tuple(result(case, opens, held.get(choice), choice) for choice in choices(case))
    return Timetable(
        schema=SCHEMA, version="0", case=case.id, name=case.name, as_of=case.as_of, horizon=case.horizon,
        release="parties", seed=1, futures=0, inputs_digest="", inputs=InputCount(reported=0, assumed=0, entered=0),
        agreed=False, end_agreed=False, board=(), readings=readings, findings=(), context=context,
    )  # fmt: skip


def both(before: Case, after: Case, was: Mapping[str, Any] | None = None, now: Mapping[str, Any] | None = None) -> Any:
    """The change of the first reading from one case to the other, the later plan kept to the earlier one."""
    first = timetable(before, None, **(was or {}))
    return compare(first, timetable(after, first, **(now or {}))).readings[0]


def move(change: ReadingChange, id: str) -> Move:
    """The move of one task."""
    return next(m for m in change.moves if m.id == id)


def because(change: ReadingChange, id: str) -> list[tuple[str, str]]:
    """(kind, id) of the causes of a task's move."""
    return [(c.kind, c.id) for c in move(change, id).causes]


def progressed(case: Case, as_of: int, *rows: tuple[str, int, int | None]) -> Case:
    """The case some days later with what has started and finished."""
    progress = tuple(
        Progress(id=id, started=day(a), finished=None if b is None else day(b), **KNOWN) for id, a, b in rows
    )
    return but(case, as_of=day(as_of), progress=progress)


def test_a_timetable_compared_with_itself_has_not_moved() -> None:
    """No moves, no inputs; every task is the same."""
    found = compare(timetable(one_site()), timetable(one_site())).readings[0]
    assert (found.moves, found.inputs, found.groups) == ((), (), ())
    assert found.same == len(ONE_SITE)


def test_a_late_finish_is_the_cause_of_everything_that_waits_for_it() -> None:
    """The agreement was to be finished on day 1 and was on day 6: the end moves by five days because of it."""
    found = both(one_site(), progressed(one_site(), 7, ("agree", 0, 6)))
    assert move(found, "agree").finish_days == 5
    assert because(found, "agree") == [("finished", "agree")]
    end = move(found, "over")
    assert end.finish_days == 5
    assert because(found, "over") == [("finished", "agree")]
    assert end.causes[0].days == 5
    assert end.causes[0].sure
    assert end.causes[0].via[0] == "phase-start:p1" or "training:k1" in end.causes[0].via
    (milestone,) = found.milestones
    assert (milestone.aim_days, milestone.causes) == (5, end.causes)


def test_a_point_that_waits_for_nothing_any_more_does_not_move_with_the_day() -> None:
    """The agreement was finished in time; two days and ten days later the phase has opened on the same day.

    What is planned anew each time is not the point but what nobody has begun since.
    """
    early, late = (progressed(one_site(), as_of, ("agree", 0, 1)) for as_of in (2, 10))
    found = both(early, late)
    assert "phase-start:p1" not in {m.id for m in found.moves}
    assert not any(c.id == "phase-start:p1" for m in found.moves for c in m.causes)
    assert because(found, "over") == [("not-begun", "training:k1")]


def test_what_has_not_begun_is_named_where_nothing_held_it_back() -> None:
    """On day 4 nobody has begun the agreement that was due to start on day 0."""
    found = both(one_site(), progressed(one_site(), 4))
    assert because(found, "agree") == [("not-begun", "agree")]
    assert because(found, "over") == [("not-begun", "agree")]


def test_work_that_goes_on_longer_than_planned_is_named() -> None:
    """The agreement started in time and is not finished on day 5."""
    found = both(one_site(), progressed(one_site(), 5, ("agree", 0, None)))
    assert because(found, "agree") == [("running", "agree")]
    assert because(found, "over") == [("running", "agree")]


@pytest.mark.parametrize(("was", "now", "days"), [(20, 26, 6), (26, 20, -6)])
def test_a_condition_that_opens_on_another_day_is_the_cause_in_both_directions(was: int, now: int, days: int) -> None:
    """Later or earlier, with the number of days."""
    found = compare(timetable(gated(), calm=was), timetable(gated(), calm=now)).readings[0]
    (cause,) = move(found, "over").causes
    assert (cause.kind, cause.id, cause.days) == ("condition", "calm", days)
    assert cause.name == condition().statement or cause.name.en == "calm"
    assert [c.id for c in found.inputs] == ["calm"]


def test_a_condition_that_is_not_expected_any_more_takes_dates_away() -> None:
    """What waits for it is lost, not moved, and the reason is said; the other way round it is gained."""
    lost = compare(timetable(gated(), calm=20), timetable(gated())).readings[0]
    assert move(lost, "over").status == "lost"
    assert because(lost, "over") == [("condition", "calm")]
    gained = compare(timetable(gated()), timetable(gated(), calm=20)).readings[0]
    assert move(gained, "over").status == "gained"
    assert because(gained, "over") == [("condition", "calm")]


def test_a_permission_that_takes_longer_is_the_cause() -> None:
    """Its likely lead grows from ten to fifteen days."""
    slower = tuple(but(p, lead=Estimate(low=5, likely=15, high=20)) for p in permitted().permissions)
    found = both(permitted(), but(permitted(), permissions=slower))
    assert because(found, "move:adv:1") == [("permission", "convoys")]
    assert move(found, "move:adv:1").start_days == 5


def test_longer_work_is_the_cause_of_its_own_finish_and_of_what_waits_for_it() -> None:
    """The agreement takes six days instead of two."""
    found = both(one_site(), one_site(activities=(activity("agree", "agreement", 6),)))
    assert because(found, "agree") == [("days", "agree")]
    assert [(c.before, c.after) for c in move(found, "over").causes] == [("2", "6")]


def test_a_new_link_is_the_cause_of_what_now_waits() -> None:
    """A report that waited for nothing waits for the round with a lag of twenty days."""
    loose = (activity("agree", "agreement", 2), activity("round", "round", 3), activity("report", "report", 2))
    found = both(one_site(activities=loose), linked("FS", 20))
    assert because(found, "report") == [("after", "report")]
    assert move(found, "report").causes[0].after == "round FS+20"


def test_a_narrower_lane_is_the_probable_cause() -> None:
    """Two serials at once become one at a time."""
    found = both(one_site(lanes=(lane(capacity=2),)), one_site())
    late = [m for m in found.moves if m.kind == "movement"]
    assert late
    assert all(("capacity", "road") in [(c.kind, c.id) for c in m.causes] for m in late)


def test_a_crew_held_by_work_that_slipped_is_followed_to_its_cause() -> None:
    """One team packs: the guards' packing waits for the advisers', which runs over."""
    case = but(small_crew(), site_work=tuple(
        but(w, days=exactly(4)) if w.kind == "pack" else w for w in small_crew().site_work
    ))  # fmt: skip
    first = timetable(case)
    packs = {e.id: e for e in first.readings[0].schedule.entries if e.kind == "pack"}
    one, other = sorted(packs.values(), key=lambda e: e.start or day(0))
    assert one.start is not None
    assert other.finish is not None
    began = (one.start - day(0)).days
    later = progressed(case, began + 8, *BEGUN, ("training:k1", 2, 3), (one.id, began, None))
    found = compare(first, timetable(later, first)).readings[0]
    (cause,) = move(found, other.id).causes
    assert (cause.kind, cause.id, cause.sure) == ("running", one.id, False)


def test_an_agreed_day_that_was_added_is_the_cause() -> None:
    """A "not before" day for the end."""
    without = but(promised(), clauses=(but(promised().clauses[0], promises=promised().clauses[0].promises[:1]),))
    found = both(without, promised())
    assert because(found, "over") == [("agreed", "from-30")]


def test_closed_days_that_were_added_are_the_cause() -> None:
    """Thursdays off as well: the round's two days take longer."""
    week = but(working_week().calendars[0], days_off=(2, 3, 4, 5))
    found = both(working_week(), but(working_week(), calendars=(week,)))
    assert any(m.causes and m.causes[0].kind == "calendar" for m in found.moves)
    assert ("calendar", "week") in [(c.kind, c.id) for c in found.inputs]


def test_a_move_for_which_nothing_stands_has_no_known_cause() -> None:
    """An entry moved by hand."""
    first = timetable(one_site())
    entries = tuple(
        but(e, start=day(50), finish=day(50)) if e.id == "guard:k1" else e for e in first.readings[0].schedule.entries
    )
    schedule = but(first.readings[0].schedule, entries=entries)
    second = but(first, readings=(but(first.readings[0], schedule=schedule),))
    found = compare(first, second).readings[0]
    assert [(m.id, m.causes) for m in found.moves] == [("guard:k1", ())]


def test_serials_that_are_new_or_gone_are_said_to_be() -> None:
    """Ten advisers less: one serial less; the other way round one more."""
    fewer = one_site(units=(unit("adv", 10), unit("grd", 10, "protection")))
    found = both(one_site(), fewer)
    assert move(found, "move:adv:2").status == "removed"
    assert move(both(fewer, one_site()), "move:adv:2").status == "added"


def test_moves_are_counted_by_site_unit_and_phase() -> None:
    """All unfinished work of the site moved by five days."""
    found = both(one_site(), progressed(one_site(), 7, ("agree", 0, 6)))
    site = next(g for g in found.groups if g.scope == "site")
    assert (site.id, site.least, site.most) == ("k1", 5, 5)
    assert site.moved == site.of == sum(1 for m in found.moves if m.site == "k1")


def amount(aim: int, p50: int) -> dict[str, Any]:
    """Figures of a cost or an exposure."""
    marks = {f"p{share}": Sampled(value=p50 + share - 50, error=2) for share in (10, 50, 80, 90)}
    return {"aim": aim, "aim_ppm": 0, "mean": Sampled(value=p50, error=1), **marks}


def test_cost_and_exposure_are_compared_where_both_have_them() -> None:
    """Nothing is said of a cost that only one of them states."""
    plain = timetable(one_site())
    (reading,) = plain.readings
    was = msgspec.structs.replace(reading, exposure=ExposureResult(**amount(100, 150)))
    now = msgspec.structs.replace(reading, exposure=ExposureResult(**amount(90, 130)), costs=CostResult(**amount(7, 8)))
    first, then = (msgspec.structs.replace(plain, readings=(r,)) for r in (was, now))
    (found,) = compare(first, then).readings[0].amounts
    assert (found.kind, found.aim_before, found.aim_after) == ("exposure", 100, 90)
    assert (found.p50_before, found.p50_after) == (Sampled(value=150, error=2), Sampled(value=130, error=2))
    assert (found.p80_before.value, found.p80_after.value) == (180, 160)
    assert [a.kind for a in compare(then, then).readings[0].amounts] == ["cost", "exposure"]


def test_readings_are_paired_by_the_choices_that_both_ask() -> None:
    """The same choices first, then the first that contradicts none; else none."""
    a, b = (("q", "x"),), (("q", "y"),)
    assert counterpart(b, [a, b]) == 1
    assert counterpart((("q", "y"), ("r", "z")), [a, b]) == 1
    assert counterpart(b, [a]) is None
    found = compare(timetable(promised()), timetable(promised()))
    assert [r.readings == r.earlier for r in found.readings] == [True, True]
    assert found.only_before == ()


def test_beside_a_public_timetable_nothing_is_called_added_or_removed() -> None:
    """Site-level work that the public does not see is not news."""
    whole = timetable(one_site())
    few = tuple(e for e in whole.readings[0].schedule.entries if e.id in ("agree", "over"))
    public = but(
        whole,
        release="public",
        context=Context(),
        readings=(but(whole.readings[0], schedule=but(whole.readings[0].schedule, entries=few)),),
    )
    for found in (compare(public, whole), compare(whole, public)):
        assert found.partial
        assert found.readings[0].moves == ()


@pytest.mark.parametrize("case", [started, linked, small_crew], ids=lambda f: f.__name__)
def test_every_shown_cause_truly_changed(case: Callable[[], Case]) -> None:
    """A cause is one of the inputs that differ, whatever the pair."""
    first = timetable(case())
    second = timetable(but(case(), as_of=day(9)), first)
    found = compare(first, second).readings[0]
    changed = {(c.kind, c.id) for c in found.inputs} | {("not-begun", m.id) for m in found.moves}
    assert found.moves
    assert {(c.kind, c.id) for m in found.moves for c in m.causes} <= changed


def test_a_late_start_is_followed_to_what_it_had_to_wait_for() -> None:
    """The report could not start before the round had finished; it then took a day longer itself."""
    case = linked()
    found = both(case, progressed(case, 12, ("round", 0, 6), ("report", 7, 9)))
    assert because(found, "round") == [("finished", "round")]
    assert because(found, "report") == [("finished", "report"), ("finished", "round")]
    on_time = both(case, progressed(case, 12, ("round", 0, 6), ("report", 7, 8)))
    assert because(on_time, "report") == [("finished", "round")]
    idle = both(case, progressed(case, 12, ("round", 0, 6), ("report", 9, 10)))
    assert because(idle, "report") == [("started", "report"), ("finished", "round")]
