"""Why a task stands where it does, and what one unit more of each thing that holds it would give.

In: a problem, the day each condition opens, aim dates, a task.  Out: :class:`Why`.  The rule this module owns: *every
gain is solved for*: the problem is solved again with the one thing eased, the task's finish being what is minimised
once as many promises are kept as can be, and it is compared with the same solved without easing.

One unit is: a week less of work, lag, lead or waiting for a condition or an agreed day (all there is, where that is
less); one more of a lane or crew; one guard more; room for one person less to be covered; room for the smallest
serial in the largest step; every day open for a calendar or a party, or no blackout.  ``exact`` says that both
solutions were proven.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

import msgspec

from jadwal.model.case import Value
from jadwal.plan.cpsat import Solution, solve
from jadwal.plan.holds import Dates, Hold, chain
from jadwal.plan.problem import Link, Problem, Profile, Task
from jadwal.plan.relax import GUARD, granted_sooner, shorter, wider, without

WEEK = 7
WORK = 0.05  # deterministic time of one question
MOST_EASED = 12  # things eased; the nearest in the chain come first

Kind = Literal["work", "lag", "gate", "permission", "not-before", "level", "calendar"]


class Gain(Value, frozen=True, kw_only=True):
    """With ``by`` units of one thing eased, the task finishes ``days`` earlier (negative never; None: open)."""

    kind: Kind
    id: str  # task, condition, permission, profile or calendar
    rule: str = ""
    by: int
    days: int | None
    exact: bool


class Why(Value, frozen=True, kw_only=True):
    """The chain that holds a task, how early it could finish if it alone mattered, and what easing would give."""

    task: str
    finish: int | None
    earliest: int | None  # the least finish found when as many promises are kept as can be
    exact: bool
    chain: tuple[Hold, ...]
    gains: tuple[Gain, ...]


class Ease(Value, frozen=True, kw_only=True):
    """One thing eased by one unit: what it is and the problem with it."""

    kind: Kind
    id: str
    rule: str = ""
    by: int
    problem: Problem
    openings: Mapping[str, int | None]


def why(
    problem: Problem,
    openings: Mapping[str, int | None],
    starts: Dates,
    finishes: Dates,
    task: str,
    *,
    seed: int = 1,
    deterministic_time: float = WORK,
    progress: Callable[[float], None] = lambda share: None,
) -> Why:
    """Why ``task`` has the aim dates that it has; raises ``KeyError`` for an unknown task."""
    held = chain(problem, openings, starts, finishes, task)
    if finishes[task] is None or held[0].by == "fact":
        return Why(task=task, finish=finishes[task], earliest=finishes[task], exact=True, chain=held, gains=())
    hint = {id: (s, f) for id, s in starts.items() if s is not None and (f := finishes[id]) is not None}

    def soonest(of: Problem, opens: Mapping[str, int | None]) -> tuple[int | None, bool]:
        aimed = msgspec.structs.replace(of, end=task)
        found = solve(
            aimed, opens, seed=seed, deterministic_time=deterministic_time, hint=hint, levels=("broken", "end")
        )
        return found.finishes.get(task), _proven(found)

    eased = tuple(eases(problem, openings, held))[:MOST_EASED]
    earliest, exact = soonest(problem, openings)
    gains = []
    for n, ease in enumerate(eased):
        progress((n + 1) / (len(eased) + 1))
        sooner, proven = soonest(ease.problem, ease.openings)
        days = None if sooner is None or earliest is None else max(0, earliest - sooner)
        gains.append(Gain(kind=ease.kind, id=ease.id, rule=ease.rule, by=ease.by, days=days, exact=exact and proven))
    ranked = tuple(sorted(gains, key=lambda g: (-(g.days or 0), g.kind, g.id)))
    return Why(task=task, finish=finishes[task], earliest=earliest, exact=exact, chain=held, gains=ranked)


def _proven(found: Solution) -> bool:
    return all(level.status == "optimal" for level in found.run.levels) and bool(found.starts)


def eases(problem: Problem, openings: Mapping[str, int | None], held: tuple[Hold, ...]) -> Iterator[Ease]:
    """Each thing of a chain eased by one unit, once, in the order of the chain."""
    tasks = {t.id: t for t in problem.tasks}
    seen = set[tuple[Kind, str]]()
    for hold in held:
        for ease in _of(problem, openings, hold, tasks[hold.task]):
            if (ease.kind, ease.id) not in seen:
                seen.add((ease.kind, ease.id))
                yield ease


def _of(problem: Problem, openings: Mapping[str, int | None], hold: Hold, task: Task) -> Iterator[Ease]:
    if task.days.likely and task.finished is None:
        by = min(WEEK, task.days.likely)
        yield Ease(kind="work", id=task.id, by=by, problem=_shorter(problem, task, by), openings=openings)
    if hold.by == "link":
        lags = [k for k in problem.links if (k.before, k.after) == (hold.other, hold.task) and k.lag]
        if lags:
            by = min(WEEK, max(k.lag for k in lags))
            rest = tuple(_less_lag(k, by) if k in lags else k for k in problem.links)
            eased = msgspec.structs.replace(problem, links=rest)
            yield Ease(kind="lag", id=hold.task, rule=hold.rule, by=by, problem=eased, openings=openings)
    if hold.by == "gate" and (opening := openings[hold.about]):
        by = min(WEEK, opening)
        sooner = {**openings, hold.about: opening - by}
        yield Ease(kind="gate", id=hold.about, rule=hold.rule, by=by, problem=problem, openings=sooner)
    if hold.by == "permission":
        yield from _permission(problem, openings, hold)
    if hold.by == "not-before":
        by = min(WEEK, task.not_before)
        eased = _with_task(problem, msgspec.structs.replace(task, not_before=task.not_before - by))
        yield Ease(kind="not-before", id=task.id, rule=hold.rule, by=by, problem=eased, openings=openings)
    if hold.by == "level":
        profile = next(p for p in problem.profiles if p.id == hold.about)
        by = unit(profile)
        yield Ease(
            kind="level",
            id=profile.id,
            rule=profile.rule,
            by=by,
            problem=wider(problem, profile.id, by),
            openings=openings,
        )
    for part in hold.closed_by:
        opened = without(problem, {part})
        yield Ease(kind="calendar", id=part.removeprefix("calendar:"), by=1, problem=opened, openings=openings)


def unit(profile: Profile) -> int:
    """One unit more of a profile's capacity."""
    family = profile.id.partition(":")[0]
    if family == "protection":
        return GUARD
    if family == "largest-step":
        return min(s.amount for s in profile.spans)
    return 1


def _permission(problem: Problem, openings: Mapping[str, int | None], hold: Hold) -> Iterator[Ease]:
    spec = next(p for p in problem.permissions if p.id == hold.about)
    by = min(WEEK, spec.lead.likely if spec.granted is None else spec.granted)
    if by <= 0:
        return
    sooner = granted_sooner(problem, spec.id, by)
    yield Ease(kind="permission", id=spec.id, rule=spec.rule, by=by, problem=sooner, openings=openings)


def _shorter(problem: Problem, task: Task, by: int) -> Problem:
    return _with_task(problem, msgspec.structs.replace(task, days=shorter(task.days, by)))


def _less_lag(link: Link, by: int) -> Link:
    return msgspec.structs.replace(link, lag=max(0, link.lag - by))


def _with_task(problem: Problem, task: Task) -> Problem:
    return msgspec.structs.replace(problem, tasks=tuple(task if t.id == task.id else t for t in problem.tasks))
