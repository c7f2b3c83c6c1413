"""T-19 to T-21 and T-23: failures, recovery, proactive calls, and stories told twice."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from cxsim import datasets, theory
from cxsim.experiment.validation.figures import (
    Figure,
    computed,
    estimated,
    estimated_above,
    exact,
    true,
)
from cxsim.experiment.validation.scenarios import FAITHFUL, quiet_firm
from cxsim.experiment.validation.targets import Simulate, Target
from cxsim.model.failure import repurchase_log_odds
from cxsim.results.run import Run
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

_NO_GAPS = {"knowledge": 0.0, "design": 0.0, "delivery": 0.0, "communication": 0.0}
_STAKES = {
    "detectability": 1.5,
    "need_share": 0.1,
    "value": 40.0,
    "annoyance": 4.0,
    "effectiveness": 0.6,
    "contact_cost": 0.5,
}
_MATOS = "de Matos, Henrique & Rossi 2007, J. Service Research 10(1):60-77 [published✓]"
_TARP = (
    "TARP, after Fast Company 2003; Barlow & Møller, A Complaint Is a Gift [published✓ secondary; "
    "intentions]"
)
_OUTREACH = (
    "Retana, Forman & Wu 2016, M&SOM [published✓]; Ascarza, Iyengar & Schleicher 2016, "
    "JMR 53(1):46-60 [published✓]; θ*: Green & Swets 1966 [computed]"
)


def _paradox(run: Simulate) -> list[Figure]:
    """Perfect justice gives back more than was lost: memory may profit, loyalty may not."""
    generous = {
        "company.recovery.justice": 1.0,
        "company.recovery.failure_probability": 0.2,
        "behaviour.voice.voice": 20.0,  # everybody complains
        "behaviour.failure.recovery_strength": 3.0,
        "behaviour.talk.rate": 0.0,
    }
    scenario = load("bank").replace({**FAITHFUL, **generous}, customers=600, days=365)
    never = scenario.replace({"company.recovery.failure_probability": 0.0})
    both = _first_episodes(run(scenario, seed=4), run(never, seed=4))
    higher = (both.remembered > both.remembered_calm).mean()
    error = math.sqrt(higher * (1 - higher) / len(both))
    return [
        estimated_above("share of recovered who remember it better", higher, error, 0.5),
        true(
            "attitude is never better than without the failure",
            (both.attitude <= both.attitude_calm + 1e-9).all(),
        ),
        true("loyalty never profits either", (both.loyalty <= both.loyalty_calm + 1e-9).all()),
    ]


def _first_episodes(failing: Run, calm: Run) -> pd.DataFrame:
    """First episodes of the same people: with a failure and a recovery, and without."""
    key = ["customer", "episode"]
    first = failing.episodes.query("episode == 0 and complained").set_index(key)
    both = first.join(calm.episodes.set_index(key), rsuffix="_calm", how="inner")
    # The same contacts and the same ending: a complaint may settle what would else be dropped
    same = ("opened", "closed", "contacts", "resolved")
    return both[np.all([both[name] == both[f"{name}_calm"] for name in same], axis=0)]


def _outreach(run: Simulate) -> list[Figure]:
    from scipy import optimize

    best = optimize.minimize_scalar(
        lambda theta: -float(theory.proactive.expected_value(theta, **_STAKES)),
        bounds=(-3.0, 5.0),
        method="bounded",
        options={"xatol": 1e-8},
    )
    threshold = float(theory.proactive.optimal_threshold(**_STAKES))
    reach = theory.proactive.reach(threshold, 1.5, 0.1)
    return [
        exact("best threshold θ* by formula", threshold, 1.112868, 1e-6),
        computed("best threshold by search", best.x, threshold, 1e-3),
        exact("expected value at θ*", -best.fun, 0.9909, 1e-4),
        exact("share of customers who are called", float(reach), 0.1847, 1e-4),
        *_onboarding(run),
        *_waking(run),
    ]


def _onboarding(run: Simulate) -> list[Figure]:
    """Calls that avert half of all failures halve early churn (Retana et al.)."""
    plain, helped = (run(_newcomers(reach), seed=1, log=False) for reach in (0.0, 1.0))
    lost = [one.timeline.left.sum() / 20_000 for one in (plain, helped)]
    averted = float(theory.proactive.true_positive_rate(1.5, 1.5))
    # Exits come at rate (contacts a month) × (chance to leave), less by what is averted
    exits = 0.2 * 30 / MONTH_DAYS
    expected = [1 - math.exp(-exits * felt) for felt in (1.0, 1 - averted)]
    errors = [math.sqrt(share * (1 - share) / 20_000) for share in expected]
    ratio = lost[1] / lost[0]
    spread = ratio * math.hypot(errors[0] / lost[0], errors[1] / lost[1])
    return [
        estimated(
            "early churn with onboarding calls / without",
            ratio,
            spread,
            expected[1] / expected[0],
            0.02,
            0.5,
        ),
        estimated("churn of the first month without calls", lost[0], errors[0], expected[0], 0.004),
    ]


def _newcomers(reach: float) -> Scenario:
    """One month of people whose contacts all fail, which one in five does not forgive."""
    changes: dict[str, Any] = {
        "company.recovery.failure_probability": 1.0,
        "behaviour.failure.gap_effect": 0.0,
        "behaviour.failure.major_share": 0.0,
        "behaviour.voice.exit": math.log(0.2 / 0.8),
        "behaviour.voice.exit_severity": 0.0,
        "behaviour.voice.exit_loyalty": 0.0,
        "behaviour.voice.voice": -20.0,
        "behaviour.voice.public": -20.0,
        "company.touchpoints.app.handling_minutes": 0.0,
        "market.needs.query.per_month": 1.0,
        "company.outreach.reach": reach,
        "company.outreach.sensitivity": 1.5,
        "company.outreach.threshold": 1.5,  # the same as d': half of all failures are foreseen
    }
    return quiet_firm(_NO_GAPS, changes, customers=20_000, days=30)


def _waking(run: Simulate) -> list[Figure]:
    """A call about nothing wakes dormant customers: 6 % churn becomes 10 % (Ascarza et al.)."""
    asleep, awake = (_three_months(run, reach) for reach in (0.0, 1.0))
    errors = [math.sqrt(share * (1 - share) / 20_000) for share in (0.06, 0.10)]
    return [
        estimated("churn of 3 months, nobody called", asleep, errors[0], 0.06, 0.003, 0.06),
        estimated("churn of 3 months, all called and woken", awake, errors[1], 0.10, 0.003, 0.10),
    ]


def _three_months(run: Simulate, reach: float) -> float:
    """Share who leave in the three months after a first month in which all were called."""
    # Hazards of a month: 1 − .9^(1/3) awake, less by exp(−ι) asleep, with ι = .53
    awake = 1 - 0.90 ** (1 / 3)
    inertia = math.log(math.log(0.90) / math.log(0.94))
    scenario = load("subscription").replace(
        {
            "behaviour.churn.a": 1e6 * awake,
            "behaviour.churn.b": 1e6 * (1 - awake),
            "behaviour.churn.inertia": inertia,
            "behaviour.churn.dormant_share": 1.0,
            "company.outreach.reach": reach,
            "company.outreach.threshold": -10.0,
            "company.outreach.annoyance": 0.0,
            "company.outreach.wakes": 1.0,
        },
        customers=20_000,
        days=122,
    )
    active = run(scenario, seed=2, log=False).timeline.active
    return float(1 - active.iloc[3] / active.iloc[0])


def _tarp(run: Simulate) -> list[Figure]:
    table = datasets.load("tarp_repurchase")
    figures = []
    for severity, baseline in (("minor", 0.37), ("major", 0.09)):
        shown = table[table.severity == severity].set_index("response").repurchase_pct / 100
        start = math.log(baseline / (1 - baseline))
        figures += [
            exact(
                f"{severity}: {words}",
                _share(repurchase_log_odds(start, ours, severity)),
                shown[theirs],
                1e-12,
            )
            for ours, theirs, words in (
                ("quick", "resolved_quickly", "resolved quickly"),
                ("resolved", "resolved", "resolved"),
                ("unresolved", "unresolved", "complained in vain"),
                ("none", "no_complaint", "no complaint"),
            )
        ]
        memories = _memories_of_failure(run, severity)
        steps = np.diff(memories)
        figures.append(
            true(
                f"{severity}, simulated: no complaint ≤ in vain < resolved < quickly",
                steps[0] >= -1e-9 and (steps[1:] > 0.05).all(),
            )
        )
    return figures


def _share(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _memories_of_failure(run: Simulate, severity: str) -> list[float]:
    """Mean memory of failures: silent; complained; and with more and more of a recovery."""
    fair = 0.3
    return [
        _memory(run, severity, voiced, justice)
        for voiced, justice in ((False, fair), (True, fair), (True, 0.6), (True, 0.9))
    ]


def _memory(run: Simulate, severity: str, voiced: bool, justice: float) -> float:
    changes = {
        "company.recovery.failure_probability": 1.0,
        "company.recovery.justice": justice,
        "behaviour.failure.major_share": float(severity == "major"),
        "behaviour.voice.voice": 20.0 if voiced else -20.0,
        "behaviour.voice.exit": -20.0,
        "behaviour.voice.public": -20.0,
        "behaviour.resolution.retry": 0.0,
    }
    episodes = run(quiet_firm(_NO_GAPS, changes, customers=20, days=60), seed=1).episodes
    return float(episodes.remembered.mean())


def _context(run: Simulate) -> list[Figure]:
    figures = []
    for transfer, golden in ((0.0, 0.4286), (0.5, 0.2143), (0.95, 0.0214)):
        episodes, contacts = _issues(run, transfer)
        told = contacts[
            contacts.context_kept.notna() & ~contacts.context_kept.fillna(True).astype(bool)
        ]
        again = told.groupby(["customer", "episode"]).size().reindex(episodes, fill_value=0)
        # Six contacts at most: the tail beyond is .3^6, .1 % of all issues
        figures.append(
            _mean(
                f"stories told again per issue, T = {transfer:g}",
                again,
                float(theory.contacts.repeats_per_issue(0.7, transfer)),
                golden,
            )
        )
    count = contacts.groupby(["customer", "episode"]).size()
    expected = float(theory.contacts.contacts_per_issue(0.7))
    return [_mean("contacts per issue", count, expected, 1.42857), *figures]


def _mean(name: str, values: pd.Series, expected: float, published: float) -> Figure:
    error = float(values.std() / math.sqrt(len(values)))
    return estimated(name, float(values.mean()), error, expected, 0.01, published, slack=0.0015)


def _issues(run: Simulate, transfer: float) -> tuple[pd.Index, pd.DataFrame]:
    """Closed issues and their contacts at a firm where each contact helps with r = .7."""
    changes = {
        "company.touchpoints.app.resolution": 0.7,
        "company.context.same_touchpoint": transfer,
        "company.context.other_touchpoint": transfer,
        "behaviour.resolution.known_context": 0.0,
        "behaviour.resolution.retry": 1.0,
        "behaviour.resolution.retry_days": 0.01,
    }
    result = run(quiet_firm(_NO_GAPS, changes, customers=500, days=365), seed=1)
    closed = result.episodes.dropna(subset="closed").set_index(["customer", "episode"]).index
    contacts = result.encounters.dropna(subset="ended").set_index(["customer", "episode"])
    contacts = contacts[contacts.index.isin(closed)].reset_index()
    return closed, contacts


TARGETS = (
    Target("T-19", "recovery paradox: in memory, never in loyalty", _MATOS, _paradox),
    Target("T-20", "proactive calls help, or wake who slept", _OUTREACH, _outreach, slow=True),
    Target("T-21", "complaints: in vain, resolved, resolved quickly", _TARP, _tarp),
    Target(
        "T-23",
        "contacts per issue, and stories told again",
        "geometric distribution [computed]; T: seed 003",
        _context,
    ),
)
