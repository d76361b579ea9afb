"""Ctrl-C is heard even where a library swallows it.

In: the signal.  Out: ``KeyboardInterrupt`` at once, and once more at :func:`heed`; a search that has found a plan is
asked to stop instead, the first time (:func:`gently`).  The rule this module owns: *what
was asked to stop writes nothing*: an interrupt that comes while a compiled library is being loaded can get lost in it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_asked = threading.Event()
_gentle: list[
    Callable[[], bool]
] = []  # what a first Ctrl-C asks to stop; true when that leaves something to go on with


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


@contextmanager
def gently(stop: Callable[[], bool]) -> Iterator[None]:
    """While this lasts Ctrl-C calls ``stop``, and interrupts the command only when that says false."""
    _gentle.append(stop)
    try:
        yield
    finally:
        _gentle.remove(stop)


def heed() -> None:
    """Raise ``KeyboardInterrupt`` when Ctrl-C was pressed and nobody has heeded it."""
    if _asked.is_set():
        raise KeyboardInterrupt


def _heard(number: int, frame: FrameType | None) -> None:
    if any(stop() for stop in _gentle):
        return
    _asked.set()
    raise KeyboardInterrupt
