"""Words for numbers: how readings write intervals, differences and paragraphs."""

from __future__ import annotations

import math

_UNKNOWN = "not known"


def shown(value: float, digits: int = 0) -> str:
    """Write a number."""
    if not math.isfinite(value):
        return _UNKNOWN
    rounded = round(value, digits) + 0.0  # no minus before a zero
    return f"{rounded:.{digits}f}".replace("-", "−")


def between(value: float, margin: float, digits: int = 0) -> str:
    """Write the 95 % interval around a number: 'between 3 and 5'."""
    return f"between {shown(value - margin, digits)} and {shown(value + margin, digits)}"


def around(value: float, margin: float, unit: str = "", digits: int = 0) -> str:
    """Write a number with its 95 % interval: '4 % (between 3 and 5)'.

    An interval narrower than the rounding says nothing, so it is left out.
    """
    number = f"{shown(value, digits)} {unit}".strip()
    ends = {shown(value + side * margin, digits) for side in (-1, 0, 1)}
    is_told = math.isfinite(margin) and len(ends) > 1
    return f"{number} ({between(value, margin, digits)})" if is_told else number


def change(value: float, margin: float, unit: str, more: str, less: str, digits: int = 1) -> str:
    """Write a difference: how large it is, or that luck alone may explain it."""
    if not math.isfinite(value + margin):
        return _UNKNOWN
    if value == margin == 0:
        return "exactly the same"
    ends = between(value, margin, digits)
    if abs(value) <= margin:
        return f"neither clearly {more} nor {less} (difference {f'{ends} {unit}'.strip()})"
    return f"{apart(value, unit, more, less, digits)} (difference {ends})"


def apart(value: float, unit: str, more: str, less: str, digits: int = 1) -> str:
    """Write a difference: '3.2 points more'."""
    return " ".join(filter(None, (shown(abs(value), digits), unit, more if value >= 0 else less)))


def paragraphs(*texts: str) -> str:
    """Join texts to paragraphs of a page, without the empty ones."""
    return "".join(f"<p style='margin:4px 0'>{text}</p>" for text in texts if text)
