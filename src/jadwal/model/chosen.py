"""How the plan was chosen among candidates: what ``jadwal plan`` keeps of it in a timetable.

In: nothing (pure types).  Out: :class:`Choosing`.  The rule this module owns: *no gain without its interval*.  All
figures are whole numbers; ``*_milli`` are thousandths of a measure's unit (docs/method.md section 6).
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from jadwal.model.base import Value

Kind = Literal["optimum", "openings", "order", "simulated", "cautious", "buffers", "moves"]
Measure = Literal["promises", "commit", "end", "missed", "exposure", "cost"]
Why = Literal["gained", "nothing-gained", "optimum-best", "replan", "stopped"]


class Gain(Value, frozen=True, kw_only=True):
    """One measure of a plan against the deterministic optimum on the same futures; smaller measures are better.

    ``promises``: weight missed; ``commit``, ``end``: day numbers from the as-of date; ``missed``: a share (1 for all);
    ``exposure``: weighted person-days; ``cost``: thousand US dollars.  The gain is optimum minus value, ``low_milli``
    to ``high_milli`` its 95 % interval.
    """

    measure: Measure
    optimum_milli: int
    value_milli: int
    error_milli: int
    low_milli: int
    high_milli: int

    @property
    def gain_milli(self) -> int:
        """Positive: better than the optimum."""
        return self.optimum_milli - self.value_milli


class Contender(Value, frozen=True, kw_only=True):
    """One candidate plan: its aim date of the end, and how it fared in the futures of the choice.

    ``aim_ppm``: the chance that its end keeps its aim.  One that the checker refused has no futures.
    """

    kind: Kind
    number: int  # openings, cautious, buffers, moves: percent; order: its place in the search
    aim: date | None
    passed: bool
    futures: int = 0
    aim_ppm: int | None = None
    p50: date | None = None
    p80: date | None = None
    reached_ppm: int = 0
    gains: tuple[Gain, ...] = ()
    chosen: bool = False


class Choosing(Value, frozen=True, kw_only=True):
    """The candidates, the optimum first; ``best`` is the place of the one that won the choice.

    ``gains``: that one on ``fresh`` futures that played no part in the choice; empty when the optimum won it.
    ``measure``: what decided, or what the candidates are drawn by.  ``openings``: the plan takes a condition to open on
    the day by which it has held in so many percent of the futures.
    """

    why: Why
    contenders: tuple[Contender, ...] = ()
    best: int = 0
    fresh: int = 0
    gains: tuple[Gain, ...] = ()
    measure: Measure | None = None
    openings: int = 50
