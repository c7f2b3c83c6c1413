"""The market: segments of customers, their needs, prospects, the economy and the competitor."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from cxsim.fields import SHARE, FrozenDict, Model, parameter
from cxsim.model.need import Need, Rhythm
from cxsim.model.talk import Acquisition

# fmt: off


class Segment(Model):
    """A group of customers. Factors of 1 and shifts of 0 make the average customer."""

    share: float = parameter(1.0, "Share of all customers", "share", SHARE)
    expectation_shift: float = parameter(
        0.0, "Shift of what they think they should get", "points (1-7)", (-2.0, 2.0))
    need_factor: float = parameter(1.0, "Factor on the rate of needs", "factor", (0.0, 10.0))
    digital_preference: float = parameter(
        0.0, "Liking of digital touchpoints", "-1 to 1", (-2.0, 2.0))
    purchase_factor: float = parameter(1.0, "Factor on the purchase rate", "factor", (0.0, 10.0))
    hazard_factor: float = parameter(1.0, "Factor on the risk of leaving", "factor", (0.0, 10.0))
    value_factor: float = parameter(1.0, "Factor on fee and basket", "factor", (0.0, 100.0))
    scale_use: float = parameter(
        0.0, "How they use answer scales: shift of every item", "sd of the item", (-2.0, 2.0),
        (-0.3, 0.3), source="published✓ existence: Mittal and Kamakura 2001; value: assumption")
    young: bool = Field(False, title="Millennials and Generation Z")
    misjudged: float = parameter(
        1.0, "How far gap 1 concerns the segment (1: like the mean customer, 0: it is known)",
        "factor", (0.0, 5.0), (0.5, 1.5))


class Macro(Model):
    """The economy: an index around 0 that moves by the quarter, AR(1)."""

    persistence: float = parameter(
        0.7, "Share of the index that lasts a quarter (ρ)", "", (-0.99, 0.99), (0.5, 0.9))
    sd: float = parameter(0.0, "Size of a quarter's shock", "index points", (0.0, 2.0), (0.0, 0.1))
    shift: float = parameter(
        0.0, "Lasting shift of the index (set it by a dated change)", "index points", (-2.0, 2.0))
    demand_effect: float = parameter(
        0.0, "Effect of the index on log demand (γ_m)", "per index point", (-5.0, 5.0), (0.0, 1.0))


class Competitor(Model):
    """The other offer that customers see."""

    pull: float = parameter(0.0, "Attractiveness of the competitor", "index", (-5.0, 5.0))
    persistence: float = parameter(
        0.7, "Share of a move of the competitor that lasts a quarter", "", (-0.99, 0.99),
        (0.5, 0.9))
    sd: float = parameter(
        0.0, "Size of the competitor's moves in a quarter", "index points", (0.0, 2.0), (0.0, 0.2))
    expectation_rise: float = parameter(
        0.0, "Rise of should-expectations caused by competitors (z_comp)", "points a month", SHARE,
        (0.0, 0.02))
    usual_pull: float = parameter(
        0.0, "Pull at which prospects join at the usual rates", "index", (-5.0, 5.0))
    price: float = parameter(
        1.0, "The market's price (1: the firm's usual one)", "factor", (0.01, 100.0))
    quality: float = parameter(
        5.0, "What prospects believe of the rest of the market", "points (1-7)", (1.0, 7.0))
    stars: float = parameter(
        3.8, "Mean stars of the market; the firm's reputation starts there", "stars (1-5)",
        (1.0, 5.0))
    reaction: float = parameter(
        0.0, "Share of the firm's gain of attraction that the competitor takes back", "share",
        SHARE, (0.0, 0.8))
    reaction_months: float = parameter(
        6.0, "Time until half of the reaction is there", "months", (0.05, 60.0), (1.0, 12.0))
# fmt: on


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
