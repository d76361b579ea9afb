"""Small projects written in PSPLIB's format by hand, and every schedule of a tiny project tried."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from jadwal.plan.project import Activity, Instance, Mode, Schedule, breaches, order

STARS = "*" * 72
SINGLE = f"""{STARS}
file with basedata            : none
initial value random generator: 1
{STARS}
projects                      :  1
jobs (incl. supersource/sink ):  5
horizon                       :  12
RESOURCES
  - renewable                 :  1   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
{STARS}
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    1      3      0       12        1       12
{STARS}
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           5
   4        1          1           5
   5        1          0
{STARS}
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
------------------------------------------------------------------------
  1      1     0       0
  2      1     3       2
  3      1     4       2
  4      1     2       1
  5      1     0       0
{STARS}
RESOURCEAVAILABILITIES:
  R 1
    3
{STARS}
"""
SEVERAL = f"""{STARS}
projects                      :  1
jobs (incl. supersource/sink ):  4
horizon                       :  12
RESOURCES
  - renewable                 :  1   R
  - nonrenewable              :  1   N
  - doubly constrained        :  0   D
{STARS}
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        2          1           4
   3        2          1           4
   4        1          0
{STARS}
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  N 1
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     2       2    6
         2     5       1    1
  3      1     2       2    6
         2     4       1    2
  4      1     0       0    0
{STARS}
RESOURCEAVAILABILITIES:
  R 1  N 1
    2    8
{STARS}
"""


def least_makespan(instance: Instance) -> int | None:
    """The least makespan by trying every order of starts day by day in every choice of modes; None: no schedule."""
    best: int | None = None
    for modes in product(*(range(len(a.modes)) for a in instance.activities)):
        chosen = [a.modes[m] for a, m in zip(instance.activities, modes, strict=True)]
        most = sum(m.days for m in chosen)
        for starts in _starts(instance, chosen, list(order(instance)), [None] * len(chosen), most):
            schedule = Schedule(tuple(starts), modes)
            if not breaches(instance, schedule):
                found = schedule.makespan(instance)
                best = found if best is None else min(best, found)
    return best


def _starts(
    instance: Instance, chosen: Sequence[Mode], left: list[int], starts: list[int | None], most: int
) -> list[list[int]]:
    """All starts that keep the links, none later than the days of all work."""
    if not left:
        return [[s or 0 for s in starts]]
    i, found = left[0], []
    before = [j for j, a in enumerate(instance.activities) if i in a.successors]
    earliest = max(((starts[j] or 0) + chosen[j].days for j in before), default=0)
    for start in range(earliest, most - chosen[i].days + 1):
        found += _starts(instance, chosen, left[1:], [*starts[:i], start, *starts[i + 1 :]], most)
    return found


def activity(days: int, need: int, *successors: int) -> Activity:
    """One mode on one renewable resource."""
    return Activity((Mode(days, (need,)),), successors)
