"""What a broken case is: a change to a valid one, and the one mistake it makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from draft import Draft

CASE, CONDITIONS = "case.toml", "conditions.toml"


class Broken(NamedTuple):
    """A change to a valid case and the one mistake it makes."""

    code: str
    change: Callable[[Draft], object]
    place: str  # file and field, without the line
    what: str  # part of the English sentence
    remedy: str  # part of the English remedy
