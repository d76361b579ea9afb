"""Plain networks in continuous time: links and triangular durations only, as fast as memory allows.

In: a problem without calendars, gates, permissions, shocks or progress.  Out: a
:class:`~jadwal.simulate.network.run.Run` whose days are in fractions.  The rule this module owns: *time is a whole
number of ticks*: 4,096 to a day, fewer where the longest chain would not fit in 30 bits.  So sums of durations are
exact, float is 0 or it is not, and no tolerance decides what is critical.

A start is the latest of what its links ask; a finish no earlier than start plus duration (Kelley 1961).  Latest dates
go back along the same links.  Durations come from 24 bits of the counter through the triangular quantile in single
precision, rounded to a tick.  A task is critical where start and finish, or either alone if the links ask only for
that, have no float.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from jadwal.plan.problem import Problem
from jadwal.plan.sgs import lay_out
from jadwal.plan.sgs.kernel import BEFORE, FINISH, FROM, LAG, LINKS, LINKS_END, START, TO
from jadwal.plan.sgs.order import levelled
from jadwal.simulate.network.compiled import U32, U64, compiled, stream, words
from jadwal.simulate.network.run import CHUNK, CRITICAL, PRODUCTS, SQUARES, SUM, Run, in_chunks

MOST_TICKS = 4_096  # to a day
LONGEST = 2**30  # ticks in the longest chain
LANES = 64  # futures side by side
LATE = 2**31 - 1  # no limit

F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
KINDS_OF_LINK = {("F", "S"): 0, ("S", "S"): 1, ("F", "F"): 2, ("S", "F"): 3}


class Plain(NamedTuple):
    """n tasks in an order in which links lead forward."""

    links: I32  # (n+1,) links into task t are rows links[t] to links[t+1]
    link: I32  # (links, 4) task waited for, its side, the waiting side, lag in ticks
    low: F32  # (n,) ticks
    high: F32
    mode: F32  # where the two branches of the quantile meet
    left: F32  # (high - low) (likely - low)
    right: F32  # (high - low) (high - likely)
    streams: U64  # (n,)
    end: int
    matters: npt.NDArray[np.uint8]  # (n,) 1: the end waits for it, or it is the end
    shown: I32


class Room(NamedTuple):
    """A block of L futures of n tasks."""

    durations: I32  # (n, L)
    finishes: I32  # (n, L)
    latest: I32  # (n, L) latest finish
    starts: I32  # (n, L) latest start as links from starts ask it
    asked: I32  # (2, L)
    drawn: U32  # (L,)
