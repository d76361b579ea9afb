"""Findings about observed durations: what was fitted to them, and where they are too few or go unused.

In: a :class:`Frame`.  Out: findings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from jadwal.findings.frame import Frame, finding, phrase
from jadwal.model.case import Estimate
from jadwal.model.fitting import LEAST, fits
from jadwal.model.timetable import Finding


def observed(f: Frame) -> Iterator[Finding]:
    """Each fit with the figures it rests on, and each kind of work of which too little was observed."""
    usual: dict[str, Estimate] = {w.kind: w.days for w in f.case.site_work}
    found = fits(f.case.durations)
    for kind, count in sorted(Counter(str(row.kind) for row in f.case.durations).items()):
        work = phrase(f"work-{kind}")
        if kind not in usual:
            yield finding("observed-unused", f"site_work:{kind}", work=work, count=count)
        elif (kind, "") not in found:
            yield finding("observed-few", f"site_work:{kind}", work=work, count=count, least=LEAST)
    names = {s.id: s.name for s in f.case.sites}
    for (kind, site), fit in sorted(found.items()):
        if kind in usual and (not site or site in names):
            figures: dict[str, Any] = {"median": fit.likely, "low": fit.low, "high": fit.high, "count": fit.count}
            figures |= {"sigma": f"{fit.log_sigma:.2f}", "said": usual[kind].likely, "work": phrase(f"work-{kind}")}
            if site:
                yield finding("fitted-site", f"{kind}:{site}", severity="note", site=names[site], **figures)
            else:
                yield finding("fitted", f"site_work:{kind}", severity="note", **figures)
