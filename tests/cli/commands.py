"""Running jadwal as a person does: in a process of its own, or in this one where that is enough."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def jadwal(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``jadwal`` with these words and return what came of it."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("JADWAL")} | environment
    command = [sys.executable, "-m", "jadwal", *words]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False)


def mistakes(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """The mistakes in a JSON answer."""
    found: list[dict[str, Any]] = json.loads(done.stdout)["mistakes"]
    return found
