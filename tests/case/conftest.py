"""Fixtures of the case room."""

from __future__ import annotations

from pathlib import Path

import pytest
from draft import Draft


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """A valid case to break."""
    return Draft(tmp_path / "case")
