"""Random numbers that belong to (seed, customer, purpose, n): Philox 4×32-10.

A counter-based generator (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy
as 1, 2, 3") needs no state: a number is a function of its coordinates. So two strategies meet
the same customers with the same luck, and a change for one customer moves nobody else's luck.

One call gives a *block*: two uniform numbers with 53 bits, for two purposes that share it.
``n`` is a coordinate, not a counter: 0 for a trait, k for the k-th candidate need of a kind,
8 k + step for a contact, the month for a monthly draw.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cxsim.compilation import codes, compiled, compiles, rule

_LOW = 0xFFFFFFFF
_MULTIPLIER_0 = 0xD2511F53
_MULTIPLIER_1 = 0xCD9E8D57
_WEYL_0 = 0x9E3779B9
_WEYL_1 = 0xBB67AE85
_UNIT = 2.0**-53

FIRM = _LOW
"""The 'customer' of draws that belong to the firm or the market."""

# Blocks. A block of a need or a touchpoint adds its index: see `block`.
(
    DROPOUT_AND_RATE,
    FIT_AND_TRAIT,
    HEART_AND_MIND_WEIGHT,
    HANDS_WEIGHT_AND_IDEAL,
    SEGMENT_AND_DORMANT,
    TENURE_AND_ATTITUDE,
    LOYALTY_AND_ADVERTISING,
    TASTE,  # one block for two touchpoints
    NEED,  # gap to the candidate, acceptance
    CHOICE,  # one block for two touchpoints
    WAITING,  # patience, handling
    OCCASION,  # occasion, mood
    COMPONENTS,  # heart, mind
    HANDS,  # hands, resolved
    RETURN,  # context kept, comes back
    DELAY,  # delay of the return, spare
    SURVEY,  # answers, recommendation
    SCORES,  # satisfaction item, effort item
    PURCHASE,  # amount, dropout coin
    INVOLUNTARY,  # involuntary coin after a purchase, spare
    MONTH,  # hazard, involuntary
    MARKET,  # shock of the economy, of the competitor
    FAILURE,  # fails, severity
    RESPONSE,  # exit, voice, public voice or silence; spare
    TALK,  # talks, reviews
    REFERRAL,  # who listens, joins
    CONCERN,  # concern for privacy, watched by proactive service
    WILLING,  # to take part in the service, spare
    BREACH,  # trust breached, leaves
    OUTREACH,  # score of a problem, fixed; score of nothing
    TRANSFER,  # misrouted, delay of the transfer
    BOT,  # closes falsely, sells
    BEGGING,  # staff beg for a good score, spare
    MANAGEMENT,  # the firm's own luck, by name and quarter; spare
    OWN,  # luck of mechanisms of one's own: this code and those behind it, one for each hook
) = codes(35)


@rule
def block(code: int, need: int, pair: int = 0) -> int:
    """Number of a block: kind of draw, kind of need (0-63), pair of touchpoints (0-31)."""
    return code + 64 * (need + 64 * pair)


@rule
def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: int, k1: int) -> tuple[Any, Any, Any, Any]:
    """Ten rounds of Philox 4×32 on a counter and a key of 32-bit words.

    The words are whole numbers of 64 bits; every product is cut to its true 64 bits by the masks,
    so that plain Python, NumPy and compiled code agree.
    """
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            ((product_1 >> 32) & _LOW) ^ c1 ^ k0,
            product_1 & _LOW,
            ((product_0 >> 32) & _LOW) ^ c3 ^ k1,
            product_0 & _LOW,
        )
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3


@rule
def draw(seed: int, customer: int, block: int, n: int) -> tuple[float, float]:
    """Return the two uniform numbers of a block, in (0, 1): never 0, never 1."""
    number, key = int(n), int(seed)
    a, b, c, d = philox(
        number & _LOW,
        int(customer) & _LOW,
        int(block) & _LOW,
        (number >> 32) & _LOW,
        key & _LOW,
        (key >> 32) & _LOW,
    )
    first = (a << 21) | (b >> 11)
    second = (c << 21) | (d >> 11)
    return max(first, 1) * _UNIT, max(second, 1) * _UNIT


@compiled
def fill(seed: int, customers: Any, block: int, n: int, first: Any, second: Any) -> None:
    """Draw the same block for many customers, one after the other."""
    for place in range(len(customers)):
        first[place], second[place] = draw(seed, customers[place], block, n)


def draw_many(seed: int, customers: Any, block: int, n: int = 0) -> tuple[Any, Any]:
    """Return the same numbers as `draw`, for an array of customers at once."""
    ids = np.asarray(customers, dtype=np.int64)
    if compiles():
        first, second = np.empty(len(ids)), np.empty(len(ids))
        fill(seed, ids, block, n, first, second)
        return first, second
    zero = np.zeros_like(ids)
    a, b, c, d = philox(
        zero + (n & _LOW), ids & _LOW, zero + block, zero, seed & _LOW, (seed >> 32) & _LOW
    )
    high, low = (a << 21) | (b >> 11), (c << 21) | (d >> 11)
    return np.maximum(high, 1) * _UNIT, np.maximum(low, 1) * _UNIT


@compiled
def fill_blocks(seed: int, customers: Any, blocks: Any, out: Any) -> None:
    """Draw several blocks (n = 0) for many customers: blocks × 2 × customers."""
    for row in range(len(blocks)):
        fill(seed, customers, blocks[row], 0, out[row, 0], out[row, 1])


def draw_blocks(seed: int, customers: Any, blocks: tuple[Any, ...]) -> Any:
    """Return the same numbers as `draw_many`, of several blocks in one call: blocks × 2 × n."""
    if not compiles():
        return np.array([draw_many(seed, customers, block) for block in blocks])
    ids = np.asarray(customers, dtype=np.int64)
    out = np.empty((len(blocks), 2, len(ids)))
    fill_blocks(seed, ids, np.array(blocks, dtype=np.int64), out)
    return out
