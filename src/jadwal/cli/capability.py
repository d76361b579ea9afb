"""Ratings on a terminal: each function of each formation with its latest rating, its age and the way that is left.

In: :class:`Capability` values.  Out: text.  The rule this module owns: *the stated rules stand below the figures they
make*.
"""

from __future__ import annotations

from collections.abc import Sequence

from jadwal.cli.screen import Screen, chance, shown
from jadwal.messages import text
from jadwal.model.rated import Capability
from jadwal.publish.rated import name, sentences, standing


def show_capability(screen: Screen, rated: Sequence[Capability]) -> None:
    """One row per indicator of a formation; nothing where nothing is rated."""
    shown_rows = [c for c in rated if c.ratings or c.formation]
    if not shown_rows:
        return
    lang = screen.lang
    screen.heading(text("rated.heading", lang))
    heads = [text(f"rated.column-{c}", lang) for c in ("rating", "day", "confidence", "name")]
    rows = [
        [
            standing(c),
            shown(c.observed),
            chance(c.confidence_ppm) if c.ratings else chance(None),
            "\n".join([name(c, lang), *(f"· {s}" for s in sentences(c, lang))]),
        ]
        for c in shown_rows
    ]
    screen.table(heads, rows)
    screen.say("rated.rule")
