"""In which ways work is done, where it could be done in several.

In: the entries of a timetable and its context.  Out: names of ways, and how much is done another way than usual.  The
rule this module owns: *a way is shown by its name*, never by its id alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from jadwal.messages import stored
from jadwal.model.case import USUAL, Text
from jadwal.model.timetable import Context, Entry


def way_name(context: Context, mode: str) -> Text:
    """What a way is called; its id where the timetable does not say."""
    if mode == USUAL:
        return Text(en=stored("task.mode-usual", "en"), ar=stored("task.mode-usual", "ar"))
    return next((m.name for m in context.modes if m.id == mode), Text(en=mode, ar=mode))


def otherwise(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The work that is done another way than usual, in the order of its starts."""
    found = (e for e in entries if e.mode not in ("", USUAL))
    return tuple(sorted(found, key=lambda e: (e.start is None, e.start or e.actual_start, e.id)))


def counted(entries: Iterable[Entry], context: Context) -> tuple[tuple[Text, int], ...]:
    """(way, pieces of work) of what is done another way than usual, most first."""
    names = [way_name(context, e.mode) for e in otherwise(entries)]
    return tuple(sorted(Counter(names).items(), key=lambda found: (-found[1], found[0].en)))
