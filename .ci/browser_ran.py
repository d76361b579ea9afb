"""Say whether the browser tests ran: ``python3 .ci/browser_ran.py REPORT``.

In: pytest's report in JUnit XML.  Out: one line, and exit code 1 when a browser test was skipped or none ran.
Standard library only; the report is our own.
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

ROOM = "tests.browser."


def ran(report: Path) -> tuple[int, list[str]]:
    """How many browser tests ran, and the names of those skipped."""
    try:
        cases = list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        cases = []
    cases = [case for case in cases if case.get("classname", "").startswith(ROOM)]
    skipped = [f"{c.get('classname')}.{c.get('name')}" for c in cases if c.find("skipped") is not None]
    return len(cases) - len(skipped), skipped


def main() -> int:
    """0 when they ran, all of them."""
    number, skipped = ran(Path(sys.argv[1]))
    if number and not skipped:
        print(f"{number} browser tests ran")
        return 0
    print(f"{number} browser tests ran, {len(skipped)} were skipped; here all of them have to run", file=sys.stderr)
    print(*skipped, sep="\n", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
