"""The ways in which work can be done: from ``modes.csv`` to the modes of tasks, and from a choice to a plain problem.

In: a case, the tasks made from it; later a problem and the chosen modes.  Out: tasks with :class:`Mode` values, and
:func:`fixed`, the problem in which everything is done in one way.  The rule this module owns: *who plans chooses among
modes, and whoever comes after that sees one way only*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from jadwal.messages import stored
from jadwal.model.case import SITE_WORK_KINDS, USUAL, Alternative, Case, Text
from jadwal.plan.factors import acting
from jadwal.plan.problem import Mode, Problem, Profile, RiskSpec, Span, Task


@lru_cache(maxsize=1)
def usual_name() -> Text:
    """What the usual way is called."""
    return Text(en=stored("task.mode-usual", "en"), ar=stored("task.mode-usual", "ar"))


class Modes:
    """The alternatives of a case by the work that they are about (serials by what their ids begin with)."""

    def __init__(self, case: Case) -> None:
        self.lanes = {lane.id: lane for lane in case.lanes}
        self.crews = {crew.id: crew for crew in case.crews}
        self.calendar = case.mission_calendar
        self._targets = _targets(case)
        self.of_work: dict[str, list[Alternative]] = {}
        for row in case.modes:
            self.of_work.setdefault(self._targets.get(row.of, row.of), []).append(row)

    def lanes_of(self, stem: str, usual: str) -> tuple[str, ...]:
        """The lanes that serials whose ids begin with ``stem`` may take, the usual one first."""
        return (usual, *(row.lane for row in self.of_work.get(stem, ()) if row.lane and row.lane != usual))

    def stem(self, task: Task) -> str:
        """What the alternatives of a task are known by."""
        return task.id.rpartition(":")[0] if task.kind == "movement" else task.id

    def given(self, task: Task, done: str = "") -> Task:
        """The task with its modes; what has started or finished is done in ``done``, else in the usual one."""
        rows = self.of_work.get(self.stem(task), ())
        if not rows:
            return task
        task = msgspec.structs.replace(task, modes=(_usual(task), *(self._mode(task, row) for row in rows)))
        begun = task.started is not None or task.finished is not None
        return done_in(task, done if done in {row.id for row in rows} else USUAL) if begun else task

    def _mode(self, task: Task, row: Alternative) -> Mode:
        """An alternative as a mode: what it leaves out is as usual, or as its lane or crew has it."""
        lane = self.lanes[row.lane] if row.lane else None
        days = row.days or (lane.days if lane else task.days)
        no_crew = row.crew_need == 0
        crew = self.crews.get(row.crew)
        own = row.calendar or (crew.calendar if crew else "")
        calendar = own or (lane.calendar if lane else task.calendar)
        if not calendar and task.kind not in ("movement", "notice"):
            calendar = self.calendar
        return Mode(
            id=row.id,
            name=row.name,
            days=days,
            calendar=calendar if days.high else "",
            lane=row.lane or task.lane,
            crew="" if no_crew else row.crew or task.crew,
            crew_need=task.crew_need if row.crew_need is None else row.crew_need,
            cost=task.cost + row.cost,
            waits_for_aim=task.waits_for_aim if lane is None else not lane.early,
        )


def _usual(task: Task) -> Mode:
    """The way that the task itself describes."""
    same = {name: getattr(task, name) for name in ("days", "calendar", "lane", "crew", "crew_need", "cost")}
    return Mode(id=USUAL, name=usual_name(), waits_for_aim=task.waits_for_aim, **same)


def _targets(case: Case) -> dict[str, str]:
    """The work that an id of the case stands for: an activity's, a unit's serials of people, equipment's going."""
    found = {e.id: f"ship:{e.id}" if e.disposition == "ship" else f"dispose:{e.id}" for e in case.equipment}
    found |= {u.id: f"move:{u.id}" for u in case.units}
    for a in case.activities:
        place = a.unit if a.kind == "pack" else a.site
        found[a.id] = f"{a.kind}:{place}" if a.kind in SITE_WORK_KINDS and place else a.id
    return found


def done_in(task: Task, mode: str) -> Task:
    """The task as it is done in one of its modes.  Raises ``KeyError`` for a mode that it does not have."""
    chosen = next((m for m in task.modes if m.id == mode), None)
    if chosen is None:
        raise KeyError(f"{task.id}: {mode}")
    taken = ("days", "calendar", "lane", "crew", "crew_need", "cost", "permissions", "shocks", "waits_for_aim")
    return msgspec.structs.replace(task, modes=(), mode=mode, **{name: getattr(chosen, name) for name in taken})


def fixed(problem: Problem, chosen: Mapping[str, str]) -> Problem:
    """The problem with every task done in the mode ``chosen`` for it (task id → mode id), the usual one unless named.

    Raises ``KeyError`` for a mode that a task does not have; a task without modes is as it is, whatever is named.
    """
    if not problem.has_modes:
        return problem
    tasks = tuple(done_in(t, chosen.get(t.id, USUAL)) if t.modes else t for t in problem.tasks)
    done = {t.id: t.mode for t, before in zip(tasks, problem.tasks, strict=True) if before.modes}
    risks = tuple(_hitting(risk, done) for risk in problem.risks)
    factors = acting(problem.factors, tasks)
    profiles = settled(problem.profiles, tasks)
    return msgspec.structs.replace(problem, tasks=tasks, profiles=profiles, risks=risks, factors=factors)


def _hitting(risk: RiskSpec, done: Mapping[str, str]) -> RiskSpec:
    """The risk with the work that it hits as that is done (task → mode)."""
    hit = {id for id in risk.tasks if id not in done} | {id for id, mode in risk.in_modes if done.get(id) == mode}
    return msgspec.structs.replace(risk, tasks=tuple(sorted(hit)), in_modes=())


def settled(profiles: Iterable[Profile], tasks: Iterable[Task]) -> tuple[Profile, ...]:
    """Profiles without the spans of modes in which a task is not done; levels that nobody is left to use are gone."""
    ways = {t.id: t for t in tasks}

    def there(s: Span) -> Span | None:
        if not s.mode or s.begin is None:
            return s
        task = ways[s.begin[0]]
        if task.modes:
            return s
        return msgspec.structs.replace(s, mode="") if s.mode == (task.mode or USUAL) else None

    found = []
    for profile in profiles:
        if any(s.mode for s in profile.spans):
            spans = tuple(kept for s in profile.spans if (kept := there(s)) is not None)
            if spans:
                found.append(msgspec.structs.replace(profile, spans=spans))
        else:
            found.append(profile)
    return tuple(found)


def modes_of(problem: Problem) -> dict[str, str]:
    """The modes in which the tasks of a fixed problem are done, where they had several."""
    return {t.id: t.mode for t in problem.tasks if t.mode}
