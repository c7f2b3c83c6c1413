"""What is measured, what is promised, and the page that shows both.

``docs/benchmarks.json`` holds the last run; the tables of ``docs/performance.md`` are made from it
by `render`, and a test compares them, so that page and figures cannot drift apart.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

DOCS = Path(__file__).parents[2] / "docs"
RESULTS = DOCS / "benchmarks.json"
PAGE = DOCS / "performance.md"
START = "<!-- figures: written by tests/benchmarks/measure.py -->"
END = "<!-- end of figures -->"


class Budget(NamedTuple):
    """A promise: the figure, what it means, and its limit."""

    figure: str
    meaning: str
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    def kept(self, value: float) -> bool:
        """Tell whether a value keeps the promise."""
        enough = self.at_least is None or value >= self.at_least
        return enough and (self.at_most is None or value <= self.at_most)

    def limit(self) -> str:
        """The limit in words."""
        if self.at_least is not None:
            return f"{self.at_least:g}{self.unit} or more"
        return f"{self.at_most:g}{self.unit} or less"


BUDGETS = (
    Budget(
        "queue_against_bare_simpy",
        "compiled engine with full log against a bare SimPy queue, contacts per second",
        " times", at_least=15.0,
    ),
    Budget(
        "bank_against_simpy_engine",
        "compiled engine against the readable SimPy engine, `bank`, full log",
        " times", at_least=40.0,
    ),
    Budget(
        "growth_from_10_000_to_1_000_000",
        "time per contact with 1,000,000 customers against 10,000",
        " times", at_most=3.0,
    ),
    Budget(
        "million_memory_gb", "peak memory, 1,000,000 customers for a year, no log", " GB",
        at_most=6.0,
    ),
    Budget(
        "slider_start_ms",
        "slider moved to figure redrawn, JupyterLab in Chromium, explorer `start`, median",
        " ms", at_most=150.0,
    ),
    Budget("first_compile_seconds", "first run on a new machine, compiling", " s", at_most=40.0),
    Budget("later_start_seconds", "later: from starting Python to a first run", " s", at_most=1.0),
    Budget("import_seconds", "`import cxsim`", " s", at_most=0.2),
    Budget(
        "compare_seconds", "`cx.compare`: two banks, 20 replications each, two workers", " s",
        at_most=10.0,
    ),
)  # fmt: skip

FIGURES = {
    "queue_contacts": "calls in the queue with 50 agents",
    "queue_compiled_per_second": "compiled engine, full log: contacts per second",
    "queue_bare_simpy_per_second": "bare SimPy, no log: calls per second",
    "queue_ciw_per_second": "Ciw, its own records: calls per second",
    "queue_against_ciw": "compiled engine against Ciw, times",
    "bank_contacts": "contacts of `bank`: 2,000 customers, two years",
    "bank_compiled_per_second": "compiled engine, full log: contacts per second",
    "bank_simpy_per_second": "readable engine, full log: contacts per second",
    "log_contacts": "contacts of a bank with 20,000 customers in a year",
    "log_on_per_second": "compiled engine with the log: contacts per second",
    "log_off_per_second": "compiled engine without it: contacts per second",
    "growth_microseconds_10_000": "10,000 customers: microseconds per contact, no log",
    "growth_microseconds_100_000": "100,000 customers: the same",
    "growth_microseconds_1_000_000": "1,000,000 customers: the same",
    "slider_call_centre_ms": "slider to figure, explorer `call_centre`: milliseconds, median",
    "slider_journey_ms": "the same, explorer `journey`",
    "million_seconds": "1,000,000 customers for a year, no log: seconds",
}

FACTS = {
    "processor": "processor", "cores": "cores", "memory_gb": "memory, GB", "system": "system",
    "python": "Python", "numpy": "NumPy", "numba": "Numba", "simpy": "SimPy", "ciw": "Ciw",
    "load": "load before the run (0 = idle)",
}  # fmt: skip


def render(results: dict[str, Any]) -> str:
    """Make the tables of the page from the results of a run."""
    values = results["figures"]
    lines = [START, "", f"Measured on {results['date']}.", ""]
    lines += ["| promise | limit | measured | kept |", "| --- | --- | --- | --- |"]
    for budget in BUDGETS:
        value = values[budget.figure]
        kept = "yes" if budget.kept(value) else "**no**"
        measured = f"{number(value)}{budget.unit}"
        lines.append(f"| {budget.meaning} | {budget.limit()} | {measured} | {kept} |")
    lines += ["", "| figure | measured |", "| --- | --- |"]
    lines += [f"| {meaning} | {number(values[name])} |" for name, meaning in FIGURES.items()]
    lines += ["", "| machine | |", "| --- | --- |"]
    lines += [f"| {meaning} | {results['machine'][name]} |" for name, meaning in FACTS.items()]
    return "\n".join([*lines, "", END])


def number(value: float) -> str:
    """A number with three significant digits, and commas between thousands."""
    if value >= 100:
        digits = max(0, len(str(int(value))) - 3)
        return f"{round(value, -digits):,.0f}"
    return f"{value:.3g}"


def page_with(tables: str, page: str) -> str:
    """Put new tables between the two marks of the page."""
    before, _, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{PAGE.name} must hold the marks {START} and {END}")
    return before + tables + after


def write_page() -> None:
    """Bring the page's tables up to date with the results."""
    tables = render(json.loads(RESULTS.read_text(encoding="utf-8")))
    PAGE.write_text(page_with(tables, PAGE.read_text(encoding="utf-8")), encoding="utf-8")
