"""The same work on several things, in turn or in processes of their own; the results are those of doing it in turn.

In: a function that can be pickled, and its arguments.  Out: its results, in the order of the arguments.  The rule this
module owns: *who does the work, and how many, changes nothing but the time it takes*.  A cluster is one more class
with :meth:`Executor.run`.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

Result = TypeVar("Result")
WORKERS = 2  # the machine that jadwal is planned for has two cores


class Executor(Protocol):
    """Whoever runs a function on many arguments."""

    def run(
        self, function: Callable[..., Result], arguments: Sequence[tuple[Any, ...]], done: Callable[[int], None]
    ) -> tuple[Result, ...]:
        """``function(*a)`` for each of ``arguments``, in their order; ``done`` hears how many are finished.

        What the function raises is raised here; results that are not needed any more are given up then.
        """


@dataclass(frozen=True)
class InTurn:
    """One after the other, in this process: what a worker uses for the work inside its own."""

    def run(
        self, function: Callable[..., Result], arguments: Sequence[tuple[Any, ...]], done: Callable[[int], None]
    ) -> tuple[Result, ...]:
        """As :class:`Executor` says."""
        results = []
        for a in arguments:
            results.append(function(*a))
            done(len(results))
        return tuple(results)


@dataclass(frozen=True)
class Processes:
    """So many at a time, each in a process of its own.  One piece of work alone needs no process."""

    workers: int = WORKERS

    def run(
        self, function: Callable[..., Result], arguments: Sequence[tuple[Any, ...]], done: Callable[[int], None]
    ) -> tuple[Result, ...]:
        """As :class:`Executor` says."""
        if self.workers == 1 or len(arguments) <= 1:
            return InTurn().run(function, arguments, done)
        from joblib import Parallel, delayed

        results = []
        pool = Parallel(n_jobs=min(self.workers, len(arguments)), return_as="generator", max_nbytes=None)
        for result in pool(delayed(_deaf)(function, a) for a in arguments):
            results.append(result)
            done(len(results))
        return tuple(results)


def _deaf(function: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
    """``function(*arguments)`` in a worker: Ctrl-C is heard by the process that waits, which ends its workers."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return function(*arguments)


PROCESSES = Processes()
