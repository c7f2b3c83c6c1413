"""A newcomer's first minutes in a real browser: open the course, run it, move a slider.

Needs Chromium (on Debian or Ubuntu: ``apt-get install chromium``). It starts JupyterLab on a free
port with a copy of the notebooks, and ends what it started.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium_lab import (
    button,
    explorers,
    fresh_page,
    picture,
    run_all_cells,
    running_lab,
    slider,
    wait_until,
    write_explorers,
)

from cxsim.commands.lab import copy_course
from cxsim.folders import folder

pytestmark = pytest.mark.slow

KEYBOARD = ("start", "call_centre", "journey")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start JupyterLab on the students' notebooks; give its address."""
    root = tmp_path_factory.mktemp("course")
    copy_course(folder("notebooks"), root / "notebooks")
    write_explorers(root / "notebooks" / "explorers.ipynb", KEYBOARD)
    with running_lab(root) as address:
        yield address


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Any]:
    """Open a page in a fresh Chromium."""
    with fresh_page(tmp_path / "profile") as page:
        yield page


def test_a_slider_changes_the_picture(lab: str, page: Any, tmp_path: Path) -> None:
    page.goto(f"{lab}/lab/tree/01_crm_or_cem.ipynb?reset")
    run_all_cells(page)
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    explorer = explorers(page)[-1]
    explorer.scroll_into_view_if_needed()
    start = picture(explorer)
    page.screenshot(path=tmp_path / "page.png")
    explorer.screenshot(path=tmp_path / "start.png")

    button(explorer, "Pin this run to compare").click()
    wait_until(lambda: picture(explorer) != start, "the pinned run is in the picture")
    pinned = picture(explorer)

    slider(explorer, "Gap 3").focus()
    for _ in range(6):  # by keyboard, from 0.30 to 0.60
        page.keyboard.press("ArrowRight")
    wait_until(
        lambda: re.search("lag is [0-9.]+ points higher", explorer.inner_text()),
        "the words follow the slider",
    )
    wait_until(lambda: picture(explorer) != pinned, "the picture follows the slider")
    wait_until(lambda: "Simulating" not in explorer.inner_text(), "the picture is up to date")
    explorer.screenshot(path=tmp_path / "moved.png")

    button(explorer, "Reset").click()
    wait_until(lambda: picture(explorer) == start, "the first picture comes back")
    explorer.screenshot(path=tmp_path / "reset.png")


@pytest.mark.parametrize(
    ("notebook", "label", "words"),
    [
        ("02_five_gaps.ipynb", "Gap 3", "gap 5 is 0.[0-9]+ points larger in the first month"),
        ("03_expectations.ipynb", "Share of a surprise", "less in the last six"),
        ("05_journey.ipynb", "Weight of the strongest", "memory of the example is .* worse"),
        ("09_loyalty_churn_value.ipynb", "First parameter", "customers still there is .* lower"),
    ],
)
def test_an_explorer_pins_and_compares(
    lab: str, page: Any, tmp_path: Path, notebook: str, label: str, words: str
) -> None:
    page.goto(f"{lab}/lab/tree/{notebook}?reset")
    run_all_cells(page)
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    explorer = explorers(page)[-1]
    explorer.scroll_into_view_if_needed()
    button(explorer, "Pin this run to compare").click()
    wait_until(lambda: "Against the pinned run" in explorer.inner_text(), "the run is pinned")
    slider(explorer, label).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: re.search(words, explorer.inner_text()), "the words follow the slider")
    wait_until(lambda: "Simulating" not in explorer.inner_text(), "the picture is up to date")
    explorer.screenshot(path=tmp_path / "moved.png")
    page.screenshot(path=tmp_path / "page.png")


def test_explorers_obey_the_keyboard_alone(lab: str, page: Any, tmp_path: Path) -> None:
    """Tab, arrows, Enter and Space do all that the mouse can, and the page complains of nothing."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if is_error(message) else 0)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{lab}/lab/tree/explorers.ipynb?reset")
    run_all_cells(page)
    wait_until(lambda: len(explorers(page)) == len(KEYBOARD), "all explorers are there")
    for name, explorer in zip(KEYBOARD, explorers(page), strict=True):
        drive_by_keyboard(page, explorer, tmp_path / name)
    assert complaints == []


def drive_by_keyboard(page: Any, explorer: Any, shots: Path) -> None:
    """Move the first slider, pin, move on, and reset."""
    shots.mkdir()
    handle = explorer.locator(".noUi-handle").first
    explorer.scroll_into_view_if_needed()
    start, words = picture(explorer), explorer.inner_text()
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: picture(explorer) != start, "the picture follows the arrow keys")
    wait_until(lambda: explorer.inner_text() != words, "the words follow the arrow keys")
    explorer.screenshot(path=shots / "moved.png")

    tab_to(page, button(explorer, "Pin this run to compare"))
    explorer.screenshot(path=shots / "focus.png")
    page.keyboard.press("Enter")
    wait_until(lambda: "Against the pinned run" in explorer.inner_text(), "Enter pins the run")
    pinned = picture(explorer)
    tab_to(page, handle, "Shift+Tab")
    page.keyboard.press("ArrowLeft")
    wait_until(lambda: picture(explorer) != pinned, "the picture follows, with the pinned run")
    explorer.screenshot(path=shots / "pinned.png")

    tab_to(page, button(explorer, "Reset"))
    page.keyboard.press("Space")
    wait_until(lambda: picture(explorer) == start, "Space resets the explorer")
    assert "Against the pinned run" not in explorer.inner_text()
    explorer.screenshot(path=shots / "reset.png")


def tab_to(page: Any, target: Any, key: str = "Tab") -> None:
    """Press Tab until an element has the focus."""
    for _ in range(40):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    pytest.fail(f"{key} does not lead to {target}.")


def is_error(message: Any) -> bool:
    """Tell an error of the page's console from other messages."""
    return message.type == "error"
