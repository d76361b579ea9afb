"""The verb that sets two timetables beside each other.

In: typed words.  Out: an exit code.  The rule this module owns: *a comparison plans nothing*: it reads and says.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jadwal.cli.app import AsOf, Json, Lang, day, language
from jadwal.cli.entry import FINE


def compare(
    before: Annotated[Path, typer.Argument(metavar="A")],
    after: Annotated[Path, typer.Argument(metavar="B")],
    as_of: AsOf = "",
    compare_out: Annotated[Path | None, typer.Option("--out", metavar="DIR")] = None,
    lang: Lang = "en",
    as_json: Json = False,
) -> int:
    """Say what moved between two timetables, by how much, because of what."""
    from jadwal.cli.changes import show_comparison
    from jadwal.workflow import compare as comparing

    lang = language(lang)
    when = day(as_of)
    if compare_out is not None:
        comparing.ready(compare_out)
    found = comparing.compare(before, after, when)
    if compare_out is not None:
        comparing.write(found, compare_out)
    show_comparison(found, compare_out, lang, as_json=as_json)
    return FINE
