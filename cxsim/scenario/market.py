"""The market: segments of customers, their needs, prospects, the economy and the competitor."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from cxsim.scenario.fields import FrozenDict, Model, parameter


class Segment(Model):
    """A group of customers. Factors of 1 and shifts of 0 make the average customer."""

    share: float = parameter(
        1.0, "Share of all customers", unit="share", source="assumption", bounds=(0.0, 1.0)
    )
    expectation_shift: float = parameter(
        0.0, "Shift of what they think they should get", unit="points (1-7)",
        source="assumption", bounds=(-2.0, 2.0),
    )  # fmt: skip
    need_factor: float = parameter(
        1.0, "Factor on the rate of needs", unit="factor", source="assumption", bounds=(0.0, 10.0)
    )
    digital_preference: float = parameter(
        0.0, "Liking of digital touchpoints", unit="-1 to 1", source="assumption",
        bounds=(-2.0, 2.0),
    )  # fmt: skip
    purchase_factor: float = parameter(
        1.0, "Factor on the purchase rate", unit="factor", source="assumption", bounds=(0.0, 10.0)
    )
    hazard_factor: float = parameter(
        1.0, "Factor on the risk of leaving", unit="factor", source="assumption",
        bounds=(0.0, 10.0),
    )  # fmt: skip
    value_factor: float = parameter(
        1.0, "Factor on fee and basket", unit="factor", source="assumption", bounds=(0.0, 100.0)
    )
    scale_use: float = parameter(
        0.0, "How they use answer scales: shift of every item", unit="sd of the item",
        source="published✓ existence: Mittal and Kamakura 2001; value: assumption",
        bounds=(-2.0, 2.0), likely=(-0.3, 0.3),
    )  # fmt: skip
    young: bool = Field(False, title="Millennials and Generation Z")


class Need(Model):
    """A kind of need: each one that arises opens an episode."""

    per_month: float = parameter(
        0.5, "Needs of a customer in a month", unit="per customer-month", source="assumption",
        bounds=(0.0, 1_000.0),
    )  # fmt: skip
    purchase: bool = Field(
        False, title="This need is the purchase: its rate is each customer's own purchase rate"
    )
    moment_of_truth: float = parameter(
        1.0, "Weight μ in the memory of the relationship", unit="weight", source="assumption",
        bounds=(0.0, 10.0), likely=(1.0, 4.0),
    )  # fmt: skip
    handling_factor: float = parameter(
        1.0, "Factor on handling time", unit="factor", source="assumption", bounds=(0.01, 100.0)
    )
    difficulty: float = parameter(
        0.0, "Difficulty (lowers the log-odds of resolution)", unit="log-odds",
        source="assumption", bounds=(-10.0, 10.0),
    )  # fmt: skip
    major_factor: float = parameter(
        1.0, "Factor on the share of major failures", unit="factor", source="assumption",
        bounds=(0.0, 10.0),
    )  # fmt: skip
    revenue: float = parameter(
        0.0, "Contribution to gross profit when resolved", unit="money", source="assumption",
        bounds=(0.0, 1e6),
    )  # fmt: skip
    preventable: bool = Field(
        False, title="A problem that the firm's data can foresee (proactive service)"
    )
    path: tuple[str, ...] = Field(
        (), title="Touchpoints (of those there are) that it takes, in order; empty: any one",
        max_length=5, strict=False,
    )  # fmt: skip
    fit: Annotated[dict[str, float | None], AfterValidator(FrozenDict)] = Field(
        default_factory=dict,
        title="Fit of each touchpoint to the need (not named: 0; null: cannot be met there)",
    )


class Acquisition(Model):
    """New customers from a finite market of prospects (Bass 1969, external influence)."""

    prospects: int = parameter(
        0, "Prospects in the market", unit="persons", source="assumption", bounds=(0, 1_000_000_000)
    )
    advertising_per_year: float = parameter(
        0.0, "Rate at which advertising wins a prospect (Bass p)", unit="per year",
        source="published✓ secondary: Sultan, Farley and Lehmann 1990 (mean .03)",
        bounds=(0.0, 50.0), likely=(0.01, 0.06),
    )  # fmt: skip

    word_of_mouth_per_year: float = parameter(
        0.0, "Rate at which customers win prospects by word of mouth (Bass q)",
        unit="per year", bounds=(0.0, 50.0), likely=(0.1, 0.6),
        source="published✓ secondary: Sultan, Farley and Lehmann 1990 (mean .38)",
    )  # fmt: skip
    usual_talks_per_year: float = parameter(
        1.0, "Talks of a usual customer in a year (q is spread over them)",
        unit="per customer-year", source="assumption", bounds=(0.001, 1_000.0),
    )  # fmt: skip
    referral_days: float = parameter(
        7.0, "Mean time from a recommendation to joining", unit="days", source="assumption",
        bounds=(0.01, 365.0),
    )  # fmt: skip
    referral_margin: float = parameter(
        0.0, "Extra margin of a referred customer, halved each year", unit="share",
        source="published✓: Schmitt, Skiera and Van den Bulte 2011 (erodes); value: assumption",
        bounds=(0.0, 2.0), likely=(0.0, 0.2),
    )  # fmt: skip
    referral_reward: float = parameter(
        0.0, "Reward for a referral", unit="money", source="assumption", bounds=(0.0, 1e6)
    )


class Macro(Model):
    """The economy: an index around 0 that moves by the quarter, AR(1)."""

    persistence: float = parameter(
        0.7, "Share of the index that lasts a quarter (ρ)", unit="", source="assumption",
        bounds=(-0.99, 0.99), likely=(0.5, 0.9),
    )  # fmt: skip
    sd: float = parameter(
        0.0, "Size of a quarter's shock", unit="index points", source="assumption",
        bounds=(0.0, 2.0), likely=(0.0, 0.1),
    )  # fmt: skip
    shift: float = parameter(
        0.0, "Lasting shift of the index (set it by a dated change)", unit="index points",
        source="assumption", bounds=(-2.0, 2.0),
    )  # fmt: skip
    demand_effect: float = parameter(
        0.0, "Effect of the index on log demand (γ_m)", unit="per index point",
        source="assumption", bounds=(-5.0, 5.0), likely=(0.0, 1.0),
    )  # fmt: skip


class Competitor(Model):
    """The other offer that customers see."""

    pull: float = parameter(
        0.0, "Attractiveness of the competitor", unit="index", source="assumption",
        bounds=(-5.0, 5.0),
    )  # fmt: skip
    persistence: float = parameter(
        0.7, "Share of a move of the competitor that lasts a quarter", unit="",
        source="assumption", bounds=(-0.99, 0.99), likely=(0.5, 0.9),
    )  # fmt: skip
    sd: float = parameter(
        0.0, "Size of the competitor's moves in a quarter", unit="index points",
        source="assumption", bounds=(0.0, 2.0), likely=(0.0, 0.2),
    )  # fmt: skip
    expectation_rise: float = parameter(
        0.0, "Rise of should-expectations caused by competitors (z_comp)",
        unit="points a month", source="assumption", bounds=(0.0, 1.0), likely=(0.0, 0.02),
    )  # fmt: skip


Weight = Annotated[float, Field(ge=0.0, le=1e6)]


class Rhythm(Model):
    """When needs arise. Empty lists mean: evenly, at any time (the assumption of most formulas)."""

    day: tuple[Weight, ...] = Field(
        (), title="Weights of equal parts of the open day, from opening to closing; empty: even",
        max_length=24, strict=False,
    )  # fmt: skip
    week: tuple[Weight, ...] = Field(
        (), title="Weights of the seven days of a week; day 0 is the first; empty: even",
        max_length=7, strict=False,
    )  # fmt: skip

    @model_validator(mode="after")
    def _has_needs(self) -> Rhythm:
        if len(self.week) not in (0, 7):
            raise ValueError(f"week: takes no weights or seven, not {len(self.week)}")
        for name, weights in (("day", self.day), ("week", self.week)):
            if weights and not sum(weights) > 0.0:
                raise ValueError(f"{name}: at least one weight must be above 0")
        return self


class Market(Model):
    """Everything the firm does not decide."""

    segments: Annotated[dict[str, Segment], AfterValidator(FrozenDict)] = Field(
        default_factory=lambda: {"everyone": Segment()},
        title="Segments by name",
        min_length=1,
        max_length=64,
    )
    needs: Annotated[dict[str, Need], AfterValidator(FrozenDict)] = Field(
        default_factory=dict, title="Needs by name", max_length=64
    )
    rhythm: Rhythm = Field(Rhythm(), title="When needs arise")
    acquisition: Acquisition = Field(Acquisition(), title="Acquisition")
    macro: Macro = Field(Macro(), title="The economy")
    competitor: Competitor = Field(Competitor(), title="Competitor")

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Market:
        total = sum(segment.share for segment in self.segments.values())
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"segments: the shares must sum to 1, not {total:g}")
        if sum(need.purchase for need in self.needs.values()) > 1:
            raise ValueError("needs: only one need can be the purchase")
        return self
