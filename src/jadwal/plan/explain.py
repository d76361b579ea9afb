"""Can every promise be kept, and if not, what clashes and what would end the clash?

In: a problem and the expected opening of each condition.  Out: an :class:`Explanation`.  The rule this module owns:
*nothing is guessed*: each statement was solved, and where the limit of work left a question open the answer is
"unknown".

- Every promise can be kept: by how much, for each (days before its date; people below its ceiling, above its floor).
- There is a plan, but none that keeps every promise: a small set of policies (``plan/relax.py``) that cannot hold
  together, found by deletion in halves and verified member by member, and the cheapest single changes that end the
  clash (``plan/relaxing.py``).
- There is no plan at all: the same among physical rules.
- Not everything can be kept, and it is open whether there is any plan: the clash, as far as it is proven.

The clash is one of possibly several.  It is looked for in the smallest part of the problem that clashes: what one
promised date waits for, where that alone cannot be kept, else everything.  Conditions open on their expected days;
durations, the horizon and what has happened are facts and stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from jadwal.model.case import Value
from jadwal.plan.asking import Asking, Openings, upstream
from jadwal.plan.cpsat import Solution, earliest, solve
from jadwal.plan.modes import fixed
from jadwal.plan.problem import Problem
from jadwal.plan.promises import Promises, points_of
from jadwal.plan.relax import Policy, policies, without
from jadwal.plan.relaxing import Relaxation, relaxations

WORK = 0.3  # deterministic time of one question

State = Literal["kept", "promises-clash", "no-plan", "clash", "unknown"]


class Slack(Value, frozen=True, kw_only=True):
    """By how much a promise can be kept while all others are: at least so many days, people or thousands."""

    promise: str
    kind: Literal["date", "ceiling", "floor", "lag", "budget"]
    amount: int
    exact: bool  # proven that it cannot be more


class Explanation(Value, frozen=True, kw_only=True):
    """What was found.  ``minimal``: without any one member of the clash the others were proven to hold together."""

    state: State
    slack: tuple[Slack, ...] = ()
    clash: tuple[Policy, ...] = ()
    minimal: bool = False
    further: bool = False  # other promises are in the way too, or that is open
    relaxations: tuple[Relaxation, ...] = ()  # the cheapest first; without the other promises when there are further


def explain(problem: Problem, openings: Openings, *, seed: int = 1, deterministic_time: float = WORK) -> Explanation:
    """Whether every promise of ``problem`` can be kept; if not, what clashes and what ends it.

    ``deterministic_time`` bounds each question to the solver, not their sum.
    """
    ask = Asking(openings, seed, deterministic_time)
    kept = ask(problem)
    if kept:
        return Explanation(state="kept", slack=_slack(problem, ask))
    everything = policies(problem)
    physical = [p for p in everything if not p.promised]
    possible = kept if len(physical) == len(everything) else ask(_only(problem, physical))
    if kept is None and possible is not False:
        return Explanation(state="unknown")
    state: State = "no-plan" if possible is False else "promises-clash" if possible else "clash"
    bare = _only(problem, physical) if state == "no-plan" else problem
    part = bare if state == "no-plan" else _part(bare, ask)
    clash = _clash(part, policies(part), ask)
    minimal = all(ask(_only(bare, [p for p in _same(bare, clash) if p.id != member.id])) is True for member in clash)
    ours = {rule for member in clash if member.promised for rule in member.rules}
    others = {r.id for r in bare.rules if r.kind == "promised"} - ours
    further = bool(others) and ask(without(bare, ours)) is not True
    rest = without(bare, others) if further else bare
    return Explanation(
        state=state,
        clash=_same(bare, clash),
        minimal=minimal,
        further=further,
        relaxations=relaxations(rest, part, clash, ask),
    )


def _part(problem: Problem, ask: Callable[[Problem], bool | None]) -> Problem:
    """The smallest part found that clashes by itself: one promised date and what it waits for, else everything."""
    parts = []
    for promise in problem.promises:
        alone = without(problem, {r.id for r in problem.rules if r.kind == "promised" and r.id != promise.rule})
        part = upstream(alone, [promise.task])
        if len(part.tasks) < len(problem.tasks):
            parts.append((len(part.tasks), promise.id, part))
    for _, _, part in sorted(parts, key=lambda p: p[:2]):
        if ask(part) is False:
            return part
    return problem


def _only(problem: Problem, kept: Sequence[Policy]) -> Problem:
    """``problem`` with these policies and no others."""
    ids = {p.id for p in kept}
    return without(problem, {rule for p in policies(problem) if p.id not in ids for rule in p.rules})


def _same(problem: Problem, members: Sequence[Policy]) -> tuple[Policy, ...]:
    """The policies of ``problem`` with the ids of ``members``: in a part of it they may have fewer rules."""
    ids = {m.id for m in members}
    return tuple(p for p in policies(problem) if p.id in ids)


def _clash(problem: Problem, among: Sequence[Policy], ask: Callable[[Problem], bool | None]) -> tuple[Policy, ...]:
    """A small choice of ``among`` that cannot hold together, given that all of it cannot.

    Deletion in halves: a part without which the rest still clashes is not needed; else each half of it is tried.  An
    open question keeps its part.
    """
    kept = list(among)

    def shrink(part: Sequence[Policy]) -> None:
        rest = [p for p in kept if p not in part]
        if ask(_only(problem, rest)) is False:
            kept[:] = rest
        elif len(part) > 1:
            shrink(part[len(part) // 2 :])
            shrink(part[: len(part) // 2])

    half = len(among) // 2
    shrink(among[half:])
    shrink(among[:half])
    return tuple(kept)


def _slack(problem: Problem, ask: Asking) -> tuple[Slack, ...]:
    """How much room each promise has: the earliest finish of its milestone, the people of one plan at its instant."""
    found = []
    same = {"seed": ask.seed, "deterministic_time": ask.limit}
    for p in problem.promises:
        answer = earliest(problem, ask.openings, p.task, **same)  # type: ignore[arg-type]
        if answer.status in ("optimal", "feasible"):
            exact = answer.status == "optimal"
            found.append(Slack(promise=p.id, kind="date", amount=p.by - answer.value, exact=exact))
    if problem.ceilings or problem.floors or problem.lags or problem.budgets:
        plan = solve(problem, ask.openings, levels=("broken", "exposure"), **same)  # type: ignore[arg-type]
        found += _room(fixed(problem, plan.modes), plan) if plan.finishes else []
    return tuple(found)


def _room(problem: Problem, plan: Solution) -> list[Slack]:
    """How many people below each ceiling and above each floor, and days below each longest lag, in one plan."""
    points = points_of(plan.starts, plan.finishes)
    promises = Promises(problem, points.columns)
    below = ((c.id, c.most - int(promises.most(c, points)[0])) for c in problem.ceilings)
    above = ((f.id, int(promises.least(f, points)[0]) - f.least) for f in problem.floors)
    found = [Slack(promise=id, kind="ceiling", amount=room, exact=False) for id, room in below]
    found += [Slack(promise=id, kind="floor", amount=room, exact=False) for id, room in above]
    waits = ((x.id, x.most - int(promises.lag(x, points)[0])) for x in problem.lags)
    found += [Slack(promise=id, kind="lag", amount=room, exact=False) for id, room in waits]
    left = ((b.id, b.most - int(promises.spent(b, points)[0])) for b in problem.budgets)
    found += [Slack(promise=id, kind="budget", amount=room, exact=False) for id, room in left]
    return [s for s in found if s.amount >= 0]
