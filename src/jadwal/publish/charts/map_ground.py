"""The ground of a map: land, borders and the names of provinces and countries, cut to a window.

In: a window, the countries in focus or the user's own areas.  Out: path data and wanted names, the same for both
languages.  The rule this module owns: *the countries in focus come with their provinces, those around them as faint
outlines*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from jadwal import places
from jadwal.model.case import Text
from jadwal.places import Province, Ring
from jadwal.publish.charts.map_view import Edge, Window, filled, lined, widest

NAME_HIGH = 15  # pixels that a line of text takes


@dataclass(frozen=True, slots=True)
class AreaName:
    """The name of an area, where it has most room, and how much."""

    name: Text
    x: float
    y: float
    room: float
    country: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """Path data in half pixels, and names by falling room."""

    land: str
    around: str
    borders: str
    inner: str
    names: tuple[AreaName, ...]

    @property
    def empty(self) -> bool:
        """True where no data have any land."""
        return not (self.land or self.around)


@lru_cache(maxsize=16)
def ground(window: Window, focus: tuple[str, ...], own: tuple[Province, ...] = ()) -> Ground:
    """What lies under the sites: ``own`` areas when given, else the pack's countries, those in ``focus`` divided."""
    if own:
        return _drawn(window, own, places.dissolved(own), {}, [])
    near = [c for c in places.touching(window.shows) if c.code not in focus]
    divided = places.provinces(*focus)
    rings = [ring for code in focus for ring in places.outline(code)]
    around = {c.code: places.outline(c.code) for c in near}
    return _drawn(window, divided, rings, around, [(c.name, around[c.code]) for c in near])


def _drawn(
    window: Window,
    areas: tuple[Province, ...],
    outline: Iterable[Ring],
    around: dict[str, tuple[Ring, ...]],
    countries: list[tuple[Text, tuple[Ring, ...]]],
) -> Ground:
    outline = tuple(outline)
    beyond = [ring for rings in around.values() for ring in rings]
    drawn: set[Edge] = set()
    borders = lined(window, outline, drawn) + lined(window, beyond, drawn)
    inner = lined(window, (ring for area in areas for ring in area.rings), drawn)
    names = [(a.name, a.rings, False) for a in areas] + [(name, rings, True) for name, rings in countries]
    found = [AreaName(name, *widest(window, rings, NAME_HIGH), country) for name, rings, country in names]
    return Ground(
        land=filled(window, outline),
        around=filled(window, beyond),
        borders=borders,
        inner=inner,
        names=tuple(sorted((n for n in found if n.room > 0), key=lambda n: (-n.room, n.name.en))),
    )
