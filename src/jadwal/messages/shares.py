"""Chances as people read them: whole percent that never rounds to certainty.

In: parts per million.  Out: short text, the same in both languages.  The rule this module owns: *0 % and 100 % are
said of exactly none and exactly all*.
"""

from __future__ import annotations

NONE = "–"


def chance(ppm: int | None) -> str:
    """Parts per million as whole percent; never 0 or 100 for what is only nearly so; a dash for None."""
    if ppm is None:
        return NONE
    if 0 < ppm < 10_000:
        return "<1 %"
    if 990_000 < ppm < 1_000_000:
        return ">99 %"
    return f"{(ppm + 5_000) // 10_000} %"


def tenths(ppm: int) -> str:
    """Parts per million as percent with one decimal."""
    return f"{(ppm + 500) // 1000 / 10:.1f} %"


def grouped(number: int) -> str:
    """A number with its thousands grouped: 3,380; a true minus sign."""
    return f"{number:,}".replace("-", "−")
