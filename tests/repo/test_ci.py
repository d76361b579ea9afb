"""What CI adds to `make check`: a Chromium, and the certainty that the browser tests ran."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from repository import ROOT

HEAD = '<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest">'
RAN = '<testcase classname="tests.browser.test_page" name="test_a" />'
SKIPPED = '<testcase classname="tests.browser.test_page" name="test_b"><skipped message="no Chromium" /></testcase>'
OTHER = '<testcase classname="tests.plan.test_build" name="test_c"><skipped message="long" /></testcase>'
TAIL = "</testsuite></testsuites>"


@pytest.mark.parametrize(
    ("report", "code", "said"),
    [
        (HEAD + RAN + RAN + OTHER + TAIL, 0, "2 browser tests ran\n"),
        (HEAD + RAN + SKIPPED + TAIL, 1, "tests.browser.test_page.test_b\n"),
        (HEAD + OTHER + TAIL, 1, "0 browser tests ran, 0 were skipped"),
        ("", 1, "0 browser tests ran"),
    ],
)
def test_ci_fails_when_browser_tests_were_skipped_or_none_ran(
    tmp_path: Path, report: str, code: int, said: str
) -> None:
    """Tests skipped in other rooms are their own affair."""
    file = tmp_path / "report.xml"
    file.write_text(report, "utf-8")
    words = [sys.executable, str(ROOT / ".ci" / "browser_ran.py"), str(file)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == code
    assert said in done.stdout + done.stderr


def test_ci_requires_the_browser_and_reads_what_make_check_reports() -> None:
    """The report goes through the Makefile's own test target."""
    run = (ROOT / ".ci" / "run").read_text("utf-8")
    lines = run.splitlines()
    assert lines.index(".ci/chromium") < lines.index("export JADWAL_BROWSER=require")
    assert 'make -k check REPORT="$report"' in run
    assert '.ci/browser_ran.py "$report" || exit 1' in run
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^test:.*\n\t\$\(BIN\)/python -m pytest .*--junitxml=\$\(REPORT\)", makefile, re.MULTILINE)


def machine(folder: Path, programs: dict[str, str]) -> Path:
    """A folder of programs that is all a machine has."""
    folder.mkdir()
    for name, body in programs.items():
        file = folder / name
        file.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        file.chmod(0o755)
    return folder


def install(path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What comes of looking for a Chromium on that machine."""
    words = ["/bin/sh", str(ROOT / ".ci" / "chromium")]
    env = {"PATH": str(path)} | environment
    return subprocess.run(words, env=env, capture_output=True, encoding="utf-8", check=False)


BROKEN = {"chromium-browser": "exit 1"}
ROOT_USER = {"id": "echo 0"}
OTHER_USER = {"id": "echo 1000"}
BRINGS = (
    'echo "$@" >>"$LOG"; [ "$1" != install ] || { echo "#!/bin/sh" >"$BIN/chromium"; /bin/chmod +x "$BIN/chromium"; }'
)
BRINGS_NOTHING = 'echo "$@" >>"$LOG"; exit 100'


@pytest.mark.parametrize(
    ("programs", "code", "said", "called"),
    [
        ({"chromium": "exit 0", "apt-get": BRINGS}, 0, "", ""),
        ({"google-chrome": "exit 0", "apt-get": BRINGS} | BROKEN, 0, "", ""),
        (BROKEN | OTHER_USER, 1, "there is no apt-get here to install it with", ""),
        ({"apt-get": BRINGS} | OTHER_USER, 1, "only root can install it", ""),
        (
            {"apt-get": BRINGS} | ROOT_USER | BROKEN,
            0,
            "installing Chromium",
            "update -qq\ninstall -yqq --no-install-recommends chromium\n",
        ),
        ({"apt-get": BRINGS_NOTHING} | ROOT_USER, 1, "apt-get did not bring one that starts", "update -qq\n"),
    ],
)
def test_chromium_is_found_or_installed_or_it_is_said_why_not(
    tmp_path: Path, programs: dict[str, str], code: int, said: str, called: str
) -> None:
    """One that is there but does not start counts as none; apt is asked only where it may install."""
    log = tmp_path / "log"
    path = machine(tmp_path / "bin", programs)
    done = install(path, LOG=str(log), BIN=str(path))
    assert done.returncode == code, done.stderr
    assert said in done.stdout + done.stderr
    assert (log.read_text("utf-8") if log.exists() else "") == called


def test_a_chromium_that_is_named_is_never_replaced(tmp_path: Path) -> None:
    """A wrong name is said, not repaired by installing another."""
    path = machine(tmp_path / "bin", {"chromium": "exit 0", "mine": "exit 0", "apt-get": "exit 9"} | ROOT_USER)
    assert install(path, JADWAL_CHROMIUM=str(path / "mine")).returncode == 0
    done = install(path, JADWAL_CHROMIUM="nowhere")
    assert done.returncode == 1
    assert "JADWAL_CHROMIUM=nowhere does not start" in done.stderr
