"""Staff motivation: people must know, want and be able (S4-09), and strain wears them down.

Motivation M lies between 0 and 1; at M = .5 everything is as the scenario says. Service time
pressure erodes quality (Oliva and Sterman 2001, published~); employees reach customers through
service quality only (Brown and Lam 2008, J. Retailing 84(3):243-255).
"""

from __future__ import annotations

from cxsim.fields import SHARE, Model, parameter

NEUTRAL = 0.5

# fmt: off


class Staff(Model):
    """Internal marketing: staff must know, want and be able (S4-09)."""

    know: float = parameter(
        0.8, "They know what to do", "0-1", SHARE, source="seed: 004; value: assumption")
    want: float = parameter(
        0.78125, "They want to do it", "0-1", SHARE, source="seed: 004; value: assumption")
    can: float = parameter(
        0.8, "They are able to do it", "0-1", SHARE, source="seed: 004; value: assumption")
    support: float = parameter(
        0.0, "Lift of motivation by programmes for staff", "0-1", (-1.0, 1.0), (0.0, 0.3))
    adjustment: float = parameter(
        0.3, "Monthly move of motivation to its level (α)", "per month", SHARE)
    strain: float = parameter(
        0.5, "Fall of motivation per month and unit of strain (η)", "per month", (0.0, 10.0),
        source="assumption, direction published~: Oliva and Sterman 2001")
    comfortable_occupancy: float = parameter(
        0.85, "Occupancy above which work is a strain", "share", SHARE, (0.75, 0.9))
# fmt: on


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
