"""Personal messages: what they are worth to customers, and what happens when data leak."""

from __future__ import annotations

from cxsim.compilation import rule
from cxsim.fields import SHARE, Model, parameter
from cxsim.model.churn import TRUST_BREACHED, Member, MembershipTotals, leave
from cxsim.model.data import Consenting, Data
from cxsim.model.records import derived
from cxsim.model.streams import BREACH, draw

# fmt: off


class Personalisation(Model):
    """Personal messages and offers: depth, relevance, control. ``depth: 0`` means none.

    A campaign takes five steps (S3-08): plan the interaction (timing), find the customer's data,
    put the customer into a segment, define the context (relevance), choose the tool (channel).
    What is left of a message is the product of the five.
    """

    depth: float = parameter(
        0.0, "Depth of personalisation (x: segment .3, look-alike .6, individual 1)", "0-1", SHARE,
        source="seed: 000 (levels); values: assumption")
    relevance: float = parameter(
        0.3, "Relevance of what is said to the person (rho of context)", "0-1", SHARE)
    found: float = parameter(1.0, "The customer's data are found", "0-1", SHARE, (0.5, 1.0))
    segment: float = parameter(
        1.0, "The customer is in the right segment", "0-1", SHARE, (0.5, 1.0))
    timing: float = parameter(
        1.0, "Said at the right time (rho of timing)", "0-1", SHARE, (0.5, 1.0))
    channel: float = parameter(
        1.0, "Said on the right channel (rho of channel)", "0-1", SHARE, (0.5, 1.0))
    control: float = parameter(
        0.3, "Control that customers feel over their data (c)", "0-1", SHARE,
        source="assumption, direction published✓: Tucker 2014")
    messages_per_week: float = parameter(
        0.0, "Messages to a customer in a week", "per week", (0.0, 100.0), (0.0, 5.0))
# fmt: on

    @derived
    def right_in_all(self) -> float:
        """What is left of a message: the product of the five steps."""
        return self.timing * self.found * self.segment * self.relevance * self.channel


# fmt: off
class Messages(Model):
    """What personal messages are worth to customers, and when they are too much."""

    benefit: float = parameter(
        0.5, "Worth of a fully relevant message (b)", "satisfaction", (0.0, 5.0), (0.25, 0.75))
    concern: float = parameter(
        0.4, "Median concern for privacy (π)", "satisfaction", (0.0, 5.0), (0.2, 0.6))
    concern_sd: float = parameter(
        0.5, "Spread of the log concern between people", "log", (0.0, 3.0), (0.25, 0.75))
    fatigue: float = parameter(
        0.05, "Loss per message a week beyond what is welcome (a_f)", "satisfaction", (0.0, 5.0),
        (0.025, 0.075))
    disclosure_loss: float = parameter(
        0.797, "Share of sales lost when a robot says what it is", "share", SHARE,
        source="published✓: Luo, Tong, Fang and Qu 2019 (outbound sales calls of one firm)")
    welcome: float = parameter(
        2.0, "Messages a week that are welcome (f)", "per week", (0.0, 100.0), (1.0, 3.0))


class Privacy(Model):
    """The risk that data held about customers leak."""

    breach_per_month: float = parameter(
        0.0, "Chance that a customer's trust is breached in a month", "per month", SHARE,
        (0.0, 0.002))


class Trust(Model):
    """What customers do when their trust is breached."""

    exit: float = parameter(
        0.3, "Chance to leave for good after a breach of trust", "probability", SHARE, (0.1, 0.5))
    exit_young: float = parameter(
        0.55, "The same for Millennials and Generation Z", "probability", SHARE, (0.5, 0.6),
        source="seed: 000 (more than half)")
    loss: float = parameter(0.5, "Attitude lost by those who stay", "satisfaction", (0.0, 5.0))
# fmt: on


class Addressed(Member, Consenting):
    """How a person takes messages."""

    concern: float  # π, for privacy
    young: int


class MessageTotals(MembershipTotals):
    """What is counted about data."""

    breaches: float


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
def personal_worth(
    person: Addressed, personalisation: Personalisation, messages: Messages, data: Data
) -> float:
    """Worth u(x) of personal messages to a customer; 0 where there are none, or no consent."""
    depth, per_week = personalisation.depth, personalisation.messages_per_week
    if (depth == 0.0 and per_week == 0.0) or person.refuses == 1:
        return 0.0
    return worth_of_messages(
        messages.benefit,
        data.usable * personalisation.right_in_all,
        depth,
        person.concern,
        personalisation.control,
        per_week,
        messages.fatigue,
        messages.welcome,
    )


@rule
def trust_is_breached(
    seed: int, customer: int, person: Addressed, totals: MessageTotals, trust: Trust,
    now: float, share: float, month: int,
) -> bool:  # fmt: skip
    """Customers' data leak: some leave for good. True for who left.

    The others trust less and take back their consent.
    """
    luck, fate = draw(seed, customer, BREACH, month)
    if luck >= share:
        return False
    totals.breaches += 1
    leaves = trust.exit_young if person.young == 1 else trust.exit
    if fate < leaves:
        leave(person, totals, now, TRUST_BREACHED)
        return True
    person.attitude -= trust.loss
    person.refuses = 1
    return False
