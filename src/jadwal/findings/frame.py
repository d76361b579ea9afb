"""What a finding rule reads: the case, the board and the planned readings, with a few questions asked of them.

In: frozen values of earlier stages.  Out: :class:`Frame`, :class:`Planned` (one reading's aim) and :func:`finding`.
The rule this module owns: *a finding is a code with parameters*; its sentences are in ``messages/*/findings.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from jadwal.messages import stored
from jadwal.model.case import Case, Promise, Text
from jadwal.model.timetable import BoardRow, Entry, Finding, ReadingResult


def finding(
    code: str, subject: str, release: str = "parties", severity: Literal["warning", "note"] = "warning", **params: Any
) -> Finding:
    """A finding ``finding.<code>`` about ``subject``; dates among the parameters are written as ISO dates."""
    written = {k: v.isoformat() if isinstance(v, date) else v for k, v in params.items()}
    return Finding(
        code=f"finding.{code}",
        severity=severity,
        subject=subject,
        params=tuple(sorted(written.items())),
        release=release,
    )


def phrase(code: str, **params: Any) -> Text:
    """A part of a sentence in both languages, to be a parameter of a finding."""
    return Text(en=stored(f"finding-part.{code}", "en", **params), ar=stored(f"finding-part.{code}", "ar", **params))


def listed(names: Iterable[Text]) -> Text:
    """Names one after another in both languages."""
    found = tuple(names)
    return Text(en=", ".join(n.en for n in found), ar="، ".join(n.ar for n in found))


@dataclass(frozen=True)
class Planned:
    """One reading of the case as planned."""

    case: Case
    result: ReadingResult

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The aim's entries by id."""
        return {e.id: e for e in self.result.schedule.entries}

    @cached_property
    def chosen(self) -> frozenset[str]:
        """The reading chosen for each question."""
        return frozenset(reading for _, reading in self.result.readings)

    def applies(self, readings: Iterable[str]) -> bool:
        """True when what is limited to ``readings`` (none: any) holds here."""
        wanted = frozenset(readings)
        return not wanted or bool(wanted & self.chosen)

    def finish(self, id: str) -> date | None:
        """The aim day of a task or milestone."""
        return self.entries[id].finish if id in self.entries else None

    def leaving(self) -> list[tuple[date, Entry]]:
        """(day, entry) of every dated serial and conversion that takes people out of the mission, by day."""
        found = [
            (e.start if e.kind == "movement" else e.finish, e)
            for e in self.entries.values()
            if e.people and not e.to_site and e.kind in ("movement", "conversion")
        ]
        return sorted(((day, e) for day, e in found if day is not None), key=lambda pair: (pair[0], pair[1].id))

    def promises(self) -> list[Promise]:
        """The agreed dates that hold under this reading."""
        return [p for c in self.case.clauses for p in c.promises if p.kind == "by" and self.applies(p.readings)]


@dataclass(frozen=True)
class Frame:
    """Everything a finding rule may read."""

    case: Case
    board: tuple[BoardRow, ...]
    planned: tuple[Planned, ...]

    def name(self, id: str) -> Text:
        """The name of whoever or whatever has this id; the id itself when it is a plain name."""
        c = self.case
        tables = (c.parties, c.nations, c.groups, c.activities, c.milestones, c.sites, c.lanes)
        names = {row.id: row.name for table in reversed(tables) for row in table}
        return names.get(id, Text(en=id, ar=id))

    def earliest(self, id: str) -> date | None:
        """The earliest aim day of a task over the readings; None when it has none in any."""
        return min((day for p in self.planned if (day := p.finish(id))), default=None)
