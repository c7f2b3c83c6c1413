"""The firm: its touchpoints, gaps, readiness, offer and costs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from cxsim.scenario.fields import FrozenDict, Model, parameter
from cxsim.scenario.management import Management, Staffing

Channel = Literal[
    "call_centre", "store", "social", "email", "app", "web",
    "web_service", "chat", "chatbot", "sms", "video",
]  # fmt: skip
OFFSET = (-3.0, 3.0)


class Profile(Model):
    """The experience that a touchpoint is designed to give, on the five levels of involvement.

    Offsets to the firm's design level on the 1-7 scale: 0 is as good as the firm's average.
    Levels: Gentile, Spiller and Noci 2007 (S1-01).
    """

    rational: float = parameter(
        0.0, "Rational: it makes sense", unit="points (1-7)", source="assumption", bounds=OFFSET
    )
    emotional: float = parameter(
        0.0, "Emotional: it feels good", unit="points (1-7)", source="assumption", bounds=OFFSET
    )
    sensorial: float = parameter(
        0.0, "Sensorial: it looks good", unit="points (1-7)", source="assumption", bounds=OFFSET
    )
    physical: float = parameter(
        0.0, "Physical: it is easy to handle", unit="points (1-7)", source="assumption",
        bounds=OFFSET,
    )  # fmt: skip
    spiritual: float = parameter(
        0.0, "Spiritual: it fits my values", unit="points (1-7)", source="assumption",
        bounds=OFFSET,
    )  # fmt: skip


class Touchpoint(Model):
    """A place where customers meet the firm. ``agents: 0`` means that nobody has to serve."""

    channel: Channel = Field(..., title="Kind of channel")
    agents: int = parameter(
        0, "Agents at work", unit="agents", source="assumption", bounds=(0, 100_000)
    )
    handling_minutes: float = parameter(
        5.0, "Mean handling time", unit="minutes", source="assumption", bounds=(0.0, 1_440.0)
    )
    handling_cv: float = parameter(
        1.0, "Spread of handling time (sd / mean)", unit="", bounds=(0.01, 5.0),
        source="published✓: Brown et al. 2005 (lognormal shape); value: assumption",
    )  # fmt: skip
    handling_distribution: Literal["lognormal", "exponential"] = Field(
        "lognormal", title="Distribution of handling time"
    )
    patience_minutes: float | None = parameter(
        6.0, "Mean patience in the queue (empty: endless)", unit="minutes",
        source="assumption", bounds=(0.01, 100_000.0),
    )  # fmt: skip
    patience_shape: float = parameter(
        1.0, "Weibull shape of patience (1: exponential)", unit="", source="assumption",
        bounds=(0.2, 5.0), likely=(0.7, 1.5),
    )  # fmt: skip
    usual_wait_minutes: float = parameter(
        1.0, "Usual wait w0 that customers know here", unit="minutes", source="assumption",
        bounds=(0.01, 10_000.0),
    )  # fmt: skip
    resolution: float = parameter(
        0.75, "Share of plain needs resolved in one contact", unit="share", source="assumption",
        bounds=(0.01, 1.0),
    )  # fmt: skip
    variable_cost: float = parameter(
        0.0, "Cost of one contact beside paid time", unit="money", source="assumption",
        bounds=(0.0, 100_000.0),
    )  # fmt: skip
    profile: Profile = Field(Profile(), title="Designed experience, five levels")
    preference: float = parameter(
        0.0, "How much customers like to come here", unit="utility", source="assumption",
        bounds=(-10.0, 10.0),
    )  # fmt: skip
    digital: float = parameter(
        0.0, "How digital the touchpoint is", unit="", source="assumption", bounds=(-1.0, 1.0)
    )
    moment_of_truth: float = parameter(
        1.0, "Weight μ in the memory of the journey", unit="weight", source="assumption",
        bounds=(0.0, 10.0), likely=(1.0, 4.0),
    )  # fmt: skip
    delivery_gap_offset: float = parameter(
        0.0, "Own offset to the firm's gap 3", unit="points (1-7)", source="assumption",
        bounds=OFFSET,
    )  # fmt: skip

    @model_validator(mode="after")
    def _staffed_service_takes_time(self) -> Touchpoint:
        if self.agents > 0 and self.handling_minutes <= 0:
            raise ValueError("handling_minutes must be above 0 where agents serve")
        return self


class Gaps(Model):
    """Gaps 1 to 4 (Parasuraman, Zeithaml and Berry 1985): positive = shortfall or over-promise."""

    knowledge: float = parameter(
        0.15, "Gap 1: what managers believe against what customers expect",
        unit="points (1-7)", source="assumption", bounds=(-2.0, 4.0), likely=(0.0, 0.5),
    )  # fmt: skip
    design: float = parameter(
        0.15, "Gap 2: specification against belief",
        unit="points (1-7)", source="assumption", bounds=(-2.0, 4.0), likely=(0.0, 0.5),
    )  # fmt: skip
    delivery: float = parameter(
        0.3, "Gap 3: delivery against specification",
        unit="points (1-7)", source="assumption", bounds=(-2.0, 4.0), likely=(0.0, 0.8),
    )  # fmt: skip
    communication: float = parameter(
        0.1, "Gap 4: promise against delivery",
        unit="points (1-7)", source="assumption", bounds=(-2.0, 4.0), likely=(0.0, 0.5),
    )  # fmt: skip


class Readiness(Model):
    """Five elements of readiness for experience management (S1-29 to S1-33), each from 0 to 1."""

    strategy: float = parameter(
        0.6, "Goals, key moments and measures are set", unit="0-1", source="assumption",
        bounds=(0.0, 1.0),
    )  # fmt: skip
    team: float = parameter(
        0.6, "People for the work", unit="0-1", source="assumption", bounds=(0.0, 1.0)
    )
    motivation: float = parameter(
        0.5, "Staff are rewarded and supported", unit="0-1", source="assumption",
        bounds=(0.0, 1.0),
    )  # fmt: skip
    organisation: float = parameter(
        0.5, "Departments work together", unit="0-1", source="assumption", bounds=(0.0, 1.0)
    )
    technology: float = parameter(
        0.6, "Systems and business processes", unit="0-1", source="assumption", bounds=(0.0, 1.0)
    )


class Staff(Model):
    """Internal marketing: staff must know, want and be able (S4-09)."""

    know: float = parameter(
        0.8, "They know what to do", unit="0-1", source="seed: 004; value: assumption",
        bounds=(0.0, 1.0),
    )  # fmt: skip
    want: float = parameter(
        0.78125, "They want to do it", unit="0-1", source="seed: 004; value: assumption",
        bounds=(0.0, 1.0),
    )  # fmt: skip
    can: float = parameter(
        0.8, "They are able to do it", unit="0-1", source="seed: 004; value: assumption",
        bounds=(0.0, 1.0),
    )  # fmt: skip
    adjustment: float = parameter(
        0.3, "Monthly move of motivation to its level (α)", unit="per month",
        source="assumption", bounds=(0.0, 1.0),
    )  # fmt: skip
    strain: float = parameter(
        0.5, "Fall of motivation per month and unit of strain (η)", unit="per month",
        source="assumption, direction published~: Oliva and Sterman 2001", bounds=(0.0, 10.0),
    )  # fmt: skip
    comfortable_occupancy: float = parameter(
        0.85, "Occupancy above which work is a strain", unit="share", source="assumption",
        bounds=(0.0, 1.0), likely=(0.75, 0.9),
    )  # fmt: skip


class Offer(Model):
    """What customers pay."""

    fee_per_month: float = parameter(
        0.0, "Monthly fee (contractual)", unit="money per month", source="assumption",
        bounds=(0.0, 1e6),
    )  # fmt: skip
    basket: float = parameter(
        0.0, "Mean amount of a purchase (noncontractual)", unit="money", source="assumption",
        bounds=(0.0, 1e7),
    )  # fmt: skip
    basket_cv: float = parameter(
        0.4, "Spread of a purchase's amount (sd / mean)", unit="", source="assumption",
        bounds=(0.01, 5.0),
    )  # fmt: skip
    gross_margin: float = parameter(
        0.5, "Gross margin", unit="share of revenue", source="assumption", bounds=(0.0, 1.0)
    )


class Costs(Model):
    """What the firm pays beside the goods themselves."""

    wage_per_hour: float = parameter(
        12.0, "Cost of one agent's paid hour", unit="money per hour", source="assumption",
        bounds=(0.0, 10_000.0),
    )  # fmt: skip
    fixed_per_month: float = parameter(
        0.0, "Fixed cost of the whole firm", unit="money per month", source="assumption",
        bounds=(0.0, 1e9),
    )  # fmt: skip
    acquisition: float = parameter(
        0.0, "Cost of one customer won by advertising", unit="money", source="assumption",
        bounds=(0.0, 1e6),
    )  # fmt: skip
    discount_per_year: float = parameter(
        0.12, "Discount rate of customer equity", unit="per year",
        source="published✓: Gupta, Lehmann and Stuart 2004 (12 %)", bounds=(0.0, 1.0),
        likely=(0.08, 0.16),
    )  # fmt: skip


class Context(Model):
    """The chance that the story told in one contact is known in the next (matrix T)."""

    same_touchpoint: float = parameter(
        0.5, "Context survives a return to the same touchpoint", unit="probability",
        source="assumption", bounds=(0.0, 1.0), likely=(0.3, 0.7),
    )  # fmt: skip
    other_touchpoint: float = parameter(
        0.0, "Context survives a change of touchpoint", unit="probability",
        source="seed: 003 (multichannel = isolated channels)", bounds=(0.0, 1.0),
        likely=(0.0, 0.1),
    )  # fmt: skip
    extra_handling: float = parameter(
        0.3, "Extra handling time when context is lost", unit="share", source="assumption",
        bounds=(0.0, 2.0), likely=(0.1, 0.6),
    )  # fmt: skip


class Recovery(Model):
    """How the firm deals with failures."""

    failure_probability: float = parameter(
        0.0, "Share of contacts that fail (at the usual gap 3)", unit="probability",
        source="assumption", bounds=(0.0, 1.0), likely=(0.005, 0.12),
    )  # fmt: skip
    justice: float = parameter(
        0.6, "Justice of recovery: result, procedure and manner (mean j)", unit="0-1",
        source="assumption", bounds=(0.0, 1.0),
    )  # fmt: skip
    complaint_cost: float = parameter(
        0.0, "How hard it is to complain", unit="index", source="assumption",
        bounds=(0.0, 10.0), likely=(0.0, 2.0),
    )  # fmt: skip


class Company(Model):
    """Everything the firm decides."""

    touchpoints: Annotated[dict[str, Touchpoint], AfterValidator(FrozenDict)] = Field(
        ..., title="Touchpoints by name", min_length=1, max_length=64
    )
    gaps: Gaps = Field(Gaps(), title="Service quality gaps 1 to 4")
    readiness: Readiness = Field(Readiness(), title="Readiness")
    staff: Staff = Field(Staff(), title="Staff motivation")
    offer: Offer = Field(Offer(), title="Offer")
    costs: Costs = Field(Costs(), title="Costs")
    recovery: Recovery = Field(Recovery(), title="Failure and recovery")
    context: Context = Field(Context(), title="Context between contacts")
    staffing: Staffing = Field(Staffing(), title="Staffing of desks")
    management: Management = Field(Management(), title="The firm's quarter")
