"""Checks of arguments that functions on all floors have in common."""

from __future__ import annotations

import numpy as np

from cxsim.errors import CxsimError

_LARGEST_SEED = 2**63 - 1


def check_seed(seed: object) -> None:
    """Refuse anything but a whole number from 0 to 2^63 - 1."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
        raise CxsimError(f"seed must be a whole number, not {seed!r}.")
    if not 0 <= seed <= _LARGEST_SEED:
        raise CxsimError(f"seed must lie between 0 and 2^63 - 1, not {seed}.")
