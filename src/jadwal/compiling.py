"""Functions compiled once and kept on disk, and compiled anew when the source of any kernel has changed.

In: a function, options of Numba.  Out: the same, compiled, free of Python's lock.  The rule this module owns: *what
was compiled from other source never runs*.  Numba looks only at the file in which a function stands, not at the files
of the functions and constants it uses; after an update the old ones would go on inside it, and figures would be wrong
without a word.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba

HERE = Path(__file__).parent
KERNELS = ("assess/model/*.py", "plan/sgs/*.py", "simulate/network/*.py", "simulate/world.py")  # and what they read


@cache
def stamp(root: Path = HERE) -> str:
    """A digest of the source of all kernels under ``root``, the jadwal package."""
    found = hashlib.blake2b(digest_size=16)
    for file in sorted(file for pattern in KERNELS for file in root.glob(pattern)):
        found.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes() + b"\0")
    return found.hexdigest()


def compiled(**options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator: compile on the first call, keep the result beside the source while :func:`stamp` is the same."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        made: Any = numba.njit(cache=True, nogil=True, **options)(function)
        if not numba.core.config.DISABLE_JIT:  # type: ignore[attr-defined]
            kept = made._cache._cache_file  # what decides whether an entry is of this source; Numba has no public way
            kept._source_stamp = (kept._source_stamp, stamp())
        return made  # type: ignore[no-any-return]

    return decorate
