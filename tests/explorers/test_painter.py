"""Painting in parts gives the picture that matplotlib paints as a whole."""

from __future__ import annotations

import numpy as np
import pytest

from cxsim.explorers.painter import Painter
from cxsim.plots import marks
from cxsim.plots.style import figure, styled


@pytest.fixture
def picture():
    """Two axes with a bar, a line, words and a legend; nothing touches a spine."""
    drawn = figure(5, 2)
    with styled():
        for ax in drawn.subplots(1, 2):
            ax.set(xlim=(0, 4), ylim=(0, 4), xlabel="x", title="title")
            marks.bar(ax, "bar", 0.5, 1, 3, 0.5, facecolor="green")
            marks.line(ax, "line", [1, 2], [1, 2], label="line", color="red", linewidth=3)
            marks.words(ax, "words", 2.5, 1, "words")
            marks.legend(ax, loc="upper right", frameon=True)
        drawn.suptitle("above")
        drawn.canvas.draw()
        drawn.set_layout_engine("none")
    return drawn


@pytest.fixture
def painter(picture):
    return Painter(picture)


def painted(painter):
    with styled():
        return painter.paint()


def as_a_whole(picture):
    with styled():
        picture.canvas.draw()
    return np.array(picture.canvas.buffer_rgba())


def assert_alike(painter, picture):
    """Colours of stamps are rounded once more, so they may differ a little."""
    found = painted(painter).astype(int)
    np.testing.assert_allclose(found, as_a_whole(picture), atol=2)


def with_a_second_line(ax):
    marks.line(ax, "second", [1, 1], [1, 2], label="second line")
    marks.legend(ax, loc="upper right", frameon=True)


CHANGES = {
    "line": lambda ax: marks.line(ax, "line", [1, 3], [1, 2]),
    "bar": lambda ax: marks.bar(ax, "bar", 0.5, 2, 3, 0.5),
    "words": lambda ax: marks.words(ax, "words", 2.5, 1, "other"),
    "hidden": lambda ax: marks.hide(ax, "bar"),
    "limits": lambda ax: ax.set_ylim(0, 5),
    "ticks": lambda ax: ax.set_yticks([1, 2], ["one", "two"]),
    "title": lambda ax: ax.set_title("other"),
    "legend": with_a_second_line,
    "suptitle": lambda ax: ax.figure.suptitle("other"),
    "invisible axes": lambda ax: ax.set_visible(False),
}


def change(name, picture):
    """Do one of the things that an explorer may do between two pictures."""
    with styled():
        CHANGES[name](picture.axes[1])


@pytest.mark.parametrize("name", CHANGES)
def test_parts_make_the_whole(painter, picture, name):
    assert_alike(painter, picture)
    change(name, picture)
    assert_alike(painter, picture)


def test_many_changes_after_each_other(painter, picture):
    for name in (*CHANGES, *reversed(CHANGES)):
        change(name, picture)
        last = painted(painter)
    np.testing.assert_allclose(last.astype(int), as_a_whole(picture), atol=2)


def test_what_comes_back_looks_as_before(painter, picture):
    first = painted(painter)
    for x in (3, 2):
        marks.line(picture.axes[0], "line", [1, x], [1, 2])
        last = painted(painter)
        assert (last == first).all() == (x == 2)


def test_a_picture_is_not_changed_by_the_next_one(painter, picture):
    first = painted(painter)
    before = first.copy()
    marks.line(picture.axes[0], "line", [1, 3], [1, 2])
    painted(painter)
    np.testing.assert_array_equal(first, before)
