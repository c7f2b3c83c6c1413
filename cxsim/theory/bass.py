"""How a market adopts: the Bass model.

Somebody who has not adopted yet does so at the rate p + q F(t): p from outside (advertising), q
times the share who have adopted already, from inside (word of mouth).

Bass, F. M. (1969). A new product growth for model consumer durables. Management Science 15(5),
215-227.
"""

import numpy as np
from numpy.typing import ArrayLike

from cxsim.theory._arguments import NOT_NEGATIVE, POSITIVE, FloatArray, number, numbers, plain


def adoption(t: ArrayLike, p: ArrayLike, q: ArrayLike) -> FloatArray:
    """Share of the market that has adopted by time t.

    F(t) = (1 − e^(−(p+q)t)) / (1 + (q/p) e^(−(p+q)t)).

    Parameters
    ----------
    t : array_like
        Time since the launch, 0 or more.
    p : array_like
        Coefficient of innovation, above 0, per unit of time.
    q : array_like
        Coefficient of imitation, 0 or more, per unit of time.

    Returns
    -------
    ndarray
        Share in [0, 1], in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Bass (1969).

    Examples
    --------
    >>> round(float(adoption(10, p=0.03, q=0.38)), 6)
    0.812803
    """
    time = numbers("t", t, NOT_NEGATIVE)
    outside, inside = numbers("p", p, POSITIVE), numbers("q", q, NOT_NEGATIVE)
    fading = np.exp(-(outside + inside) * time)
    return plain((1 - fading) / (1 + inside / outside * fading))


def rate(t: ArrayLike, p: ArrayLike, q: ArrayLike) -> FloatArray:
    """Share of the market that adopts per unit of time, f(t) = (p + q F(t)) (1 − F(t)).

    Parameters
    ----------
    t, p, q : array_like
        As in `adoption`.

    Returns
    -------
    ndarray
        Share per unit of time, in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Bass (1969).
    """
    adopted = adoption(t, p, q)
    return (np.asarray(p, dtype=np.float64) + np.asarray(q, dtype=np.float64) * adopted) * (
        1 - adopted
    )


def peak_time(p: float, q: float) -> float:
    """When most adopt, t* = ln(q/p) / (p + q).

    Parameters
    ----------
    p, q : float
        As in `adoption`.

    Returns
    -------
    float
        Time since the launch; 0 for q ≤ p, where adoption only slows down.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Bass (1969).
    """
    outside, inside = number("p", p, POSITIVE), number("q", q, NOT_NEGATIVE)
    if inside <= outside:
        return 0.0
    return float(np.log(inside / outside)) / (outside + inside)


def peak(p: float, q: float) -> float:
    """Adoption rate at the peak, f(t*) = (p + q)² / (4q); p for q ≤ p.

    Parameters
    ----------
    p, q : float
        As in `adoption`.

    Returns
    -------
    float
        Share of the market per unit of time.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Bass (1969).
    """
    outside, inside = number("p", p, POSITIVE), number("q", q, NOT_NEGATIVE)
    return outside if inside <= outside else (outside + inside) ** 2 / (4 * inside)
