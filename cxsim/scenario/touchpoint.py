"""Touchpoints: where customers meet the firm, and what tells one contact of the last one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from cxsim.scenario.fields import Model, parameter

Channel = Literal[
    "call_centre", "store", "social", "email", "app", "web",
    "web_service", "chat", "chatbot", "sms", "video",
]  # fmt: skip
OFFSET = (-3.0, 3.0)
SHARE = (0.0, 1.0)


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


class Bot(Model):
    """A chatbot: it answers, hands over to staff, or ends the contact without an answer.

    ``understands: 0`` means that there is no bot. What it understands *and* can resolve is
    contained (p_u p_s); of the rest a share p_f is closed as if it were resolved.
    """

    understands: float = parameter(
        0.0, "Share of requests understood (p_u; 0: no bot)", unit="share",
        source="assumption", bounds=SHARE, likely=(0.5, 0.95),
    )  # fmt: skip
    resolves: float = parameter(
        0.6, "Share of understood requests that it can resolve (p_s)", unit="share",
        source="assumption", bounds=SHARE, likely=(0.3, 0.8),
    )  # fmt: skip
    false_closure: float = parameter(
        0.15, "Share of the rest closed without an answer (p_f)", unit="share",
        source="assumption", bounds=SHARE, likely=(0.05, 0.4),
    )  # fmt: skip
    returns: float = parameter(
        0.6, "Share of those closed without an answer who come back", unit="share",
        source="assumption", bounds=SHARE,
    )  # fmt: skip
    sells: float = parameter(
        0.0, "Share of resolved contacts that end with a sale", unit="share",
        source="assumption", bounds=SHARE,
    )  # fmt: skip
    sale: float = parameter(
        0.0, "Gross profit of such a sale", unit="money", source="assumption", bounds=(0.0, 1e6)
    )
    disclosed: bool = Field(False, title="The bot says that it is one before it sells")


class Touchpoint(Model):
    """A place where customers meet the firm. ``agents: 0`` means that nobody has to serve."""

    channel: Channel = Field(..., title="Kind of channel")
    open: bool = Field(True, title="Customers can turn to it")
    pool: str = Field("", title="Touchpoints of one pool share agents and queue (single window)")
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

    linked_to: tuple[str, ...] = Field(
        (),
        title="Touchpoints, where the firm has them, that can be linked to this one",
        strict=False,
    )
    bot: Bot = Field(Bot(), title="Chatbot")

    @model_validator(mode="after")
    def _staffed_service_takes_time(self) -> Touchpoint:
        if self.agents > 0 and self.handling_minutes <= 0:
            raise ValueError("handling_minutes must be above 0 where agents serve")
        if self.agents > 0 and self.bot.understands > 0:
            raise ValueError("a touchpoint with a bot has no agents: set agents to 0")
        if self.agents == 0 and self.pool:
            raise ValueError("only touchpoints with agents can share a pool")
        return self


class Context(Model):
    """The chance that the story told in one contact is known in the next (matrix T)."""

    same_touchpoint: float = parameter(
        0.5, "Context survives a return to the same touchpoint", unit="probability",
        source="assumption", bounds=SHARE, likely=(0.3, 0.7),
    )  # fmt: skip
    other_touchpoint: float = parameter(
        0.0, "Context survives a change of touchpoint", unit="probability",
        source="seed: 003 (multichannel = isolated channels)", bounds=SHARE,
        likely=(0.0, 0.1),
    )  # fmt: skip
    linked: float = parameter(
        0.0, "Context survives a change between linked touchpoints", unit="probability",
        source="seed: 003 (cross-channel = some channels connected); value: assumption",
        bounds=SHARE, likely=(0.8, 1.0),
    )  # fmt: skip
    extra_handling: float = parameter(
        0.3, "Extra handling time when context is lost", unit="share", source="assumption",
        bounds=(0.0, 2.0), likely=(0.1, 0.6),
    )  # fmt: skip


class Service(Model):
    """How contacts are received: routing to the right agent, and news about the wait."""

    routing_accuracy: float = parameter(
        1.0, "Contacts that reach the right agent at once", unit="share", source="assumption",
        bounds=SHARE, likely=(0.85, 1.0),
    )  # fmt: skip
    transfer_minutes: float = parameter(
        1.0, "Mean time until a transferred customer is in the next queue", unit="minutes",
        source="assumption", bounds=(0.01, 1_440.0),
    )  # fmt: skip
    co_creation: float = parameter(
        0.0, "How far customers have to take part in the service", unit="0-1",
        source="assumption", bounds=SHARE,
    )  # fmt: skip
    announced_waits: bool = Field(False, title="Customers are told how long they will wait")
