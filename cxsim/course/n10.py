"""N10 Managing with five functions: whether one can steer by dashboards."""

from __future__ import annotations

from functools import cache

import numpy as np

from cxsim import theory
from cxsim.course import held_out
from cxsim.course.exercise import Conclusion, Exercise, Hint, MultipleChoice, Number, Verdict
from cxsim.results.run import simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario

_PROMOTERS, _DETRACTORS, _ANSWERS = 0.4, 0.2, 400
_ERROR = 3.0  # points
_GAP = "company.gaps.delivery"
_SLIP, _SLIP_DAY = 0.7, 1096  # gap 3 afterwards; the first day of year 4
_BEFORE = 4  # quarters whose mean is the usual score
_CALM, _AFTER = slice(6, 12), slice(12, 16)  # quarters before the slip, and the year after it
_MOST_FALSE, _MOST_MISSED = 0.10, 0.25


def _error(answers: float) -> float:
    return float(theory.surveys.nps_standard_error(_PROMOTERS, _DETRACTORS, answers))


def _needed(standard_error: float) -> float:
    return float(theory.surveys.answers_needed(_PROMOTERS, _DETRACTORS, standard_error))


# -- an alarm --------------------------------------------------------------------------------------


def slipping_bank() -> Scenario:
    """Return a bank that only looks, and whose delivery slips after three years."""
    calm = load("bank").replace(customers=500, days=1461)
    return calm.at(_SLIP_DAY, {_GAP: _SLIP})


@cache
def falls() -> np.ndarray:
    """How far each quarter's surveyed NPS lies below the mean of the four before: runs × quarters.

    Runs are those with the held-out seeds. The first year is missing.
    """
    rows = []
    for seed in held_out.SEEDS:
        score = simulate(slipping_bank(), seed, log=False).management["nps_measured"]
        rows.append((score.rolling(_BEFORE).mean().shift() - score).to_numpy())
    return np.array(rows)


def _useful_alarm(points: float) -> Verdict:
    alarm = falls() > points
    false, missed = float(alarm[:, _CALM].mean()), float((~alarm[:, _AFTER].any(axis=1)).mean())
    told = (
        f"In {held_out.RUNS} new runs, {100 * false:.0f} % of the quarters before the slip give an "
        f"alarm, and {100 * missed:.0f} % of the slips are missed for a year."
    )
    if false >= _MOST_FALSE:
        return Verdict(False, f"{told} That is chasing noise: ask for a larger fall.")
    if missed > _MOST_MISSED:
        return Verdict(False, f"{told} That is sleeping: ask for a smaller fall.")
    return Verdict(True, told)


EXERCISES: dict[str, Exercise] = {
    "variance": Number(
        question="A score shows nothing but noise. Its manager corrects half of every deviation at "
        "once (K = 0.5). By which factor do the corrections multiply the score's variance? Two "
        "decimals.",
        answer=lambda: float(theory.control.variance_factor(0.5)),
        tolerance=0.006,
        because="2 / (2 − 0.5) = 1.33. Half a correction is still a third too much.",
        otherwise="Use 2 / (2 − K). Without any correction, K = 0, the factor is 1.",
        hints=lambda: [
            Hint(2.0, "That is K = 1: the manager who corrects every deviation in full."),
            Hint(0.5, "The deviation is over when it is seen. Correcting half of it adds noise."),
            Hint(0.25, "The deviation is over when it is seen. Nothing of it can be taken away."),
            Hint(1.0, "Only a manager who leaves noise alone has the factor 1."),
            Hint(
                (4 / 3) ** 0.5,
                "This is the factor of the standard deviation. Variance is its square.",
            ),
        ],
    ),
    "nps_error": Number(
        question="400 customers answer; 40 % are promoters and 20 % are detractors. How large is "
        "the standard error of the NPS, in points? Two decimals.",
        answer=lambda: _error(_ANSWERS),
        tolerance=0.006,
        because="100 · √((0.4 + 0.2 − 0.2²) / 400) = 3.74. The 95 % interval is ±7.3 points.",
        otherwise="One answer counts +1, 0 or −1: its variance is p + d − (p − d)².",
        hints=lambda: [
            Hint(
                100 * float(np.sqrt(0.2 * 0.8 / _ANSWERS)),
                "You treated the NPS as a share of 20 %. It is a difference of two shares, and "
                "varies more.",
            ),
            Hint(100 * float(np.sqrt(0.6 / _ANSWERS)), "Take away (p − d)² = 0.04 under the root."),
            Hint(1.96 * _error(_ANSWERS), "This is the margin of the 95 % interval: 1.96 · SE."),
            Hint(
                _error(_ANSWERS) / 100, "This is the error of a share. In points it is 100 times."
            ),
        ],
    ),
    "answers": Number(
        question="The same shares. How many answers does it take to bring the *standard error* "
        "down to 3 points?",
        answer=lambda: _needed(_ERROR),
        tolerance=1.5,
        because="0.56 / 0.03² = 622.2. For a 95 % interval of ±3 points it takes 2,391: almost "
        "four times as many.",
        otherwise="Solve SE = 100 · √(0.56 / n) for n.",
        hints=lambda: [
            Hint(
                _needed(_ERROR / 1.96),
                "That is for a 95 % interval of ±3 points. The question asks for a standard error "
                "of 3 points.",
            ),
            Hint(
                _ANSWERS * _error(_ANSWERS) / _ERROR,
                "The error falls with the root of n, so n grows with the square.",
            ),
        ],
    ),
    "believers": MultipleChoice(
        question="Of 362 firms, 80 % believed that they give a superior experience. Their "
        "customers said so of 8 % of the firms (Bain 2005). What do these two numbers show?",
        options={
            "a": "Nine of ten managers do not tell the truth",
            "b": "Firms and customers judge firms differently; they do not show why",
            "c": "Customers are never satisfied, so their answers can be left aside",
        },
        answer="b",
        because="Two groups gave two judgements. Managers may hear only those who stay and answer; "
        "or they may mean something else by 'superior'.",
        hints={
            "a": "A manager may believe a dashboard that leaves out the silent and the lost. To be "
            "wrong is not to lie.",
            "c": "Customers leave or stay by what they feel, whoever is right about the word "
            "'superior'.",
        },
    ),
    "alarm": Conclusion(
        question="The bank's manager wants an alarm: when this quarter's surveyed NPS lies more "
        "than X points below the mean of the four quarters before, somebody must look for the "
        "cause. While the bank serves as ever, fewer than 10 % of the quarters may give an alarm. "
        "If gap 3 slips from 0.30 to 0.70, at least 75 % of the slips must be found within a year. "
        "Choose X, from 0 to 40 points. It is checked in 12 runs that you have not seen.",
        low=0,
        high=40,
        verify=_useful_alarm,
    ),
}
