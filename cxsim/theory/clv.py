"""What a customer is worth: customer lifetime value (CLV) with constant retention.

A customer earns a margin m per period, stays from one period to the next with probability r, and
money is discounted at the rate i per period.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from cxsim.errors import CxsimError
from cxsim.theory._arguments import (
    INNER_SHARE,
    NOT_NEGATIVE,
    REAL,
    SHARE,
    FloatArray,
    column,
    number,
    numbers,
    plain,
)


def lifetime_value(
    margin: ArrayLike,
    retention_rate: ArrayLike,
    discount_rate: ArrayLike,
    *,
    immediate: bool = False,
) -> FloatArray:
    """Discounted margins of a customer, CLV = m r / (1 + i − r).

    The first margin comes after one period, if the customer is still there. With `immediate` a
    margin m at the start is added: CLV = m (1 + i) / (1 + i − r).

    Parameters
    ----------
    margin : array_like
        m, money per period.
    retention_rate : array_like
        r, probability to stay through a period, in [0, 1].
    discount_rate : array_like
        i, per period, 0 or more; above 0 where r = 1.
    immediate : bool, optional
        Whether the first margin comes at once.

    Returns
    -------
    ndarray
        Money today, in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range, or with r = 1 and i = 0, where the value is infinite.

    References
    ----------
    Gupta, S. & Lehmann, D. R. (2003). Customers as assets. Journal of Interactive Marketing 17(1),
    9-24.

    Examples
    --------
    >>> round(float(lifetime_value(1, retention_rate=0.8, discount_rate=0.12)), 2)
    2.5
    """
    money = numbers("margin", margin, REAL)
    stay, interest = _rates(retention_rate, discount_rate)
    numerator = 1 + interest if immediate else stay
    return plain(money * numerator / (1 + interest - stay))


def retention_elasticity(
    retention_rate: ArrayLike, discount_rate: ArrayLike, *, immediate: bool = False
) -> FloatArray:
    """Percent of CLV gained per percent of retention gained, (1 + i) / (1 + i − r).

    With the first margin at once it is r / (1 + i − r). Published elasticities lie between 3 and 7.

    Parameters
    ----------
    retention_rate, discount_rate : array_like
        r and i, as in `lifetime_value`.
    immediate : bool, optional
        Whether the first margin comes at once.

    Returns
    -------
    ndarray
        Elasticity, a pure number, in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Gupta, S., Lehmann, D. R. & Stuart, J. A. (2004). Valuing customers. Journal of Marketing
    Research 41(1), 7-18.

    Examples
    --------
    >>> round(float(retention_elasticity(0.9, 0.12)), 2)
    5.09
    """
    stay, interest = _rates(retention_rate, discount_rate)
    numerator = stay if immediate else 1 + interest
    return plain(numerator / (1 + interest - stay))


def profile_value(profits: ArrayLike, defection_rate: float, discount_rate: float) -> float:
    """Discounted profits of a customer whose yearly profit changes with tenure.

    V = Σ_{t≥0} π(t) ((1 − d)/(1 + i))^t, where the last profit of the profile goes on for ever.

    Parameters
    ----------
    profits : array_like
        π(0), π(1), …: profit in each year of a customer's life; π(0) often is the cost of
        acquisition.
    defection_rate : float
        d, probability to leave in a year, between 0 and 1.
    discount_rate : float
        i, per year, 0 or more.

    Returns
    -------
    float
        Money today.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Reichheld, F. F. & Sasser, W. E. (1990). Zero defections: quality comes to services. Harvard
    Business Review 68(5), 105-111.
    """
    money = column("profits", profits, REAL)
    leave = number("defection_rate", defection_rate, INNER_SHARE)
    factor = (1 - leave) / (1 + number("discount_rate", discount_rate, NOT_NEGATIVE))
    weights = factor ** np.arange(len(money))
    weights[-1] /= 1 - factor
    return float(money @ weights)


def gain_from_fewer_defections(
    before: float,
    after: float,
    discount_rate: float = 0.0,
    profits: Sequence[float] | FloatArray = (0.0, 1.0),
) -> float:
    """Relative gain in a customer's value if fewer leave (Reichheld and Sasser).

    A thought experiment: V(after)/V(before) − 1, with V as in `profile_value`. Cutting defections
    from 10 % to 5 % halves them; it is not "five percent more loyalty". How much it is worth
    depends on the growth of profit with tenure and on discounting, as the examples show.

    The credit-card profile is known to stand in the article, but was not read again there for this
    package (`published~`); what follows from it is computed here.

    Parameters
    ----------
    before, after : float
        Yearly probability to leave, between 0 and 1.
    discount_rate : float, optional
        i, per year, 0 or more.
    profits : sequence of float, optional
        Profit profile, as in `profile_value`; by default a flat margin from the end of the first
        year.

    Returns
    -------
    float
        Gain as a share: 0.25 is +25 %.

    Raises
    ------
    CxsimError
        If an argument lies outside its range, or if the value before is not above 0.

    References
    ----------
    Reichheld & Sasser (1990), as in `profile_value`.

    Examples
    --------
    >>> round(gain_from_fewer_defections(0.10, 0.05, discount_rate=0.10), 3)
    0.407
    >>> card = (-51, 30, 42, 44, 49, 55)
    >>> round(gain_from_fewer_defections(0.10, 0.05, profits=card), 2)
    1.37
    """
    old = profile_value(profits, number("before", before, INNER_SHARE), discount_rate)
    new = profile_value(profits, number("after", after, INNER_SHARE), discount_rate)
    if old <= 0:
        raise CxsimError(
            f"profits must give a value above 0 before the change, not {old:g}: "
            "there is no relative gain."
        )
    return new / old - 1


def _rates(retention_rate: ArrayLike, discount_rate: ArrayLike) -> tuple[FloatArray, FloatArray]:
    stay = numbers("retention_rate", retention_rate, SHARE)
    interest = numbers("discount_rate", discount_rate, NOT_NEGATIVE)
    if (1 + interest - stay <= 0).any():
        raise CxsimError("discount_rate must be above 0 where retention_rate is 1.")
    return stay, interest
