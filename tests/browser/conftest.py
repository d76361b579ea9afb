"""One browser per worker, and pages that must be quiet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import NAMED_BY, Watch, browser, executable
from playwright.sync_api import Browser

WHY = f"no Chromium that starts: install chromium, or name one with {NAMED_BY}"


@pytest.fixture(scope="session")
def running() -> Iterator[Browser]:
    """A system Chromium; where there is none the test is skipped, or fails when JADWAL_BROWSER=require."""
    path = executable()
    if path is None:
        if os.environ.get("JADWAL_BROWSER") == "require":
            pytest.fail(f"JADWAL_BROWSER=require, and {WHY}", pytrace=False)
        pytest.skip(WHY)
    with browser(path) as opened:
        yield opened


@pytest.fixture
def watch(running: Browser) -> Iterator[Watch]:
    """Opens pages; the test fails when one of them says an error or asks for anything from elsewhere."""
    watching = Watch(running)
    yield watching
    watching.close()
    assert watching.troubles == []


@pytest.fixture
def troubled(running: Browser) -> Iterator[Watch]:
    """The same for pages that are meant to be troubled."""
    watching = Watch(running)
    yield watching
    watching.close()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
