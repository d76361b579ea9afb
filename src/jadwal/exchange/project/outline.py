"""The outline of a project file: which task stands below which heading.

In: the entries of a reading.  Out: lines of the outline, headings before what they hold.  The rule this module owns:
*every task stands exactly once*, those without any date under a heading that says so.

The mission is the project; below it the commission's own work, the phases in their order with their sites, work
outside the phases, the milestones, and what has no date yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jadwal.messages import stored
from jadwal.model.case import COMMISSION_KINDS, Text
from jadwal.model.timetable import Context, Entry

COMMISSION, OUTSIDE, MILESTONES, UNDATED = "commission", "outside", "milestones", "undated"
Path = tuple[str, ...]  # headings from the outside in


@dataclass(frozen=True)
class Line:
    """One line: a heading (``entry`` is None) or a task.  ``number`` is the outline number, e.g. ``2.1.3``."""

    id: str
    name: Text
    number: str
    entry: Entry | None
    inside: tuple[Entry, ...]  # of a heading: all tasks below it

    @property
    def level(self) -> int:
        """1 for the outermost."""
        return self.number.count(".") + 1


def outline(entries: Iterable[Entry], context: Context) -> tuple[Line, ...]:
    """All lines in their order."""
    phases = {p.id: p for p in context.phases}
    order = [COMMISSION, *(f"phase:{p.id}" for p in sorted(context.phases, key=lambda p: (p.order, p.id)))]
    held: dict[Path, list[Entry]] = {}
    for entry in entries:
        held.setdefault(_path(entry), []).append(entry)
    known = set(order)
    order += sorted({path[0] for path in held} - known - {OUTSIDE, MILESTONES, UNDATED})
    order += [OUTSIDE, MILESTONES, UNDATED]
    names = {f"phase:{id}": p.name for id, p in phases.items()} | {f"site:{s.id}": s.name for s in context.sites}
    lines: list[Line] = []
    top = 0
    for group in order:
        paths = sorted(path for path in held if path[0] == group)
        if paths:
            top += 1
            lines += _group(group, str(top), {path: held[path] for path in paths}, names)
    return tuple(lines)


def dated(entry: Entry) -> bool:
    """True for a task with both its days."""
    return entry.start is not None and entry.finish is not None


def _path(e: Entry) -> Path:
    if not dated(e):
        return (UNDATED,)
    if e.kind in COMMISSION_KINDS and not e.site:
        return (COMMISSION,)
    if e.kind == "milestone" and not e.phase and not e.site:
        return (MILESTONES,)
    outer = f"phase:{e.phase}" if e.phase else OUTSIDE
    return (outer, f"site:{e.site}") if e.site else (outer,)


def _group(group: str, number: str, held: dict[Path, list[Entry]], names: dict[str, Text]) -> list[Line]:
    every = [e for entries in held.values() for e in entries]
    lines = [Line(f"group:{group}", _name(group, names), number, None, tuple(every))]
    n = 0
    for e in _sorted(held.get((group,), ())):
        n += 1
        lines.append(Line(e.id, e.name, f"{number}.{n}", e, ()))
    for path in held:
        if len(path) == 2:
            n += 1
            below = _sorted(held[path])
            lines.append(Line(f"group:{group}/{path[1]}", _name(path[1], names), f"{number}.{n}", None, tuple(below)))
            lines += [Line(e.id, e.name, f"{number}.{n}.{m}", e, ()) for m, e in enumerate(below, 1)]
    return lines


def _name(key: str, names: dict[str, Text]) -> Text:
    if key in (COMMISSION, OUTSIDE, MILESTONES, UNDATED):
        return Text(en=stored(f"exchange.group-{key}", "en"), ar=stored(f"exchange.group-{key}", "ar"))
    plain = key.partition(":")[2]
    return names.get(key, Text(en=plain, ar=plain))


def _sorted(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda e: (str(e.start), str(e.finish), e.id))
