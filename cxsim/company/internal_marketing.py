"""Motivation: internal marketing by two instruments of different speed (S1-31, S4-09).

Bonuses act at once and wear off (30 % a quarter); recognition, care and growth build up slowly and
last (5 % a quarter). Constant spending x ends at a lift of gain · x / decay for each.
"""

from __future__ import annotations

from dataclasses import replace

from cxsim.company.firm import Firm
from cxsim.scenario.management import StaffProgrammes


def next_lift(lift: float, spending: float, gain: float, decay: float) -> float:
    """Lift of motivation a quarter later: (1 - decay) lift + gain · spending.

    Parameters
    ----------
    lift
        Lift of motivation M, 0-1.
    spending
        Spending of the quarter, as a share of its revenue.
    gain
        Lift per quarter's revenue.
    decay
        Share that is lost in a quarter.
    """
    return (1.0 - decay) * lift + gain * spending


def motivate(firm: Firm, financial: float, other: float, settings: StaffProgrammes) -> Firm:
    """Spend on staff: ``financial`` on bonuses, ``other`` on recognition (shares of revenue)."""
    return replace(
        firm,
        financial=next_lift(
            firm.financial, financial, settings.financial_gain, settings.financial_decay
        ),
        non_financial=next_lift(
            firm.non_financial, other, settings.non_financial_gain, settings.non_financial_decay
        ),
    )
