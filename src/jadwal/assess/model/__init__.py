"""The forecast model of counts per area and period: joint sample paths, plain forecasts, scores, back-tests.

In: tables of counts, areas by periods.  Out: joint sample paths over areas, and how good such paths have been.  The
rule this room owns: *a forecast reads nothing but the counts before its origin*.  Compiled loops stand in ``grid`` and
``draw`` only.
"""

from jadwal.assess.model.backtest import BackTest, Plan, Score, back_test
from jadwal.assess.model.fit import Fitted, fit
from jadwal.assess.model.paths import sample
from jadwal.assess.model.spells import Spell

__all__ = ["BackTest", "Fitted", "Plan", "Score", "Spell", "back_test", "fit", "sample"]
