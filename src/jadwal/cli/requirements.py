"""Requirements on a terminal: each function with its need, until when, and who provides it where.

In: a planned reading.  Out: text.  The rule this module owns: *what a departure leaves uncovered stands with the
function it uncovers*.
"""

from __future__ import annotations

from jadwal.cli.screen import Screen, shown
from jadwal.messages import text
from jadwal.model.case import Case
from jadwal.model.timetable import ReadingResult
from jadwal.publish.covered import name, sentences


def show_requirements(screen: Screen, case: Case, result: ReadingResult) -> None:
    """A table of all functions; nothing where the case has none."""
    if not result.requirements:
        return
    lang, sites = screen.lang, {s.id: s.name for s in case.sites}
    screen.heading(text("cover.heading", lang))
    heads = [text(f"cover.columns-{c}", lang) for c in ("people", "until", "enough", "function")]
    rows = []
    for c in result.requirements:
        until = shown(c.until) if c.until else text("cover.open", lang)
        enough = shown(c.last) if c.last else text("cover.stays", lang)
        said = [name(c, lang), *(f"· {s}" for s in sentences(c, sites, lang))]
        rows.append([f"{c.people}/{c.need}", until, enough, "\n".join(said)])
    screen.table(heads, rows)
