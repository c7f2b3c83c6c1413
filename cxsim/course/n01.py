"""N01 CRM or CEM: reading survey numbers with a critical eye."""

from __future__ import annotations

import math

from cxsim import datasets
from cxsim.course.exercise import Exercise, Hint, MultipleChoice, Number

_YEARS = 11  # from 2021 to 2032


def _leaders() -> list[float]:
    survey = datasets.load("adobe_cx_vs_expectations").set_index(["year", "group"])
    shares = survey.loc[(2022, "leaders"), ["exceeds_pct", "meets_pct", "lags_pct"]]
    return [float(share) for share in shares.to_numpy()]


def _market() -> tuple[float, float, float]:
    market = datasets.load("cem_market").set_index("year")["usd_bn"]
    return market[2021], market[2022], market[2032]


def _normalised() -> float:
    exceeds, meets, lags = _leaders()
    return 100 * lags / (exceeds + meets + lags)


def _growth() -> float:
    first, _, last = _market()
    return 100 * ((last / first) ** (1 / _YEARS) - 1)


def _growth_slips() -> list[Hint]:
    first, second, last = _market()
    return [
        Hint(
            100 * ((last / second) ** 0.1 - 1),
            "This is the rate from 2022 to 2032. The question begins a year earlier.",
        ),
        Hint(
            100 * ((last / first) ** 0.1 - 1),
            "From 2021 to 2032 are 11 years, not 10.",
        ),
        Hint(
            100 * (last / first - 1) / _YEARS,
            "You divided the whole growth by the years. Growth multiplies: take the 11th root.",
        ),
    ]


def _margin(share: float, answers: int) -> float:
    return 1.96 * 100 * math.sqrt(share * (1 - share) / answers)


EXERCISES: dict[str, Exercise] = {
    "normalise": Number(
        question="Normalise the 2022 shares of the leaders, so that the three answers sum to "
        "100 %. How many percent lag behind? Round to one decimal.",
        answer=_normalised,
        tolerance=0.06,
        because="36 of 87 are 41.4 %. The 13 % who gave none of the three answers are left out.",
        otherwise="Divide the share that lags by the sum of the three shares.",
        hints=lambda: [
            Hint(_leaders()[2], "This is the share as printed. Divide it by the sum, 87."),
            Hint(
                _leaders()[2] + 100 - sum(_leaders()),
                "You counted everybody who did not answer as lagging. Nobody said so.",
            ),
        ],
        percent=True,
    ),
    "growth": Number(
        question="The market was 9.5 billion USD in 2021, and the forecast for 2032 is 48.56. How "
        "many percent does it grow in a year? Round to one decimal.",
        answer=_growth,
        tolerance=0.06,
        because="(48.56 / 9.5)^(1/11) − 1 = 16.0 %. The claimed 15.6 % fits 2022 to 2032 only.",
        otherwise="Divide the last value by the first one and take the 11th root.",
        hints=_growth_slips,
        percent=True,
    ),
    "impossible": MultipleChoice(
        question="Which two rows of `belarus_usage` cannot both be right, if every firm gives "
        "exactly one answer?",
        options={
            "a": "CRM: constant (more than 40 %) and as needed (70 %)",
            "b": "CEM: constant (more than 20 %) and as needed (58 %)",
            "c": "both systems: never (about 10 %)",
        },
        answer="a",
        because="More than 40 % and 70 % are more than 110 % of the firms.",
        hints={
            "b": "20 + 58 = 78 leaves room for other answers.",
            "c": "10 % that never use a system can stand beside any other answer.",
        },
    ),
    "interval": Number(
        question="300 people answer, and 40 % say 'constantly'. The 95 % interval is 40 % plus or "
        "minus how many points? Round to one decimal.",
        answer=lambda: _margin(0.4, 300),
        tolerance=0.06,
        because="The standard error is √(0.4 · 0.6 / 300) = 2.8 points, and 1.96 times that is "
        "5.5.",
        otherwise="The standard error is √(p (1 − p) / n); the interval takes 1.96 of them.",
        hints=lambda: [
            Hint(_margin(0.4, 300) / 1.96, "This is one standard error. Take 1.96 of them."),
            Hint(_margin(0.5, 300), "You took p = 0.5. Here 40 % said so: take p = 0.4."),
        ],
        percent=True,
    ),
    "tolerance": MultipleChoice(
        question="In the explorer, set the zone of tolerance to 0. What happens to the share of "
        "contacts that *meet* expectations?",
        options={
            "a": "It becomes 100 %, because customers now tolerate nothing",
            "b": "It becomes 0 %, because a contact would have to meet the expectation exactly",
            "c": "It stays, because the bank works as before",
        },
        answer="b",
        because="Every contact is now a little above or a little below. The bank did not change; "
        "the line was drawn elsewhere.",
        hints={
            "a": "'Meets' is what lies inside the zone. How much room has a zone of 0?",
            "c": "The bank works as before, but 'meets' means what lies inside the zone.",
        },
    ),
}
