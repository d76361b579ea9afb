"""Fixtures of the workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from booked import Book


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """The workbook of a valid case to break."""
    return Book(tmp_path)
