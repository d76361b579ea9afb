"""Ctrl-C is heard even where a library swallows it.

In: the signal.  Out: ``KeyboardInterrupt`` at once, and once more at :func:`heed`.  The rule this module owns: *what
was asked to stop writes nothing*: an interrupt that comes while a compiled library is being loaded can get lost in it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_asked = threading.Event()


@contextmanager
def listening() -> Iterator[None]:
    """Remember every Ctrl-C as long as the command runs; elsewhere than in the main thread there is none to hear."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _asked.clear()
    before = signal.signal(signal.SIGINT, _heard)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def heed() -> None:
    """Raise ``KeyboardInterrupt`` when Ctrl-C was pressed and nobody has heeded it."""
    if _asked.is_set():
        raise KeyboardInterrupt


def _heard(number: int, frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt
