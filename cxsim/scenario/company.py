"""The firm: its touchpoints, gaps, readiness, offer and costs."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from cxsim.scenario.fields import FrozenDict, Model, parameter
from cxsim.scenario.management import Management, Staffing
from cxsim.scenario.programmes import (
    Outreach,
    Personalisation,
    Privacy,
    Pyramid,
    SurveyDesign,
)
from cxsim.scenario.touchpoint import Context, Service, Touchpoint


def _element(default: float, title: str) -> Any:
    return parameter(
        default, title, unit="0-1", source="assumption", bounds=(0.0, 1.0), likely=(0.2, 0.9)
    )


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

    strategy: float = _element(0.6, "Goals, key moments and measures are set")
    team: float = _element(0.6, "People for the work")
    motivation: float = _element(0.5, "Staff are rewarded and supported")
    organisation: float = _element(0.5, "Departments work together")
    technology: float = _element(0.6, "Systems and business processes")


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
    support: float = parameter(
        0.0, "Lift of motivation by programmes for staff", unit="0-1", source="assumption",
        bounds=(-1.0, 1.0), likely=(0.0, 0.3),
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
    price_factor: float = parameter(
        1.0, "Factor on fee and basket; all of it is margin", unit="factor",
        source="assumption", bounds=(0.0, 10.0), likely=(0.95, 1.05),
    )  # fmt: skip
    promotion: float = parameter(
        0.0, "Strength of promotions (0: none)", unit="index", source="assumption",
        bounds=(0.0, 1.0),
    )  # fmt: skip
    expectation_rise: float = parameter(
        0.0, "Rise of should-expectations by the firm's own offer", unit="points a month",
        source="assumption", bounds=(0.0, 1.0), likely=(0.0, 0.01),
    )  # fmt: skip
    advertisements_per_month: float = parameter(
        1.0, "Advertisements that a customer notices in a month", unit="per month",
        source="assumption", bounds=(0.0, 100.0), likely=(0.0, 4.0),
    )  # fmt: skip
    in_person_share: float = parameter(
        0.5, "Share of the experience that happens in person", unit="share",
        source="assumption", bounds=(0.0, 1.0),
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
    remote_share: float = parameter(
        0.0, "Share of staff who work from home (video conferences)", unit="share",
        source="seed: 003; value: assumption", bounds=(0.0, 1.0),
    )  # fmt: skip
    remote_saving: float = parameter(
        0.3, "Share of the fixed cost (rent, travel) that is saved if all work from home",
        unit="share", source="seed: 003 (direction); value: assumption", bounds=(0.0, 1.0),
        likely=(0.1, 0.5),
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
    staffing: Staffing = Field(Staffing(), title="How many agents work")
    management: Management = Field(Management(), title="The firm's quarter")
    service: Service = Field(Service(), title="Routing and waiting")
    personalisation: Personalisation = Field(Personalisation(), title="Personal messages")
    privacy: Privacy = Field(Privacy(), title="Customers' data")
    outreach: Outreach = Field(Outreach(), title="Proactive service")
    pyramid: Pyramid = Field(Pyramid(), title="CX pyramid")
    feedback: SurveyDesign = Field(SurveyDesign(), title="How the firm asks")
