"""The compiled kernel places every task exactly where a slow, readable placing puts it."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from slow_placing import SlowPlacing
from small import Trial, trials

from jadwal.plan.sgs import NEVER, order_from
from jadwal.simulate import simulate


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trials())
def test_every_task_stands_where_the_slow_placing_puts_it(trial: Trial) -> None:
    """Links, calendars, serials, gates, permissions, shocks, profiles and progress, in each of three futures."""
    found = simulate(trial.problem, trial.aims, trial.days, seed=1, futures=3, drawn=trial.drawn)
    order = order_from(trial.problem, trial.aims)
    lower = {t.id: trial.aims[t.id] or 0 for t in trial.problem.tasks if t.waits_for_aim}
    for k in range(3):
        starts, finishes = SlowPlacing(trial.problem, found, k, lower).place(order)
        for i, id in enumerate(found.tasks):
            here = [None if x == NEVER else int(x) for x in (found.starts[k, i], found.finishes[k, i])]
            assert here == [starts[id], finishes[id]], (k, id)
