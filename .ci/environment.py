"""Make the environment of this checkout: ``python3 .ci/environment.py FOLDER LOCK``.

In: a folder for the environment, a hash-pinned lock.  Out: that environment with the lock and jadwal itself in it.
Standard library only.  Where ``ensurepip`` is missing (Debian without python3-venv) it installs with whatever installer
the machine has; where there is none it prints the one line that fixes it.  The Makefile has looked at Python's version.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

VERSION = "{}.{}".format(*sys.version_info[:2])
PACKED = Path("/usr/share/python-wheels")  # where Debian keeps pip as a wheel


def stop(*lines: str) -> NoReturn:
    """Say why there is no environment, and end."""
    print(*lines, sep="\n", file=sys.stderr)
    sys.exit(2)


def no_way(why: str) -> NoReturn:
    """The one line that fixes it."""
    stop(
        why,
        f"On Debian or Ubuntu:  sudo apt-get install python3-venv   (or python{VERSION}-venv)",
        "Elsewhere: install pip or uv for this Python, then run make again.",
    )


def runs(command: list[str], env: Mapping[str, str] | None = None) -> bool:
    """True when the command runs and ends well."""
    try:
        return subprocess.run(command, env=env, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make(folder: Path, python: Path) -> None:
    """An environment, without a pip of its own if need be; one that already works is left as it is."""
    if runs([str(python), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
        return
    if folder.exists() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").exists():
        stop(f"{folder} is there and is not a Python environment; move it away or name another: make VENV=…")
    print(f"making {folder} with Python {VERSION}", flush=True)
    ways = [[sys.executable, "-m", "venv", "--clear"], [sys.executable, "-m", "venv", "--clear", "--without-pip"]]
    ways.append([sys.executable, "-m", "virtualenv", "--clear"])
    if shutil.which("uv"):
        ways.append(["uv", "venv", "--clear", "--python", sys.executable])
    if not any(runs([*way, str(folder)]) and runs([str(python), "-c", ""]) for way in ways):
        no_way("This Python cannot make environments.")


def installer(python: Path) -> tuple[list[str], dict[str, str]]:
    """The first installer that can fill the new environment, with its environment variables."""
    own = dict(os.environ)
    ways = [([str(python), "-m", "pip"], own), ([sys.executable, "-m", "pip", "--python", str(python)], own)]
    ways += [([str(python), "-m", "pip"], own | {"PYTHONPATH": str(w)}) for w in sorted(PACKED.glob("pip-*.whl"))]
    for command, env in ways:
        if runs([*command, "--version"], env):
            return [*command, "--disable-pip-version-check", "--no-input", "install", "-q"], env
    if shutil.which("uv"):
        return ["uv", "pip", "install", "--python", str(python), "-q"], own
    no_way("There is no pip for this Python and no ensurepip to make one.")


def main() -> None:
    """Make the environment, install the lock, install jadwal, compile its kernels."""
    folder, lock = Path(sys.argv[1]), Path(sys.argv[2])
    python = folder.absolute() / "bin" / "python"
    make(folder, python)
    command, env = installer(python)
    pins = lock.read_text("utf-8").count("==")
    print(f"installing the {pins} packages of {lock}, each by its hash (minutes the first time)", flush=True)
    for what in (
        ["--require-hashes", "--only-binary", ":all:", "-r", str(lock)],
        ["--no-deps", "--no-build-isolation", "-e", "."],
    ):
        if subprocess.run([*command, *what], env=env, check=False).returncode != 0:
            stop("The packages could not be installed; the lines above say why. Run make again when that is put right.")
    print("compiling the schedule generator and the simulation, once", flush=True)
    for kernel in ("jadwal.plan.sgs", "jadwal.simulate.network"):
        if subprocess.run([str(python), "-m", kernel], env=env, check=False).returncode != 0:
            stop(f"{kernel} could not be compiled; the lines above say why.")


if __name__ == "__main__":
    main()
