"""Why something moved, in words.

In: causes as ``plan/compare.py`` names them, a language.  Out: sentences without a full stop.  The rule this module
owns: *unknown says unknown*, and what only probably caused a move is called probable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from jadwal.messages import stored
from jadwal.messages.shares import NONE
from jadwal.model.case import Text
from jadwal.model.compared import Cause, Move, ReadingChange

DATED = ("condition", "permission", "agreed")  # said otherwise where one of the dates is missing
IN_DAYS = ("days",)


def because(causes: Sequence[Cause], lang: str, names: Mapping[str, Text] | None = None) -> str:
    """All causes in one line, or that none is known."""
    if not causes:
        return stored("change.unknown", lang)
    return stored("change.and", lang).join(cause_said(c, lang, names) for c in causes)


def cause_said(cause: Cause, lang: str, names: Mapping[str, Text] | None = None) -> str:
    """One cause; with ``names`` also the task through which it came (the one next to what moved)."""
    params: dict[str, str | int | Text] = {
        "name": cause.name,
        "before": cause.before or NONE,
        "after": cause.after or NONE,
    }
    code = f"change.cause-{cause.kind}"
    if cause.kind in DATED and not (cause.before and cause.after):
        code += "-lost" if cause.before else "-new"
    if cause.kind in IN_DAYS:
        params |= {"before": int(cause.before), "after": int(cause.after)}
    if cause.days is not None:
        params["moved"] = moved_said(cause.days, lang)
    said = stored(code, lang, **params)
    if names and cause.via:
        through = names.get(cause.via[-1], Text(en=cause.via[-1], ar=cause.via[-1]))
        said = stored("change.through", lang, cause=said, name=through)
    return said if cause.sure else stored("change.probably", lang, cause=said)


def by_cause(moves: Iterable[Move], lang: str) -> list[tuple[str, list[Move]]]:
    """Every first cause in words ("": none known) with the tasks it moved, the most first, those without one last."""
    found: dict[str, list[Move]] = {}
    for m in moves:
        if m.status in ("moved", "gained", "lost"):
            found.setdefault(cause_said(m.causes[0], lang) if m.causes else "", []).append(m)
    return sorted(found.items(), key=lambda item: (not item[0], -len(item[1]), item[0]))


def counts(change: ReadingChange) -> tuple[str, dict[str, int]]:
    """How many tasks of a reading moved, stayed, came and went: a code of the catalogue with its parameters."""
    if not change.moves:
        return "change.nothing", {"n": change.same}
    found = {s: sum(m.status == s for m in change.moves) for s in ("moved", "added", "removed", "gained", "lost")}
    return "change.counts", {"same": change.same, **found}


def moved_said(days: int | None, lang: str) -> str:
    """A move in words: "34 days later"; a dash where there are no two dates."""
    if days is None:
        return NONE
    if days == 0:
        return stored("change.same", lang)
    return stored("change.later" if days > 0 else "change.earlier", lang, days=abs(days))


def move_said(move: Move, lang: str) -> str:
    """What happened to one task, in short."""
    if move.status == "moved":
        return moved_said(move.finish_days or move.start_days, lang)
    return stored(f"change.{move.status}", lang)


def names_in(moves: Sequence[Move]) -> dict[str, Text]:
    """What the moved tasks are called."""
    return {m.id: m.name for m in moves}


def signed(days: int | None) -> str:
    """Days for a table, with their sign; empty where there are none."""
    return "" if days is None else f"{days:+d}" if days else "0"


def iso(day: date | None) -> str:
    """A day for a table."""
    return "" if day is None else day.isoformat()
