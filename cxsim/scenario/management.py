"""How the firm manages: the quarter's five functions, and how desks are staffed.

The five functions are those of paper 004: analysis, planning, organisation, motivation, control.
Money is in shares of the quarter's revenue, so that a sample of the customers spends in proportion.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from cxsim.fields import Model, parameter


def _money(default: float, title: str, likely: tuple[float, float]) -> Any:
    return parameter(
        default, title, unit="share of quarterly revenue", source="assumption",
        bounds=(0.0, 1.0), likely=likely,
    )  # fmt: skip


def _price(default: float, title: str, least: float = 0.001) -> Any:
    return parameter(
        default, title, unit="share of quarterly revenue per unit", source="assumption",
        bounds=(least, 100.0), likely=(0.5 * default, 2.0 * default),
    )  # fmt: skip


class Analysis(Model):
    """Study the customer, measure, and choose where to look."""

    study_answers: float = parameter(
        100.0, "Customers whom a quarter's study asks (0: no study)", unit="persons",
        source="assumption", bounds=(0.0, 1e6), likely=(30.0, 400.0),
    )  # fmt: skip
    study_bias: float = parameter(
        0.1, "Gap 1 that remains after a large study", unit="points (1-7)",
        source="assumption", bounds=(-2.0, 2.0), likely=(0.0, 0.2),
    )  # fmt: skip
    study_sd: float = parameter(
        0.6, "Spread of single answers in a study (σ)", unit="points (1-7)",
        source="assumption", bounds=(0.0, 5.0), likely=(0.3, 0.9),
    )  # fmt: skip
    drift_per_month: float = parameter(
        0.05, "Drift of customers' needs away from what is known (sd)",
        unit="points (1-7) per √month", source="assumption", bounds=(0.0, 1.0),
        likely=(0.0, 0.1),
    )  # fmt: skip
    non_response_bias: float = parameter(
        0.3, "Gap 1 of a dashboard that nobody answers", unit="points (1-7)",
        source="assumption", bounds=(0.0, 4.0), likely=(0.1, 0.5),
    )  # fmt: skip
    survivor_bias: float = parameter(
        1.0, "Gap 1 of a dashboard when all customers have left", unit="points (1-7)",
        source="assumption", bounds=(0.0, 4.0), likely=(0.5, 2.0),
    )  # fmt: skip
    survey_lag_quarters: int = parameter(
        1, "Quarters until survey results are on the table", unit="quarters",
        source="assumption", bounds=(0, 8), likely=(0, 2),
    )  # fmt: skip
    competitor_sd: float = parameter(
        1.0, "Spread of single opinions on the competitor", unit="index points",
        source="assumption", bounds=(0.0, 10.0), likely=(0.5, 2.0),
    )  # fmt: skip
    study_cost: float = _money(0.002, "Cost of a study", (0.001, 0.004))


class Planning(Model):
    """What is aimed at, and where the budget goes."""

    budget: float = _money(0.03, "Budget B of the quarter's work on experience", (0.01, 0.06))
    focus: float = parameter(
        1.0, "How much the largest pain is preferred (ζ)", unit="", source="assumption",
        bounds=(0.0, 10.0), likely=(0.5, 2.0),
    )  # fmt: skip
    ambition: float = parameter(
        0.12, "How far the to-be target lies above the first measurement (.12: 12 points of NPS)",
        unit="satisfaction", source="assumption", bounds=(-5.0, 5.0), likely=(0.0, 0.25),
    )  # fmt: skip
    to_be_csat: float = parameter(
        4.0, "Satisfaction that every touchpoint is to reach (4: 'satisfied')",
        unit="points (1-5)", source="computed: the box 'satisfied' of the item",
        bounds=(1.0, 5.0), likely=(3.5, 4.5),
    )  # fmt: skip
    competitor_weight: float = parameter(
        0.03, "Rise of the target per index point of the competitor's pull",
        unit="satisfaction", source="assumption", bounds=(0.0, 5.0), likely=(0.0, 0.1),
    )  # fmt: skip
    cost_of_design: float = _price(0.07, "Cost of a specification that is one point better")
    cost_of_delivery: float = _price(0.1, "Cost of one point better delivery of all contacts")
    cost_of_cut: float = _price(0.2, "Cost of cutting handling time at a touchpoint by 100 %")
    cost_of_recovery: float = _price(0.1, "Cost of recovery that is fully just instead of unjust")
    cost_of_complaints: float = _price(0.03, "Cost of a way to complain, one index point easier")
    cost_of_hiring: float = parameter(
        0.5, "Cost of one agent who is hired and trained, or released",
        unit="quarterly wages", source="assumption", bounds=(0.001, 20.0), likely=(0.25, 1.0),
    )  # fmt: skip
    most_abandonment: float = parameter(
        0.06, "Share of callers who may give up, for which the manager staffs desks",
        unit="share", source="published~: 5 to 8 % is usual in call centres",
        bounds=(0.001, 0.99), likely=(0.05, 0.08),
    )  # fmt: skip
    largest_cut: float = parameter(
        0.2, "Most that handling time can be cut", unit="share", source="assumption",
        bounds=(0.0, 0.9), likely=(0.1, 0.3),
    )  # fmt: skip
    hurry: float = parameter(
        1.0, "Rise of gap 3 when handling time is cut, per unit of the cut",
        unit="points (1-7)", source="assumption", bounds=(0.0, 10.0), likely=(0.0, 2.0),
    )  # fmt: skip
    smallest_need: float = parameter(
        0.02, "Need below which no initiative is worth a place",
        unit="points (1-7), or share of handling time", source="assumption",
        bounds=(0.0, 5.0), likely=(0.0, 0.05),
    )  # fmt: skip
    message_cost: float = _money(0.001, "Cost of one voice in all communication", (0.0, 0.002))
    message_effect: float = parameter(
        0.1, "Share of gap 4 that one voice takes away in a quarter", unit="per quarter",
        source="assumption", bounds=(0.0, 1.0), likely=(0.0, 0.3),
    )  # fmt: skip
    forecast_shortfall: float = parameter(
        0.5, "Shortfall that is expected of an experience not yet offered",
        unit="points (1-7)", source="assumption", bounds=(-3.0, 6.0), likely=(0.2, 0.8),
    )  # fmt: skip
    forecast_variance: float = parameter(
        3.0, "Error variance of a forecast against that of a study", unit="factor",
        source="assumption", bounds=(0.0, 100.0), likely=(2.0, 4.0),
    )  # fmt: skip


class Organisation(Model):
    """Initiatives on their way, and the readiness that carries them."""

    work_in_progress: int = parameter(
        2, "Initiatives that can be under way at a time", unit="initiatives",
        source="assumption", bounds=(0, 100), likely=(1, 4),
    )  # fmt: skip
    delay_quarters: float = parameter(
        1.5, "Delay of an initiative in a ready firm (d₀)", unit="quarters",
        source="assumption", bounds=(0.0, 20.0), likely=(0.5, 3.0),
    )  # fmt: skip
    hiring_quarters: float = parameter(
        0.7, "Delay until a new agent serves, in a ready firm", unit="quarters",
        source="assumption", bounds=(0.0, 20.0), likely=(0.4, 1.2),
    )  # fmt: skip
    weak_link: float = parameter(
        -2.0, "How much the weakest element of readiness counts (ρ; 1: a plain mean)",
        unit="", source="assumption", bounds=(-1000.0, 1.0), likely=(-5.0, 1.0),
    )  # fmt: skip
    fading: float = parameter(
        0.05, "Share of finished work that is lost again", unit="per quarter",
        source="assumption", bounds=(0.0, 1.0), likely=(0.0, 0.1),
    )  # fmt: skip
    growth: float = parameter(
        0.1, "Rise of readiness by success, as a share of what is missing",
        unit="per quarter", source="assumption", bounds=(0.0, 1.0),
    )  # fmt: skip
    decay: float = parameter(
        0.03, "Share of readiness that is lost", unit="per quarter", source="assumption",
        bounds=(0.0, 1.0),
    )  # fmt: skip
    training_cost: float = _money(0.002, "Spending on training", (0.0, 0.004))
    training_gain: float = parameter(
        5.0, "Readiness gained by training for a whole quarter's revenue", unit="0-1",
        source="assumption", bounds=(0.0, 1000.0),
    )  # fmt: skip


class StaffProgrammes(Model):
    """Internal marketing: two ways to motivate staff, with different speed (S1-31)."""

    financial_cost: float = _money(0.002, "Spending on bonuses", (0.0, 0.004))
    financial_gain: float = parameter(
        10.0, "Motivation gained by bonuses for a whole quarter's revenue", unit="0-1",
        source="assumption", bounds=(0.0, 1000.0),
    )  # fmt: skip
    financial_decay: float = parameter(
        0.3, "Share of the effect of bonuses that is lost", unit="per quarter",
        source="assumption", bounds=(0.0, 1.0),
    )  # fmt: skip
    non_financial_cost: float = _money(
        0.003, "Spending on recognition, care and growth", (0.0, 0.006)
    )
    non_financial_gain: float = parameter(
        2.5, "Motivation gained by recognition for a whole quarter's revenue", unit="0-1",
        source="assumption", bounds=(0.0, 1000.0),
    )  # fmt: skip
    non_financial_decay: float = parameter(
        0.05, "Share of the effect of recognition that is lost", unit="per quarter",
        source="assumption", bounds=(0.0, 1.0),
    )  # fmt: skip


class Control(Model):
    """The feedback law: compare with the target, correct outside the band."""

    kpi: Literal["nps", "csat"] = Field("nps", title="Score that is watched")
    target: float | None = parameter(
        None, "Target of the score (empty: first measurement plus ambition)",
        unit="points of the score", source="assumption", bounds=(-100.0, 100.0),
    )  # fmt: skip
    nps_per_satisfaction: float = parameter(
        100.0, "NPS points that one unit of satisfaction is worth", unit="NPS points",
        source="computed: 105 to 115 in bank, telecom and clinic, by a smaller gap 3",
        bounds=(0.1, 1000.0), likely=(60.0, 140.0),
    )  # fmt: skip
    band: float = parameter(
        2.0, "Deviation that is left alone (k)", unit="standard errors of the score",
        source="published~: Shewhart's charts draw lines at 2 (warning) and 3 (action)",
        bounds=(0.0, 100.0), likely=(1.0, 3.0),
    )  # fmt: skip
    relaxes: bool = Field(True, title="A score above its target is corrected downwards, too")
    gain: float = parameter(
        0.3, "Share of a deviation that is corrected (K_p)", unit="", source="assumption",
        bounds=(0.0, 10.0), likely=(0.0, 1.0),
    )  # fmt: skip
    integral_gain: float = parameter(
        0.0, "Correction per unit of summed deviations (K_i)", unit="", source="assumption",
        bounds=(0.0, 10.0), likely=(0.0, 0.2),
    )  # fmt: skip
    points_per_satisfaction: float = parameter(
        2.0, "Points of service that are thought to move satisfaction by one",
        unit="points (1-7)", source="computed: 2 in bank, telecom and clinic, by a smaller gap 3",
        bounds=(0.0, 100.0), likely=(1.0, 3.0),
    )  # fmt: skip
    fading: float = parameter(
        0.25, "Share of a quick correction that is lost again", unit="per quarter",
        source="assumption", bounds=(0.0, 1.0), likely=(0.0, 0.5),
    )  # fmt: skip
    reserve: float = _money(0.004, "Most that is spent on corrections", (0.0, 0.01))
    cost_per_point: float = _price(0.05, "Cost of correcting service by one point", 0.0)

    @property
    def unit(self) -> float:
        """Points of the watched score that are one unit of satisfaction."""
        return self.nps_per_satisfaction if self.kpi == "nps" else 1.0


class Management(Model):
    """The firm's quarter. Switched off, the firm stays exactly as the scenario sets it."""

    enabled: bool = Field(False, title="The firm manages its customers' experience")
    regime: Literal["existing", "prospective"] = Field(
        "existing", title="Whom it plans for: customers it has, or customers to come"
    )
    information: Literal["all", "transactions", "dashboard"] = Field(
        "all", title="What it looks at: everything, sales and complaints, survey averages"
    )
    kpi_weight_customer: float = parameter(
        0.5, "Weight of customers' goals in plans (0: finance only, 1: customers only)",
        unit="0-1", source="seed: 002; value: assumption", bounds=(0.0, 1.0),
    )  # fmt: skip
    chance: bool = Field(
        True, title="Delays, failures and errors of studies are drawn (false: their means)"
    )
    analysis: Analysis = Field(Analysis(), title="Analysis")
    planning: Planning = Field(Planning(), title="Planning")
    organisation: Organisation = Field(Organisation(), title="Organisation")
    motivation: StaffProgrammes = Field(StaffProgrammes(), title="Motivation")
    control: Control = Field(Control(), title="Control and coordination")


class Staffing(Model):
    """How many agents work: as set, or as last quarter's work asks for."""

    rule: Literal["fixed", "target_occupancy"] = Field("fixed", title="Staffing rule")
    target_occupancy: float = parameter(
        0.75, "Occupancy that desks are staffed for", unit="share", source="assumption",
        bounds=(0.05, 1.0), likely=(0.6, 0.85),
    )  # fmt: skip
