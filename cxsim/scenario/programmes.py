"""What a firm can do beyond serving well: messages, outreach, surveys. All are off at first."""

from __future__ import annotations

from pydantic import Field

from cxsim.scenario.fields import Model, parameter

SHARE = (0.0, 1.0)


class Personalisation(Model):
    """Personal messages and offers: depth, relevance, control. ``depth: 0`` means none.

    A campaign takes five steps (S3-08): plan the interaction (timing), find the customer's data,
    put the customer into a segment, define the context (relevance), choose the tool (channel).
    What is left of a message is the product of the five.
    """

    depth: float = parameter(
        0.0, "Depth of personalisation (x: segment .3, look-alike .6, individual 1)",
        unit="0-1", source="seed: 000 (levels); values: assumption", bounds=SHARE,
    )  # fmt: skip
    relevance: float = parameter(
        0.3, "Relevance of what is said to the person (rho of context)", unit="0-1",
        source="assumption", bounds=SHARE,
    )  # fmt: skip
    found: float = parameter(
        1.0, "The customer's data are found", unit="0-1", source="assumption", bounds=SHARE,
        likely=(0.5, 1.0),
    )  # fmt: skip
    segment: float = parameter(
        1.0, "The customer is in the right segment", unit="0-1", source="assumption",
        bounds=SHARE, likely=(0.5, 1.0),
    )  # fmt: skip
    timing: float = parameter(
        1.0, "Said at the right time (rho of timing)", unit="0-1", source="assumption",
        bounds=SHARE, likely=(0.5, 1.0),
    )  # fmt: skip
    channel: float = parameter(
        1.0, "Said on the right channel (rho of channel)", unit="0-1", source="assumption",
        bounds=SHARE, likely=(0.5, 1.0),
    )  # fmt: skip
    control: float = parameter(
        0.3, "Control that customers feel over their data (c)", unit="0-1",
        source="assumption, direction published✓: Tucker 2014", bounds=SHARE,
    )  # fmt: skip
    messages_per_week: float = parameter(
        0.0, "Messages to a customer in a week", unit="per week", source="assumption",
        bounds=(0.0, 100.0), likely=(0.0, 5.0),
    )  # fmt: skip


class Privacy(Model):
    """The risk that data held about customers leak."""

    breach_per_month: float = parameter(
        0.0, "Chance that a customer's trust is breached in a month", unit="per month",
        source="assumption", bounds=SHARE, likely=(0.0, 0.002),
    )  # fmt: skip


class Outreach(Model):
    """Proactive service: find those who will have a problem, and help before they ask.

    A score, N(d', 1) for those with a problem and N(0, 1) for the others, above the threshold
    θ makes the firm call. ``reach: 0`` means that nobody looks.
    """

    reach: float = parameter(
        0.0, "Share of customers who are watched", unit="share", source="assumption", bounds=SHARE
    )
    sensitivity: float = parameter(
        1.5, "Sensitivity of detection (d')", unit="sd", source="assumption",
        bounds=(0.0, 10.0), likely=(0.3, 2.3),
    )  # fmt: skip
    threshold: float = parameter(
        1.3, "Threshold of the score for a call (θ)", unit="sd", source="assumption",
        bounds=(-10.0, 10.0), likely=(0.5, 2.0),
    )  # fmt: skip
    fixes: float = parameter(
        0.6, "Share of foreseen problems solved before they are felt (φ)", unit="share",
        source="assumption", bounds=SHARE, likely=(0.3, 0.9),
    )  # fmt: skip
    relief: float = parameter(
        0.2, "Satisfaction from a problem that was foreseen and solved", unit="satisfaction",
        source="assumption", bounds=(0.0, 5.0), likely=(0.0, 0.5),
    )  # fmt: skip
    annoyance: float = parameter(
        0.03, "Attitude lost by a call about nothing", unit="satisfaction",
        source="assumption", bounds=(0.0, 5.0), likely=(0.0, 0.1),
    )  # fmt: skip
    wakes: float = parameter(
        0.5, "Share of inertia that a call takes away", unit="share",
        source="assumption, direction published✓: Ascarza, Iyengar and Schleicher 2016",
        bounds=SHARE,
    )  # fmt: skip
    cost: float = parameter(
        0.5, "Cost of a call by staff", unit="money", source="assumption", bounds=(0.0, 1e4)
    )
    robots: float = parameter(
        0.0, "Share of calls made by voice robots", unit="share", source="assumption",
        bounds=SHARE,
    )  # fmt: skip
    disclosed: bool = Field(False, title="Robots say that they are robots")
    robot_cost: float = parameter(
        0.1, "Cost of a call by a voice robot", unit="money", source="assumption",
        bounds=(0.0, 1e4),
    )  # fmt: skip
    purchase_lift: float = parameter(
        0.0, "Lift of the log purchase rate of watched customers by reminders that come in time "
        "(a share Φ(d' - θ) of them)", unit="log rate",
        source="assumption", bounds=(0.0, 1.0), likely=(0.0, 0.1),
    )  # fmt: skip


class Pyramid(Model):
    """Five levels of the CX pyramid (Gartner 2018), each reached from 0 to 1.

    Higher levels bind more, but only as far as the levels below carry them.
    """

    communication: float = parameter(
        0.0, "Level 1: customers get the information they need", unit="0-1",
        source="published✓: Gartner 2018 (order); value: assumption", bounds=SHARE,
    )  # fmt: skip
    responsive: float = parameter(
        0.0, "Level 2: problems are solved when customers bring them", unit="0-1",
        source="published✓: Gartner 2018 (order); value: assumption", bounds=SHARE,
    )  # fmt: skip
    commitment: float = parameter(
        0.0, "Level 3: needs are listened to and met", unit="0-1",
        source="published✓: Gartner 2018 (order); value: assumption", bounds=SHARE,
    )  # fmt: skip
    proactive: float = parameter(
        0.0, "Level 4: needs are met before customers ask", unit="0-1",
        source="published✓: Gartner 2018 (order); value: assumption", bounds=SHARE,
    )  # fmt: skip
    evolution: float = parameter(
        0.0, "Level 5: customers feel better, safer or stronger", unit="0-1",
        source="published✓: Gartner 2018 (order); value: assumption", bounds=SHARE,
    )  # fmt: skip


class SurveyDesign(Model):
    """How the firm asks for answers: rewards, and pressure on the score."""

    incentive: float = parameter(
        0.0, "Reward for an answer (0: none, 1: usual discount)", unit="index",
        source="seed: 004 (reward feedback); value: assumption", bounds=(0.0, 5.0),
    )  # fmt: skip
    cost: float = parameter(
        0.0, "Cost of a reward, per unit of the index", unit="money", source="assumption",
        bounds=(0.0, 1e4),
    )  # fmt: skip
    gaming: float = parameter(
        0.0, "Share of surveys in which staff beg for a good score", unit="share",
        source="assumption", bounds=SHARE, likely=(0.0, 0.5),
    )  # fmt: skip
    emotion_sensing: float = parameter(
        0.0, "How far feelings are read from voice, face or text: what is told nears what is felt",
        unit="0-1", source="seed: 000 (emotion AI); value: assumption", bounds=SHARE,
    )  # fmt: skip
