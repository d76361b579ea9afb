"""What clashes when the agreed dates cannot be kept, or when there is no plan at all.

In: a case folder, a day to replay.  Out: an :class:`Explanation`, one :class:`Clash` per reading.  The rule this
module owns: *a clash is found by solving again, never guessed*: the rules it lists cannot hold together, and, where
``minimal`` says so, leaving out any one of them was solved and can be kept.  Each way out was solved too.

The search is QuickXplain (Junker, AAAI 2004), first over families of rules, then over the rules of those that remain.
Conditions are taken to open on their expected days, as in the aim (docs/method.md section 4).  Calendars, durations
and the horizon are facts, not rules, and stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from jadwal.assess import assess
from jadwal.case import read_case
from jadwal.model.case import Case, Text, Value
from jadwal.plan.build import Choice, build, choices
from jadwal.plan.cpsat import feasible, solve
from jadwal.plan.openings import openings
from jadwal.plan.problem import Problem, Rule, Task

SEED, FUTURES = 1, 2_000  # only medians of the conditions are read
WORK = 2.0  # deterministic time of one question to the solver
WIDEST = 8  # a lane or crew is tried at up to so many times its capacity

State = Literal["all-kept", "promises-clash", "no-plan", "open"]
Tell = Callable[[str, float], None]
Opening = Mapping[str, int | None]


class WayOut(Value, frozen=True, kw_only=True):
    """A change that was solved and ends the clash: a date moved to ``day``, or a capacity raised."""

    kind: Literal["date", "capacity"]
    name: Text
    day: date | None = None
    now: int = 0
    then: int = 0


class Clash(Value, frozen=True, kw_only=True):
    """One reading: whether every promise can be kept; if not, rules that cannot hold together."""

    readings: Choice
    state: State
    rules: tuple[Rule, ...] = ()
    minimal: bool = False
    ways_out: tuple[WayOut, ...] = ()


class Explanation(Value, frozen=True, kw_only=True):
    """All readings of a case."""

    case: Case
    clashes: tuple[Clash, ...]

    @property
    def feasible(self) -> bool:
        """False when some reading has no plan."""
        return all(c.state != "no-plan" for c in self.clashes)


def explain(folder: Path, as_of: date | None = None, *, progress: Tell | None = None) -> Explanation:
    """What clashes in the case in ``folder`` as known on ``as_of``; raises ``BadInput``."""
    tell = progress or (lambda stage, share: None)
    tell("read", 0.0)
    case = read_case(folder, as_of)
    tell("assess", 0.05)
    median = assess(case, seed=SEED, futures=FUTURES).days.median_first_day
    options = choices(case)
    found = []
    for n, choice in enumerate(options):
        tell("explain", 0.1 + 0.9 * n / len(options))
        problem = build(case, choice)
        found.append(clash(problem, choice, openings(problem, median)))
    return Explanation(case=case, clashes=tuple(found))


def clash(problem: Problem, choice: Choice, opening: Opening) -> Clash:
    """What clashes in one reading."""
    kept = _can_hold(problem, opening)
    if kept is None:
        return Clash(readings=choice, state="open")
    if kept:
        return Clash(readings=choice, state="all-kept")
    physical = [r.id for r in problem.rules if r.kind == "physical"]
    no_plan = _can_hold(only(problem, physical), opening) is False
    candidates = physical if no_plan else [r.id for r in problem.rules]
    ids, minimal = _core(problem, candidates, opening)
    return Clash(
        readings=choice,
        state="no-plan" if no_plan else "promises-clash",
        rules=tuple(r for r in problem.rules if r.id in ids),
        minimal=minimal,
        ways_out=tuple(ways_out(problem, ids, opening)),
    )


def only(problem: Problem, rules: Sequence[str]) -> Problem:
    """``problem`` with nothing but ``rules`` (ids); what is no rule stays."""
    kept = frozenset(rules)
    gone = [r for r in problem.rules if r.id not in kept]
    return msgspec.structs.replace(
        problem,
        tasks=tuple(_freed(t, gone, problem.origin) for t in problem.tasks),
        links=tuple(k for k in problem.links if k.rule in kept),
        profiles=tuple(p for p in problem.profiles if p.rule in kept),
        promises=tuple(p for p in problem.promises if p.rule in kept),
        ceilings=tuple(c for c in problem.ceilings if c.rule in kept),
        rules=tuple(r for r in problem.rules if r.id in kept),
    )


def _freed(task: Task, gone: Sequence[Rule], origin: int) -> Task:
    """``task`` without the gates, permissions and earliest day that rules in ``gone`` set on it."""
    ids = {r.id for r in gone}
    not_before = task.not_before
    for rule in gone:
        if rule.family == "not-before":
            day = date.fromisoformat(str(dict(rule.params)["day"])).toordinal() - origin + 1
            not_before = -(10**6) if not_before == day else not_before
    return msgspec.structs.replace(
        task,
        start_gates=tuple(c for c in task.start_gates if f"gate-start:{c}:{task.id}" not in ids),
        continue_gates=tuple(c for c in task.continue_gates if f"gate-continue:{c}:{task.id}" not in ids),
        permissions=tuple(p for p in task.permissions if f"permission:{p}" not in ids),
        not_before=not_before,
    )


def _can_hold(problem: Problem, opening: Opening) -> bool | None:
    return feasible(problem, opening, seed=SEED, deterministic_time=WORK)


def _core(problem: Problem, candidates: Sequence[str], opening: Opening) -> tuple[frozenset[str], bool]:
    """Rules that cannot hold together, and whether each of them is proven to be needed for that."""
    families: dict[str, list[str]] = {}
    for r in problem.rules:
        if r.id in set(candidates):
            families.setdefault(r.family, []).append(r.id)

    def clashes(ids: Sequence[str]) -> bool:
        return _can_hold(only(problem, ids), opening) is False

    kept = quickxplain([tuple(ids) for _, ids in sorted(families.items())], clashes)
    ids = frozenset(i for group in quickxplain([(i,) for group in kept for i in group], clashes) for i in group)
    minimal = all(_can_hold(only(problem, sorted(ids - {id})), opening) is True for id in sorted(ids))
    return ids, minimal


def quickxplain(
    groups: Sequence[tuple[str, ...]], clashes: Callable[[Sequence[str]], bool]
) -> tuple[tuple[str, ...], ...]:
    """A smallest-by-inclusion choice of ``groups`` that still clashes, given that all of them do (Junker 2004)."""

    def flat(parts: Sequence[tuple[str, ...]]) -> list[str]:
        return [id for part in parts for id in part]

    def search(background: list[tuple[str, ...]], added: bool, parts: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        if added and clashes(flat(background)):
            return []
        if len(parts) == 1:
            return parts
        half = len(parts) // 2
        one, other = parts[:half], parts[half:]
        second = search(background + one, bool(one), other)
        first = search(background + second, bool(second), one)
        return first + second

    return tuple(search([], False, list(groups))) if groups else ()


def ways_out(problem: Problem, ids: frozenset[str], opening: Opening) -> list[WayOut]:
    """For each promised date and each capacity in the clash: the least change of it alone that ends the clash."""
    names = {t.id: t.name for t in problem.tasks}
    found = []
    for promise in problem.promises:
        if promise.rule in ids:
            day = _earliest(problem, promise.id, promise.task, opening)
            if day is not None:
                found.append(WayOut(kind="date", name=names[promise.task], day=day))
    for profile in problem.profiles:
        if profile.rule in ids and profile.rule.partition(":")[0] in ("lane", "crew"):
            wide = _least_capacity(problem, profile.id, profile.capacity, opening)
            if wide is not None:
                rule = next(r for r in problem.rules if r.id == profile.rule)
                name = dict(rule.params)["name"]
                if isinstance(name, Text):
                    found.append(WayOut(kind="capacity", name=name, now=profile.capacity, then=wide))
    return found


def _earliest(problem: Problem, promise: str, task: str, opening: Opening) -> date | None:
    """The earliest day found for ``task`` when its own promise alone is given up; None when that does not help."""
    others = tuple(p for p in problem.promises if p.id != promise)
    freed = msgspec.structs.replace(problem, promises=others, end=task)
    found = solve(freed, opening, seed=SEED, deterministic_time=WORK, levels=("broken", "end"))
    levels = {level.level: level for level in found.run.levels}
    finish = found.finishes.get(task)
    if finish is None or ("broken" in levels and levels["broken"].value > 0):
        return None
    return date.fromordinal(problem.origin) + timedelta(days=finish - 1)


def _least_capacity(problem: Problem, profile: str, capacity: int, opening: Opening) -> int | None:
    """The least capacity of one lane or crew at which all rules and promises hold; None when none was found."""

    def holds(width: int) -> bool:
        wider = tuple(msgspec.structs.replace(p, capacity=width) if p.id == profile else p for p in problem.profiles)
        return _can_hold(msgspec.structs.replace(problem, profiles=wider), opening) is True

    low, high = capacity, max(1, capacity) * WIDEST
    if not holds(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
