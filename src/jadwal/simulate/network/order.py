"""The plan as a partial order: its own links, and resource links that keep the aim's sequence wherever room is scarce.

In: a problem, aim starts and finishes, the day each condition opens in the aim.  Out: a :class:`PartialOrder`, whose
problem has no profiles left.  The rule this module owns: *whoever takes room waits for those who made it*, so that no
constant capacity is broken however long anything lasts, and the aim's own dates come out when everything lasts as the
aim says.

Chaining (Policella, Cesta, Oddo and Smith 2007, AI Communications 20: 163-180), widened from machines to the spans of
``plan/problem.py``: the capacity of a profile is so many units; a span takes its amount where it begins and gives it
back where it ends (days later for one that passes by itself; on the day a condition opens for one that it ends).
Units are handed on in the order of the aim's dates: first those that nobody has used, then those whose giver the
taker follows anyway, then those given back earliest.  Where a profile is above its capacity from the beginning, what
is given back first brings it down, and who takes room later waits for that too.

Tasks without an aim come last, one after another as schedule generation would place them.  Links lead from lower to
higher ranks of an order of the tasks, so there is no circle.  Where that, or the aim, leaves a taker without room, it
is listed in ``unheld``.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from jadwal.model.case import Estimate, LinkType
from jadwal.plan.openings import gating
from jadwal.plan.problem import Link, Problem, Profile, Span, Task
from jadwal.plan.sgs import order_from
from jadwal.plan.sgs.order import waits

OPENED = "opened|"  # no id holds this sign
FAR = 1_000_000  # aims of tasks that have none begin here

Dates = Mapping[str, int | None]
Point = tuple[str, Literal["start", "finish"]]
Wait = tuple[Point, int]  # a point and days after it


@dataclass(frozen=True)
class PartialOrder:
    """``problem``: tasks in the aim's sequence without profiles; ``order``: one in which all links lead forward.

    ``arcs``: the resource links, each with its profile's rule.  ``unheld``: (profile, task) pairs whose room the order
    cannot hold.  Besides the plan's tasks there is a point ``opened|<condition>`` for each condition that ends a span.
    """

    problem: Problem
    order: tuple[str, ...]
    arcs: tuple[Link, ...]
    unheld: tuple[tuple[str, str], ...]


def partial_order(problem: Problem, starts: Dates, finishes: Dates, openings: Dates) -> PartialOrder:
    """The partial order of a plan; ``openings`` is the day each condition opens in the aim (None: never).

    Raises ``BadInput`` when tasks wait for one another in a circle.
    """
    chains = _Chains(problem, starts, finishes, openings)
    for profile in problem.profiles:
        chains.add(profile)
    arcs = tuple(sorted(chains.arcs, key=lambda k: (k.before, k.after, k.type, k.lag, k.rule)))
    own = {(k.before, k.after, k.type, k.lag) for k in problem.links}
    arcs = tuple(k for k in arcs if (k.before, k.after, k.type, k.lag) not in own)
    tasks = [*(_held_by_aim(t, starts) for t in problem.tasks), *chains.points]
    links = sorted({*problem.links, *arcs}, key=lambda k: (k.before, k.after, k.type, k.lag, k.rule))
    return PartialOrder(
        problem=msgspec.structs.replace(
            problem, tasks=tuple(sorted(tasks, key=lambda t: t.id)), links=tuple(links), profiles=()
        ),
        order=tuple(sorted(chains.rank, key=chains.rank.__getitem__)),
        arcs=arcs,
        unheld=tuple(sorted(chains.unheld)),
    )


def _held_by_aim(task: Task, starts: Dates) -> Task:
    """A task that waits for its aim date does so as for an agreed "not before"."""
    aim = starts.get(task.id)
    if not task.waits_for_aim or aim is None:
        return task
    return msgspec.structs.replace(task, not_before=max(task.not_before, aim))


@dataclass
class _Units:
    """Room that is free from ``since`` on, once all of ``waits`` have passed."""

    since: int
    waits: tuple[Wait, ...]
    amount: int


@dataclass
class _Use:
    """One span in the aim, and the units it holds: (amount, what whoever takes them on has to wait for as well)."""

    span: Span
    begins: int
    ends: int | None
    giver: Wait | None
    task: str  # who takes; empty: there from the beginning
    side: Literal["start", "finish"] = "start"
    holds: list[tuple[int, tuple[Wait, ...]]] = field(default_factory=list)
    short: int = 0


class _Chains:
    """Arcs, profile by profile, and the ranks along which they lead."""

    def __init__(self, problem: Problem, starts: Dates, finishes: Dates, openings: Dates) -> None:
        self.arcs: set[Link] = set()
        self.unheld: set[tuple[str, str]] = set()
        ended = {s.end_condition for f in problem.profiles for s in f.spans if s.end_condition and not s.length}
        none = Estimate(low=0, likely=0, high=0)
        self.points = [
            Task(id=OPENED + c, name=problem.tasks[0].name, kind="milestone", days=none, start_gates=(c,))
            for c in gating(problem)
            if c in ended
        ]
        self.after = waits(problem) | {t.id: set() for t in self.points}
        self.tasks = {t.id: t for t in problem.tasks}
        self.opens = {t.id: openings.get(t.start_gates[0]) for t in self.points}
        generated = order_from(problem, starts)
        self.key: dict[str, tuple[int, int]] = {}
        self.at: dict[Point, int] = {}
        for n, id in enumerate([*self.opens, *generated]):
            if id in self.opens:
                aim = done = self.opens[id]
            else:
                aim, done = _facts(self.tasks[id], starts, finishes)
            self.at[id, "start"] = FAR + 2 * n if aim is None else aim
            self.at[id, "finish"] = FAR + 2 * n + 1 if done is None else max(done, self.at[id, "start"])
            self.key[id] = (self.at[id, "start"], n)
        self._rank()

    def _rank(self) -> None:
        """Ranks along which all links lead, by aim starts; the links have no circle."""
        waiting = dict.fromkeys(self.after, 0)
        for following in self.after.values():
            for id in following:
                waiting[id] += 1
        ready = [(self.key[id], id) for id, n in waiting.items() if n == 0]
        heapq.heapify(ready)
        self.rank: dict[str, int] = {}
        while ready:
            _, first = heapq.heappop(ready)
            self.rank[first] = len(self.rank)
            for id in self.after[first]:
                waiting[id] -= 1
                if waiting[id] == 0:
                    heapq.heappush(ready, (self.key[id], id))

    def add(self, profile: Profile) -> None:
        """The arcs of one profile; of a capacity that changes over time the greatest is shared out."""
        uses = [use for s in profile.spans if s.amount and not s.fixed for use in self._use(s)]
        uses.sort(key=lambda u: (bool(u.task), u.begins, self.rank.get(u.task, -1)))
        free, given, debts = [_Units(-FAR, (), profile.capacity)], list[tuple[int, int, _Use]](), list[_Use]()
        payers: list[Wait] = []
        for n, use in enumerate(uses):
            while given and given[0][0] <= use.begins and use.task:
                since, _, giver = heapq.heappop(given)
                self._give(giver, since, free, debts, payers)
            self._take(profile, use, free, debts)
            if use.ends is not None:
                heapq.heappush(given, (use.ends, n, use))

    def _use(self, s: Span) -> Iterable[_Use]:
        """A span as a use of room; none for one that is over."""
        begins = -FAR if s.begin is None else self.at[s.begin]
        known = s.begin is not None and self._is_fact(s.begin)
        task, side = s.begin if s.begin is not None and not known else ("", "start")
        if s.length:
            assert s.begin is not None, "a span of some days has a beginning"
            ends, giver = begins + s.length, (s.begin, s.length)
            if known and ends <= 0:
                return
            yield _Use(s, begins, ends, giver, task, side)
            return
        ways: list[tuple[int, Point]] = [(self.at[s.end], s.end)] if s.end else []
        if s.end_condition:
            point: Point = (OPENED + s.end_condition, "start")
            ways.append((self.at[point], point))
        if any(self._is_fact(p) and at <= 0 for at, p in ways):
            return
        if not ways:
            yield _Use(s, begins, None, None, task, side)
            return
        at, point = min(ways)
        yield _Use(s, begins, max(at, begins), (point, 0), task, side)

    def _is_fact(self, point: Point) -> bool:
        t = self.tasks.get(point[0])
        return t is not None and (t.finished is not None or (point[1] == "start" and t.started is not None))

    def _give(self, giver: _Use, since: int, free: list[_Units], debts: list[_Use], payers: list[Wait]) -> None:
        """What a use held is free again, after what is above the capacity has been brought down.

        What was there from the beginning may be given back, in a future, before the ``payers`` that brought the level
        down in the aim; it then brings it down itself.  So whoever takes it on waits for them too.
        """
        assert giver.giver is not None
        if giver.short and giver.giver not in payers:
            payers.append(giver.giver)
        giver.short = 0
        for amount, carried in giver.holds:
            also: tuple[Wait, ...] = tuple(w for w in payers if w != giver.giver and w not in carried)
            if giver.task:  # an end that another task or a condition brings may come before the beginning
                own, end = (giver.task, giver.side), giver.giver[0]
                also = () if end in (own, (giver.task, "finish")) else ((own, 0),)
            units = _Units(since, (*carried, giver.giver, *also), amount)
            for debt in debts:
                paid = min(debt.short, units.amount)
                if paid:
                    payers += (w for w in units.waits if w not in payers)
                    debt.holds.append((paid, units.waits))
                    debt.short -= paid
                    units.amount -= paid
            if units.amount:
                free.append(units)

    def _take(self, profile: Profile, use: _Use, free: list[_Units], debts: list[_Use]) -> None:
        """Take the units a use needs, with an arc from everything that freed them."""
        needed = use.span.amount
        for units in sorted(free, key=lambda u: (bool(u.waits), not self._follows(use, u), u.since, u.waits)):
            if not needed:
                break
            if use.task and not all(self._arc(profile, wait, use) for wait in units.waits):
                continue
            taken = min(needed, units.amount)
            use.holds.append((taken, ()))
            units.amount -= taken
            needed -= taken
        free[:] = [u for u in free if u.amount]
        if needed:
            use.short = needed
            debts.append(use)
            if use.task:
                self.unheld.add((profile.id, use.task))

    def _follows(self, use: _Use, units: _Units) -> bool:
        """True when the taker waits for every giver anyway."""
        return all(p[0] == use.task or use.task in self.after[p[0]] for p, _ in units.waits)

    def _arc(self, profile: Profile, wait: Wait, use: _Use) -> bool:
        """An arc from what freed units to what takes them; False when it would close a circle."""
        (before, side), lag = wait
        if before == use.task:
            return (lag == 0 and side == use.side) or (side == "start" and use.side == "finish" and lag == 0)
        if use.task not in self.after[before]:
            if self.rank[before] > self.rank[use.task] and self._leads(use.task, before):
                return False
            self.after[before].add(use.task)
            if self.rank[before] > self.rank[use.task]:
                self._rank()
        type: LinkType = f"{side[0]}{use.side[0]}".upper()  # type: ignore[assignment]
        self.arcs.add(Link(before=before, after=use.task, type=type, lag=lag, rule=profile.rule))
        return True

    def _leads(self, first: str, last: str) -> bool:
        """True when ``last`` waits for ``first``, directly or not."""
        seen, open = {first}, [first]
        while open:
            for id in self.after[open.pop()]:
                if id == last:
                    return True
                if id not in seen and self.rank[id] < self.rank[last]:
                    seen.add(id)
                    open.append(id)
        return False


def _facts(task: Task, starts: Dates, finishes: Dates) -> tuple[int | None, int | None]:
    """Start and finish of a task: what has happened, else the aim."""
    if task.finished is not None:
        begun = task.finished - task.days.likely if task.started is None else task.started
        return min(begun, task.finished), task.finished
    return starts.get(task.id) if task.started is None else task.started, finishes.get(task.id)
