"""News of a search that may run in another process, and asking it to stop.

In: a folder that all processes of one command can reach, a number per search.  Out: :class:`Watch`, which a search
asks whether to stop and tells what it has found; :func:`watching`, which passes the news on and knows whether stopping
leaves a plan.  The rule this module owns: *a stopped search is asked, never killed*: small files carry both ways,
because signals reach processes differently and pipes block.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from jadwal.model.case import Value

STOP = "stop"  # the file that asks every search to stop
POLL = 0.2  # seconds between two looks at the folder


class News(Value, frozen=True, kw_only=True):
    """How far one level of one search is: the best value found and the bound; days of the end as dates."""

    search: int
    level: str
    value: int
    bound: int
    found: date | None = None
    proven: date | None = None


@dataclass(frozen=True)
class Watch:
    """One search as seen from its own process; without a folder nobody listens.

    ``until`` is the wall-clock time (seconds since the epoch) at which it is to stop; None: never.
    """

    folder: Path | None = None
    search: int = 0
    until: float | None = None

    def stopped(self) -> bool:
        """True when the search was asked to stop, or its time is up."""
        late = self.until is not None and time.time() >= self.until
        return late or (self.folder is not None and (self.folder / STOP).exists())

    @contextmanager
    def searching(self) -> Iterator[None]:
        """While this lasts there is a plan to go on with.  In a process of its own Ctrl-C is left to the main one."""
        if self.folder is None:
            yield
            return
        mine = self.folder / f"searching-{self.search}"
        mine.touch()
        try:
            yield
        finally:
            with suppress(FileNotFoundError):
                mine.unlink()

    def tell(self, level: str, value: int, bound: int, origin: int) -> None:
        """Leave news: day numbers of the level ``end`` are instants after ``origin``."""
        if self.folder is None:
            return
        days = [date.fromordinal(origin + at - 1) if level == "end" else None for at in (value, bound)]
        news = News(search=self.search, level=level, value=value, bound=bound, found=days[0], proven=days[1])
        draft = self.folder / f".news-{self.search}"
        with suppress(OSError):  # whoever listened is gone
            draft.write_bytes(msgspec.json.encode(news))
            draft.replace(self.folder / f"news-{self.search}")


@dataclass(frozen=True)
class Searches:
    """All searches of one command as seen from the main process."""

    folder: Path
    until: float | None

    def watch(self, search: int) -> Watch:
        """What one search is given."""
        return Watch(folder=self.folder, search=search, until=self.until)

    def stop(self) -> bool:
        """Ask all of them to stop, when one of them has a plan and still searches, and has not been asked before."""
        if (self.folder / STOP).exists() or not any(self.folder.glob("searching-*")):
            return False
        (self.folder / STOP).touch()
        return True

    @property
    def stopped(self) -> bool:
        """True once they were asked to stop."""
        return (self.folder / STOP).exists()


@contextmanager
def watching(
    heard: Callable[[News], None], stopping: Callable[[], None], seconds: float | None = None
) -> Iterator[Searches]:
    """Pass news on to ``heard``, and say once that the searches are ``stopping``, as long as the work goes on."""
    with tempfile.TemporaryDirectory(prefix="jadwal-", ignore_cleanup_errors=True) as name:
        until = None if seconds is None else time.time() + seconds
        searches = Searches(folder=Path(name), until=until)
        over = threading.Event()
        reader = threading.Thread(target=_read, args=(searches, heard, stopping, over), daemon=True)
        reader.start()
        try:
            yield searches
        finally:
            over.set()
            reader.join()


def _read(
    searches: Searches, heard: Callable[[News], None], stopping: Callable[[], None], over: threading.Event
) -> None:
    told: dict[str, bytes] = {}
    said = False
    while not over.wait(POLL):
        for file in sorted(searches.folder.glob("news-*")):
            with suppress(OSError):
                content = file.read_bytes()
                if told.get(file.name) != content:
                    told[file.name] = content
                    heard(msgspec.json.decode(content, type=News))
        if searches.stopped and not said:
            said = True
            stopping()
