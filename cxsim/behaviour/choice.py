"""Which touchpoint a customer turns to, whether it helps, and how long people will wait."""

from __future__ import annotations

from cxsim.behaviour.chance import logistic
from cxsim.compilation import rule


@rule
def attraction(
    preference: float, fit: float, habit: float, wait: float, digital: float, luck: float
) -> float:
    """Utility of a touchpoint in a multinomial logit: the largest one is chosen.

    ``preference`` includes the customer's lasting taste; ``wait`` is the dislike of last month's
    mean wait; ``luck`` is a standard Gumbel value.
    """
    return preference + fit + habit - wait + digital + luck


@rule
def resolution_probability(
    base_log_odds: float, fit: float, difficulty: float, known_context: float
) -> float:
    """Chance that a contact resolves the need: logit r = logit r_k + fit - difficulty + context."""
    return logistic(base_log_odds + fit - difficulty + known_context)
