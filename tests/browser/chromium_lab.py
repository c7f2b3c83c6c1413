"""JupyterLab with explorers in a real Chromium, as tests and benchmarks drive it.

Needs Chromium (on Debian or Ubuntu: ``apt-get install chromium``). JupyterLab starts on a free
port with settings of its own, and what was started is ended.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

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
# A hash of an explorer's picture as it is on the page; null while it is being replaced.
PICTURE = """async (picture) => {
    try {
        await picture.decode();
        const bytes = await (await fetch(picture.src)).arrayBuffer();
        return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].join(' ');
    } catch {
        return null;
    }
}"""


@contextmanager
def running_lab(root: Path) -> Iterator[str]:
    """Start JupyterLab on the folder ``notebooks`` of a folder; give its address."""
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


@contextmanager
def fresh_page(profile: Path) -> Iterator[Any]:
    """Open a page in a fresh Chromium."""
    try:
        from playwright import sync_api
    except ImportError:
        pytest.fail("Playwright is missing: install it with pip install 'cxsim[test]'.")
    with sync_api.sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=chromium(),
            args=CHROMIUM_OPTIONS,
            viewport={"width": 1280, "height": 900},
        )
        page = context.new_page()
        page.set_default_timeout(1000 * START_SECONDS)
        yield page
        context.close()


def write_explorers(path: Path, names: Sequence[str]) -> None:
    """Write a notebook that opens explorers, one below the other."""
    sources = ["import cxsim as cx", *(f'cx.explore("{name}")' for name in names)]
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "source": source,
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
        for number, source in enumerate(sources)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}}
    path.write_text(json.dumps(notebook | {"nbformat": 4, "nbformat_minor": 5}))


# -- what a user does ------------------------------------------------------------------------------


def run_all_cells(page: Any) -> None:
    """Run the notebook once its kernel is ready, and wait until the explorer has its picture."""
    page.wait_for_selector(".jp-Notebook")
    page.wait_for_function(READY, timeout=1000 * START_SECONDS)
    # In braces, so that the promise of the command, which may stay open, is not waited for.
    page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells') }")
    page.wait_for_selector("img.widget-image", state="attached", timeout=1000 * RUN_SECONDS)
    page.wait_for_function(READY, timeout=1000 * RUN_SECONDS)


def explorers(page: Any) -> list[Any]:
    """Find all explorers of the page, from top to bottom."""
    return page.locator(".widget-vbox", has=page.locator("img.widget-image")).all()


def picture(explorer: Any) -> str:
    """Tell an explorer's pictures apart by their bytes."""
    found: list[str] = []
    image = explorer.locator("img.widget-image")
    wait_until(lambda: found.append(image.evaluate(PICTURE)) or found[-1], "the picture is whole")
    return found[-1]


def slider(explorer: Any, label: str) -> Any:
    """Find the handle of a slider by the beginning of its label."""
    row = explorer.locator(".widget-hslider").filter(has_text=label)
    return row.locator(".noUi-handle")


def button(explorer: Any, label: str) -> Any:
    """Find a button of an explorer."""
    return explorer.locator(".widget-button", has_text=label)


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
