"""The watching itself: a page that asks for something from elsewhere, or says an error, does not pass."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from chromium import Watch, executable, local

HERE = Path(__file__).resolve().parent
TROUBLES = {
    "<img src='http://192.0.2.1/a.png'>": "request to elsewhere: http://192.0.2.1/a.png",
    "<style>@font-face { font-family: f; src: url(https://fonts.example/f.woff2) } p { font-family: f }</style><p>x": (
        "request to elsewhere: https://fonts.example/f.woff2"
    ),
    "<script>fetch('https://count.example/').catch(() => 0)</script>": "request to elsewhere: https://count.example/",
    "<script>new WebSocket('ws://192.0.2.1/')</script>": "web socket: ws://192.0.2.1/",
    "<script>console.error('broken')</script>": "console error: broken",
    "<script>console.warn('odd')</script>": "console warning: odd",
    "<script>nowhere()</script>": "page error: nowhere is not defined",
}


def written(folder: Path, body: str) -> str:
    """The address of a page with this body."""
    file = folder / "page.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><title>t</title><body>{body}", "utf-8")
    return file.as_uri()


@pytest.mark.parametrize("body", TROUBLES)
def test_trouble_is_seen(troubled: Watch, tmp_path: Path, body: str) -> None:
    """And said as it is."""
    page = troubled.open(written(tmp_path, body))
    page.wait_for_timeout(200)
    assert TROUBLES[body] in troubled.troubles


def test_a_page_in_one_file_is_quiet(watch: Watch, tmp_path: Path) -> None:
    """What it holds itself is not a request to elsewhere."""
    dot = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    page = watch.open(written(tmp_path, f'<img src="{dot}"><p id="p"></p><script>p.textContent = "said"</script>'))
    assert page.locator("#p").inner_text() == "said"
    assert watch.troubles == []


def test_without_script_a_page_runs_none(watch: Watch, tmp_path: Path) -> None:
    """And can still be measured."""
    page = watch.open(
        written(tmp_path, '<p id="p">as written</p><script>p.textContent = "said"</script>'), script=False
    )
    assert page.locator("#p").inner_text() == "as written"


@pytest.mark.parametrize(
    ("address", "is_local"),
    [
        ("file:///tmp/a.html", True),
        ("data:text/plain,a", True),
        ("http://127.0.0.1:8000/", True),
        ("http://[::1]/", True),
        ("https://localhost.example/", False),
        ("http://127.0.0.1.example/", False),
        ("ftp://192.0.2.1/", False),
    ],
)
def test_local_is_this_machine_alone(address: str, is_local: bool) -> None:
    """A name that only begins like it is elsewhere."""
    assert local(address) is is_local


def program(folder: Path, ends_with: int) -> str:
    """A program that starts, or does not."""
    file = folder / "browser"
    file.write_text(f"#!/bin/sh\nexit {ends_with}\n", "utf-8")
    file.chmod(0o755)
    return str(file)


def test_a_browser_that_does_not_start_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some systems have one that only says what to install; the one named is never replaced by another."""
    for ends_with, found in ((0, str(tmp_path / "browser")), (1, None)):
        monkeypatch.setenv("JADWAL_CHROMIUM", program(tmp_path, ends_with))
        assert executable() == found


@pytest.mark.parametrize(("required", "code", "said"), [("", 0, "1 skipped"), ("require", 1, "1 error")])
def test_without_a_browser_tests_are_skipped_with_a_reason_or_fail(
    tmp_path: Path, required: str, code: int, said: str
) -> None:
    """They fail where JADWAL_BROWSER=require, as CI does."""
    environment = os.environ | {"JADWAL_CHROMIUM": program(tmp_path, 1), "JADWAL_BROWSER": required}
    one = f"{HERE / 'test_geometry.py'}::test_a_page_without_text_is_not_readable"
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", one]
    done = subprocess.run(
        words, cwd=HERE.parents[1], env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stdout
    assert "no Chromium that starts: install chromium, or name one with JADWAL_CHROMIUM" in done.stdout
