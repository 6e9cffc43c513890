"""Prints the numbers that `tests/statistics.rs` compares with: python3 scipy.py > scipy.json

Needs scipy, numpy and statsmodels. What SciPy has is taken from SciPy. The interval of Newcombe's method 10 and the unbiased
pass-at-k are in neither library: they are written out here a second time, from the papers.
"""

import json
import math
import sys

# This file must not stand in the way of the library of the same name.
sys.path = [entry for entry in sys.path if not entry.endswith("data")]

import numpy
import scipy
import statsmodels
from scipy.special import comb
from scipy.stats import binomtest, fisher_exact
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests


def wilson(passed, judged):
    interval = binomtest(passed, judged).proportion_ci(0.95, method="wilson")
    return [interval.low, interval.high]


def newcombe(e, f, g, h):
    """e pass in both, f in the base only, g in the head only, h in none; the difference is head less base."""
    n = e + f + g + h
    p1, p2 = (e + g) / n, (e + f) / n
    (l1, u1), (l2, u2) = wilson(e + g, n), wilson(e + f, n)
    margins = (e + f) * (g + h) * (e + g) * (f + h)
    numerator = e * h - f * g
    if numerator > 0:
        numerator = max(numerator - n / 2, 0)
    phi = numerator / math.sqrt(margins) if margins else 0
    below = math.sqrt((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2)
    above = math.sqrt((u1 - p1) ** 2 - 2 * phi * (u1 - p1) * (p2 - l2) + (p2 - l2) ** 2)
    return [max(p1 - p2 - below, -1), min(p1 - p2 + above, 1)]


def xoshiro(seed):
    """xoshiro256++ of Blackman and Vigna, from 32 bytes."""
    mask = (1 << 64) - 1
    state = [int.from_bytes(bytes(seed[at : at + 8]), "little") for at in range(0, 32, 8)]
    rotate = lambda value, by: ((value << by) | (value >> (64 - by))) & mask
    while True:
        yield (rotate((state[0] + state[3]) & mask, 23) + state[0]) & mask
        shifted = (state[1] << 17) & mask
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= shifted
        state[3] = rotate(state[3], 45)


def bootstrap(values, seed):
    numbers, n = xoshiro(seed), len(values)
    means = [numpy.mean([values[next(numbers) * n >> 64] for _ in range(n)]) for _ in range(2000)]
    return numpy.percentile(means, [2.5, 97.5]).tolist()


def scipy_bootstrap(values):
    """The same interval with SciPy's own random numbers: near, and not equal."""
    drawn = scipy.stats.bootstrap((values,), numpy.mean, n_resamples=200_000, method="percentile", rng=7)
    return [float(end) for end in drawn.confidence_interval]


shares = [(0, 1), (1, 1), (0, 10), (10, 10), (1, 2), (3, 7), (15, 20), (29, 30), (99, 100), (500, 1000), (999_999, 1_000_000)]
splits = [(0, 0), (0, 1), (1, 0), (1, 1), (0, 5), (0, 6), (1, 7), (7, 1), (3, 12), (20, 31), (150, 210), (5000, 5200)]
tables = [
    [[8, 2], [1, 5]], [[3, 1], [1, 3]], [[0, 10], [10, 0]], [[5, 0], [0, 5]], [[12, 5], [9, 2]], [[1, 9], [11, 3]],
    [[30, 70], [45, 55]], [[100, 2], [1000, 5]], [[490, 510], [430, 570]], [[2, 998], [14, 986]], [[0, 3], [0, 4]],
    [[60_000, 40_000], [59_700, 40_300]], [[1, 0], [0, 1]], [[400, 0], [0, 400]],
]
pairs = [
    (1, 1, 7, 12), (36, 2, 12, 0), (20, 0, 0, 0), (0, 0, 0, 20), (0, 10, 0, 0), (0, 0, 10, 0), (10, 3, 3, 10), (53, 9, 16, 22),
    (0, 5, 5, 0), (1, 0, 0, 0), (200, 14, 31, 55), (7, 25, 3, 68), (100, 1, 0, 1),
]
corrections = [[0.01, 0.04, 0.03, 0.005], [0.5], [], [1.0, 1.0, 0.02], [0.001, 0.001, 0.9, 0.04, 0.013, 0.02], [0.0, 0.3]]
values = [
    [812.0, 903.5, 640.0, 1500.25, 700.0, 950.0, 4020.0], [0.1, 0.2], [1.0, 1.0, 1.0], [-3.5, 2.0, 7.25, -1.0, 0.0],
    [float((at * 37) % 101) / 7 for at in range(60)],
]
repeats = [(1, 0, 1), (1, 1, 1), (5, 2, 1), (5, 2, 3), (5, 5, 5), (5, 0, 3), (10, 3, 5), (20, 19, 2), (200, 17, 100)]
seed = list(range(1, 33))

print(json.dumps({
    "versions": {"scipy": scipy.__version__, "numpy": numpy.__version__, "statsmodels": statsmodels.__version__},
    "wilson": [{"pass": p, "judged": n, "interval": wilson(p, n)} for p, n in shares],
    "mcnemar": [
        {"new": b, "fixed": c, "p": float(mcnemar([[0, b], [c, 0]], exact=True).pvalue),
         "binomial": float(binomtest(b, b + c).pvalue) if b + c else 1.0}
        for b, c in splits
    ],
    "fisher": [{"table": table, "p": float(fisher_exact(table).pvalue)} for table in tables],
    "newcombe": [{"pairs": pair, "interval": newcombe(*pair)} for pair in pairs],
    "holm": [{"p": p, "corrected": multipletests(p, method="holm")[1].tolist() if p else []} for p in corrections],
    "percentile": [
        {"values": sorted(v), "share": share, "is": float(numpy.percentile(v, share * 100))}
        for v in values for share in (0.0, 0.025, 0.5, 0.95, 1.0)
    ],
    "bootstrap": [
        {"values": v, "seed": seed, "interval": bootstrap(v, seed), "scipy": scipy_bootstrap(v) if len(set(v)) > 2 else None}
        for v in values
    ],
    "repeats": [
        {"answers": n, "pass": c, "k": k, "pass_at_k": float(1 - comb(n - c, k, exact=True) / comb(n, k, exact=True)),
         "all_k": float(comb(c, k, exact=True) / comb(n, k, exact=True))}
        for n, c, k in repeats
    ],
    "smallest_visible": [
        {"judged": n, "alpha": alpha, "is": next((d for d in range(1, n + 1) if binomtest(0, d).pvalue < alpha), None)}
        for n in (1, 5, 6, 12, 40, 400) for alpha in (0.05, 0.01, 0.05 / 60)
    ],
}, indent=1))
