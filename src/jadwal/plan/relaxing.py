"""The cheapest single changes that end a clash, each verified by solving with it.

In: a problem whose policies clash, the members of the clash.  Out: one :class:`Relaxation` per thing of the clash that
has an amount.  The rule this module owns: *a way out is told only if the whole problem was solved with it*; that less
would not do is told only if it was proven, of the whole or of a part of it.

What can be eased: an agreed date (later), a level (lane, crew, largest step, guards, people who need not be
covered: more; a capacity of some days: on those), a condition (holding earlier), a permission (earlier), the gap
between phases (shorter), agreed "not before" days (earlier, all of them), a ceiling (higher), a longest lag (longer), a
budget (more).
Amounts are found by halving; capacities are tried up to :data:`MOST` times what there is.  ``size`` compares unlike
things: the change as a share of what there is now (of a date: of the days until it), in parts per million; the smallest
comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from jadwal.model.case import Value
from jadwal.plan.asking import Asking
from jadwal.plan.cpsat import earliest
from jadwal.plan.problem import Problem, Profile, Span
from jadwal.plan.relax import GUARD, Policy, granted_sooner, wider, without

MOST = 8  # a capacity is tried at up to so many times what there is
MILLION = 1_000_000
LEVELS = ("lane", "crew", "largest-step", "largest-share", "protection", "cover", "budget")

Openings = Mapping[str, int | None]
Found = Literal["found", "none", "unknown"]
Kind = Literal["date", "capacity", "gate", "permission", "gap", "not-before", "ceiling", "lag", "budget"]


class Relaxation(Value, frozen=True, kw_only=True):
    """One thing eased.  ``now`` and ``value`` are instants for a date, days for a gate, a permission, a gap and "not
    before" days (by how much less), people or serials at once for the rest; ``value`` is None unless found.

    ``exact``: proven that nothing closer to ``now`` would do.  A condition that never holds has the horizon as ``now``.
    """

    kind: Kind
    id: str  # promise, profile, condition, permission, ceiling or rule
    rule: str
    task: str = ""  # of a promise
    now: int
    state: Found
    value: int | None = None
    exact: bool = False
    size_ppm: int = 0


@dataclass(frozen=True)
class _Way:
    """A thing that can be eased by 1 … ``most`` steps, and the problem with it eased."""

    kind: Kind
    id: str
    rule: str
    now: int
    most: int
    eased: Callable[[Problem, int], tuple[Problem, Openings | None]]
    value: Callable[[int], int]
    base: int  # what the size is a share of


def relaxations(problem: Problem, part: Problem, clash: Sequence[Policy], ask: Asking) -> tuple[Relaxation, ...]:
    """Every single change that may end ``clash``; ``part`` is the part of ``problem`` in which it was proven."""
    rules = {rule for policy in clash for rule in policy.rules}
    found = [_date(problem, p.id, ask) for p in problem.promises if p.rule in rules]
    found += [_least(problem, part, way, ask) for way in _ways(problem, rules, ask.openings)]
    order: dict[Found, int] = {"found": 0, "unknown": 1, "none": 2}
    return tuple(sorted(found, key=lambda r: (order[r.state], r.size_ppm, r.kind, r.id)))


def _date(problem: Problem, promise: str, ask: Asking) -> Relaxation:
    """The earliest day for a promised date with that promise alone given up."""
    p = next(p for p in problem.promises if p.id == promise)
    without_it = without(problem, {p.rule})
    begin = ask.generated(without_it, ask.openings)
    answer = earliest(without_it, ask.openings, p.task, seed=ask.seed, deterministic_time=ask.limit, hint=begin)
    same = {"kind": "date", "id": p.id, "rule": p.rule, "task": p.task, "now": p.by}
    if answer.status not in ("optimal", "feasible"):
        state: Found = "none" if answer.status == "infeasible" else "unknown"
        return Relaxation(**same, state=state)  # type: ignore[arg-type]
    exact, size = answer.status == "optimal", _share(answer.value - p.by, p.by)
    return Relaxation(**same, state="found", value=answer.value, exact=exact, size_ppm=size)  # type: ignore[arg-type]


def _least(problem: Problem, part: Problem, way: _Way, ask: Asking) -> Relaxation:
    """The fewest steps with which everything holds: looked for in the part, verified on the whole."""
    same = {"kind": way.kind, "id": way.id, "rule": way.rule, "now": way.now}

    def holds(of: Problem, steps: int) -> bool | None:
        return ask(*way.eased(of, steps))

    if way.most < 1:
        return Relaxation(**same, state="none")  # type: ignore[arg-type]
    widest = holds(problem, way.most)
    if not widest:
        return Relaxation(**same, state="none" if widest is False else "unknown")  # type: ignore[arg-type]
    low, high, exact = 0, way.most, True
    if part is not problem:
        low, exact = _too_few(lambda steps: holds(part, steps), way.most)
    while high - low > 1:  # the part's own least first: it is where the whole most often begins to hold
        middle = low + 1 if high == way.most and part is not problem else (low + high) // 2
        answer = holds(problem, middle)
        if answer:
            high = middle
        else:
            low, exact = middle, exact and answer is False
            part = problem
    size = _share(high, way.base)
    return Relaxation(**same, state="found", value=way.value(high), exact=exact, size_ppm=size)  # type: ignore[arg-type]


def _too_few(holds: Callable[[int], bool | None], most: int) -> tuple[int, bool]:
    """The most steps that do not do, and whether that was proven for all of them."""
    low, high, exact = 0, most, True
    while high - low > 1:
        middle = (low + high) // 2
        answer = holds(middle)
        if answer is False:
            low = middle
        else:
            high = middle  # unknown counts as enough here: the whole is asked next
    return low, exact


def _share(part: int, whole: int) -> int:
    return part * MILLION // max(1, whole)


def _ways(problem: Problem, rules: set[str], openings: Openings) -> Iterator[_Way]:
    for f in problem.profiles:
        if f.rule in rules and f.id.partition(":")[0] in LEVELS:
            yield _level(f)
        for rule in sorted({s.rule for s in f.spans if s.rule in rules}):
            yield _period(f, rule)
    for c in sorted({rule.split(":")[1] for rule in rules if rule.startswith(("gate-start:", "gate-continue:"))}):
        opening = openings[c]
        opening = problem.days if opening is None else opening  # one that never holds: as late as it can be
        if opening > 0:
            yield _gate(c, min(r for r in rules if r.startswith("gate-") and r.split(":")[1] == c), opening, openings)
    for p in problem.permissions:
        if p.rule in rules:
            lead = p.lead.likely if p.granted is None else max(0, p.granted)
            yield _permission(p.id, p.rule, lead)
    gaps = {k.rule: k.lag for k in problem.links if k.rule in rules and k.rule.startswith("smallest-gap") and k.lag}
    for rule, lag in sorted(gaps.items()):
        yield _gap(rule, lag)
    if any(rule.startswith("not-before:") for rule in rules):
        yield _not_before(
            min(r for r in rules if r.startswith("not-before:")), max(t.not_before for t in problem.tasks)
        )
    for promise in problem.lags:
        if promise.rule in rules:
            yield _lag(promise.id, promise.rule, promise.most, problem.days)
    for budget in problem.budgets:
        if budget.rule in rules:
            once = sum(max([0, t.cost, *(m.cost for m in t.modes)]) for t in problem.tasks)
            worst = budget.base + once + budget.days * sum(rate for _, rate in problem.costs)
            yield _budget(budget.id, budget.rule, budget.most, worst)
    for ceiling in problem.ceilings:
        if ceiling.rule in rules:
            people = ceiling.base + sum(n for _, n in (*ceiling.people, *ceiling.arrivals))
            yield _ceiling(ceiling.id, ceiling.rule, ceiling.most, people)


def _level(f: Profile) -> _Way:
    step = GUARD if f.id.startswith("protection:") else 1

    def eased(of: Problem, steps: int) -> tuple[Problem, Openings | None]:
        more = wider(of, f.id, steps * step)
        return _taking(more, f.id, [msgspec.structs.replace(s, amount=steps * step) for s in f.spans if s.rule]), None

    now = (f.capacity - max((s.amount for s in f.spans if s.fixed and not s.rule), default=0)) // step
    most = max(1, now) * (MOST - 1)
    return _Way("capacity", f.id, f.rule, now, most, eased, lambda steps: now + steps, max(1, now))


def _period(f: Profile, rule: str) -> _Way:
    """More room on the days on which ``rule`` takes some of it, and on no others."""
    own = [s for s in f.spans if s.rule == rule]
    first, end = min(s.first for s in own), max(s.first + s.length for s in own)
    on = [s for s in f.spans if s.fixed and s.first <= first < s.first + s.length]

    def eased(of: Problem, steps: int) -> tuple[Problem, Openings | None]:
        rest = [Span(begin=None, first=at, length=days, amount=steps) for at, days in ((0, first), (end, of.days + 1))]
        return _taking(wider(of, f.id, steps), f.id, [s for s in rest if s.length]), None

    now = f.capacity - sum(s.amount for s in on)
    return _Way("capacity", rule, rule, now, max(1, now) * (MOST - 1), eased, lambda steps: now + steps, max(1, now))


def _taking(problem: Problem, profile: str, spans: list[Span]) -> Problem:
    """``problem`` with these spans in one profile as well."""
    profiles = (
        msgspec.structs.replace(p, spans=(*p.spans, *spans)) if p.id == profile else p for p in problem.profiles
    )
    return msgspec.structs.replace(problem, profiles=tuple(profiles))


def _gate(condition: str, rule: str, opening: int, openings: Openings) -> _Way:
    def eased(of: Problem, steps: int) -> tuple[Problem, Openings | None]:
        return of, {**openings, condition: opening - steps}

    return _Way("gate", condition, rule, opening, opening, eased, lambda steps: opening - steps, opening)


def _permission(id: str, rule: str, lead: int) -> _Way:
    def eased(of: Problem, steps: int) -> tuple[Problem, Openings | None]:
        return granted_sooner(of, id, steps), None

    return _Way("permission", id, rule, lead, lead, eased, lambda steps: lead - steps, lead)


def _gap(rule: str, lag: int) -> _Way:
    def eased(of: Problem, steps: int) -> tuple[Problem, Openings | None]:
        links = tuple(msgspec.structs.replace(k, lag=max(0, k.lag - steps)) if k.rule == rule else k for k in of.links)
        return msgspec.structs.replace(of, links=links), None

    return _Way("gap", rule, rule, lag, lag, eased, lambda steps: lag - steps, lag)


def _not_before(rule: str, last: int) -> _Way:
    def eased(of: Problem, steps: int) -> tuple[Problem, Openings | None]:
        tasks = tuple(
            msgspec.structs.replace(t, not_before=t.not_before - steps) if t.not_before > 0 else t for t in of.tasks
        )
        return msgspec.structs.replace(of, tasks=tasks), None

    return _Way("not-before", rule, rule, 0, max(0, last), eased, lambda steps: steps, last)


def _lag(id: str, rule: str, now: int, days: int) -> _Way:
    def eased(of: Problem, steps: int) -> tuple[Problem, Openings | None]:
        lags = tuple(msgspec.structs.replace(x, most=x.most + steps) if x.id == id else x for x in of.lags)
        return msgspec.structs.replace(of, lags=lags), None

    return _Way("lag", id, rule, now, max(0, days - now), eased, lambda steps: now + steps, max(1, now))


def _budget(id: str, rule: str, now: int, worst: int) -> _Way:
    def eased(of: Problem, steps: int) -> tuple[Problem, Openings | None]:
        budgets = tuple(msgspec.structs.replace(b, most=b.most + steps) if b.id == id else b for b in of.budgets)
        return msgspec.structs.replace(of, budgets=budgets), None

    return _Way("budget", id, rule, now, max(0, worst - now), eased, lambda steps: now + steps, max(1, now))


def _ceiling(id: str, rule: str, now: int, people: int) -> _Way:
    def eased(of: Problem, steps: int) -> tuple[Problem, Openings | None]:
        ceilings = tuple(msgspec.structs.replace(c, most=c.most + steps) if c.id == id else c for c in of.ceilings)
        return msgspec.structs.replace(of, ceilings=ceilings), None

    return _Way("ceiling", id, rule, now, max(0, people - now), eased, lambda steps: now + steps, max(1, now))
