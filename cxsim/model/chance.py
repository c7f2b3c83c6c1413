"""From a uniform number in (0, 1) to every other kind of luck: inverse distribution functions.

Each draw of the model uses one uniform number, so that a change of one parameter moves one
quantile and nothing else.
"""

from __future__ import annotations

import math

from cxsim.compilation import rule


@rule
def exponential(u: float, mean: float) -> float:
    """Exponential time with the given mean."""
    return -mean * math.log(u)


@rule
def weibull(u: float, mean: float, shape: float) -> float:
    """Weibull time with the given mean; shape 1 is the exponential."""
    if shape == 1.0:
        return exponential(u, mean)
    return mean / math.gamma(1.0 + 1.0 / shape) * (-math.log(u)) ** (1.0 / shape)


@rule
def lognormal(u: float, mean: float, cv: float) -> float:
    """Lognormal value with the given mean and coefficient of variation (sd / mean)."""
    variance = math.log(1.0 + cv * cv)
    return mean * math.exp(math.sqrt(variance) * normal(u) - 0.5 * variance)


@rule
def gamma(u: float, shape: float) -> float:
    """Gamma value with the given shape and scale 1: the inverse of the incomplete gamma function.

    Halley's steps from the cube of Wilson and Hilferty 1931, which alone serves shapes above 100.
    """
    x = gamma_guess(u, shape)
    if shape > 100.0 or x < 1e-100:
        return x
    for _ in range(20):
        density = math.exp((shape - 1.0) * math.log(x) - x - math.lgamma(shape))
        miss = (gamma_below(x, shape) - u) / density
        step = miss / (1.0 - 0.5 * min(1.0, miss * ((shape - 1.0) / x - 1.0)))
        x = max(0.5 * x, x - step)
        if abs(step) < 1e-12 * x:
            break
    return x


@rule
def gamma_guess(u: float, shape: float) -> float:
    """First guess of `gamma`: Wilson and Hilferty, and powers and logarithms below shape 1."""
    if shape >= 1.0:
        root = 1.0 - 1.0 / (9.0 * shape) + normal(u) / (3.0 * math.sqrt(shape))
        return shape * max(0.01, root) ** 3
    low = 1.0 - shape * (0.253 + 0.12 * shape)
    if u < low:
        return max(1e-300, (u / low) ** (1.0 / shape))
    return 1.0 - math.log((1.0 - u) / (1.0 - low))


@rule
def gamma_below(x: float, shape: float) -> float:
    """Chance that a gamma value with this shape lies below x: the series of P(a, x)."""
    term = 1.0 / shape
    total = term
    n = shape
    while term > 1e-17 * total:
        n += 1.0
        term *= x / n
        total += term
    return total * math.exp(shape * math.log(x) - x - math.lgamma(shape))


@rule
def gumbel(u: float) -> float:
    """Standard Gumbel value: the luck of a choice in the logit model."""
    return -math.log(-math.log(u))


@rule
def normal(u: float) -> float:
    """Standard normal value: algorithm AS 241 (Wichura 1988), accurate to about 1e-16."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        numerator = (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r
            + 6.7265770927008700853e4) * r + 4.5921953931549871457e4) * r
            + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
            + 1.3314166789178437745e2) * r + 3.3871328727963666080e0)  # fmt: skip
        denominator = (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r
            + 3.9307895800092710610e4) * r + 2.1213794301586595867e4) * r
            + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
            + 4.2313330701600911252e1) * r + 1.0)  # fmt: skip
        return q * numerator / denominator
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        numerator = (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r
            + 2.41780725177450611770e-1) * r + 1.27045825245236838258e0) * r
            + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
            + 4.63033784615654529590e0) * r + 1.42343711074968357734e0)  # fmt: skip
        denominator = (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r
            + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1) * r
            + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
            + 2.05319162663775882187e0) * r + 1.0)  # fmt: skip
    else:
        r -= 5.0
        numerator = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
            + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2) * r
            + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
            + 5.46378491116411436990e0) * r + 6.65790464350110377720e0)  # fmt: skip
        denominator = (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r
            + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4) * r
            + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
            + 5.99832206555887937690e-1) * r + 1.0)  # fmt: skip
    tail = numerator / denominator
    return -tail if q < 0.0 else tail


@rule
def logistic(log_odds: float) -> float:
    """Probability that belongs to log-odds."""
    return 1.0 / (1.0 + math.exp(min(700.0, -log_odds)))  # plain Python knows no exp(710)
