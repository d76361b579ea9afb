"""The passes over the partial order written for reading: day by day, and float by trying.  The oracle for the kernel.

In: a problem without profiles, an order of its tasks, one future.  Out: starts and finishes, and for each task whether
one working day more of it moves the end.  Nothing here is shared with the kernel but the types.
"""

from __future__ import annotations

from collections.abc import Sequence

from slow_placing import lost

from jadwal.assess import HoldingDays
from jadwal.plan.problem import Problem, Task
from jadwal.plan.sgs import NEVER
from jadwal.simulate.world import Drawn

Dates = dict[str, int]


class SlowNetwork:
    """One future of a partial order."""

    def __init__(self, problem: Problem, order: Sequence[str], days: HoldingDays, drawn: Drawn, k: int) -> None:
        self.problem, self.order, self.days = problem, order, problem.days
        self.tasks = {t.id: t for t in problem.tasks}
        self.calendars = {c.id: c.open for c in problem.calendars}
        self.durations = {t.id: int(d) for t, d in zip(problem.tasks, drawn.durations[k], strict=True)}
        self.holds = {c: days.holds(c, k, k + 1)[0].tolist() for c in days.conditions}
        self.grants = {
            p.id: ([g for g in table[k].tolist() if g != NEVER], p)
            for p, table in zip(problem.permissions, drawn.grants, strict=True)
        }
        self.paused = {
            s.id: {d for first, end in table[k].tolist() if first != NEVER for d in lost(first, end, s.slows)}
            for s, table in zip(problem.shocks, drawn.pauses, strict=True)
        }
        self.starts: Dates = {}
        self.finishes: Dates = {}

    def place(self, later: str = "") -> tuple[Dates, Dates]:
        """Starts and finishes (``NEVER``: not reached), with one task a working day later than it is otherwise."""
        starts, finishes = dict(self.starts), dict(self.finishes)
        self.starts, self.finishes = {}, {}
        for id in self.order:
            t = self.tasks[id]
            if id == later:
                self.starts[id] = starts[id] if t.started is not None else starts[id] + 1
                self.finishes[id] = self._later(t, finishes[id])
            else:
                self.starts[id], self.finishes[id] = self._dates(t)
        found = self.starts, self.finishes
        if later:
            self.starts, self.finishes = starts, finishes
        return found

    def is_critical(self, id: str) -> bool:
        """True when the end comes later if this task is a working day later."""
        end = self.finishes[self.problem.end]
        if end == NEVER or self.finishes[id] == NEVER or self.tasks[id].finished is not None:
            return False
        return self.place(later=id)[1][self.problem.end] > end

    def _later(self, t: Task, finish: int) -> int:
        if not t.breakable or (not self.durations[t.id] and t.started is None):
            return finish + 1
        return next((d + 1 for d in range(finish, self.days) if self._works(t, d)), NEVER)

    def _dates(self, t: Task) -> tuple[int, int]:
        if t.finished is not None:
            begun = t.finished - t.days.likely if t.started is None else t.started
            return min(begun, t.finished), t.finished
        earliest, least = max(0, t.not_before), 0
        for k in self.problem.links:
            if k.after == t.id:
                since = (self.finishes if k.type[0] == "F" else self.starts)[k.before] + k.lag
                if k.type[1] == "S":
                    earliest = max(earliest, since)
                else:
                    least = max(least, since)
        if t.started is not None:
            return t.started, self._finish_of_started(t, least)
        for start in range(earliest, self.days + 1):
            finish = self._finish(t, start) if self._may_start(t, start) else None
            if finish is not None and least <= finish <= self.days:
                return start, finish
        return NEVER, NEVER

    def _finish_of_started(self, t: Task, least: int) -> int:
        assert t.started is not None
        left = self.durations[t.id] + min(t.started, 0)
        worked = [d for d in range(max(t.started, 0), self.days) if self._works(t, d)]
        if len(worked) < max(left, 1) or least > self.days:
            return NEVER
        return max(1, least, worked[left - 1] + 1 if left > 0 else worked[0])

    def _may_start(self, t: Task, day: int) -> bool:
        gates = {*t.start_gates, *t.continue_gates}
        if day >= self.days and (gates or t.shocks):
            return False
        if self.durations[t.id] and not (day < self.days and self._open(t, day)):
            return False
        if not all(self.holds[c][day] for c in gates) or any(day in self.paused[s] for s in t.shocks):
            return False
        return all(self._valid(p, day) for p in t.permissions)

    def _valid(self, permission: str, day: int) -> bool:
        grants, spec = self.grants[permission]
        asked = 0
        if spec.asked_after and spec.granted is None:
            asked = max(0, self.finishes[spec.asked_after])
        if day < asked:  # nothing is granted before it is asked for
            return False
        return any(asked + g <= day and (not spec.valid_days or day < asked + g + spec.valid_days) for g in grants)

    def _open(self, t: Task, day: int) -> bool:
        return not t.calendar or bool(self.calendars[t.calendar][day])

    def _works(self, t: Task, day: int) -> bool:
        stopped = t.breakable and (
            not all(self.holds[c][day] for c in t.continue_gates) or any(day in self.paused[s] for s in t.shocks)
        )
        return self._open(t, day) and not stopped

    def _finish(self, t: Task, start: int) -> int | None:
        left = self.durations[t.id]
        if not left:
            return start
        worked = [d for d in range(start, self.days) if self._works(t, d)][:left]
        if len(worked) < left or (not t.breakable and worked[-1] - start != left - 1):
            return None
        return worked[-1] + 1
