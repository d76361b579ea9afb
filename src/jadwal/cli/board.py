"""The board on a terminal: by working group, each condition with its state, figures and chances.

In: board rows and the case they belong to.  Out: text, or JSON of the same.  The rule this module owns: *cannot tell
is a state*, shown as plainly as met and not met.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

import msgspec

from jadwal.cli.capability import show_capability
from jadwal.cli.levels import show_levels
from jadwal.cli.screen import NONE, Screen, chance, shown
from jadwal.messages import remedy, text
from jadwal.model.case import Case
from jadwal.model.timetable import BoardRow
from jadwal.workflow.assess import Board


def show_board(board: Board, lang: str, *, as_json: bool) -> None:
    """The whole answer of ``jadwal assess``."""
    if as_json:
        case = board.case
        plain = {
            "case": case.id,
            "as_of": case.as_of,
            "agreed": board.agreed,
            "end_agreed": board.end_agreed,
            "board": board.rows,
            "levels": board.levels,
            "capability": board.capability,
        }
        json.dump(msgspec.to_builtins(plain), sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    screen = Screen(lang, sys.stdout)
    screen.line(board.case.name.of(lang), style="bold")
    screen.say("cli.board-as-of", day=board.case.as_of)
    standing(screen, board.agreed, board.end_agreed)
    by_group(screen, board.case, board.rows, notes=True)
    show_capability(screen, board.capability)
    show_levels(screen, board.levels)


def standing(screen: Screen, agreed: bool, end_agreed: bool) -> None:
    """What is agreed and what is not."""
    screen.line(
        text("cli.agreed" if agreed else "cli.not-agreed", screen.lang)
        + " "
        + text("cli.end-agreed" if end_agreed else "cli.end-not-agreed", screen.lang)
    )


def by_group(screen: Screen, case: Case, rows: Iterable[BoardRow], *, notes: bool) -> None:
    """One table per working group, in the case's order of subjects."""
    subjects = ("threat", "requirements", "capability", "other")
    groups = {g.id: g for g in case.groups}
    order = sorted({r.group for r in rows}, key=lambda g: (subjects.index(groups[g].subject) if g in groups else 9, g))
    headers = [screen.word(w) for w in ("state", "since", "figure", "observed", "condition")]
    for group in order:
        screen.heading(groups[group].name.of(screen.lang) if group in groups else group)
        screen.table(headers, [_row(screen, case, r, notes) for r in rows if r.group == group])


def _row(screen: Screen, case: Case, row: BoardRow, notes: bool) -> list[str]:
    lang = screen.lang
    lines = [row.statement.of(lang), text(f"cli.outlook-{row.outlook}", lang)]
    lines += [
        text("cli.met-by", lang, day=day, chance=chance(ppm), what=needer(case, what, lang))
        for what, day, ppm in row.by
    ]
    if notes:
        for code, params in row.notes:
            lines += [
                f"· {said}" for said in (text(code, lang, **dict(params)), remedy(code, lang, **dict(params))) if said
            ]
        lines += [text("cli.sources", lang, sources=", ".join(row.sources))] if row.sources else []
    figure = row.figure or (
        NONE if row.low is None else str(row.low) if row.low == row.high else f"{row.low}–{row.high or '∞'}"
    )
    observed = shown(row.last_observed)
    return [screen.word(f"state-{row.state}"), shown(row.since), figure, observed, "\n".join(lines)]


def needer(case: Case, what: str, lang: str) -> str:
    """The name of what needs a condition: a promise's milestone, a phase, an activity, a milestone."""
    for clause in case.clauses:
        for promise in clause.promises:
            if promise.id == what:
                what = promise.milestone
    plain = what.removeprefix("phase-start:").removeprefix("phase-end:")
    for table in (case.milestones, case.phases, case.activities, case.functions, case.units, case.sites):
        for row in table:
            if row.id == plain or row.id == plain.split(":")[-1]:
                return row.name.of(lang)
    return what
