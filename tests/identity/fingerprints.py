"""Fingerprints of the presets: every KPI, to the last digit, as a stored file has them.

A change of structure must not move a digit. Where the model itself changes, the file is written
anew, on purpose: ``python tests/identity/fingerprints.py``.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import cxsim as cx
from cxsim import Scenario

STORED = Path(__file__).with_name("fingerprints.json")
SEEDS = (1, 2)
DAYS = {"contact_centre": (2, 1)}  # days and warm-up, where a whole run takes minutes in SimPy
SHORT = (183, 30)


def short(name: str) -> Scenario:
    """A preset, short enough for the readable engine."""
    days, warm_up = DAYS.get(name, SHORT)
    return cx.load(name).replace(days=days, warm_up_days=warm_up)


def fingerprint(scenario: Scenario, seed: int, engine: str) -> dict[str, list[float | None]]:
    """KPI -> truth and measurement; missing is None."""
    kpis = cx.simulate(scenario, seed=seed, engine=engine, log=False).kpis
    return {
        str(name): [None if math.isnan(x) else float(x) for x in (row.value, row.measured)]
        for name, row in kpis[["value", "measured"]].astype(float).iterrows()
    }


def all_fingerprints() -> dict[str, dict[str, dict[str, list[float | None]]]]:
    """Kind of run -> preset and seed -> fingerprint."""
    names = list(cx.presets().index)
    return {
        "whole": {
            f"{name} {seed}": fingerprint(cx.load(name), seed, "compiled")
            for name in names
            for seed in SEEDS
        },
        "short": {
            f"{name} {seed}": fingerprint(short(name), seed, "compiled")
            for name in names
            for seed in SEEDS
        },
    }


if __name__ == "__main__":
    STORED.write_text(json.dumps(all_fingerprints(), indent=0) + "\n")
