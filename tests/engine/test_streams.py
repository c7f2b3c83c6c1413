"""Random numbers: Philox as published, uniform, independent, and keyed by their coordinates."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxsim.fields import bounds_of
from cxsim.model import streams
from cxsim.model.resolution import Resolution
from cxsim.model.streams import block, draw, draw_many, philox

# A test of luck refuses one fair generator in a million. Seeds are fixed: it never flickers.
LEVEL = 1e-6
KINDS = {
    name: value
    for name, value in vars(streams).items()
    if name.isupper() and not name.startswith("_") and name != "FIRM"
}
LOW = 0xFFFFFFFF

seeds = st.integers(0, 2**63 - 1)
customers = st.integers(0, 2**32 - 1)
blocks = st.integers(0, 64**3 - 1)
counts = st.integers(0, 2**40)


def reference(counter, key):
    """Philox 4×32-10 as in the paper (Salmon et al. 2011), in whole numbers of any size."""
    counter, key = list(counter), list(key)
    for _ in range(10):
        high_0, low_0 = divmod(0xD2511F53 * counter[0], 2**32)
        high_1, low_1 = divmod(0xCD9E8D57 * counter[2], 2**32)
        counter = [high_1 ^ counter[1] ^ key[0], low_1, high_0 ^ counter[3] ^ key[1], low_0]
        key = [(key[0] + 0x9E3779B9) % 2**32, (key[1] + 0xBB67AE85) % 2**32]
    return tuple(counter)


def reference_draw(seed, customer, block, n):
    a, b, c, d = reference(
        (n % 2**32, customer % 2**32, block % 2**32, n >> 32), (seed % 2**32, seed >> 32)
    )
    whole = (a * 2**21 + (b >> 11), c * 2**21 + (d >> 11))  # the 53 leading bits of 64
    return tuple(max(number, 1) / 2**53 for number in whole)


# -- Philox ------------------------------------------------------------------------------------

# Known answers of Random123 (kat_vectors, philox 4x32 10).
VECTORS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((LOW, LOW, LOW, LOW), (LOW, LOW), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), VECTORS, ids=["zeros", "ones", "pi"])
def test_published_vectors(counter, key, answer):
    plain = getattr(philox, "py_func", philox)
    in_numpy = plain(*(np.array([word], dtype=np.int64) for word in counter), *key)
    assert tuple(int(word) for word in philox(*counter, *key)) == answer
    assert plain(*counter, *key) == answer
    assert tuple(int(words[0]) for words in in_numpy) == answer
    assert reference(counter, key) == answer


@given(seeds, customers, blocks, counts)
def test_draw_is_philox_with_53_bits(seed, customer, block, n):
    plain = getattr(draw, "py_func", draw)
    assert draw(seed, customer, block, n) == reference_draw(seed, customer, block, n)
    assert plain(seed, customer, block, n) == reference_draw(seed, customer, block, n)


@given(
    seeds,
    st.lists(customers, min_size=1, max_size=20),
    st.integers(0, 64**3 - 1),
    st.integers(0, 2**32 - 1),
)
def test_many_draws_are_the_single_draws(seed, ids, block, n):
    first, second = draw_many(seed, np.array(ids), block, n)
    assert list(zip(first, second, strict=True)) == [draw(seed, i, block, n) for i in ids]


@pytest.mark.parametrize(("word", "expected"), [(0, 2.0**-53), (LOW, 1 - 2.0**-53)])
def test_the_ends_of_the_unit_interval_are_left_out(monkeypatch, word, expected):
    """Words of only zeros or only ones still give a number above 0 and below 1."""
    monkeypatch.setattr(streams, "philox", lambda *_: (word,) * 4)
    plain = getattr(draw, "py_func", draw)
    assert plain(1, 2, 3, 4) == (expected, expected)
    assert 0.0 < expected < 1.0


# -- luck --------------------------------------------------------------------------------------


def sample(kind, seed=11, size=100_000, n=0):
    first, second = draw_many(seed, np.arange(size), KINDS[kind], n)
    return {f"{kind} 1": first, f"{kind} 2": second}


def association(x, y, bins=20):
    """p value of a chi-square test that two uniform numbers are independent."""
    cells = bins * (bins * x).astype(int) + (bins * y).astype(int)
    return stats.chisquare(np.bincount(cells, minlength=bins * bins)).pvalue


@pytest.mark.parametrize("kind", KINDS)
def test_every_purpose_is_uniform(kind):
    # Kolmogorov-Smirnov and chi-square with 100 bins, n = 100 000: a bin's share of .01 has a
    # standard error of .0003.
    for values in sample(kind).values():
        assert values.min() > 0.0 and values.max() < 1.0
        assert stats.kstest(values, "uniform").pvalue > LEVEL
        assert stats.chisquare(np.histogram(values, bins=100, range=(0, 1))[0]).pvalue > LEVEL


def test_purposes_are_independent_of_each_other():
    # 20 × 20 cells of n = 50 000 / 400 = 125 each; 861 pairs, so the level is divided by 861.
    columns = {}
    for kind in KINDS:
        columns |= sample(kind, size=50_000)
    worst = min(association(columns[x], columns[y]) for x, y in combinations(columns, 2))
    assert worst > LEVEL / math.comb(len(columns), 2)


def test_the_association_test_can_fail():
    x = sample("MONTH")["MONTH 1"]
    y = (x + 0.2 * sample("MARKET")["MARKET 1"]) % 1.0
    assert association(x, y) < LEVEL


@pytest.mark.parametrize("neighbour", ["seed", "customer", "n", "need", "pair"])
def test_neighbours_are_independent(neighbour):
    ids = np.arange(100_000)
    here, _ = draw_many(7, ids, block(streams.NEED, 3, 1), 40)
    there, _ = {
        "seed": draw_many(8, ids, block(streams.NEED, 3, 1), 40),
        "customer": draw_many(7, ids + 1, block(streams.NEED, 3, 1), 40),
        "n": draw_many(7, ids, block(streams.NEED, 3, 1), 41),
        "need": draw_many(7, ids, block(streams.NEED, 4, 1), 40),
        "pair": draw_many(7, ids, block(streams.NEED, 3, 2), 40),
    }[neighbour]
    assert association(here, there) > LEVEL


def test_one_customer_over_time_is_uniform_and_independent():
    luck = np.array([draw(5, 3, streams.MONTH, month)[0] for month in range(20_000)])
    assert stats.kstest(luck, "uniform").pvalue > LEVEL
    assert association(luck[:-1], luck[1:], bins=10) > LEVEL


# -- coordinates -------------------------------------------------------------------------------


@given(seeds, customers, blocks, counts, st.sampled_from(range(4)), st.integers(1, 2**31))
def test_every_coordinate_matters(seed, customer, block, n, which, step):
    place = [seed, customer, block, n]
    other = list(place)
    size = (2**63, 2**32, 64**3, 2**40)[which]
    other[which] = (other[which] + step) % size
    if other != place:
        assert draw(*place) != draw(*other)


def test_large_seeds_differ_from_small_ones():
    """Both halves of the seed count."""
    assert len({draw(seed, 1, 1, 1) for seed in (1, 2**32, 2**32 + 1, 2**62, 2**63 - 1)}) == 5


def test_no_two_purposes_share_a_block():
    numbers = [
        block(code, need, pair)
        for code in KINDS.values()
        for need in range(64)  # at most 64 kinds of need
        for pair in range(32)  # at most 64 touchpoints, two to a block
    ]
    assert len(set(numbers)) == len(numbers)
    assert min(numbers) >= 0 and max(numbers) <= LOW
    assert max(KINDS.values()) < 64


def test_contacts_of_one_need_do_not_run_into_the_next():
    """n = 8 k + step tells contacts apart as long as an episode has at most eight of them."""
    _, most = bounds_of(Resolution.model_fields["max_contacts"])
    numbers = [8 * candidate + step for candidate in range(1000) for step in range(int(most))]
    assert len(set(numbers)) == len(numbers)


def test_the_firm_is_no_customer():
    assert streams.FIRM > 10_000_000 + 100_000_000  # most customers and prospects of a scenario
    assert draw(1, streams.FIRM, streams.MARKET, 3) != draw(1, 0, streams.MARKET, 3)
