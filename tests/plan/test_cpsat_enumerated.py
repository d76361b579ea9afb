"""Every timetable of a tiny problem written down by a reader of its own: the optimum is the best of those it accepts.

The reader below knows nothing of the optimiser: it counts days one by one and levels day by day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Literal

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny import ceiling, link, permission, problem, profile, promise, task

from jadwal.plan.cpsat import Solution, solve
from jadwal.plan.problem import Calendar, Problem, Profile, Span, Task

DAYS = 7
Vector = tuple[int, ...]
Dates = dict[str, tuple[int, int]]
LIGHT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


# --- the reader ---------------------------------------------------------------------------------------------------


def finish(of: Problem, t: Task, start: int) -> int | None:
    """The instant at which work begun on ``start`` is done; None when it cannot begin then or not be done in time."""
    if t.days.likely == 0:
        return start
    calendar = {c.id: c.open for c in of.calendars}.get(t.calendar)
    worked, day = 0, start
    while day < of.days:
        is_open = calendar is None or calendar[day] == 1
        if not is_open and (day == start or not t.breakable):
            return None
        worked, day = worked + is_open, day + 1
        if worked == t.days.likely:
            return day
    return None


def timetables(of: Problem, opens: Mapping[str, int]) -> Iterator[Dates]:
    """Every timetable that keeps the rules of single tasks and all other rules."""
    lead = {p.id: p for p in of.permissions}

    def starts(t: Task) -> list[tuple[int, int]]:
        if t.finished is not None:
            return [(t.started or 0, t.finished)]
        released = max([0, t.not_before, *(opens[c] for c in (*t.start_gates, *t.continue_gates))])
        found = ((s, finish(of, t, s)) for s in range(released, of.days + 1))
        return [(s, f) for s, f in found if f is not None]

    for pick in product(*(starts(t) for t in of.tasks)):
        dates = {t.id: when for t, when in zip(of.tasks, pick, strict=True)}
        asked = all(
            dates[t.id][0] >= (dates[lead[p].asked_after][1] if lead[p].asked_after else 0) + lead[p].lead.likely
            for t in of.tasks
            for p in t.permissions
            if t.finished is None
        )
        if asked and linked(of, dates) and all(within(of, f, dates, opens) for f in of.profiles):
            yield dates


def linked(of: Problem, dates: Dates) -> bool:
    """Every link holds, but for points already passed."""
    passed = {t.id for t in of.tasks if t.finished is not None}
    side = {"S": 0, "F": 1}
    return all(
        k.after in passed or dates[k.after][side[k.type[1]]] >= dates[k.before][side[k.type[0]]] + k.lag
        for k in of.links
    )


def within(of: Problem, f: Profile, dates: Dates, opens: Mapping[str, int]) -> bool:
    """The level stays within its capacity on every day from day 0 on."""

    def at(point: tuple[str, Literal["start", "finish"]]) -> int:
        return dates[point[0]][point[1] == "finish"]

    def there(s: Span, day: int) -> bool:
        begin = 0 if s.begin is None else at(s.begin)
        ends = [begin + s.length] if s.length else []
        ends += [at(s.end)] if s.end is not None else []
        ends += [opens[s.end_condition]] if s.end_condition else []
        return begin <= day and all(day < end for end in ends)

    return all(sum(s.amount for s in f.spans if there(s, day)) <= f.capacity for day in range(of.days + 1))


def vector(of: Problem, dates: Dates) -> Vector:
    """Broken promises, end, exposure, cost and change."""
    begun = {t.id for t in of.tasks if t.finished is not None}
    missed = sum(dates[p.task][1] > p.by for p in of.promises)
    for c in of.ceilings:
        instants = [c.at, *(dates[id][1] for id, _ in c.arrivals if dates[id][1] > c.at)]
        missed += any(
            c.base
            + sum(n for id, n in c.people if dates[id][1] > instant)
            + sum(n for id, n in c.arrivals if dates[id][1] <= instant)
            > c.most
            for instant in instants
        )
    return (
        missed,
        dates[of.end][1],
        sum(w * dates[id][0] for id, w in of.exposure if id not in begun),
        sum(w * dates[id][1] for id, w in of.costs if id not in begun),
        sum(w * abs(dates[id][0] - planned) for id, planned, w in of.baseline if id not in begun),
    )


# --- the problems -------------------------------------------------------------------------------------------------


@st.composite
def problems(draw: st.DrawFn) -> tuple[Problem, dict[str, int]]:
    """Two or three pieces of work on seven days with every kind of rule now and then, and the openings."""
    ids = [f"t{n}" for n in range(draw(st.integers(2, 3)))]
    small = st.integers(0, 3)
    some = st.sampled_from(ids)
    pattern = bytes(draw(st.lists(st.sampled_from((0, 1, 1)), min_size=DAYS, max_size=DAYS)))
    tasks = [one_task(draw, id) for id in ids]
    tasks[0] = draw(st.sampled_from([tasks[0], task(ids[0], 2, started=-4, finished=-1)]))
    links = [
        link(min(pair), max(pair), draw(st.sampled_from(("FS", "SS", "FF", "SF"))), draw(st.integers(0, 2)))
        for pair in draw(st.lists(st.tuples(some, some), max_size=2))
        if pair[0] != pair[1]
    ]
    # spans of positive amounts with capacities around what they need
    spans = st.builds(Span, begin=st.none() | points(ids), end=st.none() | points(ids), amount=st.integers(1, 2))
    spans |= st.builds(Span, begin=points(ids), length=st.integers(1, 3), amount=st.integers(1, 2))
    spans |= st.builds(Span, begin=st.none(), end_condition=st.just("c"), amount=st.integers(1, 2))
    profiles = [
        profile(f"f{n}", draw(st.integers(1, 3)), *draw(st.lists(spans, min_size=1, max_size=3)))
        for n in range(draw(st.integers(0, 2)))
    ]
    rest: dict[str, Any] = {
        "promises": [promise(f"p{n}", draw(some), draw(st.integers(0, 6))) for n in range(draw(st.integers(0, 2)))],
        "ceilings": [
            ceiling(
                "c", draw(st.integers(0, 6)), draw(small), dict.fromkeys(ids[:2], 1), 1, **dict.fromkeys(ids[2:], 1)
            )
        ][: draw(st.integers(0, 1))],
        "exposure": [(id, draw(st.integers(-1, 3))) for id in ids],
        "costs": [(ids[-1], draw(small))],
        "baseline": [(id, draw(st.integers(0, 5)), draw(small)) for id in ids],
        "permissions": [permission("q", draw(small), draw(st.sampled_from(("", ids[0]))))],
        "calendars": [Calendar(id="w", open=pattern)],
    }
    made = problem(*tasks, days=DAYS, links=links, profiles=profiles, **rest)
    if any("q" in t.permissions for t in tasks[:1]):  # nobody asks after the work that needs the permission
        made = msgspec.structs.replace(made, permissions=(permission("q", 1),))
    return made, {"c": draw(st.integers(0, 4)), "d": draw(st.integers(0, 4))}


def one_task(draw: st.DrawFn, id: str) -> Task:
    """A piece of work of up to three days, now and then with a calendar, a gate, a permission or an earliest day."""
    return task(
        id,
        draw(st.integers(0, 3)),
        calendar=draw(st.sampled_from(("", "w"))),
        breakable=draw(st.booleans()),
        start_gates=draw(st.sampled_from(((), (), ("d",)))),
        continue_gates=draw(st.sampled_from(((), (), ("d",)))),
        permissions=draw(st.sampled_from(((), (), ("q",)))),
        not_before=draw(st.sampled_from((-9, -9, 2))),
    )


def points(ids: list[str]) -> st.SearchStrategy[tuple[str, Literal["start", "finish"]]]:
    """A start or a finish."""
    sides: tuple[Literal["start", "finish"], ...] = ("start", "finish")
    return st.tuples(st.sampled_from(ids), st.sampled_from(sides))


def values(solution: Solution) -> Vector:
    """The level values of a run."""
    return tuple(level.value for level in solution.run.levels)


# --- what must hold -----------------------------------------------------------------------------------------------


@LIGHT
@given(problems())
def test_no_timetable_that_keeps_every_rule_beats_the_optimum(made: tuple[Problem, dict[str, int]]) -> None:
    """The optimum is among the timetables written down, it is the best of them, and its levels are as reported."""
    of, opens = made
    accepted = {tuple(sorted(dates.items())): vector(of, dates) for dates in timetables(of, opens)}
    solution = solve(of, opens)
    if not accepted:
        assert solution.run.status == "infeasible"
        return
    assert solution.run.status == "optimal"
    dates = tuple(sorted((id, (start, solution.finishes[id])) for id, start in solution.starts.items()))
    assert accepted[dates] == values(solution) == min(accepted.values())  # type: ignore[index]


TIGHTENINGS = ("capacity", "lag", "opening", "need", "lead")


@LIGHT
@given(problems(), st.sampled_from(TIGHTENINGS))
def test_a_tighter_rule_never_makes_the_optimum_better(made: tuple[Problem, dict[str, int]], how: str) -> None:
    """Less capacity, a longer lag, a later opening, a larger need, a longer lead: the vector does not fall."""
    of, opens = made
    before, after = solve(of, opens), solve(tighter(of, how), later(opens) if how == "opening" else opens)
    if before.run.status == "infeasible":
        assert after.run.status == "infeasible"
    elif after.run.status != "infeasible":
        assert (before.run.status, after.run.status) == ("optimal", "optimal")
        assert values(before) <= values(after)


def later(opens: dict[str, int]) -> dict[str, int]:
    """Every condition two days later."""
    return {condition: day + 2 for condition, day in opens.items()}


def tighter(of: Problem, how: str) -> Problem:
    """The problem with one kind of physical rule tightened everywhere."""
    new = msgspec.structs.replace
    if how == "capacity":
        return new(of, profiles=tuple(new(f, capacity=f.capacity - 1) for f in of.profiles))
    if how == "lag":
        return new(of, links=tuple(new(k, lag=k.lag + 1) for k in of.links))
    if how == "need":
        more = {f.id: tuple(new(s, amount=s.amount + 1) for s in f.spans) for f in of.profiles}
        return new(of, profiles=tuple(new(f, spans=more[f.id]) for f in of.profiles))
    if how == "lead":
        return new(of, permissions=tuple(permission(p.id, p.lead.likely + 2, p.asked_after) for p in of.permissions))
    return of


@LIGHT
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(made: tuple[Problem, dict[str, int]], random: Any) -> None:
    """Tasks, links, profiles, spans, promises and weights in any order give the same solution, byte for byte."""
    of, opens = made

    def mixed(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(rows, len(rows)))

    fields = ("tasks", "links", "promises", "ceilings", "permissions", "calendars", "exposure", "costs", "baseline")
    profiles = mixed(tuple(msgspec.structs.replace(f, spans=mixed(f.spans)) for f in of.profiles))
    shuffled = msgspec.structs.replace(of, profiles=profiles, **{name: mixed(getattr(of, name)) for name in fields})
    assert encoded(solve(shuffled, opens)) == encoded(solve(of, opens))


@LIGHT
@given(problems(), st.integers(1, 3))
def test_the_same_seed_gives_the_same_bytes(made: tuple[Problem, dict[str, int]], seed: int) -> None:
    """A run can be done again."""
    of, opens = made
    assert encoded(solve(of, opens, seed=seed)) == encoded(solve(of, opens, seed=seed))


def encoded(solution: Solution) -> bytes:
    """The bytes of a solution, tasks by id."""
    return msgspec.json.encode(solution, order="deterministic")
