"""The same work on several things, two at a time in processes of their own; the results are those of doing it in turn.

In: a function that can be pickled, and its arguments.  Out: its results, in the order of the arguments.  The rule this
module owns: *how many processes there are changes nothing but the time it takes*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Result = TypeVar("Result")
WORKERS = 2  # the machine that jadwal is planned for has two cores


def each(
    work: Callable[..., Result], arguments: Sequence[tuple[Any, ...]], done: Callable[[int], None]
) -> tuple[Result, ...]:
    """``work(*a)`` for each of ``arguments``; ``done`` hears how many are finished.  One alone needs no process."""
    if len(arguments) == 1:
        only = (work(*arguments[0]),)
        done(1)
        return only
    from joblib import Parallel, delayed

    results = []
    pool = Parallel(n_jobs=min(WORKERS, len(arguments)), return_as="generator", max_nbytes=None)
    for result in pool(delayed(work)(*a) for a in arguments):
        results.append(result)
        done(len(results))
    return tuple(results)
