"""What makes durations uncertain beyond their own ranges: common factors.

In: nothing (pure types).  Out: types that ``model/case.py`` exports again.  The rule this module owns: *what several
pieces of work share is said once*, with how strongly they share it.
"""

from __future__ import annotations

from jadwal.model.base import Estimate, Row, Text


class Factor(Row, frozen=True, kw_only=True):
    """A cause that many durations share: whatever it acts on is long together and short together.

    ``correlation``: percent; of the normal scores of any two pieces of work that it acts on.  ``acts_on`` lists scopes:
    ``all``, ``kind:<kind>``, ``site:<id>``, ``lane:<id>``, ``crew:<id>``, ``nation:<id>``.
    """

    name: Text
    correlation: Estimate
    acts_on: tuple[str, ...] = ("all",)
