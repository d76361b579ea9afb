"""Small random problems with everything in them, and worlds to place them in."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from jadwal.assess import HoldingDays, Paths
from jadwal.model.case import Estimate, Text
from jadwal.plan.problem import Calendar, Link, PermissionSpec, Problem, Profile, ShockSpec, Span, Task
from jadwal.plan.sgs import NEVER
from jadwal.simulate.world import Drawn

CONDITIONS = ("calm", "ready")


class Trial(NamedTuple):
    """A problem, aim starts, and worlds."""

    problem: Problem
    aims: dict[str, int | None]
    days: HoldingDays
    drawn: Drawn


def estimate(low: int, likely: int | None = None, high: int | None = None) -> Estimate:
    """A range, or one number."""
    likely = low if likely is None else likely
    return Estimate(low=low, likely=likely, high=likely if high is None else high)


def task(id: str, days: int | Estimate = 0, **rest: Any) -> Task:
    """A piece of work of so many days; a milestone when there are none."""
    days = estimate(days) if isinstance(days, int) else days
    kind = rest.pop("kind", "other" if days.high else "milestone")
    return Task(id=id, name=Text(en=id, ar=id), kind=kind, days=days, **rest)


def link(before: str, after: str, type: str = "FS", lag: int = 0) -> Link:
    """One link."""
    return Link(before=before, after=after, type=type, lag=lag, rule="precedence:p")  # type: ignore[arg-type]


def problem(*tasks: Task, days: int = 60, **rest: Any) -> Problem:
    """A problem of these tasks; its end is the last of them."""
    body: dict[str, Any] = {"case": "small", "reading": (), "origin": 738_000, "days": days, "end": tasks[-1].id}
    fields = "links profiles promises ceilings permissions shocks calendars rules levels exposure costs headline"
    body |= {name: tuple(rest.pop(name, ())) for name in fields.split()}
    return Problem(tasks=tuple(sorted(tasks, key=lambda t: t.id)), **body, **rest)


def permission(
    id: str,
    asked_after: str = "",
    lead: Estimate | int = 0,
    refusal: int = 0,
    valid_days: int = 0,
    granted: int | None = None,
) -> PermissionSpec:
    """A permission."""
    return PermissionSpec(
        id=id,
        asked_after=asked_after,
        lead=estimate(lead) if isinstance(lead, int) else lead,
        refusal_percent=estimate(refusal),
        valid_days=valid_days,
        granted=granted,
        rule=f"permission:{id}",
    )


def shock(id: str, days: Estimate | int, **rest: Any) -> ShockSpec:
    """A shock; ``per_decade`` and ``chance_percent`` as plain numbers."""
    body: dict[str, Any] = {"per_decade": None, "window": None, "chance_percent": None, "ongoing_since": None} | rest
    for name in ("per_decade", "chance_percent"):
        body[name] = None if body[name] is None else estimate(body[name])
    return ShockSpec(id=id, days=estimate(days) if isinstance(days, int) else days, **body)


def always(*conditions: str, futures: int = 1, days: int = 60) -> HoldingDays:
    """Conditions that hold from day 0 on in every future."""
    paths = {c: Paths.from_day("scenario", np.zeros(futures, np.int32)) for c in conditions}
    return HoldingDays(futures, days, paths)


def patterns(**holds: Any) -> HoldingDays:
    """Conditions that hold on the marked days, (futures, days) each."""
    shape = np.asarray(next(iter(holds.values()))).shape
    paths = {c: Paths.from_days("data", np.asarray(h, np.bool_)) for c, h in holds.items()}
    return HoldingDays(shape[0], shape[1], paths)


def _some(draw: st.DrawFn, items: tuple[str, ...], chance: int = 4) -> tuple[str, ...]:
    return tuple(i for i in items if draw(st.integers(0, chance)) == 0)


@st.composite
def _task(draw: st.DrawFn, id: str) -> Task:
    low = draw(st.integers(0, 5))
    serial = draw(st.integers(0, 3)) == 0
    fact = draw(st.integers(0, 9))
    started = draw(st.integers(-4, 0)) if fact <= 1 else None
    finished = draw(st.integers(-3, 0)) if fact in (1, 2) else None
    if started is not None and finished is not None:
        finished = max(started, finished)
    return task(
        id,
        estimate(low, low, low + 2),
        calendar=draw(st.sampled_from(("", "w", "x"))) if low else "",
        breakable=not serial,
        start_gates=_some(draw, CONDITIONS),
        continue_gates=_some(draw, CONDITIONS),
        permissions=_some(draw, ("p", "q")),
        shocks=_some(draw, ("s", "z"), 2),
        not_before=draw(st.sampled_from((-(10**6), 0, 3))),
        waits_for_aim=draw(st.booleans()),
        started=started,
        finished=finished,
        priority=draw(st.integers(0, 2)),
    )


@st.composite
def _span(draw: st.DrawFn, ids: tuple[str, ...]) -> Span:
    a, b = draw(st.sampled_from(ids)), draw(st.sampled_from(ids))
    side = draw(st.sampled_from(("start", "finish")))
    amount = draw(st.integers(1, 3))
    kind = draw(st.integers(0, 5))
    if kind == 0:  # held from start to finish
        return Span(begin=(a, "start"), end=(a, "finish"), amount=amount)
    if kind == 1:  # from then on
        return Span(begin=(a, side), amount=amount)  # type: ignore[arg-type]
    if kind == 2:  # there until
        return Span(begin=None, end=(a, side), amount=amount)  # type: ignore[arg-type]
    if kind == 3:  # some days
        return Span(begin=(a, side), length=draw(st.integers(1, 5)), amount=amount)  # type: ignore[arg-type]
    if kind == 4:  # until a condition holds or a task is done
        end = (b, "finish") if draw(st.booleans()) else None
        begin = (a, side) if draw(st.booleans()) else None
        return Span(begin=begin, end=end, end_condition="calm", amount=amount)  # type: ignore[arg-type]
    return Span(begin=(a, side), end=(b, "start"), amount=amount)  # type: ignore[arg-type]


def _ended(rng: np.random.Generator, days: int) -> Any:
    """(4, 3) days on which a permission ends, never or twice, each until the next, with two days of being granted."""
    ends = sorted(set(rng.integers(1, 2 * days, 2).tolist()))
    ends = [e if e < days else NEVER for e in ends]
    rows = []
    for n, at in enumerate(ends):
        until = ends[n + 1] if n + 1 < len(ends) else NEVER
        rows += [(at, until, at + int(g) if at < NEVER and g < days else NEVER) for g in rng.integers(0, days + 9, 2)]
    return np.array((rows + [(NEVER, NEVER, NEVER)] * 4)[:4], np.int32)


@st.composite
def trials(draw: st.DrawFn, most_tasks: int = 10, futures: int = 3) -> Trial:
    """A random problem with links, profiles, gates, permissions and shocks, and random worlds for it."""
    ids = tuple(f"t{i:02}" for i in range(draw(st.integers(1, most_tasks))))
    days = draw(st.integers(8, 40))
    shapes = st.sampled_from(("FS", "SS", "FF", "SF"))
    links = [
        link(ids[i], ids[j], draw(shapes), draw(st.integers(0, 3)))
        for j in range(len(ids))
        for i in range(j)
        if draw(st.integers(0, 3)) == 0
    ]
    profiles = []
    for n in range(draw(st.integers(0, 4))):
        spans = tuple(draw(st.lists(_span(ids), min_size=1, max_size=6)))
        profiles.append(Profile(id=f"f{n}", capacity=draw(st.integers(1, 8)), spans=spans, rule="lane:f"))
    tasks = [draw(_task(id)) for id in ids]
    first = next((t.id for t in tasks if not {"p", "q"} & set(t.permissions)), "")
    asked = first if first and all(first < t.id for t in tasks if "p" in t.permissions) else ""
    body = problem(
        *tasks,
        days=days,
        links=links,
        profiles=profiles,
        permissions=(
            permission("p", asked, estimate(1, 2, 4), 20),
            permission("q", "", estimate(2), 30, valid_days=6, granted=draw(st.sampled_from((None, -4, 0)))),
        ),
        shocks=(
            shock("s", 2, window=(0, 5)),
            shock("z", 2, window=(0, 5), slows=draw(st.sampled_from((30, 100, 450)))),
        ),
        calendars=[
            Calendar(id="w", open=bytes(int(d % 7 not in (4, 5)) for d in range(days))),
            Calendar(id="x", open=bytes(draw(st.lists(st.integers(0, 1), min_size=days, max_size=days)))),
        ],
    )
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    share = draw(st.sampled_from((0.3, 0.8, 0.95)))
    holding = patterns(**{c: rng.random((futures, days)) < share for c in CONDITIONS})
    first_days = rng.integers(-2, days + 3, (futures, 2))
    drawn = Drawn(
        durations=np.array(
            [[rng.integers(t.days.low, t.days.high + 1) for t in body.tasks] for _ in range(futures)], np.int32
        ),
        grants=tuple(
            np.where(rng.random((futures, 3)) < 0.3, NEVER, rng.integers(-3, days, (futures, 3))).astype(np.int32)
            for _ in body.permissions
        ),
        pauses=(
            np.stack([first_days, first_days + rng.integers(1, 6, (futures, 2))], axis=2).astype(np.int32),
            np.stack([first_days - 1, first_days + rng.integers(1, 26, (futures, 2))], axis=2).astype(np.int32),
        ),
        again=tuple(np.stack([_ended(rng, days) for _ in range(futures)]) for _ in body.permissions),
    )
    aims = {id: draw(st.one_of(st.none(), st.integers(0, days - 1))) for id in ids}
    return Trial(body, aims, holding, drawn)
