"""Mistakes as a person or a program reads them.

In: mistakes, a language.  Out: on standard error a table of place, what is wrong and what would be right; with
``--json`` on standard output the one shape of every error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from jadwal.messages import Mistake
from jadwal.text import strip_controls


def plain(mistakes: Sequence[Mistake], lang: str) -> dict[str, list[dict[str, str | int]]]:
    """``{"mistakes": [...]}``: code, file, row, field, what, remedy, severity of each."""
    return {
        "mistakes": [
            {
                "code": m.code,
                "file": m.file,
                "row": m.row,
                "field": m.field,
                "what": strip_controls(m.what(lang)),
                "remedy": strip_controls(m.would_be_right(lang)),
                "severity": m.severity,
            }
            for m in mistakes
        ]
    }


def show(mistakes: Sequence[Mistake], lang: str, *, as_json: bool) -> None:
    """Print all mistakes."""
    if as_json:
        json.dump(plain(mistakes, lang), sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    from jadwal.cli.screen import Screen

    screen = Screen(lang, sys.stderr)
    if any(m.file for m in mistakes):
        headers = [screen.word("place"), screen.word("severity"), screen.word("what-and-remedy")]
        rows = [[m.place(), screen.word(f"severity-{m.severity}"), _said(m, lang)] for m in mistakes]
        screen.table(headers, rows)
    else:
        for m in mistakes:
            screen.line(_said(m, lang))
    errors = sum(m.severity == "error" for m in mistakes)
    if len(mistakes) > 1:
        screen.say("cli.mistakes-total", errors=errors, warnings=len(mistakes) - errors)


def _said(mistake: Mistake, lang: str) -> str:
    remedy = mistake.would_be_right(lang)
    return mistake.what(lang) + (f"\n{remedy}" if remedy else "")
