"""How personal a message should be: relevance pleases, and knowing too much frightens.

A message of depth x (0 the same for everybody, 1 made for this person) is worth its relevance, and
costs concern for privacy, which grows with the square of the depth and falls with the control that
the customer feels: u(x) = b ρ x − π (1 − c) x².

That control matters was found in a field study: with more control over privacy, users were nearly
twice as likely to click on personal advertisements (Tucker, C. E. (2014). Social networks,
personalized advertising, and privacy controls. Journal of Marketing Research 51(5), 546-562). The
form of the equation is this package's assumption.
"""

import numpy as np
from numpy.typing import ArrayLike

from cxsim.theory._arguments import NOT_NEGATIVE, SHARE, FloatArray, numbers, plain


def worth(
    depth: ArrayLike,
    benefit: ArrayLike,
    relevance: ArrayLike,
    concern: ArrayLike,
    control: ArrayLike,
) -> FloatArray:
    """Satisfaction that personal messages add, u(x) = b ρ x − π (1 − c) x².

    Parameters
    ----------
    depth : array_like
        x in [0, 1], how personal the messages are.
    benefit : array_like
        b ≥ 0, worth of a fully relevant message.
    relevance : array_like
        ρ in [0, 1], relevance of what is said (context, times timing, times channel).
    concern : array_like
        π ≥ 0, the customer's concern for privacy.
    control : array_like
        c in [0, 1], the control over their data that customers feel.

    Returns
    -------
    ndarray
        Points of satisfaction, in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Assumption; direction of the effect of control: Tucker (2014).
    """
    share = numbers("depth", depth, SHARE)
    pleasure, fear = _pleasure_and_fear(benefit, relevance, concern, control)
    return plain(pleasure * share - fear * share**2)


def best_depth(
    benefit: ArrayLike, relevance: ArrayLike, concern: ArrayLike, control: ArrayLike
) -> FloatArray:
    """Depth that is worth most, x* = min(1, b ρ / (2 π (1 − c))).

    Parameters
    ----------
    benefit, relevance, concern, control : array_like
        b, ρ, π and c, as in `worth`.

    Returns
    -------
    ndarray
        x* in [0, 1], in the broadcast shape; a plain number for numbers. It is 0 where messages
        say nothing relevant (b ρ = 0).

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    The maximum of `worth`, where its slope b ρ − 2 π (1 − c) x is 0.

    Examples
    --------
    >>> round(float(best_depth(benefit=0.5, relevance=0.8, concern=0.8, control=0.4)), 4)
    0.4167
    """
    pleasure, fear = _pleasure_and_fear(benefit, relevance, concern, control)
    with np.errstate(divide="ignore", invalid="ignore"):  # no fear: as deep as can be
        inner = np.where(pleasure > 0, pleasure / (2 * fear), 0.0)
    return plain(np.minimum(1.0, inner))


def _pleasure_and_fear(
    benefit: ArrayLike, relevance: ArrayLike, concern: ArrayLike, control: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """What the first unit of depth pleases, b ρ, and what its square frightens, π (1 − c)."""
    pleasure = numbers("benefit", benefit, NOT_NEGATIVE) * numbers("relevance", relevance, SHARE)
    fear = numbers("concern", concern, NOT_NEGATIVE) * (1 - numbers("control", control, SHARE))
    return pleasure, fear
