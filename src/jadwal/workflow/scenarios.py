"""A file of scenarios: a grid of what-ifs, and what-ifs of their own.

In: the text of a ``scenarios.toml``.  Out: a :class:`Sweep`, or every mistake in it with its line or its place.  The
rule this module owns: *a grid is counted before it is built*, and what is too large is refused.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from jadwal.case.dictionary import nearest
from jadwal.case.files import read_text
from jadwal.case.report import Report, Spot
from jadwal.case.tomls import header_lines, toml_mistake
from jadwal.case.whatif import Setting
from jadwal.messages import BadInput
from jadwal.model.case import Text
from jadwal.text import BIDI_CONTROLS, is_slug

MOST, MOST_EVER = 200, 10_000
SEED_MOST, FUTURES_LEAST, FUTURES_MOST = 2**31 - 1, 100, 1_000_000
BASE = "case"  # id of the case as it is, the first scenario of every sweep


@dataclass(frozen=True)
class Axis:
    """One figure and the values that it takes in turn."""

    name: str
    place: str
    values: tuple[Setting, ...]


@dataclass(frozen=True)
class Scenario:
    """One what-if; ``at``: the positions of its values on the axes (empty for a listed one)."""

    id: str
    name: Text | None
    settings: tuple[Setting, ...]
    at: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sweep:
    """Everything a file asks for; None where it says nothing."""

    axes: tuple[Axis, ...]
    scenarios: tuple[Scenario, ...]
    seed: int | None = None
    futures: int | None = None


def read_scenarios(path: Path) -> Sweep:
    """Read the file; raises ``BadInput`` with every mistake in it."""
    report = Report()
    text = read_text(path.parent, path.name, report)
    content: dict[str, Any] = {}
    if text is not None:
        try:
            content = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as why:
            toml_mistake(path.name, text, str(why), report)
    if report.errors or text is None:
        raise BadInput(report.all())
    sweep = _Reader(path.name, header_lines(text), report).read(content)
    if report.errors:
        raise BadInput(report.all())
    return sweep


class _Reader:
    """Reads the content of one file; mistakes go to ``report``."""

    def __init__(self, file: str, lines: dict[str, int], report: Report) -> None:
        self.file, self.lines, self.report = file, lines, report

    def read(self, content: dict[str, Any]) -> Sweep:
        top = Spot(self.file)
        self._known(content, ("seed", "futures", "axis", "scenario", "limits"), top)
        seed = self._number(content, "seed", 0, SEED_MOST, top)
        futures = self._number(content, "futures", FUTURES_LEAST, FUTURES_MOST, top)
        limits = content.get("limits", {})
        spot = self._spot("limits")
        if not isinstance(limits, dict):
            self.report.add("case.not-a-table", spot, table="limits")
            limits = {}
        self._known(limits, ("most",), spot)
        most = self._number(limits, "most", 1, MOST_EVER, spot) or MOST
        axes = [a for n, t in self._tables(content, "axis") if (a := self._axis(t, self._spot(f"axis[{n}]")))]
        listed = [
            s for n, t in self._tables(content, "scenario") if (s := self._scenario(t, self._spot(f"scenario[{n}]")))
        ]
        self._unique(axes, listed)
        count = prod(len(a.values) for a in axes) * bool(axes) + len(listed)
        if count > most:
            self.report.add("sweep.too-many", top, count=count, most=most)
        elif not count and not self.report.errors:
            self.report.add("sweep.empty", top)
        if self.report.errors:
            return Sweep((), ())
        return Sweep(tuple(axes), (Scenario(BASE, None, ()), *_grid(axes), *listed), seed, futures)

    def _spot(self, path: str) -> Spot:
        return Spot(self.file, self.lines.get(path, 0), path)

    def _known(self, table: dict[str, Any], keys: tuple[str, ...], spot: Spot) -> None:
        for key in table:
            if key not in keys:
                self.report.add("case.unknown-key", spot.at(key), key=key[:80], nearest=nearest(key, keys))

    def _number(self, table: dict[str, Any], key: str, least: int, most: int, spot: Spot) -> int | None:
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.report.add("sweep.number", spot.at(key), value=str(value)[:40], least=least, most=most)
            return None
        return value

    def _tables(self, content: dict[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
        rows = content.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
            self.report.add("sweep.tables", self._spot(key), key=key)
            return []
        return list(enumerate(rows, 1))

    def _axis(self, table: dict[str, Any], spot: Spot) -> Axis | None:
        self._known(table, ("name", "set", "values"), spot)
        place, values = table.get("set"), table.get("values")
        name = table.get("name", place)
        if not isinstance(place, str) or not place:
            self.report.add("case.missing-value", spot.at("set"), field="set")
            return None
        if not isinstance(name, str) or not name or not _plain(name):
            self.report.add("sweep.name", spot.at("name"))
            return None
        if not isinstance(values, list) or not values:
            self.report.add("sweep.values", spot.at("values"))
            return None
        shown = [str(v) for v in values]
        for n, value in enumerate(shown):
            if value in shown[:n]:
                self.report.add("sweep.value-twice", spot.at(f"values[{n + 1}]"), value=value[:60])
        made = (_setting(place, v, spot.at(f"values[{n}]")) for n, v in enumerate(values, 1))
        return Axis(name.strip(), place, tuple(made))

    def _scenario(self, table: dict[str, Any], spot: Spot) -> Scenario | None:
        self._known(table, ("id", "name", "set"), spot)
        id, name, sets = table.get("id"), table.get("name"), table.get("set")
        if not isinstance(id, str) or not is_slug(id) or id == BASE:
            self.report.add("sweep.id", spot.at("id"), value=str(id)[:60])
            return None
        said = None
        if name is not None:
            fine = isinstance(name, dict) and set(name) == {"en", "ar"}
            if not fine or not all(isinstance(v, str) and v.strip() and _plain(v) for v in name.values()):
                self.report.add("sweep.name-both", spot.at("name"))
                return None
            said = Text(en=name["en"].strip(), ar=name["ar"].strip())
        if not isinstance(sets, dict) or not sets:
            self.report.add("sweep.set", spot.at("set"))
            return None
        return Scenario(id, said, tuple(_setting(place, raw, spot.at(f"set.{place}")) for place, raw in sets.items()))

    def _unique(self, axes: list[Axis], listed: list[Scenario]) -> None:
        for what, names in (("name", [a.name for a in axes]), ("set", [a.place for a in axes])):
            for n, name in enumerate(names):
                if name in names[:n]:
                    self.report.add("sweep.axis-twice", self._spot(f"axis[{n + 1}]").at(what), value=name[:60])
        ids = [s.id for s in listed]
        for n, id in enumerate(ids):
            if id in ids[:n]:
                self.report.add("sweep.id-twice", self._spot(f"scenario[{n + 1}]").at("id"), value=id)


def _setting(place: str, raw: Any, spot: Spot) -> Setting:
    by = {"+": 1, "-": -1}.get(place[-1:], 0)
    return Setting(place[:-1].strip() if by else place.strip(), raw, spot, by)


def _plain(value: str) -> bool:
    return len(value) <= 200 and value.isprintable() and not BIDI_CONTROLS.intersection(value)


def _grid(axes: list[Axis]) -> list[Scenario]:
    """Every combination of the axes' values, the last axis running fastest."""
    if not axes:
        return []
    found = []
    for at in product(*(range(len(a.values)) for a in axes)):
        settings = tuple(a.values[n] for a, n in zip(axes, at, strict=True))
        found.append(Scenario("-".join(f"{n + 1}" for n in at), None, settings, at))
    return [Scenario(f"grid-{s.id}", None, s.settings, s.at) for s in found]
