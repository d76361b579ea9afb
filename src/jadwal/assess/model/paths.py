"""Joint sample paths: two fifths of the futures from each filter, a fifth from the empirical draw.

In: a fitted model, a seed.  Out: counts (areas, periods ahead, futures).  The rule this module owns: *future k is drawn
in the same way in every area, and k alone says which way*, so that a future is one world.

Futures of the empirical draw repeat past periods of all areas together ("conflictology", Hegre et al. 2025; stationary
bootstrap, Politis and Romano 1994, JASA 89: 1303-1313): each period is the one after the last, or with the chance that
makes blocks a quarter of a year long on average, any of the last half year.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import numpy.typing as npt

from jadwal.assess.model import draw
from jadwal.assess.model.fit import THREADS, Filter, Fitted
from jadwal.assess.model.grid import LEVELS, grid, transition

Counts = npt.NDArray[np.unsignedinteger]
EMPIRICAL = 2
WAYS = (0, 1, 0, 1, EMPIRICAL)  # of future k: WAYS[k mod 5], a filter's place or the empirical draw


def states(seed: int, stream: str, futures: int) -> draw.Words:
    """(futures,) the state of each future in a stream, from a BLAKE2b digest of seed and stream."""
    digest = hashlib.blake2b(f"{seed}\x1f{stream}".encode(), digest_size=8).digest()
    made = np.empty(futures, np.uint64)
    draw.begin(np.uint64(int.from_bytes(digest, "little")), made)
    return made


def sample(fitted: Fitted, *, ahead: int, futures: int, seed: int, areas: Sequence[str] | None = None) -> Counts:
    """(areas, ahead, futures) counts, the k-th future depending on (seed, k) and the fit only.

    ``areas`` names the areas' streams (their places in the table when not given).  Raises ValueError when names are
    missing or not different.
    """
    n = len(fitted.counts)
    names = [str(i) for i in range(n)] if areas is None else list(areas)
    if len(names) != n or len(set(names)) != n:
        raise ValueError(f"{n} areas need {n} different names")
    normal, chance = _tables()
    levels, shocks = np.empty((ahead, futures), np.float32), np.empty((ahead, futures), np.float32)
    draw.common(states(seed, "model:common", futures), normal, levels, shocks)
    moves = [np.empty((LEVELS, draw.BINS), np.uint8) for _ in fitted.filters]
    for f, table in zip(fitted.filters, moves, strict=True):
        draw.quantiles(transition(f.parameters), chance, table)
    past = fitted.counts[:, -max(1, fitted.year // 2) :]
    empirical = np.flatnonzero(np.array(WAYS)[np.arange(futures) % len(WAYS)] == EMPIRICAL)
    repeated = _repeated(past.shape[1], fitted.year / 4, ahead, states(seed, "model:repeated", futures)[empirical])
    most = max([int(past.max(initial=0)), *(_most(f, chance) for f in fitted.filters)])
    out = np.empty((n, ahead, futures), np.uint16 if most < 2**16 else np.uint32)

    def one(i: int) -> None:
        at, own = np.empty(futures, np.uint8), states(seed, f"model:area:{names[i]}", futures)
        start, count = np.empty((1, draw.BINS), np.uint8), np.empty((LEVELS, draw.BINS), np.int32)
        for c, f in enumerate(fitted.filters):
            draw.quantiles(f.last[i : i + 1], chance, start)
            draw.count_quantiles(f.scale[i] * np.exp(grid()), f.parameters.size, chance, count)
            for first in (w for w, way in enumerate(WAYS) if way == c):
                draw.walk(
                    own, first, len(WAYS), normal, start[0], moves[c], count, levels, shocks,
                    fitted.level_share, fitted.count_share, at, out[i],
                )  # fmt: skip
        out[i][:, empirical] = past[i].astype(out.dtype)[repeated]

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, range(n)))
    return out


def _most(f: Filter, chance: draw.Floats) -> int:
    """The highest count that the filter can draw in any area."""
    table = np.empty((1, draw.BINS), np.int32)
    draw.count_quantiles(f.scale.max(keepdims=True) * np.exp(grid()[-1]), f.parameters.size, chance, table)
    return int(table.max())


@cache
def _tables() -> tuple[draw.Singles, draw.Floats]:
    return draw.normals(), draw.chances()


def _repeated(pool: int, block: float, ahead: int, begun: draw.Words) -> npt.NDArray[np.int64]:
    """(ahead, futures) which of the ``pool`` past periods is repeated, in blocks of ``block`` periods on average."""
    out = np.empty((ahead, len(begun)), np.int64)
    word = np.empty(len(begun), np.uint64)
    for t in range(ahead):
        draw.words(begun, t, word)
        fresh = ((word & np.uint64(0xFFFFFFFF)) * np.uint64(pool)) >> np.uint64(32)
        leaves = (word >> np.uint64(32)).astype(np.float64) * block < 2.0**32
        out[t] = np.where(leaves, fresh.astype(np.int64), (out[t - 1] + 1) % pool) if t else fresh
    return out
