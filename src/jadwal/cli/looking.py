"""The verb that shows a result to a person.

In: typed words.  Out: an exit code.  The rule this module owns: *the path is printed whatever happens*, so that whoever
has no browser here can open the page elsewhere.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from jadwal.cli.app import Lang, language
from jadwal.cli.entry import FINDINGS, FINE


def open_page(
    result: Annotated[Path, typer.Argument(metavar="RESULT")],
    only_print: Annotated[bool, typer.Option("--print")] = False,
    lang: Lang = "en",
) -> int:
    """Open the page of a result in the browser."""
    from jadwal.cli.screen import Screen
    from jadwal.workflow.open import page_of, shown_in_browser

    lang = language(lang)
    page = page_of(result)
    print(page)
    if only_print or shown_in_browser(page):
        return FINE
    Screen(lang, sys.stdout).say("cli.no-browser")
    return FINDINGS
