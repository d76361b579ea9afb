"""Common factors that cannot be planned with."""

from __future__ import annotations

from collections.abc import Callable

from broken import CASE, Broken
from draft import Draft


def _factors(*rows: tuple[str, int, str]) -> Callable[[Draft], Draft]:
    """Factors of an id, a correlation and a list of scopes."""
    text = "".join(
        f'\n[[factor]]\nid = "{id}"\nname = {{ en = "{id}", ar = "{id}" }}\ncorrelation = {percent}\n'
        f"acts_on = [{acts}]\nknown_from = 2025-01-10\n"
        for id, percent, acts in rows
    )
    return lambda d: d.add(CASE, text)


UNCERTAIN = (
    Broken(
        "case.bad-reach",
        _factors(("f", 30, '"movement"')),
        f"{CASE} factor[1].acts_on",
        "“movement” is not something a common factor can act on",
        "kind:<kind of work>",
    ),
    Broken(
        "case.reach-kind",
        _factors(("f", 30, '"kind:clean-up"')),
        f"{CASE} factor[1].acts_on",
        "“clean-up” is not a kind of work",
        "Nearest: cleanup",
    ),
    Broken(
        "case.dangling",
        _factors(("f", 30, '"crew:engineers"')),
        f"{CASE} factor[1].acts_on",
        "engineers",
        "inspectors",
    ),
    Broken(
        "case.factors-too-strong",
        _factors(("f", 60, '"kind:inspection"'), ("g", 41, '"crew:inspectors"')),
        f"{CASE} factor[2].correlation",
        "f, g act together on the work “inspection:camp-east”; at their highest their correlations add up to 101 %",
        "Lower the correlations",
    ),
)
