"""N12 Buy till you die: whether satisfaction causes loyalty."""

from __future__ import annotations

import numpy as np

from cxsim import datasets, theory
from cxsim.course.exercise import Exercise, Hint, MultipleChoice, Number


def _cdnow() -> dict[str, float]:
    """Published parameters of the BG/NBD model for CDNOW."""
    table = datasets.load("bgnbd_cdnow").query("model == 'bgnbd_published'")
    values = table.set_index("quantity")["value"]
    return {name: float(values[name]) for name in ("r", "alpha", "a", "b")}


def _alive(purchases: int, last: float, weeks: float = 38.86) -> float:
    return float(theory.bgnbd.probability_alive(purchases, last, weeks, **_cdnow()))


# A world in which age alone makes people stay: attitude and leavers (%) of three equal groups.
_ATTITUDE, _LEAVERS = (-0.5, 0.0, 0.5), (40.0, 20.0, 6.0)


def _slope() -> float:
    """Points of leavers by attitude, as a line through all customers finds it; the truth is 0."""
    return float(np.polyfit(_ATTITUDE, _LEAVERS, 1)[0])


EXERCISES: dict[str, Exercise] = {
    "rate": Number(
        question="With the published parameters r = 0.243 and α = 4.414 weeks: how many purchases "
        "a week does an average living CDNOW customer make? Three decimals.",
        answer=lambda: _cdnow()["r"] / _cdnow()["alpha"],
        tolerance=0.0006,
        because="r / α = 0.055 a week, about three in a year.",
        otherwise="The mean of a Gamma distribution with shape r and rate α is r / α.",
        hints=lambda: [
            Hint(
                _cdnow()["alpha"] / _cdnow()["r"],
                "This is α / r, about the weeks between two "
                "purchases. The question asks for purchases a week.",
            ),
        ],
    ),
    "alive": Number(
        question="A customer bought twice after the first purchase, the last time in week 30.43, "
        "and week 38.86 has come. How probable is it that this customer is still alive? Three "
        "decimals.",
        answer=lambda: _alive(2, 30.43),
        tolerance=0.0006,
        because="0.727. Eight silent weeks are normal for one who buys every ten.",
        otherwise="Ask cx.theory.bgnbd.probability_alive.",
        hints=lambda: [
            Hint(1 - _alive(2, 30.43), "This is the probability to be gone."),
            Hint(_alive(3, 30.43), "Count repeat purchases only: two."),
            Hint(
                _alive(2, 38.86 - 30.43),
                "Recency here is the week of the last purchase, not the weeks since.",
            ),
        ],
    ),
    "silent": MultipleChoice(
        question="Two customers are silent since week 29 of 39. One bought 7 times before, the "
        "other twice. Who is more likely to be gone?",
        options={"a": "the one who bought 7 times", "b": "the one who bought twice", "c": "equal"},
        answer="a",
        because="For a frequent buyer ten silent weeks are unusual.",
        hints={
            "b": "A rare buyer is silent for weeks all the time. For whom is silence unusual?",
            "c": "The same silence is not equally surprising for both.",
        },
    ),
    "cause": MultipleChoice(
        question="In a data set, satisfied customers stay longer. Which study would tell whether "
        "satisfaction makes them stay?",
        options={
            "a": "The same data for ten times as many customers",
            "b": "A regression of staying on satisfaction",
            "c": "Better service for customers chosen by lot",
        },
        answer="c",
        because="A lot makes the two groups alike in everything else, even in what nobody knows.",
        hints={
            "a": "More customers make a biased estimate more exact, not less biased.",
            "b": "A third thing that moves both makes a slope without any cause.",
        },
    ),
    "bias": Number(
        question="Three groups of customers are equally large. The young have an attitude of −0.5 "
        "and 40 % of them leave, the middle-aged 0 and 20 %, the seniors +0.5 and 6 %. Attitude "
        "has *no* effect in this world. By how much is the analyst's line wrong, in points per "
        "unit of attitude? A whole number with its sign.",
        answer=_slope,
        tolerance=0.5,
        because="The line falls by 34 points from −0.5 to +0.5. The truth is 0, so all of it is "
        "bias.",
        otherwise="Fit a line through the three groups. The truth is a slope of 0.",
        hints=lambda: [
            Hint(0.0, "This is the true effect. How steep is the line through the three groups?"),
            Hint(
                _slope() / 2,
                "This is the change for half a unit of attitude. The question asks for a unit.",
            ),
        ],
    ),
}
