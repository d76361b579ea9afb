"""How far a command has come, on standard error.

In: stages and shares.  Out: one moving line in a terminal that vanishes at the end; plain lines elsewhere, one per
stage.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from jadwal.messages import text
from jadwal.workflow.anytime import News

Tell = Callable[[str, float], None]
STEP = 0.2  # share after which a stage that goes on is told again


@contextmanager
def telling(lang: str) -> Iterator[Telling]:
    """A listener for stages, as long as the work goes on."""
    if not sys.stderr.isatty():
        yield _lines(lang)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    words = Words(lang)
    columns = (BarColumn(bar_width=30), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def tell(stage: str, share: float) -> None:
            bar.update(task, completed=share, description=text(f"stage.{stage}", lang))

        yield Telling(tell, lambda news: bar.update(task, description=words(news)))


@dataclass(frozen=True)
class Telling:
    """Hears stages when it is called, and news of searches."""

    stage: Tell
    news: Callable[[News], None]

    def __call__(self, stage: str, share: float) -> None:
        """Tell a stage."""
        self.stage(stage, share)


@dataclass(frozen=True)
class Words:
    """News of a search as one line."""

    lang: str

    def __call__(self, news: News) -> str:
        """Value, bound and gap of a level; of the end, dates."""
        if news.found is not None and news.proven is not None:
            days = {"value": news.found.isoformat(), "bound": news.proven.isoformat(), "gap": news.value - news.bound}
            return text("news.end", self.lang, n=news.search, **days)
        code = "news.broken" if news.level == "broken" else "news.level"
        gap = -(-100 * (news.value - news.bound) // max(1, abs(news.value)))
        name = {} if news.level == "broken" else {"level": text(f"news.name-{news.level}", self.lang)}
        figures = {"value": news.value, "bound": news.bound} if news.level == "broken" else {"gap": gap}
        return text(code, self.lang, n=news.search, **name, **figures)


def _lines(lang: str) -> Telling:
    words = Words(lang)
    said: dict[int, tuple[str, str]] = {}  # per search the level and line told last
    told: list[tuple[str, float]] = []

    def tell(stage: str, share: float) -> None:
        if not told or told[-1][0] != stage or share - told[-1][1] >= STEP:
            told.append((stage, share))
            print(f"{share:4.0%} {text(f'stage.{stage}', lang)}", file=sys.stderr, flush=True)

    def news(of: News) -> None:
        """The end alone, whenever it changes: the other levels change too often for lines that stay."""
        line = words(of)
        if of.level in ("broken", "end") and said.get(of.search) != (of.level, line):
            said[of.search] = (of.level, line)
            print(f"     {line}", file=sys.stderr, flush=True)

    return Telling(tell, news)
