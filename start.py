"""Make the environment in .venv, then open the course or run all tests.

    python3 start.py course
    python3 start.py tests

It needs nothing but Python. What stands after "course" goes to "cxsim lab".
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE / ".venv"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PYTEST = ("-m", "pytest", "-n", "2", "--dist", "loadfile", "--max-worker-restart=0")
STEPS = {
    "lint": ("-m", "ruff", "check", "."),
    "format": ("-m", "ruff", "format", "--check", "."),
    "types": ("-m", "mypy"),
    "quick tests": PYTEST,
    "slow tests": (*PYTEST, "-m", "slow"),
    "notebooks": (*PYTEST, "--nbval", "--nbval-current-env", "notebooks"),
}


def main(arguments: list[str]) -> int:
    """Do what the first argument says; return the exit code."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        return fail(f"cxsim needs Python 3.11 to 3.14; this is {sys.version.split()[0]}.")
    if arguments[:1] == ["course"]:
        make_environment("lab")
        return become("-m", "cxsim", "lab", *arguments[1:])
    if arguments == ["tests"]:
        install_from_debian("venv and ensurepip", has_venv(), "python3-venv")
        make_environment("test")
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        install_from_debian("Chromium for the browser test", bool(chromium), "chromium")
        return run_tests()
    return fail(f"{(__doc__ or '').strip()}")


def make_environment(extra: str) -> None:
    """Install cxsim with what it needs, unless that is done already."""
    wanted = fingerprint(extra)
    stamp = HOME / f"cxsim-{extra}.txt"
    if works() and stamp.is_file() and stamp.read_text() == wanted:
        return
    if not works():
        # An environment that was moved, or made by a Python that is gone, is made anew.
        say("Making an environment in .venv ...")
        call(sys.executable, "-m", "venv", "--clear", str(HOME))
    say("Installing cxsim and what it needs; the first time this takes some minutes ...")
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    call(str(PYTHON), *pip, "-c", "constraints.txt", "-e", f".[{extra}]")
    stamp.write_text(wanted)


def works() -> bool:
    """Tell whether the environment has a Python that serves."""
    serves = "import pip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))"
    try:
        return subprocess.run([str(PYTHON), "-c", serves], check=False).returncode == 0
    except OSError:
        return False


def fingerprint(extra: str) -> str:
    """Hash what an installation depends on."""
    digest = hashlib.sha256(f"{extra} {HERE}".encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def has_venv() -> bool:
    """Tell whether Python can make environments; Debian's own may lack a part of it."""
    if works():
        return True
    code = "import ensurepip, venv"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def install_from_debian(what: str, there: bool, package: str) -> None:
    """Install a missing Debian package, or say which one is missing."""
    if there:
        return
    if shutil.which("apt-get") is None:
        say(f"Not found: {what}. Please install it; tests that need it will fail.")
        return
    say(f"Installing {package} ...")
    root = [] if os.geteuid() == 0 else ["sudo"]
    quietly = {
        "stdout": subprocess.DEVNULL,
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    }
    for command in (["update"], ["install", "-y", "--no-install-recommends", package]):
        call(*root, "apt-get", "-q", *command, **quietly)


def run_tests() -> int:
    """Run every step, whatever an earlier one says, and tell which failed."""
    failed = []
    for name, command in STEPS.items():
        say(f"\n== {name}: python {' '.join(command)}")
        began = time.monotonic()
        if run(*command) != 0:
            failed.append(name)
        say(f"-- {name}: {time.monotonic() - began:.0f} s")
    if failed:
        return fail(f"\nFailed: {', '.join(failed)}.")
    say("\nAll steps passed.")
    return 0


def run(*command: str) -> int:
    """Run the environment's Python in the checkout; return its exit code."""
    return subprocess.run([str(PYTHON), *command], cwd=HERE, check=False).returncode


def become(*command: str) -> int:
    """Go on as the environment's Python, so that Ctrl-C reaches it alone."""
    if os.name == "nt":
        return run(*command)
    os.execv(str(PYTHON), [str(PYTHON), *command])


def call(*command: str, **options) -> None:
    """Run a command that must work."""
    if subprocess.run(command, cwd=HERE, check=False, **options).returncode != 0:
        sys.exit(fail(f"This did not work: {' '.join(command)}"))


def say(text: str) -> None:
    """Print at once, so that lines stand in order with those of other programs."""
    print(text, flush=True)


def fail(text: str) -> int:
    """Tell what is wrong; return the exit code."""
    print(text, file=sys.stderr, flush=True)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
