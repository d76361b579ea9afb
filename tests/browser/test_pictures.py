"""Pictures of the guide: small, and true to what was on the screen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from chromium import Watch
from palette import MOST, Pixels, packed, reduced
from pictures import PICTURES, Picture, picture, pixels

NAMES = [wanted.name for wanted in PICTURES]


def result(folder: Path) -> Path:
    """A result folder with nearly nothing in it."""
    file = folder / "index.html"
    body = "<input type=radio id=lang-en><input type=radio id=lang-ar><p>page</p>"
    style = "body { background: #fff } @media (prefers-color-scheme: dark) { body { background: #123456 } }"
    file.write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{body}", "utf-8")
    return folder


def random(colours: int, seed: int = 1) -> Pixels:
    """Noise of so many colours at most."""
    draw = np.random.Generator(np.random.PCG64(seed))
    palette = draw.integers(0, 256, (colours, 3), dtype=np.uint8)
    return palette[draw.integers(0, colours, (60, 80))]


@pytest.mark.parametrize("colours", [1, 2, MOST])
def test_a_picture_of_few_colours_comes_back_exactly(watch: Watch, tmp_path: Path, colours: int) -> None:
    """Read by a decoder that is not ours."""
    page = watch.open((result(tmp_path) / "index.html").as_uri())
    before = random(colours)
    assert np.array_equal(pixels(page, packed(before)), before)


def test_a_picture_of_many_colours_keeps_its_flat_areas_exactly_and_the_rest_nearly() -> None:
    """A page is flat areas and the soft edges of letters between them."""
    edges = np.linspace(0, 1, 60)[:, None, None]
    shades = np.linspace([16, 24, 200], [250, 240, 90], 80)[None, :, :]
    before = (shades * edges + 255 * (1 - edges)).astype(np.uint8)
    before[:, :40] = [18, 52, 86]
    palette, places = reduced(before)
    after = palette[places]
    assert len(palette) <= MOST
    assert np.array_equal(after[:, :40], before[:, :40])
    assert np.abs(after.astype(int) - before.astype(int)).max() <= 24


def test_a_picture_is_of_its_size_and_theme_and_the_same_twice(watch: Watch, tmp_path: Path) -> None:
    """So that a picture changes in the repository only when the page does."""
    wanted = Picture("a", "none", "ar", scheme="dark", size=(300, 200))
    first, second = (picture(wanted, result(tmp_path), watch) for _ in range(2))
    assert first is not None
    assert first == second
    shown = pixels(watch.open((tmp_path / "index.html").as_uri()), first)
    assert shown.shape == (200, 300, 3)
    assert shown[199, 299].tolist() == [0x12, 0x34, 0x56]


def test_a_picture_of_a_chart_is_the_one_in_the_result_folder(watch: Watch, tmp_path: Path) -> None:
    """In its language."""
    before = random(MOST)
    (result(tmp_path) / "charts").mkdir()
    (tmp_path / "charts" / "map.ar.png").write_bytes(packed(before))
    made = picture(Picture("a", "none", "ar", "map"), tmp_path, watch)
    assert made is not None
    assert np.array_equal(pixels(watch.open((tmp_path / "index.html").as_uri()), made), before)


def test_every_picture_has_a_name_of_its_own() -> None:
    """And says its language."""
    assert len(set(NAMES)) == len(NAMES)
    assert all(f"-{wanted.lang}" in wanted.name for wanted in PICTURES)
