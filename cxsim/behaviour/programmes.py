"""What customers make of personal messages, of outreach, and of a breach of their trust."""

from __future__ import annotations

from cxsim.compilation import rule


@rule
def worth_of_messages(
    benefit: float, relevance: float, depth: float, concern: float, control: float,
    messages: float, fatigue: float, welcome: float,
) -> float:  # fmt: skip
    """Satisfaction from personal messages: u(x) = b ρ x - π (1 - c) x² - a_f (messages - f)⁺.

    Depth x from 0 to 1, relevance ρ, concern for privacy π, felt control c, messages a week.
    More control nearly doubled clicks at the same targeting (Tucker 2014, JMR 51(5):546-562);
    the form and the numbers are assumptions.
    """
    too_many = max(0.0, messages - welcome)
    return benefit * relevance * depth - concern * (1.0 - control) * depth**2 - fatigue * too_many


@rule
def raises_alarm(luck: float, sensitivity: float, threshold: float) -> bool:
    """Tell whether a score lies above the threshold: N(d', 1) with a problem, N(0, 1) without.

    ``luck`` is a standard normal value; ``sensitivity`` is d', or 0 where there is no problem.
    """
    return luck + sensitivity > threshold


@rule
def woken(inertia: float, share: float) -> float:
    """Inertia ι after a call: what was asleep looks around (Ascarza, Iyengar, Schleicher 2016)."""
    return inertia * (1.0 - share)
