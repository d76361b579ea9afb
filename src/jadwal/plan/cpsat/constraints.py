"""The constraints of the model, one method per family of rules.

In: :class:`~jadwal.plan.cpsat.variables.Variables`.  Out: the same model, constrained.  The rule this module owns: *each
family stands in exactly one method*, so that taking the method away takes the family away.  Calendars and unbroken serials are
the windows of ``aims.py``: they are the domains of the variables.
"""

from __future__ import annotations

from ortools.sat.python import cp_model

from jadwal.plan.cpsat.aims import WAITED_FOR, WAITING
from jadwal.plan.cpsat.variables import Expr, Variables
from jadwal.plan.problem import CeilingPromise, Link, Profile


class Constraints:
    """Adds every rule of the problem to the model of ``variables``."""

    def __init__(self, variables: Variables) -> None:
        self.v, self.aims, self.problem, self.model = variables, variables.aims, variables.problem, variables.model

    def add(self) -> None:
        """Add all families."""
        self._precedence()
        self._progress()
        self._gates()
        self._permissions()
        self._not_before()
        self._profiles()
        self._agreed_dates()
        self._ceilings()
        self._alike()

    def _precedence(self) -> None:
        """Links: the waiting point comes no earlier than the point waited for and the lag; facts wait for nothing."""
        for link in sorted(self.problem.links, key=_link_key):
            before, after = (link.before, WAITED_FOR[link.type]), (link.after, WAITING[link.type])
            if after not in self.aims.facts and after not in self.aims.never:
                self.model.add(self.v.point(after) >= self.v.point(before) + link.lag)

    def _progress(self) -> None:
        """A started task finishes when what is left of it is done, or when the last it must wait for is."""
        for id, least in self.aims.least.items():
            if (id, "finish") in self.aims.never:
                continue
            waits = [
                self.v.point((k.before, WAITED_FOR[k.type])) + k.lag
                for k in sorted(self.problem.links, key=_link_key)
                if k.after == id and WAITING[k.type] == "finish"
            ]
            self.model.add_max_equality(self.v.finishes[id], [least, *waits])

    def _gates(self) -> None:
        """A task starts no earlier than the day on which each of its conditions is expected to open."""
        for task in self._planned():
            for condition in self.aims.gates(task):
                opening = self.aims.open_day(condition)
                if opening is not None:
                    self.model.add(self.v.starts[task.id] >= opening)

    def _permissions(self) -> None:
        """A task starts no earlier than the permission's day, or its most likely lead after it could be asked for."""
        for task in self._planned():
            for id in task.permissions:
                permission = self.aims.permissions[id]
                if permission.granted is not None:
                    self.model.add(self.v.starts[task.id] >= permission.granted)
                    continue
                asked = self.v.point((permission.asked_after, "finish")) if permission.asked_after else 0
                self.model.add(self.v.starts[task.id] >= asked + permission.lead.likely)

    def _not_before(self) -> None:
        """A task starts no earlier than its agreed "not before" day."""
        for task in self._planned():
            if task.not_before > 0:
                self.model.add(self.v.starts[task.id] >= task.not_before)

    def _profiles(self) -> None:
        """Lanes, crews, largest step, protection and cover: a level stays within its capacity on every day."""
        for profile in sorted(self.problem.profiles, key=lambda p: p.id):
            self._profile(profile)

    def _profile(self, profile: Profile) -> None:
        intervals, demands = [], []
        for span in sorted(profile.spans, key=repr):
            interval = self.v.span(span)
            if interval is not None:
                intervals.append(interval)
                demands.append(span.amount)
        if intervals:
            self.model.add_cumulative(intervals, demands, profile.capacity)

    def _agreed_dates(self) -> None:
        """A promised date is kept, or counted as missed; a milestone without an aim misses it."""
        for promise in sorted(self.problem.promises, key=lambda p: p.id):
            missed = self.v.missed[promise.id]
            if (promise.task, "finish") in self.aims.never:
                self.model.add(missed == 1)
            else:
                self.model.add(self.v.point((promise.task, "finish")) <= promise.by).only_enforce_if(~missed)

    def _ceilings(self) -> None:
        """From its instant on a ceiling is kept, or counted as missed; those without an aim stay."""
        for ceiling in sorted(self.problem.ceilings, key=lambda c: c.id):
            arrivals = [(id, n) for id, n in ceiling.arrivals if (id, "finish") not in self.aims.never]
            if arrivals:
                self._ceiling_with_arrivals(ceiling, arrivals)
                continue
            there: Expr = ceiling.base
            for id, people in sorted(ceiling.people):
                there += people * self._still_there(id, ceiling.at)
            self.model.add(there <= ceiling.most).only_enforce_if(~self.v.missed[ceiling.id])

    def _still_there(self, id: str, at: int) -> Expr:
        """1 when the task finishes after instant ``at``."""
        if (id, "finish") in self.aims.never:
            return 1
        finish = self.v.point((id, "finish"))
        if isinstance(finish, int):
            return int(finish > at)
        later = self.model.new_bool_var("")
        self.model.add(finish <= at).only_enforce_if(~later)
        self.model.add(finish > at).only_enforce_if(later)
        return later

    def _ceiling_with_arrivals(self, ceiling: CeilingPromise, arrivals: list[tuple[str, int]]) -> None:
        intervals, demands, at = [], [], max(ceiling.at, 0)
        for id, people in sorted(ceiling.people):
            end: Expr = self.v.for_ever
            if (id, "finish") not in self.aims.never:
                end = self._no_earlier(self.v.point((id, "finish")), at)
            intervals.append(self.model.new_interval_var(at, end - at, end, ""))
            demands.append(people)
        for id, people in sorted(arrivals):
            begin = self._no_earlier(self.v.point((id, "finish")), at)
            intervals.append(self.model.new_interval_var(begin, self.v.for_ever - begin, self.v.for_ever, ""))
            demands.append(people)
        room = ceiling.most - ceiling.base
        if room < 0:
            self.model.add(self.v.missed[ceiling.id] == 1)
        else:
            self.model.add_cumulative(intervals, demands, room + sum(demands) * self.v.missed[ceiling.id])

    def _no_earlier(self, point: Expr, at: int) -> Expr:
        """``point``, or ``at`` when that is later."""
        if isinstance(point, int):
            return max(point, at)
        later = self.model.new_int_var(at, max(at, self.v.for_ever), "")
        self.model.add_max_equality(later, [point, at])
        return later

    def _alike(self) -> None:
        """No rule: tasks that every rule and aim treats alike start in the order of their ids, so that none is tried twice."""

    def _planned(self) -> list:
        return [t for t in self.aims.tasks.values() if self.aims.planned(t.id)]


def _link_key(link: Link) -> tuple[str, str, str, int, str]:
    return link.before, link.after, link.type, link.lag, link.rule
