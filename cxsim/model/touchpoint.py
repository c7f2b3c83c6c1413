"""Touchpoints: where customers meet the firm, and the desks behind them."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field, model_validator

from cxsim.compilation import rule
from cxsim.fields import SHARE, Model, parameter
from cxsim.model.records import Record, derived

Channel = Literal[
    "call_centre", "store", "social", "email", "app", "web",
    "web_service", "chat", "chatbot", "sms", "video",
]  # fmt: skip
OFFSET = (-3.0, 3.0)

# fmt: off


class Profile(Model):
    """The experience that a touchpoint is designed to give, on the five levels of involvement.

    Offsets to the firm's design level on the 1-7 scale: 0 is as good as the firm's average.
    Levels: Gentile, Spiller and Noci 2007 (S1-01).
    """

    rational: float = parameter(0.0, "Rational: it makes sense", "points (1-7)", OFFSET)
    emotional: float = parameter(0.0, "Emotional: it feels good", "points (1-7)", OFFSET)
    sensorial: float = parameter(0.0, "Sensorial: it looks good", "points (1-7)", OFFSET)
    physical: float = parameter(0.0, "Physical: it is easy to handle", "points (1-7)", OFFSET)
    spiritual: float = parameter(0.0, "Spiritual: it fits my values", "points (1-7)", OFFSET)


class Bot(Model):
    """A chatbot: it answers, hands over to staff, or ends the contact without an answer.

    ``understands: 0`` means that there is no bot. What it understands *and* can resolve is
    contained (p_u p_s); of the rest a share p_f is closed as if it were resolved.
    """

    understands: float = parameter(
        0.0, "Share of requests understood (p_u; 0: no bot)", "share", SHARE, (0.5, 0.95))
    resolves: float = parameter(
        0.6, "Share of understood requests that it can resolve (p_s)", "share", SHARE, (0.3, 0.8))
    false_closure: float = parameter(
        0.15, "Share of the rest closed without an answer (p_f)", "share", SHARE, (0.05, 0.4))
    returns: float = parameter(
        0.6, "Share of those closed without an answer who come back", "share", SHARE)
    sells: float = parameter(0.0, "Share of resolved contacts that end with a sale", "share", SHARE)
    sale: float = parameter(0.0, "Gross profit of such a sale", "money", (0.0, 1e6))
    disclosed: bool = Field(False, title="The bot says that it is one before it sells")


class Touchpoint(Model):
    """A place where customers meet the firm. ``agents: 0`` means that nobody has to serve."""

    channel: Channel = Field(..., title="Kind of channel")
    open: bool = Field(True, title="Customers can turn to it")
    pool: str = Field("", title="Touchpoints of one pool share agents and queue (single window)")
    agents: int = parameter(0, "Agents at work", "agents", (0, 100_000))
    handling_minutes: float = parameter(5.0, "Mean handling time", "minutes", (0.0, 1_440.0))
    handling_cv: float = parameter(
        1.0, "Spread of handling time (sd / mean)", "", (0.01, 5.0),
        source="published✓: Brown et al. 2005 (lognormal shape); value: assumption")
    handling_distribution: Literal["lognormal", "exponential"] = Field(
        "lognormal", title="Distribution of handling time"
    )
    patience_minutes: float | None = parameter(
        6.0, "Mean patience in the queue (empty: endless)", "minutes", (0.01, 100_000.0))
    patience_shape: float = parameter(
        1.0, "Weibull shape of patience (1: exponential)", "", (0.2, 5.0), (0.7, 1.5))
    usual_wait_minutes: float = parameter(
        1.0, "Usual wait w0 that customers know here", "minutes", (0.01, 10_000.0))
    resolution: float = parameter(
        0.75, "Share of plain needs resolved in one contact", "share", (0.01, 1.0))
    variable_cost: float = parameter(
        0.0, "Cost of one contact beside paid time", "money", (0.0, 100_000.0))
    profile: Profile = Field(Profile(), title="Designed experience, five levels")
    preference: float = parameter(
        0.0, "How much customers like to come here", "utility", (-10.0, 10.0))
    digital: float = parameter(0.0, "How digital the touchpoint is", "", (-1.0, 1.0))
    moment_of_truth: float = parameter(
        1.0, "Weight μ in the memory of the journey", "weight", (0.0, 10.0), (1.0, 4.0))
    delivery_gap_offset: float = parameter(
        0.0, "Own offset to the firm's gap 3", "points (1-7)", OFFSET)

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
# fmt: on

    @derived
    def heart(self) -> float:
        """How far the heart is touched beyond the firm's average: (emotional + spiritual) / 2."""
        return 0.5 * (self.profile.emotional + self.profile.spiritual)

    @derived
    def hands(self) -> float:
        """The same for hands: (sensorial + physical) / 2; mind is the rational level."""
        return 0.5 * (self.profile.sensorial + self.profile.physical)

    @derived
    def resolution_log_odds(self) -> float:
        """Log-odds of resolving a plain need; infinite for certainty."""
        return log_odds(self.resolution)


    @derived
    def exponential_handling(self) -> int:
        """1 where handling times are exponential, 0 where they are lognormal."""
        return int(self.handling_distribution == "exponential")


class Place(Record, of=(Touchpoint,)):
    """A touchpoint in a run: its own numbers, and who serves it."""

    pool: int  # number of its pool, -1 where it has none
    desk: int  # its own desk, or its pool's first


class Desk(Record):
    """The books of a desk, and of the touchpoint that has the same row."""

    serves: int  # desk that serves the touchpoint of this row
    agents: int
    busy: int
    waiting: int
    since: float  # day of the last change of the three above
    busy_days: float  # agent-days at work since the last boundary
    waiting_days: float
    agent_days: float
    arrivals: int
    served: int
    abandoned: int
    wait_minutes: float  # sum over those served or gone
    told_shortfall: float  # expectation - perception of those who answered a survey
    told_perceptions: float
    usual_wait: float  # last month's mean wait, read by choices


def log_odds(share: float) -> float:
    """Log-odds of a share; infinite for certainty."""
    return math.inf if share >= 1.0 else math.log(share / (1.0 - share))


@rule
def settle_desk(desk: Desk, now: float) -> None:
    """Count agent-days and waiting-days up to now, before the numbers at the desk change."""
    days = now - desk.since
    desk.busy_days += days * desk.busy
    desk.waiting_days += days * desk.waiting
    desk.agent_days += days * desk.agents
    desk.since = now
