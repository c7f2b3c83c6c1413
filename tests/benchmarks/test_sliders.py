"""How long a moved slider takes to a redrawn figure, in JupyterLab and Chromium.

Slider by slider, keys and then the mouse move to places that no slider has been at before, so that
nothing is remembered and every step simulates. A step ends when the page has the new picture and
could paint it. Medians end up in ``extra_info``.
"""

from statistics import median

import pytest
from chromium_lab import (
    READY,
    explorers,
    fresh_page,
    run_all_cells,
    running_lab,
    wait_until,
    write_explorers,
)

pytestmark = pytest.mark.benchmark

EXPLORERS = ("start", "call_centre", "journey")
KEYS_EACH, DRAGS = 4, 6
FEWEST = 20  # steps that a median needs
PATIENCE = 3000  # milliseconds for a picture; a step that changes no pixel brings none

# Notes the moment of every key or movement of the mouse, and how long each picture took from it.
WATCH = """(picture) => {
    const note = () => { window.moved = performance.now(); };
    for (const kind of ['keydown', 'mousemove']) window.addEventListener(kind, note, true);
    window.steps = [];
    window.watcher?.disconnect();
    window.watcher = new MutationObserver(async () => {
        const moved = window.moved;
        await picture.decode();
        window.steps.push(performance.now() - moved);
    });
    window.watcher.observe(picture, {attributes: true, attributeFilter: ['src']});
}"""
IS_STEPPED = "(steps) => window.steps.length > steps"


def test_slider_to_picture(benchmark, tmp_path):
    (tmp_path / "notebooks").mkdir()
    write_explorers(tmp_path / "notebooks" / "explorers.ipynb", EXPLORERS)
    with running_lab(tmp_path) as address, fresh_page(tmp_path / "profile") as page:
        page.goto(f"{address}/lab/tree/explorers.ipynb?reset")
        run_all_cells(page)
        wait_until(lambda: len(explorers(page)) == len(EXPLORERS), "all explorers are there")
        page.wait_for_function(READY)
        found = benchmark.pedantic(measure_all, args=(page,), rounds=1)
    benchmark.extra_info.update({f"slider_{name}_ms": found[name] for name in found})


def measure_all(page):
    """Median milliseconds of a step, by explorer."""
    found = dict(zip(EXPLORERS, map(steps_of, explorers(page)), strict=True))
    for name, steps in found.items():
        print(f"{name}: {len(steps)} steps, {min(steps):.0f} to {max(steps):.0f} ms")
        assert len(steps) >= FEWEST
    return {name: median(steps) for name, steps in found.items()}


def steps_of(explorer):
    """Milliseconds of all steps of an explorer."""
    explorer.scroll_into_view_if_needed()
    explorer.locator("img.widget-image").evaluate(WATCH)
    handles = explorer.locator(".noUi-handle").all()
    for handle in handles:
        press_keys(handle)
    drag(handles[0])
    return explorer.page.evaluate("window.steps")


def press_keys(handle):
    """Move a slider away from its nearer end, key by key."""
    key = "ArrowRight" if is_left(handle) else "ArrowLeft"
    handle.focus()
    for _ in range(KEYS_EACH):
        step(handle.page, lambda: handle.page.keyboard.press(key))


def drag(handle):
    """Drag a slider towards its farther end."""
    mouse, box = handle.page.mouse, handle.bounding_box()
    track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    end = track["x"] + (track["width"] if is_left(handle) else 0)
    mouse.move(x, y)
    mouse.down()
    for part in range(1, DRAGS + 1):
        step(handle.page, lambda to=x + (end - x) * part / DRAGS: mouse.move(to, y))
    mouse.up()


def step(page, act):
    """Do something that moves a slider; wait for the picture and until the kernel rests."""
    from playwright.sync_api import TimeoutError

    before = page.evaluate("window.steps.length")
    act()
    try:
        page.wait_for_function(IS_STEPPED, arg=before, timeout=PATIENCE, polling=20)
    except TimeoutError:
        return
    page.wait_for_function(READY)
    page.wait_for_timeout(100)


def is_left(handle):
    """Tell whether a slider stands in its left half."""
    low, now, high = (
        float(handle.get_attribute(f"aria-value{name}")) for name in ("min", "now", "max")
    )
    return now - low < high - now
