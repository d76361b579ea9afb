"""The verb that brings files of events into a case.

In: typed words.  Out: an exit code.  The rule this module owns: *what was read, what was set aside and why is said for
every file*.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jadwal.cli.app import AsOf, Case, Json, Lang, day, language, one_of
from jadwal.cli.entry import FINDINGS, FINE

if TYPE_CHECKING:
    from jadwal.workflow.ingest import Batch, Brought

Files = Annotated[list[Path] | None, typer.Argument(metavar="FILE")]


def ingest(
    case: Case,
    feed_files: Files = None,
    kind: Annotated[str, typer.Option("--as", metavar="KIND")] = "",
    mapping: Annotated[Path | None, typer.Option("--mapping", metavar="FILE.toml")] = None,
    feed_version: Annotated[str, typer.Option("--version", metavar="VERSION")] = "",
    known_from: Annotated[str, typer.Option("--known-from", metavar="DATE")] = "",
    series: Annotated[str, typer.Option("--series", metavar="NAME")] = "",
    encoding: Annotated[str, typer.Option("--encoding", metavar="NAME")] = "",
    held_as_of: AsOf = "",
    lang: Lang = "en",
    as_json: Json = False,
) -> int:
    """Bring files of events into a case; without files, list the batches that hold."""
    from jadwal.cli.mistakes import show
    from jadwal.cli.telling import telling
    from jadwal.workflow import ingest as bringing

    lang = language(lang)
    if not feed_files:
        show_held(bringing.holding(case, day(held_as_of)), lang, as_json=as_json)
        return FINE
    with telling(lang) as tell:
        tell("ingest", 0.0)
        found = bringing.ingest(
            case,
            feed_files,
            known_from=day(known_from, "--known-from"),
            kind=one_of("as", kind, bringing.kinds()) if kind else "",
            version=feed_version,
            series=series,
            encoding=encoding,
            mapping=mapping,
        )
    warnings = [m for one in found for m in one.warnings]
    if as_json:
        from jadwal.cli.mistakes import plain

        json.dump({"batches": [_plain(b.batch, new=b.new) for b in found], **plain(warnings, lang)}, sys.stdout,
                  ensure_ascii=False, indent=1)  # fmt: skip
        print()
    else:
        show_brought(found, lang)
        if warnings:
            show(warnings, lang, as_json=False)
    return FINDINGS if any(one.new and one.batch.head.rejected for one in found) else FINE


def show_brought(found: Sequence[Brought], lang: str) -> None:
    """One line for each file, and where its rows that were set aside are listed."""
    from jadwal.cli.screen import Screen

    screen = Screen(lang, sys.stdout)
    for one in found:
        head = one.batch.head
        screen.say(
            "feed.brought" if one.new else "feed.there-already",
            name=head.source_name,
            batch=one.batch.id,
            rows=head.rows,
            events=head.events,
            aside=sum(head.rejected.values()),
            first=head.first_day,
            last=head.last_day,
        )
        if one.new and head.rejected:
            screen.line(f"  {one.batch.folder / 'rejected.csv'}")
    screen.line("")
    _table([one.batch for one in found], screen)


def show_held(found: Sequence[Batch], lang: str, *, as_json: bool) -> None:
    """The batches that hold."""
    from jadwal.cli.screen import Screen

    if as_json:
        json.dump({"batches": [_plain(b) for b in found]}, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    screen = Screen(lang, sys.stdout)
    if not found:
        screen.say("feed.none-held")
        return
    _table(found, screen)


def _table(found: Sequence[Batch], screen: Any) -> None:
    words = ("events", "aside", "known-from", "span", "batch", "feed")
    rows = [
        [
            f"{b.head.events:,}",
            f"{sum(b.head.rejected.values()):,}",
            str(b.head.known_from),
            f"{b.head.first_day} … {b.head.last_day}",
            b.id,
            _feed(b, screen.lang),
        ]
        for b in found
    ]
    screen.table([screen.word(f"feed-{w}") for w in words], rows, right=2)


def _feed(batch: Batch, lang: str) -> str:
    from jadwal.messages import text

    head = batch.head
    words = [head.kind, head.version, head.series]
    if head.vintage > 1:
        words.append(text("cli.word.feed-vintage", lang, n=head.vintage))
    terms = "aggregates" if head.terms.aggregates_only else "rows"
    words.append(f"({head.terms.licence}; {text(f'cli.word.feed-terms-{terms}', lang)})")
    return " ".join(w for w in words if w)


def _plain(batch: Batch, **more: bool) -> dict[str, Any]:
    import msgspec

    return {"batch": batch.id, **more, **msgspec.to_builtins(batch.head)}
