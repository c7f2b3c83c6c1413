"""Measure the speed of cxsim and write the page about it: `python tests/benchmarks/measure.py`.

It takes some minutes on a quiet machine. Words after the command measure only the benchmarks whose
names hold one of them (`measure.py slider start`), and keep the other figures. Exit code 1 means
that a promise is not kept.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from figures import BUDGETS, RESULTS, number, write_page


def main() -> int:
    """Run the benchmarks, keep their figures and renew the page."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"load of the machine: {load:.2f}", flush=True)
    words = sys.argv[1:]
    raw = run_benchmarks(words)
    before = json.loads(RESULTS.read_text(encoding="utf-8"))["figures"] if words else {}
    results = {
        "date": date.today().isoformat(),
        "machine": machine(raw["machine_info"], load),
        "figures": before | figures(raw["benchmarks"]),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    write_page()
    return report(results["figures"])


def run_benchmarks(words: list[str]) -> dict[str, Any]:
    """Run pytest-benchmark, all or those that words name; return what it found."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "benchmarks.json"
        command = [sys.executable, "-m", "pytest", str(Path(__file__).parent), "-m", "benchmark"]
        chosen = ["-k", " or ".join(words)] if words else []
        subprocess.run([*command, *chosen, f"--benchmark-json={raw}"], check=True)
        return json.loads(raw.read_text(encoding="utf-8"))


def figures(benchmarks: list[dict[str, Any]]) -> dict[str, float]:
    """Collect the figures of all benchmarks, with four significant digits."""
    found = {name: value for test in benchmarks for name, value in test["extra_info"].items()}
    return {name: float(f"{value:.4g}") for name, value in found.items()}


def machine(facts: dict[str, Any], load: float) -> dict[str, Any]:
    """What a reader must know to judge the figures."""
    libraries = ("numpy", "numba", "simpy", "ciw")
    return {
        "processor": facts["cpu"].get("brand_raw", "unknown"),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: version(name) for name in libraries},
        "load": round(load, 2),
    }


def report(values: dict[str, float]) -> int:
    """Print every promise; return 1 if one is not kept."""
    for budget in BUDGETS:
        value = values[budget.figure]
        word = "kept" if budget.kept(value) else "NOT KEPT"
        print(f"{word}: {budget.meaning}: {number(value)}{budget.unit} ({budget.limit()})")
    return int(not all(budget.kept(values[budget.figure]) for budget in BUDGETS))


if __name__ == "__main__":
    sys.exit(main())
