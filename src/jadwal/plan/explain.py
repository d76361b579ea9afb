"""Can every promise be kept, and if not, what clashes and what would end the clash?

In: a problem and the expected opening of each condition.  Out: an :class:`Explanation`.  The rule this module owns:
*nothing is guessed*: each statement was solved, and where the limit of work left a question open the answer is
"unknown".

- Every promise can be kept: by how much, for each (days before its date; people below its ceiling, above its floor).
- There is a plan, but none that keeps every promise: a small set of policies (``plan/relax.py``) that cannot hold
  together, found by deletion in halves and verified member by member; the earliest day for each promised date in it
  when all else is kept; the least capacity of each lane, crew and of the largest step in it, up to eight times what
  there is.
- There is no plan at all: the same among physical rules.
- Not everything can be kept, and it is open whether there is any plan: the clash, as far as it is proven.

The clash is one of possibly several.  Conditions open on their expected days; durations, the horizon and what has
happened are facts and stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from jadwal.messages import codes, text
from jadwal.model.case import Value
from jadwal.plan.cpsat import earliest, feasible, solve
from jadwal.plan.problem import CeilingPromise, FloorPromise, Problem
from jadwal.plan.relax import Policy, policies, without

WORK = 0.3  # deterministic time of one question
MOST = 8  # a capacity is tried at up to so many times what there is
WIDENED = ("lane", "crew", "largest-step", "largest-share")

State = Literal["kept", "promises-clash", "no-plan", "clash", "unknown"]
Found = Literal["found", "none", "unknown"]
Openings = Mapping[str, int | None]
Ask = Callable[[Problem], bool | None]


class Slack(Value, frozen=True, kw_only=True):
    """By how much a promise can be kept while all others are: at least so many days (date) or people (the others)."""

    promise: str
    kind: Literal["date", "ceiling", "floor"]
    amount: int
    exact: bool  # proven that it cannot be more


class Earliest(Value, frozen=True, kw_only=True):
    """The earliest finish of a promised milestone when all else is kept; ``exact``: proven that none is earlier."""

    promise: str
    task: str
    by: int
    state: Found
    finish: int | None = None
    exact: bool = False


class Capacity(Value, frozen=True, kw_only=True):
    """The least capacity at which everything is kept; ``exact``: proven that one less is too little."""

    profile: str
    rule: str
    now: int
    state: Found
    least: int | None = None
    exact: bool = False


class Explanation(Value, frozen=True, kw_only=True):
    """What was found.  ``minimal``: without any one member of the clash the others were proven to hold together."""

    state: State
    slack: tuple[Slack, ...] = ()
    clash: tuple[Policy, ...] = ()
    minimal: bool = False
    earliest: tuple[Earliest, ...] = ()
    capacities: tuple[Capacity, ...] = ()


def explain(problem: Problem, openings: Openings, *, seed: int = 1, deterministic_time: float = WORK) -> Explanation:
    """Whether every promise of ``problem`` can be kept; if not, what clashes and what ends it.

    ``deterministic_time`` bounds each question to the solver, not their sum.
    """

    def ask(of: Problem) -> bool | None:
        return feasible(of, openings, seed=seed, deterministic_time=deterministic_time)

    kept = ask(problem)
    if kept:
        return Explanation(state="kept", slack=_slack(problem, openings, seed, deterministic_time))
    everything = policies(problem)
    physical = [p for p in everything if not p.promised]
    possible = kept if len(physical) == len(everything) else ask(_only(problem, physical))
    if kept is None and possible is not False:
        return Explanation(state="unknown")
    state: State = "no-plan" if possible is False else "promises-clash" if possible else "clash"
    among = physical if state == "no-plan" else everything
    clash, minimal = _clash(problem, among, ask)
    bare = _only(problem, physical) if state == "no-plan" else problem
    return Explanation(
        state=state,
        clash=clash,
        minimal=minimal,
        earliest=_earliest_days(problem, clash, openings, seed, deterministic_time),
        capacities=_capacities(bare, clash, ask),
    )


def _only(problem: Problem, kept: Sequence[Policy]) -> Problem:
    """``problem`` with these policies and no others."""
    return without(problem, {rule for p in policies(problem) if p not in kept for rule in p.rules})


def _clash(problem: Problem, among: Sequence[Policy], ask: Ask) -> tuple[tuple[Policy, ...], bool]:
    """A small choice of ``among`` that cannot hold together, given that all of it cannot; and whether it is minimal.

    Deletion in halves: a part without which the rest still clashes is not needed; else each half of it is tried.  An
    open question keeps its part.
    """
    kept = list(among)

    def holds(members: Sequence[Policy]) -> bool | None:
        return ask(_only(problem, members))

    def shrink(part: Sequence[Policy]) -> None:
        rest = [p for p in kept if p not in part]
        if holds(rest) is False:
            kept[:] = rest
        elif len(part) > 1:
            shrink(part[len(part) // 2 :])
            shrink(part[: len(part) // 2])

    half = len(among) // 2
    shrink(among[half:])
    shrink(among[:half])
    minimal = all(holds([p for p in kept if p is not member]) is True for member in kept)
    return tuple(kept), minimal


def _earliest_days(
    problem: Problem, clash: Sequence[Policy], openings: Openings, seed: int, limit: float
) -> tuple[Earliest, ...]:
    """For each promised date of the clash the earliest day with that promise alone given up."""
    rules = {rule for policy in clash for rule in policy.rules}
    found = []
    for p in (p for p in problem.promises if p.rule in rules):
        answer = earliest(without(problem, {p.rule}), openings, p.task, seed=seed, deterministic_time=limit)
        if answer.status in ("optimal", "feasible"):
            exact = answer.status == "optimal"
            found.append(Earliest(promise=p.id, task=p.task, by=p.by, state="found", finish=answer.value, exact=exact))
        else:
            state: Found = "none" if answer.status == "infeasible" else "unknown"
            found.append(Earliest(promise=p.id, task=p.task, by=p.by, state=state))
    return tuple(found)


def _capacities(problem: Problem, clash: Sequence[Policy], ask: Ask) -> tuple[Capacity, ...]:
    """The least capacity of each lane, crew and of the largest step in the clash that ends it."""
    rules = {rule for policy in clash if policy.family in WIDENED for rule in policy.rules}
    return tuple(_least_capacity(problem, n, ask) for n, f in enumerate(problem.profiles) if f.rule in rules)


def _least_capacity(problem: Problem, index: int, ask: Ask) -> Capacity:
    profile = problem.profiles[index]

    def holds(capacity: int) -> bool | None:
        wider = msgspec.structs.replace(profile, capacity=capacity)
        profiles = (*problem.profiles[:index], wider, *problem.profiles[index + 1 :])
        return ask(msgspec.structs.replace(problem, profiles=profiles))

    same = {"profile": profile.id, "rule": profile.rule, "now": profile.capacity}
    low, high = profile.capacity, max(1, profile.capacity) * MOST
    widest = holds(high)
    if not widest:
        return Capacity(**same, state="none" if widest is False else "unknown")  # type: ignore[arg-type]
    exact = True  # what there is was proven too little
    while high - low > 1:
        middle = (low + high) // 2
        answer = holds(middle)
        if answer:
            high = middle
        else:
            low, exact = middle, answer is False
    return Capacity(**same, state="found", least=high, exact=exact)  # type: ignore[arg-type]


def _slack(problem: Problem, openings: Openings, seed: int, limit: float) -> tuple[Slack, ...]:
    """How much room each promise has: the earliest finish of its milestone, the people of one plan at its instant."""
    found = []
    for p in problem.promises:
        answer = earliest(problem, openings, p.task, seed=seed, deterministic_time=limit)
        if answer.status in ("optimal", "feasible"):
            exact = answer.status == "optimal"
            found.append(Slack(promise=p.id, kind="date", amount=p.by - answer.value, exact=exact))
    if problem.ceilings or problem.floors:
        plan = solve(problem, openings, seed=seed, deterministic_time=limit, levels=("broken", "exposure"))
        for c in problem.ceilings if plan.finishes else ():
            room = c.most - most_people(c, plan.finishes)
            if room >= 0:
                found.append(Slack(promise=c.id, kind="ceiling", amount=room, exact=False))
        for f in problem.floors if plan.finishes else ():
            room = least_people(f, plan.starts, plan.finishes) - f.least
            if room >= 0:
                found.append(Slack(promise=f.id, kind="floor", amount=room, exact=False))
    return tuple(found)


def least_people(floor: FloorPromise, starts: Mapping[str, int | None], finishes: Mapping[str, int | None]) -> int:
    """The fewest people in scope up to the floor's instant; who has no date stays, or does not come."""
    leave = [((starts if side == "start" else finishes)[id], n) for id, side, n in floor.people]
    come = [(f, n) for id, n in floor.arrivals if (f := finishes[id]) is not None]
    instants = [0, floor.until, *(at for at, _ in leave if at is not None and 0 <= at <= floor.until)]
    return min(
        floor.base
        + sum(n for gone, n in leave if gone is None or gone > at)
        + sum(n for arrived, n in come if arrived <= at)
        for at in instants
    )


def most_people(ceiling: CeilingPromise, finishes: Mapping[str, int | None]) -> int:
    """The most people in scope at the ceiling's instant or later; who has no date stays, or does not come."""
    never = 1 << 62
    leave = [(never if (f := finishes[id]) is None else f, n) for id, n in ceiling.people]
    come = [(f, n) for id, n in ceiling.arrivals if (f := finishes[id]) is not None]
    instants = [ceiling.at, *(f for f, _ in come if f > ceiling.at)]
    return max(
        ceiling.base + sum(n for f, n in leave if f > at) + sum(n for f, n in come if f <= at) for at in instants
    )


def sentences(found: Explanation, problem: Problem, lang: str) -> tuple[str, ...]:
    """The explanation in words: what is so, each member of the clash, what ends it."""
    said = [text(f"explain.{found.state}", lang)]
    said += [_slack_in_words(s, problem, lang) for s in found.slack]
    said += [line for policy in found.clash for line in _policy_in_words(policy, problem, lang)]
    if found.clash:
        said.append(text("explain.minimal" if found.minimal else "explain.not-minimal", lang))
    names = {t.id: t.name for t in problem.tasks}
    for e in found.earliest:
        code = f"explain.earliest-{'exact' if e.exact else e.state}"
        day = "" if e.finish is None else date.fromordinal(problem.origin + e.finish - 1)
        said.append(text(code, lang, name=names[e.task], day=day))
    for c in found.capacities:
        code = f"explain.capacity-{'exact' if c.exact and c.least is not None else c.state}"
        rule = _policy_in_words(Policy(id=c.rule, family="", rules=(c.rule,)), problem, lang)[0]
        said.append(text(code, lang, rule=rule, least=c.least or 0, most=max(1, c.now) * MOST))
    return tuple(said)


def _slack_in_words(slack: Slack, problem: Problem, lang: str) -> str:
    if slack.kind != "date":
        limits: tuple[CeilingPromise | FloorPromise, ...] = (
            problem.ceilings if slack.kind == "ceiling" else problem.floors
        )
        rule = next(c.rule for c in limits if c.id == slack.promise)
        line = _policy_in_words(Policy(id=rule, family="", rules=(rule,)), problem, lang)[0]
        return text(f"explain.slack-{slack.kind}", lang, rule=line, people=slack.amount)
    task = next(p.task for p in problem.promises if p.id == slack.promise)
    name = next(t.name for t in problem.tasks if t.id == task)
    return text(f"explain.slack-date-{'exact' if slack.exact else 'found'}", lang, name=name, days=slack.amount)


def _policy_in_words(policy: Policy, problem: Problem, lang: str) -> tuple[str, ...]:
    """One sentence for a policy of one family, or the sentences of its rules where there are few."""
    rules = [r for r in problem.rules if r.id in policy.rules]
    if len(rules) == 1:
        return (text(rules[0].code, lang, **dict(rules[0].params)),)
    if policy.family == "calendar":
        return (text("explain.policy-calendar", lang, calendar=policy.id.removeprefix("calendar:")),)
    code = f"explain.policy-{policy.family}"
    if code in codes(lang):
        return (text(code, lang, rules=len(rules)),)
    return tuple(text(r.code, lang, **dict(r.params)) for r in rules)
