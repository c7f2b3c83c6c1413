"""The page about the pictures names each of them, and its small images exist."""

import re
from pathlib import Path

import cxsim as cx

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "pictures.md").read_text(encoding="utf-8")


def test_every_picture_is_on_the_page():
    named = set(re.findall(r"cx\.plots\.(\w+)", PAGE))
    assert named == set(cx.plots.__all__)


def test_images_exist_and_are_small():
    images = re.findall(r"!\[.+?\]\((.+?)\)", PAGE)
    assert 0 < len(images) <= 4
    for name in images:
        assert (DOCS / name).stat().st_size < 60_000
