"""How far a command has come, told to whoever asked; a command itself never prints.

In: the name of a stage (a message code ``stage.<name>``) and a share between 0 and 1.  Out: a call to the listener.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from jadwal.workflow.anytime import News

Listener = Callable[[str, float], None]


@dataclass(frozen=True)
class Progress:
    """Passes stages on to a listener, scaled into the part of the whole that this piece of work is.

    ``news`` hears of better values and bounds; ``searching`` is entered with what stops the searches while they go on.
    """

    listener: Listener
    first: float = 0.0
    last: float = 1.0
    news: Callable[[News], None] = lambda news: None
    searching: Callable[[Callable[[], bool]], AbstractContextManager[None]] = lambda stop: nullcontext()

    def __call__(self, stage: str, share: float) -> None:
        """Say that ``stage`` begins, with ``share`` of this piece of work done."""
        self.listener(stage, self.first + share * (self.last - self.first))

    def part(self, first: float, last: float) -> Progress:
        """The progress of a piece of work that runs from ``first`` to ``last`` of this one."""
        width = self.last - self.first
        return Progress(self.listener, self.first + first * width, self.first + last * width, self.news, self.searching)


quiet = Progress(lambda stage, share: None)
