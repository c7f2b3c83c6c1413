"""A newcomer's first minutes in a real browser: open the course, run it, move a slider.

Needs Chromium (on Debian or Ubuntu: ``apt-get install chromium``). It starts JupyterLab on a free
port with a copy of the notebooks, and ends what it started.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cxsim.commands.lab import copy_course
from cxsim.folders import folder

pytestmark = pytest.mark.slow

START_SECONDS, RUN_SECONDS, REDRAW_SECONDS = 60, 180, 30
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The kernel of the notebook in front answers and has nothing to do.
READY = """() => {
    const kernel = jupyterapp.shell.currentWidget?.context?.sessionContext?.session?.kernel;
    return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
}"""
# A hash of the explorer's picture as it is on the page; null while it is being replaced.
PICTURE = """async () => {
    const picture = document.querySelector('img.widget-image');
    try {
        await picture.decode();
        const bytes = await (await fetch(picture.src)).arrayBuffer();
        return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].join(' ');
    } catch {
        return null;
    }
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start JupyterLab on the students' notebooks; give its address."""
    root = tmp_path_factory.mktemp("course")
    copy_course(folder("notebooks"), root / "notebooks")
    port = free_port()
    turn_off_news(root / "CONFIG")
    log = (root / "jupyter.log").open("w")
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *("--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"),
            f"--ServerApp.root_dir={root / 'notebooks'}",
            *("--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True"),
            "--LabApp.extension_manager=readonly",
        ],
        # Settings of whoever runs the test stay out of it, and untouched.
        env=os.environ
        | {f"JUPYTER_{kind}_DIR": str(root / kind) for kind in ("CONFIG", "DATA", "RUNTIME")},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for_server(server, f"{address}/api", root / "jupyter.log")
        yield address
    finally:
        server.terminate()  # it ends its kernels first
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Any]:
    """Open a page in a fresh Chromium."""
    try:
        from playwright import sync_api
    except ImportError:
        pytest.fail("Playwright is missing: install it with pip install 'cxsim[test]'.")
    with sync_api.sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"),
            executable_path=chromium(),
            args=CHROMIUM_OPTIONS,
            viewport={"width": 1280, "height": 900},
        )
        page = context.new_page()
        page.set_default_timeout(1000 * START_SECONDS)
        yield page
        context.close()


def test_a_slider_changes_the_picture(lab: str, page: Any, tmp_path: Path) -> None:
    page.goto(f"{lab}/lab/tree/01_crm_or_cem.ipynb?reset")
    run_all_cells(page)
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    explorer = page.locator(".widget-vbox", has=page.locator("img.widget-image")).last
    explorer.scroll_into_view_if_needed()
    start = picture(page)
    page.screenshot(path=tmp_path / "page.png")
    explorer.screenshot(path=tmp_path / "start.png")

    button(page, "Pin this run to compare").click()
    wait_until(lambda: picture(page) != start, "the pinned run is in the picture")
    pinned = picture(page)

    slider(page, "Gap 3").focus()
    for _ in range(6):  # by keyboard, from 0.30 to 0.60
        page.keyboard.press("ArrowRight")
    wait_until(
        lambda: re.search("lag is [0-9.]+ points higher", explorer.inner_text()),
        "the words follow the slider",
    )
    wait_until(lambda: picture(page) != pinned, "the picture follows the slider")
    wait_until(lambda: "Simulating" not in explorer.inner_text(), "the picture is up to date")
    explorer.screenshot(path=tmp_path / "moved.png")

    button(page, "Reset").click()
    wait_until(lambda: picture(page) == start, "the first picture comes back")
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
    explorer = page.locator(".widget-vbox", has=page.locator("img.widget-image")).last
    explorer.scroll_into_view_if_needed()
    button(page, "Pin this run to compare").click()
    wait_until(lambda: "Against the pinned run" in explorer.inner_text(), "the run is pinned")
    slider(page, label).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: re.search(words, explorer.inner_text()), "the words follow the slider")
    wait_until(lambda: "Simulating" not in explorer.inner_text(), "the picture is up to date")
    explorer.screenshot(path=tmp_path / "moved.png")
    page.screenshot(path=tmp_path / "page.png")


# -- what a user does ------------------------------------------------------------------------------


def run_all_cells(page: Any) -> None:
    """Run the notebook once its kernel is ready, and wait until the explorer has its picture."""
    page.wait_for_selector(".jp-Notebook")
    page.wait_for_function(READY, timeout=1000 * START_SECONDS)
    # In braces, so that the promise of the command, which may stay open, is not waited for.
    page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells') }")
    page.wait_for_selector("img.widget-image", state="attached", timeout=1000 * RUN_SECONDS)
    page.wait_for_function(READY, timeout=1000 * RUN_SECONDS)


def picture(page: Any) -> str:
    """Tell the explorer's pictures apart by their bytes."""
    found: list[str] = []
    wait_until(lambda: found.append(page.evaluate(PICTURE)) or found[-1], "the picture is whole")
    return found[-1]


def slider(page: Any, label: str) -> Any:
    """Find the handle of a slider by the beginning of its label."""
    row = page.locator(".widget-hslider", has=page.locator("label", has_text=label))
    return row.locator(".noUi-handle")


def button(page: Any, label: str) -> Any:
    """Find a button of the explorer."""
    return page.locator(".widget-button", has_text=label)


def wait_until(condition: Any, what: str) -> None:
    """Wait until a condition holds; fail with what was waited for."""
    end = time.monotonic() + REDRAW_SECONDS
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"Waited {REDRAW_SECONDS} s in vain: {what}.")
        time.sleep(0.05)


# -- what the test needs ---------------------------------------------------------------------------


def turn_off_news(config: Path) -> None:
    """Answer JupyterLab's question about news, whose window would cover the explorer."""
    settings = config / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')


def chromium() -> str:
    """Path of the browser, or a failure that says how to get it."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return pytest.fail(
        "Chromium is missing. On Debian or Ubuntu install it with 'apt-get install chromium'; "
        "elsewhere install Chromium or Google Chrome so that the command 'chromium' or "
        "'google-chrome' works."
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_server(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"JupyterLab does not answer. Its log:\n{log.read_text()[-2000:]}")
