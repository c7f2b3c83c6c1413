"""The five gaps as a chain (Parasuraman, Zeithaml and Berry 1985, J. Marketing 49(4):41-50).

What customers think they should get (E*) loses gap 1 on its way to management's belief, gap 2 on
its way to the specification and gap 3 on its way to delivery; advertising promises gap 4 more than
is delivered. The additive form is an assumption. Gap 5 is never set: it is measured.
"""

from __future__ import annotations

from typing import NamedTuple

from cxsim.scenario.company import Gaps


class FourGaps(NamedTuple):
    """Gaps 1 to 4 as they act at some moment of a run (fields as in `Gaps`)."""

    knowledge: float
    design: float
    delivery: float
    communication: float


def design_level(ideal: float, gaps: Gaps | FourGaps) -> float:
    """Level that the service is designed for: D = E* - g1 - g2 (1-7 scale)."""
    return ideal - gaps.knowledge - gaps.design


def delivery_level(ideal: float, gaps: Gaps | FourGaps) -> float:
    """Mean level that is delivered: Q = D - g3 (1-7 scale)."""
    return design_level(ideal, gaps) - gaps.delivery


def gap_five(expectation: float, perception: float) -> float:
    """Gap 5, expected against perceived service: G5 = E - P. The SERVQUAL score is -G5."""
    return expectation - perception
