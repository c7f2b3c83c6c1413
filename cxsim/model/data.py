"""The data foundation: what the firm knows of its customers, and what is built on that.

All of it is worth its full value with complete and fresh data. The forms are assumptions.
"""

from __future__ import annotations

import math

from cxsim.fields import SHARE, Model, parameter
from cxsim.model.records import Record, derived

# fmt: off


class Data(Model):
    """The data foundation: what the firm has stored of its customers, how old, how well joined.

    Personal messages, foresight, studies and the story that one channel tells the next rest on it.
    """

    completeness: float = parameter(
        1.0, "Share of customers' data that is stored and found", "share", SHARE, (0.6, 1.0))
    age_days: float = parameter(
        0.0, "Mean age of the data when they are used", "days", (0.0, 10_000.0), (0.0, 180.0))
    half_life_days: float = parameter(
        365.0, "Age at which data are worth half as much", "days", (1.0, 100_000.0),
        (180.0, 1000.0))
    integration: float = parameter(
        1.0, "Share of what one channel knows that other channels can read", "share", SHARE,
        (0.5, 1.0))
    refusal: float = parameter(
        0.0, "Share of customers who do not consent to the use of their data", "share", SHARE,
        (0.0, 0.3))
# fmt: on

    @derived
    def usable(self) -> float:
        """What the data are worth: their completeness, as far as they are fresh."""
        return self.completeness * freshness(self.age_days, self.half_life_days)


class Consenting(Record):
    """Whether a person lets the firm use what it knows."""

    refuses: int  # 1: no consent to the use of data


def freshness(age_days: float, half_life_days: float) -> float:
    """Worth of data of some age: .5 ** (age / half-life)."""
    return float(0.5 ** (age_days / half_life_days))


def detection(sensitivity: float, share: float) -> float:
    """Sensitivity d' that a share of the signals leaves: d' √share.

    The squares of d' of independent signals add up (Green and Swets 1966), so that a part of the
    signals has that part of the square.
    """
    return sensitivity * math.sqrt(share)


def study_error(spread: float, answers: float, drift_per_month: float, age_months: float) -> float:
    """Standard error of what a study says: of its sample, and of needs that moved on since."""
    return math.sqrt(spread**2 / answers + drift_per_month**2 * age_months)
