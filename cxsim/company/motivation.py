"""Staff motivation: people must know, want and be able (S4-09), and strain wears them down.

Motivation M lies between 0 and 1; at M = .5 everything is as the scenario says. Service time
pressure erodes quality (Oliva and Sterman 2001, published~); employees reach customers through
service quality only (Brown and Lam 2008, J. Retailing 84(3):243-255).
"""

from __future__ import annotations

NEUTRAL = 0.5


def motivation_target(know: float, want: float, can: float) -> float:
    """Level that motivation moves to: M̄ = know × want × can."""
    return know * want * can


def next_motivation(
    motivation: float,
    target: float,
    adjustment: float,
    strain: float,
    occupancy: float,
    comfortable: float,
    months: float,
) -> float:
    """Motivation after some months: M + [α (M̄ - M) - η (occupancy - comfortable)⁺] · months."""
    change = adjustment * (target - motivation) - strain * max(0.0, occupancy - comfortable)
    return min(1.0, max(0.0, motivation + change * months))


def gap_factor(motivation: float) -> float:
    """Factor on gap 3: 1.4 - .8 M, written so that it is exactly 1 at M = .5 (assumption)."""
    return 1.0 - 0.8 * (motivation - NEUTRAL)


def spread_factor(motivation: float) -> float:
    """Factor on the luck of delivery: 1.3 - .6 M, exactly 1 at M = .5 (assumption)."""
    return 1.0 - 0.6 * (motivation - NEUTRAL)
