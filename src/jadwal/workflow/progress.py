"""How far a command has come, told to whoever asked; a command itself never prints.

In: the name of a stage (a message code ``stage.<name>``) and a share between 0 and 1.  Out: a call to the listener.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Listener = Callable[[str, float], None]


@dataclass(frozen=True)
class Progress:
    """Passes stages on to a listener, scaled into the part of the whole that this piece of work is."""

    listener: Listener
    first: float = 0.0
    last: float = 1.0

    def __call__(self, stage: str, share: float) -> None:
        """Say that ``stage`` begins, with ``share`` of this piece of work done."""
        self.listener(stage, self.first + share * (self.last - self.first))

    def part(self, first: float, last: float) -> Progress:
        """The progress of a piece of work that runs from ``first`` to ``last`` of this one."""
        width = self.last - self.first
        return Progress(self.listener, self.first + first * width, self.first + last * width)


quiet = Progress(lambda stage, share: None)
