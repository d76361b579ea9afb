"""Schedule generation written for reading: day by day, every level counted anew.  The oracle for the compiled kernel.

In: a problem, an order, lower bounds and one future of ``Futures``.  Out: start day and finish instant per task
(None: not reached).  Nothing here is shared with the kernel but the types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jadwal.plan.problem import Problem, Span, Task
from jadwal.simulate import NEVER, Futures

Points = dict[tuple[str, str], int]


def lost(first: int, end: int, percent: int) -> Iterator[int]:
    """The days of a pause; of a slower stretch those by which the share of work done does not grow."""
    done = 0
    for day in range(first, end):
        more = int((day - first + 1) / (1 + percent / 100) + 1e-9) if percent else 0
        if more == done:
            yield day
        done = more


class SlowPlacing:
    """One future of a problem, placed task by task."""

    def __init__(self, problem: Problem, futures: Futures, k: int, lower: Mapping[str, int]) -> None:
        self.problem, self.lower, self.days = problem, lower, problem.days
        self.calendars = {c.id: c.open for c in problem.calendars}
        self.durations = dict(zip(futures.tasks, futures.drawn.durations[k].tolist(), strict=True))
        self.holds = {c: futures.days.holds(c, k, k + 1)[0].tolist() for c in futures.conditions}
        again = [a[k].tolist() for a in futures.drawn.again] or [[] for _ in problem.permissions]
        self.grants = {
            p.id: ([g for g in table[k].tolist() if g != NEVER], rows, p)
            for p, table, rows in zip(problem.permissions, futures.drawn.grants, again, strict=True)
        }
        self.paused = {
            s.id: {d for first, end in table[k].tolist() if first != NEVER for d in lost(first, end, s.slows)}
            for s, table in zip(problem.shocks, futures.drawn.pauses, strict=True)
        }
        self.points: Points = {}
        for t in problem.tasks:
            if t.finished is not None:
                begun = t.finished - t.days.likely if t.started is None else t.started
                self.points[t.id, "start"], self.points[t.id, "finish"] = min(begun, t.finished), t.finished
            elif t.started is not None:
                self.points[t.id, "start"] = t.started

    def place(self, order: Sequence[str]) -> tuple[dict[str, int | None], dict[str, int | None]]:
        """Starts and finishes of all tasks."""
        for id in order:
            self._place(self.problem.task(id))
        starts = {t.id: self.points.get((t.id, "start")) for t in self.problem.tasks}
        return starts, {t.id: self.points.get((t.id, "finish")) for t in self.problem.tasks}

    def _place(self, t: Task) -> None:
        if t.finished is not None:
            return
        earliest, least = max(0, t.not_before, self.lower.get(t.id, 0)), 0
        for k in self.problem.links:
            if k.after == t.id and not (t.started is not None and k.type in ("FS", "SS")):
                since = self.points.get((k.before, "finish" if k.type in ("FS", "FF") else "start"))
                if since is None:
                    return
                if k.type in ("FS", "SS"):
                    earliest = max(earliest, since + k.lag)
                else:
                    least = max(least, since + k.lag)
        if t.started is not None:
            for finish in self._finishes_of_started(t):
                if finish >= least and self._fits({(t.id, "finish"): finish}):
                    self.points[t.id, "finish"] = finish
                    return
                if finish >= least and not t.breakable:
                    return
            return
        for start in range(earliest, self.days + 1):
            end = self._finish(t, start) if self._may_start(t, start) else None
            if end is not None and least <= end <= self.days:
                moved = {(t.id, "start"): start, (t.id, "finish"): end}
                if self._fits(moved):
                    self.points.update(moved)
                    return

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
        grants, again, spec = self.grants[permission]
        asked: int | None = 0
        if spec.asked_after and spec.granted is None:
            asked = self.points.get((spec.asked_after, "finish"))
        if asked is None or day < max(0, asked):
            return False
        asked = max(0, asked)
        known = asked if spec.granted is None else spec.granted
        ends = sorted({at for at, _, _ in again if known < at <= day})  # the last of these made all before it void
        given = [granted for at, _, granted in again if at == ends[-1]] if ends else [asked + g for g in grants]
        return any(g <= day and (not spec.valid_days or day < g + spec.valid_days) for g in given)

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

    def _finishes_of_started(self, t: Task) -> range:
        assert t.started is not None
        left = self.durations[t.id] + min(t.started, 0)
        worked = [d for d in range(max(t.started, 0), self.days) if self._works(t, d)]
        if len(worked) < max(left, 1):
            return range(0)
        return range(max(1, worked[left - 1] + 1 if left > 0 else worked[0]), self.days + 1)

    def _fits(self, moved: Points) -> bool:
        after = {**self.points, **moved}
        for profile in self.problem.profiles:
            for day in range(self.days + 1):
                level = sum(s.amount for s in profile.spans if self._covers(s, day, after))
                if level > profile.capacity and level > sum(
                    s.amount for s in profile.spans if self._covers(s, day, self.points)
                ):
                    return False
        return True

    def _covers(self, s: Span, day: int, points: Points) -> bool:
        begin = 0 if s.begin is None else points.get(s.begin)
        if begin is None or day < begin:
            return False
        if s.length:
            return day < begin + s.length
        if s.end is not None and s.end in points and day >= points[s.end]:
            return False
        return not (s.end_condition and any(self.holds[s.end_condition][: day + 1]))
