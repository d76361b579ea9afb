"""The rule about ways of doing work: each piece of work is done in exactly one of its ways.

In: a :class:`~jadwal.plan.rules.Context`.  Out: a :class:`~jadwal.plan.rules.Part`.  The rule this module owns: *where
the case gives other ways, the plan chooses one for each piece of work*; without the rule there is the usual way only.
"""

from __future__ import annotations

from collections.abc import Callable

from jadwal.model.case import Text
from jadwal.plan.modes import Modes
from jadwal.plan.problem import Rule, Task
from jadwal.plan.rules import Context, Part


def modes(c: Context) -> Part:
    """What can be done in several ways is done in one of them, each serial in its own."""
    part, rows = Part(), Modes(c.case)
    groups: dict[str, list[Task]] = {}
    for task in c.tasks:
        if task.modes:
            groups.setdefault(rows.stem(task), []).append(task)
            part.modes.append(task.id)
    for stem, tasks in sorted(groups.items()):
        others = rows.of_work[stem]
        ways = [m.name for m in tasks[0].modes]
        named = Text(en="; ".join(w.en for w in ways), ar="؛ ".join(w.ar for w in ways))
        basis = "assumed" if any(row.basis == "assumed" for row in others) else others[0].basis
        part.rules.append(
            Rule(
                id=f"mode:{stem}",
                kind="physical",
                code="rule.mode",
                params=(("name", _name(c, tasks[0])), ("ways", named)),
                source=tuple(sorted({source for row in others for source in row.source})),
                basis=basis,
            )
        )
    return part


def _name(c: Context, task: Task) -> Text:
    """What the work is called; serials by their unit or equipment."""
    if task.kind != "movement":
        return task.name
    owner = task.unit or task.id.split(":")[1]
    names = {e.id: e.name for e in c.case.equipment} | {u.id: u.name for u in c.case.units if task.unit}
    return names[owner]


RULES: tuple[Callable[[Context], Part], ...] = (modes,)
