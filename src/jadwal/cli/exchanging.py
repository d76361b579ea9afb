"""The verbs that exchange a case with other programs: the workbook, out and in.

In: typed words.  Out: an exit code per verb.  The rule this module owns: *what an import changed is said table by
table*.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jadwal.cli.app import Case, Json, Lang, language
from jadwal.cli.entry import FINE

if TYPE_CHECKING:
    from jadwal.workflow.workbook import Imported

WorkbookFile = Annotated[Path, typer.Argument(metavar="FILE.xlsx")]


def workbook(case: Case, workbook_file: WorkbookFile, lang: Lang = "en") -> int:
    """Write a case as one Excel workbook."""
    from jadwal.cli.screen import Screen
    from jadwal.workflow.workbook import export

    lang = language(lang)
    rows = export(case, workbook_file, lang)
    screen = Screen(lang, sys.stdout)
    screen.say("cli.workbook-made", file=str(workbook_file), rows=rows)
    screen.line(f"  jadwal import-workbook {workbook_file} {case}")
    return FINE


def import_workbook(workbook_file: WorkbookFile, case: Case, lang: Lang = "en", as_json: Json = False) -> int:
    """Replace the tables of a case by those of a workbook."""
    from jadwal.workflow.workbook import bring_in

    lang = language(lang)
    show_imported(bring_in(workbook_file, case, lang), case, lang, as_json=as_json)
    return FINE


def new_from_workbook(folder: Path, file: Path, lang: str) -> int:
    """A new case folder from a workbook."""
    from jadwal.cli.mistakes import show
    from jadwal.cli.screen import Screen
    from jadwal.workflow.workbook import new_from

    made = new_from(folder, file, lang)
    if made.warnings:
        show(made.warnings, lang, as_json=False)
    screen = Screen(lang, sys.stdout)
    screen.say("cli.new-made", folder=str(folder), files=len(made.files))
    for command in ("check", "plan"):
        screen.line(f"  jadwal {command} {folder}")
    return FINE


def show_imported(found: Imported, case: Path, lang: str, *, as_json: bool) -> None:
    """What an import changed, by table, and which files were written."""
    from jadwal.cli.mistakes import plain, show
    from jadwal.cli.screen import Screen

    if as_json:
        changed = [
            {"table": c.table, "added": c.added, "changed": c.changed, "removed": c.removed} for c in found.changes
        ]
        answer = {"changes": changed, "files": list(found.files), **plain(found.warnings, lang)}
        json.dump(answer, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    if found.warnings:
        show(found.warnings, lang, as_json=False)
    screen = Screen(lang, sys.stdout)
    if not found.files:
        screen.say("cli.imported-nothing", folder=str(case))
        return
    screen.say("cli.imported", folder=str(case), files=len(found.files))
    words = ("added", "changed", "removed", "table")
    rows = [[str(c.added), str(c.changed), str(c.removed), c.table] for c in found.changes]
    screen.table([screen.word(f"rows-{w}") for w in words], rows, right=3)
