"""Demand that answers: who joins, leaves and buys, by price, belief, reputation and rival.

A logit: attraction moves with price, what prospects believe, reputation and the competitor; all
factors are 1 and all shifts 0 where the firm is like the market. The firm's standing moves month
by month (`cxsim.engine.standing`); what follows from it stands in `Demanded`.
"""

from __future__ import annotations

import math

from cxsim.compilation import rule
from cxsim.fields import SHARE, Model, parameter
from cxsim.model.records import Record

_LARGEST = 20.0  # of a shift of a log rate

# fmt: off


class Demand(Model):
    """Attraction of the firm against the rest of the market: joining, staying, buying (logit).

    With price, quality, reputation and competitor at 0 nothing of it acts.
    """

    price: float = parameter(
        0.0, "Effect of price against the market's (ε: the elasticity at the market's price)",
        "elasticity", (0.0, 10.0), (1.0, 4.0),
        source="Lerner rule: 1 / margin, near the best price; published✓ mean 2.62: Bijmolt, "
        "van Heerde and Pieters 2005")
    quality: float = parameter(
        0.0, "Effect of what prospects believe of quality (β_q)", "log joining per point",
        (0.0, 5.0), (0.3, 0.9))
    reputation: float = parameter(
        0.0, "Effect of a star of reputation (β_r)", "log joining per star", (0.0, 2.0),
        (0.05, 0.09), source="published✓: Luca 2016 (5 to 9 % of revenue a star; restaurants)")
    competitor: float = parameter(
        0.0, "Effect of the competitor's pull on joining (β_c)", "log joining per unit",
        (0.0, 5.0), (0.2, 0.6))
    leaving: float = parameter(
        1.0, "Share of a change of attraction that acts on log risk of leaving (β_d)", "",
        (0.0, 5.0), (0.3, 1.5), source="computed: with κ_d from ε")
    buying: float = parameter(
        0.5, "Share of a change of attraction that acts on the log purchase rate (κ_d)", "",
        (0.0, 2.0), (0.3, 1.0), source="computed: with β_d from ε")
    promise_weight: float = parameter(
        1.0, "Weight of the promise beside what customers tell (w)", "share", SHARE, (0.3, 0.7))
    doubt: float = parameter(
        0.0, "How soon a promise above what customers tell is not believed (1/d)", "per point",
        (0.0, 10.0), (0.5, 2.0),
        source="published~ direction: Goldberg and Hartwick 1990; value: assumption")
    newcomers_hear: float = parameter(
        0.0, "How far newcomers begin with the feelings of those who are there", "share", SHARE,
        (0.8, 1.0))
    advertising: float = parameter(
        0.24, "Long-run elasticity of joining to advertising (η)", "elasticity", SHARE,
        (0.12, 0.36),
        source="published✓: Sethuraman, Tellis and Briesch 2011 (.24; short run .12)")
    advertising_months: float = parameter(
        3.0, "Half-life of advertising", "months", (0.05, 60.0), (1.0, 6.0),
        source="computed: half of the long-run effect in a quarter")
    reputation_months: float = parameter(
        6.0, "Half-life of a review's weight", "months", (0.05, 60.0), (3.0, 12.0))
# fmt: on


class Demanded(Record):
    """What the firm's standing does to demand at present, and what newcomers have in mind."""

    joining: float  # factor on joining by advertising
    referring: float  # factor on joining by talk
    purchase_shift: float  # of the log purchase rate, by price and promotion
    earning: float  # factor on what needs bring when they are met
    belief: float  # quality that a newcomer expects
    heard_attitude: float  # feelings that a newcomer begins with
    heard_loyalty: float


def attraction_of_price(elasticity: float, price: float, market_price: float) -> float:
    """Attraction by price: ε (1 - price / market price), the linear price of a logit.

    At the market's price the elasticity is ε; it rises with the price, and demand at price 0 is
    finite (with the log of the price it is not, and where ε < 1 no price would be too high).
    """
    return elasticity * (1.0 - price / market_price)


def factor_on_rate(shift: float) -> float:
    """Factor on a rate by a shift of its log, held in ±20."""
    return math.exp(min(_LARGEST, max(-_LARGEST, shift)))


def belief(promise: float, heard: float, promise_weight: float, trust: float) -> float:
    """Quality that prospects expect: the promise, corrected by hearsay: C + (1 - w t) (H - C).

    Gap 4 lifts the promise C above delivery; what customers tell H follows their experience.
    """
    return promise + (1.0 - promise_weight * trust) * (heard - promise)


def deserved_trust(promise: float, heard: float, doubt: float) -> float:
    """Trust in promises that experience leaves: t* = exp(-(δ/d)²/2), δ = C - H above what is told.

    ``doubt`` is 1/d; 0: people believe everything. Extreme claims of a firm that is not known to
    keep them persuade less (Goldberg and Hartwick 1990, JCR 17(2):172-179).
    """
    return math.exp(-0.5 * (doubt * max(0.0, promise - heard)) ** 2)


def share_kept(months: float, half_life: float) -> float:
    """Share of a memory that is left after some months: 2^(-months / half-life)."""
    return 0.5 ** (months / half_life)


def advertising_effect(stock: float, elasticity: float) -> float:
    """Factor on joining by advertising: (A/A₀)^η of the stock of advertising, 1 as usual.

    η = .24 in the long run; with a half-life of three months about half of it within a quarter
    (Sethuraman, Tellis and Briesch 2011, JMR 48(3):457-471: .24 and .12).
    """
    return stock**elasticity if stock > 0.0 else 0.0


@rule
def raised_by_promise(should: float, promise: float, weight: float) -> float:
    """Should-expectation of a newcomer: Z + w max(0, C - Z), at most 7. It never falls."""
    return max(should, min(7.0, should + weight * max(0.0, promise - should)))
