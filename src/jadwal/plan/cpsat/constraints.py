"""The constraints of the model, one method per family of rules.

In: :class:`~jadwal.plan.cpsat.variables.Variables`.  Out: the same model, constrained.  The rule this module owns:
*each family stands in exactly one method*, so that taking the method away takes the family away.  Calendars and
unbroken serials are the windows of ``aims.py``: they are the domains of the variables.  (Those windows are narrowed
beforehand by what links, gates and releases will say here anyway; that makes the model smaller, not different.)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ortools.sat.python import cp_model

from jadwal.plan.cpsat.aims import WAITED_FOR, WAITING, Side
from jadwal.plan.cpsat.alike import alike
from jadwal.plan.cpsat.begun import held
from jadwal.plan.cpsat.variables import Expr, Variables
from jadwal.plan.problem import BudgetPromise, CeilingPromise, FloorPromise, Link, Task


class Constraints:
    """Adds every rule of the problem to the model of ``variables``."""

    def __init__(self, variables: Variables) -> None:
        self.v, self.aims, self.problem, self.model = variables, variables.aims, variables.problem, variables.model
        self.links = sorted(self.problem.links, key=_link_key)

    def add(self) -> None:
        """Add all families."""
        self._modes()
        self._precedence()
        self._progress()
        self._gates()
        self._permissions()
        self._not_before()
        self._profiles()
        self._agreed_dates()
        self._ceilings()
        self._floors()
        self._last_days()
        self._longest_lags()
        self._budgets()
        self._alike()

    def _modes(self) -> None:
        """A task with several modes is done in exactly one of them, whose dates are its own.

        The dates of the others mean nothing and stand at their first, so that no plan is met twice.
        """
        for id, ways in sorted(self.v.ways.items()):
            self.model.add_exactly_one([way.chosen for way in ways])
            window = dict(self.aims.windows[id].modes)  # type: ignore[union-attr]
            for way in ways:
                self.model.add(self.v.starts[id] == way.start).only_enforce_if(way.chosen)
                self.model.add(self.v.finishes[id] == way.finish).only_enforce_if(way.chosen)
                self.model.add(way.start == int(window[way.mode].starts[0])).only_enforce_if(~way.chosen)

    def _precedence(self) -> None:
        """Links: the waiting point comes no earlier than the point waited for and the lag; facts wait for nothing."""
        for link in self.links:
            before, after = (link.before, WAITED_FOR[link.type]), (link.after, WAITING[link.type])
            if after not in self.aims.facts and after not in self.aims.never and after[0] in self.v.starts:
                self.model.add(self.v.point(after) >= self.v.point(before) + link.lag)

    def _progress(self) -> None:
        """A started task finishes when what is left of it is done, or when the last point it must wait for has come."""
        for id, least in self.aims.least.items():
            if id in self.v.finishes:
                waits = [
                    self.v.point((k.before, WAITED_FOR[k.type])) + k.lag
                    for k in self.links
                    if k.after == id and WAITING[k.type] == "finish"
                ]
                self.model.add_max_equality(self.v.finishes[id], [least, *waits])

    def _gates(self) -> None:
        """A task starts no earlier than the day on which each of its conditions is expected to open."""
        for id, start in self.v.starts.items():
            for opening in map(self.aims.open_day, self.aims.gates(self.aims.tasks[id])):
                if opening is not None:
                    self.model.add(start >= opening)

    def _permissions(self) -> None:
        """A task starts no earlier than a permission's day, or its likely lead after it could be asked for."""
        for id, start in self.v.starts.items():
            if id not in self.v.ways:
                for permission in self.aims.tasks[id].permissions:
                    self.model.add(start >= self._granted(permission))
                continue
            needs = {way.mode: way.permissions for way in self.aims.ways[id]}
            for way in self.v.ways[id]:
                for permission in needs[way.mode]:
                    self.model.add(start >= self._granted(permission)).only_enforce_if(way.chosen)

    def _granted(self, id: str) -> Expr:
        """The day from which a permission is there."""
        permission = self.aims.permissions[id]
        if permission.granted is not None:
            return permission.granted
        asked = self.v.point((permission.asked_after, "finish")) if permission.asked_after else 0
        return asked + permission.lead.likely

    def _not_before(self) -> None:
        """A task starts no earlier than its agreed "not before" day."""
        for id, start in self.v.starts.items():
            self.model.add(start >= self.aims.tasks[id].not_before)

    def _profiles(self) -> None:
        """Lanes, crews, largest step, protection and cover: a level stays within its capacity on every day."""
        for profile in sorted(self.problem.profiles, key=lambda p: p.id):
            found = held(self.v, profile)
            if found:
                self.model.add_cumulative([i for i, _ in found], [n for _, n in found], profile.capacity)

    def _agreed_dates(self) -> None:
        """A promised date is kept, or counted as missed; a milestone without an aim misses it."""
        for promise in sorted(self.problem.promises, key=lambda p: p.id):
            missed = self.v.missed[promise.id]
            if (promise.task, "finish") in self.aims.never:
                self.model.add(missed == 1)
                continue
            finish = self.v.point((promise.task, "finish"))
            if isinstance(finish, int):
                self.model.add(missed == int(finish > promise.by))
            else:
                self.model.add(finish <= promise.by).only_enforce_if(~missed)
                self.model.add(finish > promise.by).only_enforce_if(missed)

    def _ceilings(self) -> None:
        """From its instant on a ceiling is kept, or counted as missed; those without an aim stay."""
        for ceiling in sorted(self.problem.ceilings, key=lambda c: c.id):
            arrivals = [(id, n) for id, n in sorted(ceiling.arrivals) if (id, "finish") not in self.aims.never]
            if arrivals:
                self._ceiling_with_arrivals(ceiling, arrivals)
                continue
            there = [(self._still_there(id, ceiling.at), n) for id, n in sorted(ceiling.people)]
            known = ceiling.base + sum(n * present for present, n in there if isinstance(present, int))
            open_ones = [n * present for present, n in there if not isinstance(present, int)]
            missed = self.v.missed[ceiling.id]
            if open_ones:
                self.model.add(sum(open_ones) <= ceiling.most - known).only_enforce_if(~missed)
                self.model.add(sum(open_ones) > ceiling.most - known).only_enforce_if(missed)
            else:
                self.model.add(missed == int(known > ceiling.most))

    def _still_there(self, id: str, at: int, side: Side = "finish") -> Expr:
        """1 when the task finishes (starts) after instant ``at``."""
        if (id, side) in self.aims.never:
            return 1
        finish = self.v.point((id, side))
        if isinstance(finish, int):
            return int(finish > at)
        later = self.model.new_bool_var("")
        self.model.add(finish <= at).only_enforce_if(~later)
        self.model.add(finish > at).only_enforce_if(later)
        return later

    def _ceiling_with_arrivals(self, ceiling: CeilingPromise, arrivals: Sequence[tuple[str, int]]) -> None:
        """Who comes later counts too: the limit holds at every instant from its own on, not at that one alone."""
        intervals, demands, at = [], [], ceiling.at
        for_ever = max(self.v.for_ever, at)
        for id, people in sorted(ceiling.people):
            gone = for_ever if (id, "finish") in self.aims.never else self._no_earlier((id, "finish"), at)
            intervals.append(self.model.new_interval_var(at, gone - at, gone, ""))
            demands.append(people)
        for id, people in arrivals:
            come = self._no_earlier((id, "finish"), at)
            intervals.append(self.model.new_interval_var(come, for_ever - come, for_ever, ""))
            demands.append(people)
        room = ceiling.most - ceiling.base
        missed = self.v.missed[ceiling.id]
        if room < 0:
            self.model.add(missed == 1)
        else:
            self.model.add_cumulative(intervals, demands, room + sum(demands) * missed)

    def _no_earlier(self, point: tuple[str, str], at: int) -> Expr:
        """``point``, or ``at`` when that is later."""
        when = self.v.point(point)  # type: ignore[arg-type]
        return max(when, at) if isinstance(when, int) else self.v.greatest(when, at)

    def _floors(self) -> None:
        """Up to its instant a floor is kept, or counted as missed; those without an aim stay, or do not come."""
        for floor in sorted(self.problem.floors, key=lambda f: f.id):
            arrivals = [(id, n) for id, n in sorted(floor.arrivals) if (id, "finish") not in self.aims.never]
            if arrivals:
                self._floor_with_arrivals(floor, arrivals)
                continue
            there = [(self._still_there(id, floor.until, side), n) for id, side, n in sorted(floor.people)]
            known = floor.base + sum(n * present for present, n in there if isinstance(present, int))
            open_ones = [n * present for present, n in there if not isinstance(present, int)]
            missed = self.v.missed[floor.id]
            if open_ones:
                self.model.add(sum(open_ones) >= floor.least - known).only_enforce_if(~missed)
                self.model.add(sum(open_ones) < floor.least - known).only_enforce_if(missed)
            else:
                self.model.add(missed == int(known < floor.least))

    def _floor_with_arrivals(self, floor: FloorPromise, arrivals: Sequence[tuple[str, int]]) -> None:
        """Who comes only later does not count before: those gone, and those yet to come, leave enough on every day."""
        intervals, demands, end = [], [], floor.until + 1
        for id, side, people in sorted(floor.people):
            if (id, side) not in self.aims.never:
                gone = self._no_later((id, side), end)
                intervals.append(self.model.new_interval_var(gone, end - gone, end, ""))
                demands.append(people)
        for id, people in arrivals:
            come = self._no_later((id, "finish"), end)
            intervals.append(self.model.new_interval_var(0, come, come, ""))
            demands.append(people)
        everybody = floor.base + sum(n for _, _, n in floor.people) + sum(n for _, n in arrivals)
        missed, room = self.v.missed[floor.id], everybody - floor.least
        if room < 0:
            self.model.add(missed == 1)
        else:
            self.model.add_cumulative(intervals, demands, room + sum(demands) * missed)

    def _no_later(self, point: tuple[str, str], at: int) -> Expr:
        """``point`` from day 0 on, or ``at`` (day 1 or later) when that is earlier."""
        when = self.v.point(point)  # type: ignore[arg-type]
        if isinstance(when, int):
            return max(0, min(when, at))
        target = self.model.new_int_var(0, at, "")
        self.model.add_min_equality(target, [when, at])
        return target

    def _last_days(self) -> None:
        """Of those who leave only so many finish in the last days before the last of them, or that is missed."""
        for promise in sorted(self.problem.last_days, key=lambda x: x.id):
            missed = self.v.missed[promise.id]
            if any((id, "finish") in self.aims.never for id, _ in promise.people):
                self.model.add(missed == 1)
                continue
            finishes = [(self.v.point((id, "finish")), n) for id, n in promise.people]
            end = self.model.new_int_var(-(10**6), self.v.for_ever, "")
            self.model.add_max_equality(end, [finish for finish, _ in finishes])
            late = []
            for finish, people in finishes:
                in_last = self.model.new_bool_var("")
                self.model.add(finish + promise.days <= end).only_enforce_if(~in_last)
                self.model.add(finish + promise.days > end).only_enforce_if(in_last)
                late.append(people * in_last)
            self.model.add(sum(late) <= promise.most).only_enforce_if(~missed)
            self.model.add(sum(late) > promise.most).only_enforce_if(missed)

    def _longest_lags(self) -> None:
        """A point comes no more than so many days after another, or that is missed; one without an aim misses it."""
        for promise in sorted(self.problem.lags, key=lambda x: x.id):
            missed = self.v.missed[promise.id]
            if promise.before in self.aims.never or promise.after in self.aims.never:
                self.model.add(missed == 1)
                continue
            before, after = self.v.point(promise.before), self.v.point(promise.after)
            if isinstance(before, int) and isinstance(after, int):
                self.model.add(missed == int(after - before > promise.most))
            else:
                self.model.add(after - before <= promise.most).only_enforce_if(~missed)
                self.model.add(after - before > promise.most).only_enforce_if(missed)

    def _budgets(self) -> None:
        """What is spent in a period stays within its budget, or that is missed; exact, day by day."""
        for budget in sorted(self.problem.budgets, key=lambda b: b.id):
            spent: list[Expr] = [budget.base]
            spent += [rate * self._open_days(id, budget) for id, rate in sorted(self.problem.costs)]
            for task in self.aims.tasks.values():
                spent += self._paid(task, budget)
            missed = self.v.missed[budget.id]
            known = sum(x for x in spent if isinstance(x, int))
            open_ones = [x for x in spent if not isinstance(x, int)]
            if open_ones:
                self.model.add(sum(open_ones) <= budget.most - known).only_enforce_if(~missed)
                self.model.add(sum(open_ones) > budget.most - known).only_enforce_if(missed)
            else:
                self.model.add(missed == int(known > budget.most))

    def _open_days(self, id: str, budget: BudgetPromise) -> Expr:
        """Days of the period before the task finishes: so long its site is open."""
        if (id, "finish") in self.aims.never:
            return budget.days
        end = self.v.point((id, "finish"))
        if isinstance(end, int):
            return min(max(end - budget.first, 0), budget.days)
        cut = self.model.new_int_var(-(10**6), budget.days, "")
        self.model.add_min_equality(cut, [end - budget.first, budget.days])
        found = self.model.new_int_var(0, budget.days, "")
        self.model.add_max_equality(found, [cut, 0])
        return found

    def _paid(self, task: Task, budget: BudgetPromise) -> list[Expr]:
        """What is paid once for a task, in the mode in which it is done, if it starts in the period."""
        if (task.id, "start") in self.aims.never:
            return []
        if task.id in self.v.ways:
            modes = {mode.mode: mode for mode in self.aims.ways[task.id]}
            ways = [(modes[way.mode], way) for way in self.v.ways[task.id]]
            return [
                mode.cost * self._within(way.start, int(not mode.days.likely), budget, way.chosen)
                for mode, way in ways
                if mode.cost
            ]
        if not task.cost:
            return []
        start = self.v.point((task.id, "start"))
        if isinstance(start, int):
            start -= int(start == self.aims.facts.get((task.id, "finish")))
            return [task.cost * int(budget.first <= start < budget.first + budget.days)]
        return [task.cost * self._within(start, int(not task.days.likely), budget)]

    def _within(
        self, start: Expr, shift: int, budget: BudgetPromise, chosen: cp_model.IntVar | None = None
    ) -> cp_model.IntVar:
        """1 when the start, ``shift`` days back, lies in the period (of a mode: and the mode is chosen)."""
        inside = cp_model.Domain(budget.first + shift, budget.first + budget.days - 1 + shift)
        found = self.model.new_bool_var("")
        also = [] if chosen is None else [chosen]
        self.model.add_linear_expression_in_domain(start, inside).only_enforce_if(found)
        self.model.add_linear_expression_in_domain(start, inside.complement()).only_enforce_if([~found, *also])
        if chosen is not None:
            self.model.add_implication(found, chosen)
        return found

    def _alike(self) -> None:
        """No rule: tasks that are alike start in the order of their ids, so that no plan is tried twice."""
        for group in alike(self.aims):
            for before, after in pairwise(group):
                self.model.add(self.v.starts[before] <= self.v.starts[after])


def _link_key(link: Link) -> tuple[str, str, str, int, str]:
    return link.before, link.after, link.type, link.lag, link.rule
