"""T-24 and T-26 to T-28: what a firm measures, and the arithmetic of the papers."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from cxsim import datasets
from cxsim.company import measurement
from cxsim.experiment.validation.figures import (
    Figure,
    computed,
    estimated,
    estimated_above,
    exact,
    true,
)
from cxsim.experiment.validation.scenarios import CALM, FAITHFUL, unstaffed
from cxsim.experiment.validation.targets import Simulate, Target
from cxsim.scenario.files import load

_HU = "Hu, Pavlou & Zhang 2009, CACM 52(10):144-147 [published✓]"
_METRICS = "the five metrics of paper 002 [seed: 002]"
_NPS = "Reichheld 2003, definition, after Keiningham et al. 2007 [published✓]; error [computed]"
_PAPER = "Razumova 2024 [seed: 000]"


def _j_shape(run: Simulate) -> list[Figure]:
    """The same episodes, answered by all, by whom it moved, and by a random quarter."""
    from scipy import stats

    everybody, moved, random = (
        _answers(run, base, extremity)
        for base, extremity in ((20.0, 1.1), (-2.2, 1.1), (-1.2, 0.0))
    )
    table = np.array(
        [np.bincount(sample, minlength=6)[1:] for sample in (everybody, moved, random)]
    )
    shares = table / table.sum(axis=1, keepdims=True)
    ends = shares[:, [0, 4]].sum(axis=1)
    errors = np.sqrt(ends * (1 - ends) / table.sum(axis=1))
    peak = int(shares[0].argmax())
    rises = np.diff(shares[0])
    all_three = shares[0] * table[2].sum()
    p = stats.chisquare(table[2][all_three > 5], _scaled(all_three, table[2])).pvalue
    differ = stats.chisquare(
        table[1][all_three > 5], _scaled(shares[0] * table[1].sum(), table[1])
    ).pvalue
    return [
        estimated_above("share of 1 and 5 stars: voluntary − all", ends[1] - ends[0], errors[1]),
        estimated_above(
            "share of 3 and 4 stars: all − voluntary",
            float(shares[0, 2:4].sum() - shares[1, 2:4].sum()),
            errors[1],
        ),
        estimated("share of 1 and 5 stars, answering at random", ends[2], errors[2], ends[0], 0.01),
        true("all answers have one peak", (rises[:peak] > 0).all() and (rises[peak:] < 0).all()),
        Figure(
            "chi-square: random answers differ (p)", p > 0.001, "p above .001", simulated=float(p)
        ),
        Figure(
            "chi-square: voluntary answers differ (p)",
            differ < 0.001,
            "p below .001",
            simulated=float(differ),
        ),
    ]


def _scaled(expected: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Expected counts of the boxes that matter, with the total of those found."""
    used = expected > 5
    return expected[used] * found[used].sum() / expected[used].sum()


def _answers(run: Simulate, base: float, extremity: float) -> np.ndarray:
    """Satisfaction items (1-5) of those who answer; loyalty plays no part (a₂ = 0)."""
    changes = {
        **FAITHFUL,
        **CALM,
        "behaviour.survey.base": base,
        "behaviour.survey.extremity": extremity,
        "behaviour.survey.loyalty": 0.0,
    }
    scenario = unstaffed("bank", changes, customers=3_000, days=365)
    answers: pd.Series = run(scenario, seed=3).episodes.csat_score.dropna()
    return answers.to_numpy().astype(int)


def _five_metrics(run: Simulate) -> list[Figure]:
    result = run(load("retailer").replace(customers=300, days=365), seed=1, log=True)
    start = result.scenario.warm_up_days
    bought = result.episodes.query(f"opened >= {start} and need == 'order'").spend
    return [
        exact(
            "retention: 1 000 at the start, 260 new, 1 180 at the end",
            measurement.retention(1000, 260, 1180),
            0.92,
            1e-12,
        ),
        exact(
            "average cheque: 54 000 from 1 350 orders",
            measurement.average_cheque(54_000, 1_350),
            40.0,
            1e-12,
        ),
        exact("satisfied: 840 of 1 000", measurement.satisfaction_level(840, 1_000), 0.84, 1e-12),
        exact(
            "positive reviews: 75 of 100", measurement.positive_review_share(75, 100), 0.75, 1e-12
        ),
        exact("complaints: 12 from 10 customers", measurement.complaint_share(12, 10), 1.2, 1e-12),
        true("no customers: retention is missing", math.isnan(measurement.retention(0, 5, 5))),
        true("no orders: the cheque is missing", math.isnan(measurement.average_cheque(0, 0))),
        computed(
            "average cheque of a run, again from its log",
            result.kpis.value["average_cheque"],
            float(bought.mean()),
            0.05 * float(bought.mean()),
        ),
    ]


def _nps(run: Simulate) -> list[Figure]:
    scores = (10, 10, 9, 9, 8, 8, 7, 7, 6, 5)
    by_formula = measurement.nps_standard_error(0.4, 0.2, 400)
    draws = np.random.default_rng(27).multinomial(400, [0.4, 0.4, 0.2], size=20_000)
    spread = float(((draws[:, 0] - draws[:, 2]) / 4).std(ddof=1))
    # The sd of 20 000 values has a standard error of itself / √40 000
    return [
        estimated(
            "standard error, n = 400, p = .4, d = .2", spread, spread / 200, by_formula, 0.05, 3.742
        ),
        exact("NPS of 10 10 9 9 8 8 7 7 6 5", measurement.net_promoter_score(scores), 20.0, 0.0),
        exact("standard error by formula", by_formula, 3.742, 5e-4),
        true("without answers it is missing", math.isnan(measurement.net_promoter_score([]))),
    ]


def _papers(run: Simulate) -> list[Figure]:
    size = datasets.load("cem_market").set_index("year")["usd_bn"]
    counts = datasets.load("martech_counts").pivot(index="category", columns="year", values="count")
    growth = 100 * (counts[2022] / counts[2020] - 1)
    usage = datasets.load("belarus_usage")
    crm = usage[usage.technology == "CRM"].pct.sum()
    flagged = " ".join(datasets.load("belarus_usage").attrs["notes"])
    return [
        exact(
            "CAGR of the CEM market 2022-2032 (%)",
            100 * float((size[2032] / size[2022]) ** 0.1 - 1),
            15.56,
            0.005,
        ),
        exact("growth of content tools (%)", float(growth["content_experience"]), 33.9, 0.05),
        exact("growth of social tools (%)", float(growth["social_relationships"]), 17.1, 0.05),
        exact(
            "sourcing of CEM: sum of shares (%)",
            float(datasets.load("cem_sourcing").pct.sum()),
            100.0,
            0.0,
        ),
        exact("use of CRM in Belarus: sum of shares (%)", float(crm), 110.0, 0.0),
        true("the impossible sum is flagged", "40 > 100" in flagged),
    ]


TARGETS = (
    Target("T-24", "voluntary answers over-weight both ends", _HU, _j_shape),
    Target("T-26", "five metrics and their edge cases", _METRICS, _five_metrics),
    Target("T-27", "NPS and its standard error", _NPS, _nps),
    Target("T-28", "arithmetic of the papers' figures", _PAPER, _papers),
)
