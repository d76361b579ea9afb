"""How far a command has come, on standard error.

In: stages and shares.  Out: one moving line in a terminal that vanishes at the end; plain lines elsewhere, one per
stage.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from jadwal.messages import text

Tell = Callable[[str, float], None]
STEP = 0.2  # share after which a stage that goes on is told again


@contextmanager
def telling(lang: str) -> Iterator[Tell]:
    """A listener for stages, as long as the work goes on."""
    if not sys.stderr.isatty():
        yield _lines(lang)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(bar_width=30), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def tell(stage: str, share: float) -> None:
            bar.update(task, completed=share, description=text(f"stage.{stage}", lang))

        yield tell


def _lines(lang: str) -> Tell:
    told: list[tuple[str, float]] = []

    def tell(stage: str, share: float) -> None:
        if not told or told[-1][0] != stage or share - told[-1][1] >= STEP:
            told.append((stage, share))
            print(f"{share:4.0%} {text(f'stage.{stage}', lang)}", file=sys.stderr, flush=True)

    return tell
