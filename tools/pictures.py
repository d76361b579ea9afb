"""Make the pictures of the guide anew: ``python tools/pictures.py FOLDER`` (or ``make pictures``).

In: the examples.  Out: one PNG per :data:`PICTURES` entry in the folder: of the page that ``jadwal plan`` writes, in
the Chromium of this machine, and of charts as ``--png`` writes them, each in at most 256 colours.  The rule this module
owns: *a picture shows what the program makes*: no picture is drawn or retouched by hand, and two runs on one machine
give the same bytes.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from chromium import NAMED_BY, Scheme, Watch, browser, executable
from palette import Pixels, packed
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
FUTURES = 20_000
DESK, PHONE = (1280, 800), (390, 780)
A4_WIDTH = 700  # pixels of the printed page's picture
FINE = (0, 1)  # 1: planned, with findings


@dataclass(frozen=True)
class Picture:
    """One picture: of which example, in which language and theme; of the page's top, its first sheet, or a chart."""

    name: str
    case: str
    lang: Literal["en", "ar"]
    chart: str = ""
    scheme: Scheme = "light"
    size: tuple[int, int] = DESK
    paper: bool = False


def _chart(name: str, lang: Literal["en", "ar"], chart: str, case: str = "iraq-2024") -> Picture:
    return Picture(f"{name}-{lang}", case, lang, chart)


PICTURES = (
    Picture("page-en-light", "iraq-2024", "en"),
    Picture("page-ar-dark", "iraq-2024", "ar", scheme="dark"),
    Picture("phone-ar", "iraq-2024", "ar", size=PHONE),
    Picture("print-en", "iraq-2024", "en", paper=True),
    Picture("two-camps-en", "two-camps", "en"),
    Picture("two-camps-ar", "two-camps", "ar"),
    _chart("timetable", "en", "timetable-1"),
    _chart("headcount", "ar", "headcount-1"),
    _chart("map", "ar", "map"),
    _chart("counts", "en", "counts-1"),
    _chart("outlook", "ar", "outlook"),
    _chart("curve", "en", "milestones-1"),
    _chart("drivers", "en", "drivers-1"),
)


def planned(case: str, folder: Path) -> Path:
    """Plan an example and return its result folder, with pictures of its charts."""
    out = folder / case
    words = ["plan", str(ROOT / "examples" / case), "--futures", str(FUTURES), "--png", "--out", str(out)]
    done = subprocess.run([sys.executable, "-m", "jadwal", *words], capture_output=True, encoding="utf-8", check=False)
    if done.returncode not in FINE:
        raise SystemExit(done.stderr)
    return out


def picture(wanted: Picture, result: Path, watch: Watch) -> bytes | None:
    """The PNG of one picture of a result folder; None where this machine lacks what it takes."""
    width, height = wanted.size
    page = watch.open((result / "index.html").as_uri(), width=width, height=height, scheme=wanted.scheme)
    page.evaluate("id => document.getElementById(id).click()", f"lang-{wanted.lang}")
    page.evaluate("scrollTo(0, 0)")
    if wanted.chart:
        shot = (result / "charts" / f"{wanted.chart}.{wanted.lang}.png").read_bytes()
    elif not wanted.paper:
        shot = page.screenshot(animations="disabled", caret="hide")
    elif shutil.which("pdftoppm") is None:
        return None
    else:
        shot = _first_sheet(page)
    return packed(pixels(page, shot))


def _first_sheet(page: Page) -> bytes:
    """The first sheet as it would be printed; needs poppler's pdftoppm."""
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    words = ["pdftoppm", "-png", "-f", "1", "-l", "1", "-scale-to-x", str(A4_WIDTH), "-scale-to-y", "-1", "-"]
    return subprocess.run(words, input=pdf, capture_output=True, check=True).stdout


def pixels(page: Page, png: bytes) -> Pixels:
    """What a PNG shows, read by the browser, which has a decoder."""
    read = """async (png) => {
        const image = new Image();
        image.src = "data:image/png;base64," + png;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
        canvas.drawImage(image, 0, 0);
        const data = canvas.getImageData(0, 0, image.width, image.height).data;
        const reader = new FileReader();
        const whole = new Promise((resolve) => { reader.onload = () => resolve(reader.result); });
        reader.readAsDataURL(new Blob([data]));
        return { width: image.width, height: image.height, data: (await whole).split(",")[1] };
    }"""
    got = page.evaluate(read, base64.b64encode(png).decode("ascii"))
    flat = np.frombuffer(base64.b64decode(got["data"]), np.uint8)
    return flat.reshape(got["height"], got["width"], 4)[:, :, :3]


def make(folder: Path, watch: Watch, tell: Callable[[str], None]) -> None:
    """All pictures into ``folder``; pictures that are no longer made are taken away."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        results: dict[str, Path] = {}
        for wanted in PICTURES:
            if wanted.case not in results:
                tell(f"planning examples/{wanted.case}")
                results[wanted.case] = planned(wanted.case, Path(scratch))
            made = picture(wanted, results[wanted.case], watch)
            watch.close()
            if made is None:
                tell(f"{wanted.name}.png left as it is: no pdftoppm here (Debian: poppler-utils)")
                continue
            (folder / f"{wanted.name}.png").write_bytes(made)
            tell(f"{wanted.name}.png {len(made) / 1000:.0f} kB")
    for file in folder.glob("*.png"):
        if file.stem not in {wanted.name for wanted in PICTURES}:
            file.unlink()


def main() -> int:
    """0 when every page was quiet while its picture was taken."""
    path = executable()
    if path is None:
        print(f"The pictures need Chromium: install chromium, or name one with {NAMED_BY}", file=sys.stderr)
        return 2
    with browser(path) as running:
        watch = Watch(running)
        make(Path(sys.argv[1]), watch, lambda line: print(line, flush=True))
        print(*watch.troubles, sep="\n", file=sys.stderr, end="")
    return 1 if watch.troubles else 0


if __name__ == "__main__":
    sys.exit(main())
