"""Public scheduling instances: ``python benchmarks/psplib.py FOLDER [--seconds 10] [--peer] [--json OUT]``.

Solves every ``.sm`` and ``.mm`` file of a folder (or of its folders) within so many seconds each and two workers, each
schedule checked day by day before it counts, and prints per set: optimal, equal to the best known, mean and largest gap
to it, median seconds to the proof.  With ``--peer`` PyJobShop solves the same instances in the same run, with the same
seconds and workers.  A benchmark, never a test.

Best-known CSV: columns ``instance`` (the file's name) and ``best_known``.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import mean, median
from typing import Any

from jadwal.messages import BadInput, Mistake, text
from jadwal.plan.project import Instance
from jadwal.plan.rcpsp import read, solve
from jadwal.plan.rcpsp.psplib import SUFFIXES
from jadwal.plan.rcpsp.sections import Notes, number, text_of

Row = dict[str, Any]
WORKERS = 2
PEER = "pyjobshop"


def ours(instance: Instance, seconds: float, seed: int) -> Row:
    """What jadwal finds."""
    found = solve(instance, seconds=seconds, workers=WORKERS, seed=seed)
    return {
        "makespan": found.makespan,
        "bound": found.bound,
        "optimal": found.status == "optimal",
        "status": found.status,
        "proved_after": None if found.proved_after is None else round(found.proved_after, 3),
    }


def theirs(instance: Instance, seconds: float, seed: int) -> Row:
    """What PyJobShop finds: the same model, its own settings, CP-SAT behind it."""
    from pyjobshop import Model

    model = Model()
    resources = [model.add_renewable(capacity=c) for c in instance.renewable]
    resources += [model.add_consumable(capacity=c) for c in instance.nonrenewable]
    tasks = [model.add_task() for _ in instance.activities]
    for task, activity in zip(tasks, instance.activities, strict=True):
        for mode in activity.modes:
            model.add_mode(task, resources, mode.days, demands=[*mode.renewable, *mode.nonrenewable])
        for after in activity.successors:
            model.add_end_before_start(task, tasks[after])
    begun = time.monotonic()
    found = model.solve(solver="ortools", time_limit=seconds, num_workers=WORKERS, display=False)
    optimal = found.status.name == "OPTIMAL"
    has_plan = found.objective == found.objective and found.objective != float("inf")
    return {
        "makespan": int(found.objective) if has_plan else None,
        "bound": int(found.lower_bound),
        "optimal": optimal,
        "status": found.status.name.lower(),
        "proved_after": round(time.monotonic() - begun, 3) if optimal else None,
    }


def instances(folder: Path) -> list[Path]:
    """Every instance in a folder, by set and name."""
    return sorted(p for p in folder.rglob("*") if p.suffix in SUFFIXES and p.is_file())


def best_known(file: Path | None) -> dict[str, int]:
    """Best known makespans by file name; raises ``BadInput`` with every mistake of the file."""
    if file is None:
        return {}
    notes = Notes(str(file))
    said = text_of(file, notes)
    table = csv.DictReader((said or "").splitlines())
    if said is not None and not {"instance", "best_known"} <= set(table.fieldnames or ()):
        notes.add("known-columns", 1)
    found = {}
    for row in table if not notes.found else ():
        value = number(row["best_known"] or "", table.line_num, notes, "best_known")
        found[row["instance"]] = value or 0
    if notes.found:
        raise BadInput(notes.all())
    return found


def read_all(files: Sequence[Path]) -> list[Instance]:
    """Every instance; raises ``BadInput`` with every mistake in any of the files."""
    found: list[Instance] = []
    mistakes: list[Mistake] = []
    for file in files:
        try:
            found.append(read(file))
        except BadInput as bad:
            mistakes += bad.mistakes
    if mistakes:
        raise BadInput(mistakes)
    return found


def gap(row: Row, known: int | None) -> float | None:
    """Percent above the best known makespan."""
    if known is None or row["makespan"] is None:
        return None
    return 100.0 * (row["makespan"] - known) / known if known else 0.0


def summary(rows: Sequence[Row], who: str) -> str:
    """One line of the table."""
    found = [row[who] for row in rows]
    gaps = [row[who]["gap_percent"] for row in rows if row[who]["gap_percent"] is not None]
    proofs = [f["proved_after"] for f in found if f["proved_after"] is not None]
    equal = sum(1 for g in gaps if g <= 0)
    cells = [
        f"{sum(f['optimal'] for f in found)}/{len(found)}",
        f"{equal}/{len(gaps)}" if gaps else "–",
        f"{mean(gaps):.2f} %" if gaps else "–",
        f"{max(gaps):.2f} %" if gaps else "–",
        f"{median(proofs):.2f}" if proofs else "–",
    ]
    return f"{rows[0]['set'][:12]:12} {who:10}" + "".join(f"{cell:>13}" for cell in cells)


def run(files: Sequence[Path], read: Sequence[Instance], asked: argparse.Namespace, known: dict[str, int]) -> list[Row]:
    """Every instance by every solver, one after another, with progress on standard error."""
    solvers: dict[str, Callable[[Instance, float, int], Row]] = {"jadwal": ours}
    if asked.peer:
        solvers[PEER] = theirs
    rows: list[Row] = []
    for n, (file, instance) in enumerate(zip(files, read, strict=True), 1):
        row: Row = {"set": file.parent.name, "instance": file.name, "best_known": known.get(file.name)}
        for who, solver in solvers.items():
            row[who] = solver(instance, asked.seconds, asked.seed)
            row[who]["gap_percent"] = gap(row[who], row["best_known"])
        rows.append(row)
        said = ", ".join(f"{who} {row[who]['makespan']} ({row[who]['status']})" for who in solvers)
        print(f"{n}/{len(files)} {file.parent.name}/{file.name}: {said}", file=sys.stderr, flush=True)
    return rows


def without_this_folder() -> None:
    """PyJobShop imports a package of this file's name: the folder that Python puts first must not come before it."""
    here = Path(__file__).resolve().parent
    sys.path[:] = [p for p in sys.path if Path(p or ".").resolve() != here]


def warm_up() -> None:
    """Compile, or load, the kernels: not what is measured."""
    from jadwal.plan.project import Activity, Mode

    one = Activity((Mode(2, (1,)), Mode(3, (1,))), (2,))
    two = Activity((Mode(1, (1,)),), (2,))
    for modes in (one, Activity((Mode(2, (1,)),), (2,))):
        solve(Instance("warm-up", (modes, two, Activity((Mode(0, (0,)),), ())), (1,)), seconds=1, workers=WORKERS)


def main() -> int:
    """The benchmark; 2 for what cannot be run, with the reason."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--best-known", type=Path)
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    lang = "ar" if os.environ.get("JADWAL_LANG") == "ar" else "en"
    try:
        if not asked.seconds > 0:
            raise ValueError(text("rcpsp.no-time", lang, seconds=str(asked.seconds)))
        if asked.json is not None and not asked.json.resolve().parent.is_dir():
            raise ValueError(text("rcpsp.no-folder", lang, folder=str(asked.json.parent)))
        files = instances(asked.folder) if asked.folder.is_dir() else []
        if not files:
            raise ValueError(text("rcpsp.no-instances", lang, folder=str(asked.folder)))
        known = best_known(asked.best_known)
        if asked.best_known is not None and not any(f.name in known for f in files):
            print(text("rcpsp.no-known", lang, file=str(asked.best_known)), file=sys.stderr)
        if asked.peer:
            without_this_folder()
            __import__(PEER)
        instances_read = read_all(files)
        warm_up()
        rows = run(files, instances_read, asked, known)
    except ModuleNotFoundError:
        print(text("rcpsp.no-peer", lang, ortools=version("ortools")), file=sys.stderr)
        return 2
    except BadInput as bad:
        for m in bad.mistakes:
            print(f"{m.place()}: {m.what(lang)} {m.would_be_right(lang)}", file=sys.stderr)
        return 2
    except (OSError, ValueError, UnicodeDecodeError) as why:
        print(why, file=sys.stderr)
        return 2
    heads = ("optimal", "best known", "mean gap", "largest gap", "median proof")
    print(f"{'set':12} {'solver':10}" + "".join(f"{head:>13}" for head in heads))
    for name in dict.fromkeys(row["set"] for row in rows):
        of = [row for row in rows if row["set"] == name]
        for who in ("jadwal", PEER) if asked.peer else ("jadwal",):
            print(summary(of, who))
    if asked.json:
        settings = {"seconds": asked.seconds, "workers": WORKERS, "seed": asked.seed, "ortools": version("ortools")}
        asked.json.write_text(json.dumps({**settings, "rows": rows}, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
