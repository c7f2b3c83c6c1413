"""Control and coordination: compare a score with its target and correct (S4-10).

Who corrects each deviation chases noise: on pure noise a gain K multiplies the variance by
2 / (2 - K), twice at K = 1 (Deming's funnel, rule 2; the closed form is
`cxsim.theory.control.variance_factor`). Deviations inside a band are left alone, which spares most
corrections: the band is k standard errors of the score at its number of answers. The variance it
spares for some years only: a rare wrong correction also stays longer, and in the long run the
factor is the same unless the band is wider than about four standard errors.
"""

from __future__ import annotations

import math
from dataclasses import replace

from cxsim.company.firm import Firm, Reading
from cxsim.scenario.management import Control, Management


def score(reading: Reading, control: Control) -> float:
    """Return the score that is watched, as it was measured; NaN where it was not."""
    return reading.nps if control.kpi == "nps" else reading.csat


def dead_band(reading: Reading, control: Control) -> float:
    """Deviation that answers as few as these show by luck: k standard errors, in satisfaction."""
    error = reading.nps_error if control.kpi == "nps" else reading.csat_error
    return control.band * error / control.unit


def correction(
    deviation: float, integral: float, *, band: float, gain: float, integral_gain: float = 0.0
) -> tuple[float, float]:
    """Feedback law: outside the band, correct by K_p × deviation + K_i × sum of deviations.

    Parameters
    ----------
    deviation
        Target - measured. NaN (nothing measured) asks for nothing.
    integral
        Sum of the deviations so far.
    band
        Size of a deviation that is still left alone, in the same unit.
    gain, integral_gain
        K_p and K_i.

    Returns
    -------
    tuple
        The correction, in the unit of the deviation, and the new sum of deviations.
    """
    if math.isnan(deviation) or not abs(deviation) > band:
        return 0.0, integral
    integral += deviation
    return gain * deviation + integral_gain * integral, integral


def aim(firm: Firm, seen: Reading, settings: Management) -> Firm:
    """Set the to-be target: as the scenario says, or the first score seen plus the ambition."""
    control, ambition = settings.control, settings.planning.ambition
    if control.target is not None:
        return replace(firm, target=control.target)
    if math.isnan(firm.target):
        return replace(firm, target=score(seen, control) + ambition * control.unit)
    return firm


def coordinate(
    firm: Firm,
    seen: Reading,
    settings: Management,
    reserve: float,
    room: tuple[float, float] = (-math.inf, math.inf),
    share: float = 1.0,
) -> tuple[Firm, float]:
    """Correct the service level (gap 2) for what the score says.

    Parameters
    ----------
    firm
        The firm, with its target.
    seen
        What was measured.
    settings
        The firm's settings.
    reserve
        Money for corrections; a correction is cut to what it pays for.
    room
        Corrections, all together, stay within these bounds (what gap 2 can be moved by): nobody
        pays for more, and nothing adds up that would have to be taken back later.
    share
        What readiness leaves of a correction.

    Returns
    -------
    tuple
        The firm, and the correction in points of service (above 0: better).
    """
    law = settings.control
    firm = replace(firm, correction=(1.0 - law.fading) * firm.correction)
    below = deviation(firm, seen, settings)
    wished, integral = correction(
        below if below > 0 or law.relaxes else 0.0,
        firm.integral,
        band=dead_band(seen, law),
        gain=law.gain,
        integral_gain=law.integral_gain,
    )
    points = _affordable(share * wished * law.points_per_satisfaction, seen.sales, law, reserve)
    wanted = firm.correction - points
    moved = min(room[1], max(room[0], wanted))
    if moved != wanted:
        points = firm.correction - moved
    return replace(firm, correction=moved, integral=integral), points


def goal(firm: Firm, settings: Management) -> float:
    """To-be score: the target, raised by what is believed of the competitor (S4-04)."""
    pull = 0.0 if math.isnan(firm.competitor) else firm.competitor
    return firm.target + settings.planning.competitor_weight * settings.control.unit * pull


def deviation(firm: Firm, seen: Reading, settings: Management) -> float:
    """To-be score - score, in units of satisfaction; NaN where one of them is unknown."""
    law = settings.control
    return (goal(firm, settings) - score(seen, law)) / law.unit


def cost(points: float, sales: float, law: Control) -> float:
    """Money that a correction costs, whichever its direction."""
    price = law.cost_per_point * sales
    return abs(points) * price if price > 0 else 0.0


def _affordable(points: float, sales: float, law: Control, reserve: float) -> float:
    price = law.cost_per_point * sales
    if law.cost_per_point == 0:
        return points
    most = reserve / price if price > 0 else 0.0
    return min(most, max(-most, points))
