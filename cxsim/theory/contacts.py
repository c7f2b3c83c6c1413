"""How many contacts it takes to get one thing done, and how often the story is told again.

Every contact resolves the need with the same probability r; whoever is not helped comes back. The
next contact knows what was said before with probability T. And: how contacts with a bot end.
"""

from typing import NamedTuple

from numpy.typing import ArrayLike

from cxsim.theory._arguments import SHARE, Domain, FloatArray, number, numbers, plain

_RESOLVES = Domain("a number above 0, up to 1", lambda x: (x > 0) & (x <= 1))


def contacts_per_issue(resolution: ArrayLike) -> FloatArray:
    """Mean number of contacts until an issue is resolved, 1 / r.

    Parameters
    ----------
    resolution : array_like
        r in (0, 1], probability that one contact resolves the issue.

    Returns
    -------
    ndarray
        Contacts, in the shape of `resolution`; a plain number for a number.

    Raises
    ------
    CxsimError
        If `resolution` lies outside its range.

    References
    ----------
    Mean of the geometric distribution.

    Examples
    --------
    >>> round(float(contacts_per_issue(0.7)), 5)
    1.42857
    """
    return plain(1 / numbers("resolution", resolution, _RESOLVES))


def repeats_per_issue(resolution: ArrayLike, transfer: ArrayLike) -> FloatArray:
    """Mean number of times that a customer tells the story again, ((1 − r) / r) (1 − T).

    Parameters
    ----------
    resolution : array_like
        r in (0, 1], probability that one contact resolves the issue.
    transfer : array_like
        T in [0, 1], probability that the context of a contact reaches the next one. Separate
        channels have T = 0.

    Returns
    -------
    ndarray
        Repeats, in the broadcast shape; a plain number for numbers.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    All contacts of `contacts_per_issue` but the first, of which a share 1 − T has lost the context.

    Examples
    --------
    >>> repeats_per_issue(0.7, [0, 0.95]).round(4).tolist()
    [0.4286, 0.0214]
    """
    solved = numbers("resolution", resolution, _RESOLVES)
    return plain((1 - solved) / solved * (1 - numbers("transfer", transfer, SHARE)))


class Containment(NamedTuple):
    """How contacts with a bot end, as shares of all.

    Attributes
    ----------
    solved : float
        Truly contained: understood, and resolved.
    closed_falsely : float
        Ended by the bot without an answer.
    handed_over : float
        Passed on to a person.
    reported : float
        What a report calls contained, because no person had to help: solved + closed falsely.
    """

    solved: float
    closed_falsely: float
    handed_over: float
    reported: float


def containment(understands: float, resolves: float, false_closure: float) -> Containment:
    """How contacts with a bot end: solved, closed without an answer, or handed to a person.

    With p_u, p_s and p_f: solved p_u p_s, closed falsely (1 − p_u p_s) p_f, handed over
    (1 − p_u p_s) (1 − p_f), reported p_u p_s + (1 − p_u p_s) p_f.

    Parameters
    ----------
    understands : float
        p_u in [0, 1], share of requests that the bot understands.
    resolves : float
        p_s in [0, 1], share of understood requests that it can resolve.
    false_closure : float
        p_f in [0, 1], share of the rest that it closes as if they were resolved.

    Returns
    -------
    Containment
        The shares; the first three sum to 1.

    Raises
    ------
    CxsimError
        If an argument lies outside its range.

    References
    ----------
    Product and complement of probabilities.

    Examples
    --------
    >>> bot = containment(0.75, 0.6, 0.15)
    >>> round(bot.solved, 4), round(bot.reported, 4)
    (0.45, 0.5325)
    """
    solved = number("understands", understands, SHARE) * number("resolves", resolves, SHARE)
    closed = (1 - solved) * number("false_closure", false_closure, SHARE)
    return Containment(solved, closed, 1 - solved - closed, solved + closed)
