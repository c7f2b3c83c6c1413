"""N09 Loyalty, churn and value: what five points of retention are worth."""

from __future__ import annotations

from cxsim import datasets, theory
from cxsim.course.exercise import Exercise, Hint, MultipleChoice, Number

_KNOWN = 7  # years whose survivors the forecast may use


def _survivors() -> list[float]:
    """Survivors of 1,000 high-end customers, by year."""
    table = datasets.load("sbg_retention").query("segment == 'high_end'")
    return [10 * share for share in table.sort_values("year")["survivors_pct"]]


def _forecast(year: int) -> float:
    fit = theory.sbg.fit(_survivors()[: _KNOWN + 1]).parameters
    return 100 * float(theory.sbg.survival(year, fit["a"], fit["b"]))


def _constant(year: int) -> float:
    """Forecast with the mean retention of the known years."""
    stay = (_survivors()[_KNOWN] / _survivors()[0]) ** (1 / _KNOWN)
    return 100 * stay**year


def _gain(before: float, after: float, discount: float) -> float:
    return 100 * theory.clv.gain_from_fewer_defections(before, after, discount_rate=discount)


EXERCISES: dict[str, Exercise] = {
    "forecast": Number(
        question="Fit the sBG curve to the high-end customers of years 0 to 7. How many percent "
        "does it expect to be there after 12 years? One decimal.",
        answer=lambda: _forecast(12),
        tolerance=0.06,
        because="37.8 %. Really there were 39.4 %: near, five years ahead.",
        otherwise="Fit with cx.theory.sbg.fit, then ask cx.theory.sbg.survival for year 12.",
        hints=lambda: [
            Hint(_survivors()[12] / 10, "This is what really happened. What did the curve expect?"),
            Hint(
                _constant(12),
                "You kept the mean retention of seven years. The careless leave first, so those "
                "who are left stay longer.",
            ),
            Hint(_forecast(11), "This is year 11. Survival of 12 years has twelve steps."),
        ],
        percent=True,
    ),
    "sorting": Number(
        question="Customers' yearly risk of leaving follows a Beta distribution with a = 1 and b = "
        "3. Nobody changes. Which share of those who are still there after four years stays a "
        "fifth one? Three decimals.",
        answer=lambda: float(theory.sbg.retention_rate(5, 1.0, 3.0)),
        tolerance=0.0006,
        because="(3 + 4) / (1 + 3 + 4) = 0.875. In the first year it was 0.75.",
        otherwise="r(t) = (b + t − 1) / (a + b + t − 1), with t = 5.",
        hints=lambda: [
            Hint(0.75, "This is the first year. Since then many careless customers have left."),
            Hint(
                float(theory.sbg.survival(5, 1.0, 3.0)),
                "This is the share of all customers who "
                "are there after five years. Divide by those there after four.",
            ),
            Hint(float(theory.sbg.retention_rate(4, 1.0, 3.0)), "This is the fourth year."),
        ],
    ),
    "elasticity": Number(
        question="A customer stays a year with probability 0.9, and money is discounted at 12 %. "
        "By how many percent does the lifetime value rise, if retention rises by 1 % of itself? "
        "Two decimals.",
        answer=lambda: float(theory.clv.retention_elasticity(0.9, 0.12)),
        tolerance=0.006,
        because="1.12 / (1.12 − 0.9) = 5.09, within the published range of 3 to 7.",
        otherwise="The elasticity is (1 + i) / (1 + i − r).",
        hints=lambda: [
            Hint(
                float(theory.clv.retention_elasticity(0.9, 0.12, immediate=True)),
                "This counts a first margin today. Here it comes after the first year.",
            ),
            Hint(float(theory.clv.retention_elasticity(0.8, 0.12)), "This is for r = 0.8."),
            Hint(1 / (1 - 0.9), "You left out discounting."),
        ],
    ),
    "headline": Number(
        question="Each year 10 % of the customers leave; a good programme halves this. Margins are "
        "flat, discounting is 10 %. By how many percent does a customer's value rise? One decimal.",
        answer=lambda: _gain(0.10, 0.05, 0.10),
        tolerance=0.06,
        because="40.7 %. The famous '5 %' are 5 points: half of all defections.",
        otherwise="Ask cx.theory.clv.gain_from_fewer_defections.",
        hints=lambda: [
            Hint(_gain(0.10, 0.05, 0.0), "Without discounting lifetimes double. Discount at 10 %."),
            Hint(
                _gain(0.10, 0.095, 0.10),
                "You cut defections by 5 % of themselves. The slogan means 5 points, from 10 to 5.",
            ),
        ],
        percent=True,
    ),
    "loyalty": MultipleChoice(
        question="The retention of a group of customers rises year by year. What does this prove?",
        options={
            "a": "Customers become more loyal the longer they stay",
            "b": "The loyalty programme works",
            "c": "Neither: it may be that the careless left first",
        },
        answer="c",
        because="Different customers, each with a constant risk, give the same curve. This is "
        "called heterogeneity.",
        hints={
            "a": "The sBG curve rises although no customer in it ever changes.",
            "b": "The curve would rise without the programme. Compare with a group that has none.",
        },
    ),
}
