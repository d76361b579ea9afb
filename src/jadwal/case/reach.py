"""Which work the common factors of a case act on, as far as what they explain together is bounded.

In: a case as known on a day, its network of work.  Out: for each piece of work the scopes that name it.  The rule this
module owns: *what several factors explain of one duration is never more than the whole of it*.
"""

from __future__ import annotations

from collections.abc import Iterator

from jadwal.case.network import Network, Work, mode_target
from jadwal.model.case import Alternative, Case, Factor


def too_strong(case: Case, network: Network) -> Iterator[tuple[Work, tuple[Factor, ...], int]]:
    """(work, factors, percent) wherever the factors of one piece of work explain more than 100 percent of it.

    Each counts at its high, so that every run with one of them at its high is possible too.  Every set of factors is
    told once.
    """
    seen: set[tuple[str, ...]] = set()
    crews = _crews(case) if case.factors else {}
    ways = _ways(case)
    for work, named in (
        (w, named) for w in network.work.values() if case.factors for named in _scopes(case, network, w, crews, ways)
    ):
        acting = tuple(f for f in case.factors if named.intersection(f.acts_on))
        percent, ids = sum(f.correlation.high for f in acting), tuple(f.id for f in acting)
        if percent > 100 and ids not in seen:
            seen.add(ids)
            yield work, acting, percent


def _scopes(
    case: Case, network: Network, work: Work, crews: dict[str, str], ways: dict[str, list[Alternative]]
) -> Iterator[set[str]]:
    """What names a piece of work, once for each way of doing it."""
    if work.kind in ("milestone", "notice"):
        yield {"kind:notice"} if work.kind == "notice" else set()
        return
    stem, _, row = work.id.partition(":")
    unit = network.units.get(work.unit)
    carried = stem in ("move", "cargo", "ship", "pack", "convert")
    lane, crew = _lane(case, network, stem, row), crews.get(work.id, "") or crews.get(work.kind, "")
    others = [(m.lane or lane, "" if m.crew_need == 0 else m.crew or crew) for m in ways.get(work.id, ())]
    for by, hands in ((lane, crew), *others):
        nation = unit.nation if unit is not None and carried else ""
        places = (("site", work.site), ("lane", by), ("crew", hands), ("nation", nation))
        yield {"all", f"kind:{work.kind}", *(f"{scope}:{id}" for scope, id in places if id)}


def _ways(case: Case) -> dict[str, list[Alternative]]:
    """The other ways of doing each piece of work."""
    found: dict[str, list[Alternative]] = {}
    for m in case.modes if case.factors else ():
        found.setdefault(mode_target(case, m.of), []).append(m)
    return found


def _lane(case: Case, network: Network, stem: str, row: str) -> str:
    if stem == "ship":
        return next((e.lane for e in case.equipment if e.id == row), "")
    unit = network.units.get(row.removesuffix(":2"))
    if unit is None or stem not in ("move", "cargo"):
        return ""
    return unit.cargo_lane if stem == "cargo" else unit.then_lane if row.endswith(":2") else unit.lane


def _crews(case: Case) -> dict[str, str]:
    """The crew of each piece of work that has its own, and of each kind of site work."""
    usual: dict[str, str] = {w.kind: w.crew for w in case.site_work}
    own = {f"{a.kind}:{a.unit if a.kind == 'pack' else a.site}": a.crew for a in case.activities}
    own |= {f"{id}:2": crew for id, crew in own.items() if id.startswith("pack:")}
    own |= {a.id: a.crew for a in case.activities}
    return {**usual, **own, **{f"dispose:{e.id}": e.crew for e in case.equipment}}
