"""An independent reader of project files, MPXJ, finds the same plan, and its copy of Project's scheduler moves nothing.

Runs where MPXJ and Java are installed (``pip install mpxj``); it is no dependency of jadwal.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import exported
import msgspec
import pytest

from jadwal.exchange.project import project

pytestmark = pytest.mark.skipif(
    find_spec("mpxj") is None or shutil.which("java") is None, reason="MPXJ or Java is not installed here"
)

READ = """
import json, sys
import jpype, mpxj
jpype.startJVM()
from org.mpxj import TimeUnit
from org.mpxj.cpm import MicrosoftScheduler
from org.mpxj.reader import UniversalProjectReader
p = UniversalProjectReader().read(sys.argv[1])
properties = p.getProjectProperties()
def dates():
    ours = [t for t in p.getTasks() if t.getText(2)]
    return {str(t.getText(2)): [str(t.getStart() or ""), str(t.getFinish() or "")] for t in ours}
tasks = {}
for t in p.getTasks():
    if not t.getText(2):
        continue
    worked = None
    if t.getStart() is not None:
        worked = t.getEffectiveCalendar().getWork(t.getStart(), t.getFinish(), TimeUnit.DAYS).getDuration()
    tasks[str(t.getText(2))] = {
        "days": t.getDuration().convertUnits(TimeUnit.DAYS, properties).getDuration(),
        "worked": worked,
        "percent": int(t.getPercentageComplete() or 0),
        "links": [
            [str(r.getPredecessorTask().getText(2)), str(r.getType()), str(r.getLag())] for r in t.getPredecessors()
        ],
        "mode": str(t.getTaskMode()),
        "deadline": str(t.getDeadline() or ""),
    }
before = dates()
MicrosoftScheduler().schedule(p, properties.getStartDate())
after = dates()
print(json.dumps({
    "tasks": tasks, "dates": before, "moved": [id for id in before if before[id] != after[id]],
    "calendars": {str(c.getName()): len(list(c.getCalendarExceptions())) for c in p.getCalendars()},
    "resources": {str(r.getName()): float(r.getMaxUnits()) for r in p.getResources() if r.getName()},
}))
"""


def test_mpxj_reads_the_same_plan_and_its_scheduler_moves_nothing(tmp_path: Path) -> None:
    """Tasks, dates, links with elapsed lags, working days, calendars, resources."""
    made = exported.timetable()
    entries = exported.entries()
    schedule = msgspec.structs.replace(made.readings[0].schedule, entries=entries)
    file = tmp_path / "made.xml"
    file.write_bytes(project(made, msgspec.structs.replace(made.readings[0], schedule=schedule), "en"))
    done = subprocess.run([sys.executable, "-c", READ, str(file)], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found["tasks"]) == {e.id for e in entries}
    for e in entries:
        task, (start, finish) = found["tasks"][e.id], found["dates"][e.id]
        assert (start[:10], finish[:10]) == (str(e.start or ""), str(e.finish or ""))
        assert task["links"] == [[k.before, k.type, f"{float(k.lag)}ed"] for k in e.after]
        assert task["worked"] in (None, task["days"])
        assert task["mode"] == ("AUTO_SCHEDULED" if e.start else "MANUALLY_SCHEDULED")
    assert found["tasks"]["agree"]["percent"] == 25
    assert found["tasks"]["all-out"]["deadline"] == "2031-02-20T16:00"
    assert found["moved"] == []
    assert found["calendars"] == {"Every day": 0, "Working days": 0, "Working days (road)": 2}
    assert found["resources"] == {"Road (A) – west": 200.0, "Cleaners": 6000.0}
