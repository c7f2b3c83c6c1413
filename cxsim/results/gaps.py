"""The ledger of the five gaps by quarter, from accumulators: what acts, and what is felt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from cxsim.engine.books import Stretch, ratio
from cxsim.model.gaps import COMPONENTS, parts_of_gap_five, perceived_dimensions
from cxsim.scenario.scenario import Scenario
from cxsim.theory.gaps import DIMENSIONS, LEVELS, overall
from cxsim.units import QUARTER_DAYS

GAPS = ("gap_1", "gap_2", "gap_3", "gap_4")
GAP_1 = tuple(f"gap_1_{name}" for name in COMPONENTS)
GAP_5 = tuple(f"gap_5_{name}" for name in COMPONENTS)
PARTS = ("promise_unlearned", "raised_expectations", "unexplained")
COLUMNS = (
    "quarter", "from_day", "day", "contacts", *GAPS, "gaps", *PARTS[:2], "explained", PARTS[2],
    "gap_5", "gap_5_measured", "gap_5_believed", *GAP_1, *GAP_5,
    *DIMENSIONS, "gap_5_weighted", "servqual_score",
)  # fmt: skip


def gap_ledger(scenario: Scenario, stretches: Sequence[Stretch]) -> list[dict[str, Any]]:
    """Return one row a quarter, of the time after the warm-up only.

    Less than half a quarter, at the start or the end of that time, is too short for a row of its
    own: it belongs to the row of its neighbour.
    """
    quarters: dict[int, list[Stretch]] = {}
    for stretch in stretches:
        if stretch.start >= scenario.warm_up_days:
            quarters.setdefault(1 + int(stretch.start // QUARTER_DAYS), []).append(stretch)
    first, last = min(quarters), max(quarters)
    if first < last and _is_short(quarters[first]):
        quarters[first + 1] = quarters.pop(first) + quarters[first + 1]
        first += 1
    if first < last and _is_short(quarters[last]):
        quarters[last - 1] += quarters.pop(last)
    return [_row(scenario, quarter, quarters[quarter]) for quarter in sorted(quarters)]


def _is_short(parts: list[Stretch]) -> bool:
    return parts[-1].end - parts[0].start < 0.5 * QUARTER_DAYS


def _row(scenario: Scenario, quarter: int, stretches: list[Stretch]) -> dict[str, Any]:
    contacts = _sum(stretches, "perceptions")
    gaps = _mean_gaps(stretches, contacts, GAPS)
    ideal = scenario.behaviour.quality.ideal
    will, should, performance = (
        ratio(_sum(stretches, name), contacts)
        for name in ("met_will", "met_should", "met_performance")
    )
    parts = parts_of_gap_five(ideal, gaps, will, should, performance)
    total = sum(gaps.values())
    measured = ratio(_sum(stretches, "measured_gap"), _sum(stretches, "measured_perceptions"))
    expected = should + will - (ideal - gaps["gap_1"] - gaps["gap_2"] - gaps["gap_3"])
    return {
        "quarter": quarter,
        "from_day": stretches[0].start,
        "day": stretches[-1].end,
        "contacts": int(contacts),
        **gaps,
        "gaps": total,
        **parts,
        "explained": total + parts["promise_unlearned"] + parts["raised_expectations"],
        "gap_5": ratio(_sum(stretches, "perceived_gap"), contacts),
        "gap_5_measured": measured,
        # Management compares answers with what it believes customers need, and that is E* - g1.
        "gap_5_believed": measured - gaps["gap_1"],
        **_mean_gaps(stretches, contacts, GAP_1),
        **_by_dimension(scenario, stretches, contacts, expected, will),
    }


def _mean_gaps(stretches: list[Stretch], contacts: float, names: Sequence[str]) -> dict[str, float]:
    """Gaps as customers met them; by the day where nobody was served."""
    weights = [
        float(part.totals["perceptions"]) if contacts else part.end - part.start
        for part in stretches
    ]
    means = {}
    for name in names:
        values = np.array([part.gaps[name] for part in stretches])
        # Counted from the first value, a gap that does not move is exactly that value.
        means[name] = float(values[0] + np.average(values - values[0], weights=weights))
    return means


def _by_dimension(
    scenario: Scenario, stretches: list[Stretch], contacts: float, expected: float, will: float
) -> dict[str, float]:
    """Gap 5 by component and on SERVQUAL's dimensions, and their mean weighted by importance."""
    if not contacts:
        return dict.fromkeys((*GAP_5, *DIMENSIONS, "gap_5_weighted", "servqual_score"), math.nan)
    components = {
        name: _sum(stretches, f"met_{name}") / contacts for name in ("heart", "mind", "hands")
    }
    pull = scenario.behaviour.expectation.assimilation
    perceived = perceived_dimensions(components, _mean_profile(stretches), will, pull)
    by_component = {
        f"gap_5_{name}": expected - (1.0 - pull) * quality - pull * will
        for name, quality in components.items()
    }
    gaps = {dimension: expected - perceived[dimension] for dimension in DIMENSIONS}
    weighted = overall(gaps)
    return {**by_component, **gaps, "gap_5_weighted": weighted, "servqual_score": -weighted}


def _mean_profile(stretches: list[Stretch]) -> dict[str, float]:
    """Mean designed offsets of the touchpoints, weighted by the contacts that they served."""
    served = sum(float(part.served.sum()) for part in stretches)
    return {
        level: sum(
            float(count) * getattr(place.profile, level)
            for part in stretches
            for count, place in zip(
                part.served, part.stage.company.touchpoints.values(), strict=True
            )
        )
        / served
        for level in LEVELS
    }


def _sum(stretches: list[Stretch], name: str) -> float:
    return sum(float(part.totals[name]) for part in stretches)
