"""A case folder as ``jadwal new`` writes it, made once and copied."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jadwal.workflow.new import new


@pytest.fixture(scope="session")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The skeleton: read only."""
    folder = tmp_path_factory.mktemp("skeleton") / "case"
    new(folder)
    return folder


@pytest.fixture
def case(skeleton: Path, tmp_path: Path) -> Path:
    """A copy of the skeleton to break."""
    return Path(shutil.copytree(skeleton, tmp_path / "case"))
