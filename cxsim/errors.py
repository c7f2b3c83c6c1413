"""The error that a user's mistake raises, and the search for the name that was meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LONGEST = 100  # characters of a wrong name that a sentence quotes


class CxsimError(ValueError):
    """A mistake in what was asked for, told in one sentence that names the argument.

    Parameters
    ----------
    message : str
        The sentence. It becomes one line, whatever names from outside it quotes.
    """

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the valid name that ``name`` most likely means, or None.

    A name that starts with ``name`` wins, then one that contains it, then the most similar one,
    then one that ``name`` contains. Upper and lower case make no difference.

    Parameters
    ----------
    name : str
        What the user wrote.
    names : iterable of str
        The valid names. Where several fit equally, the shortest wins, then the earliest.

    Returns
    -------
    str or None
        The nearest valid name, or None where nothing is near.

    Examples
    --------
    >>> nearest("adobe_cx", ["adobe_capability", "adobe_cx_vs_expectations"])
    'adobe_cx_vs_expectations'
    """
    wanted = name.strip().lower()
    if not wanted:
        return None
    valid = {candidate.lower(): candidate for candidate in names}
    similar = difflib.get_close_matches(wanted, valid, n=1)
    for found in (
        [low for low in valid if low.startswith(wanted)],
        # Very short names occur inside almost any word by chance.
        [low for low in valid if wanted in low and len(wanted) >= 2],
        similar,
        [low for low in valid if low in wanted and len(low) >= 3],
    ):
        if found:
            return valid[min(found, key=len)]
    return None


def unknown(kind: str, name: str, names: Iterable[str]) -> CxsimError:
    """Make the error for a name that does not exist.

    Parameters
    ----------
    kind : str
        What the name should be, for example ``"data set"``.
    name : str
        What the user wrote: a name, or a dotted path.
    names : iterable of str
        The valid names. Dotted paths must share their parent (``gaps.design``,
        ``gaps.delivery``): then only the part below it is compared.

    Returns
    -------
    CxsimError
        One sentence with the nearest valid name, or with all of them where nothing is near.

    Examples
    --------
    >>> print(unknown("data set", "adobe_cx", ["adobe_cx_vs_expectations"]))
    Unknown data set 'adobe_cx': did you mean 'adobe_cx_vs_expectations'?
    >>> print(unknown("field", "gaps.desing", ["gaps.design", "gaps.delivery"]))
    Unknown field 'gaps.desing': did you mean 'gaps.design'?
    """
    valid = list(names)
    shown = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}..."
    problem = f"Unknown {kind} {shown!r}"
    if not valid:
        return CxsimError(f"{problem}.")
    parent = valid[0].rpartition(".")[0]
    if parent and name.startswith(f"{parent}."):
        ends = [candidate.rpartition(".")[2] for candidate in valid]
        guess = nearest(name.removeprefix(f"{parent}.").partition(".")[0], ends)
        if guess is None:
            return CxsimError(f"{problem}: valid names below {parent} are {', '.join(ends)}.")
        return CxsimError(f"{problem}: did you mean '{parent}.{guess}'?")
    # A path that goes wrong at its start, or one whose last part is the name in question.
    for part in (name, name.partition(".")[0], name.rpartition(".")[2]):
        guess = nearest(part, valid)
        if guess is not None:
            return CxsimError(f"{problem}: did you mean {guess!r}?")
    return CxsimError(f"{problem}: valid names are {', '.join(valid)}.")
