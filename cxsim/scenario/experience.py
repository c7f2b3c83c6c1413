"""How customers perceive, feel and remember: coefficients with their sources."""

from __future__ import annotations

from pydantic import model_validator

from cxsim.scenario.fields import Model, parameter

POINTS = "points (1-7)"
SHARE = (0.0, 1.0)


class Quality(Model):
    """What delivered quality is made of."""

    ideal: float = parameter(
        5.5, "Mean of what customers think they should get (E*)", unit=POINTS,
        source="assumption", bounds=(1.0, 7.0), likely=(5.0, 6.0),
    )  # fmt: skip
    ideal_sd: float = parameter(
        0.0, "Spread of E* between customers", unit=POINTS, source="assumption",
        bounds=(0.0, 2.0), likely=(0.0, 0.5),
    )  # fmt: skip
    occasion_sd: float = parameter(
        0.75, "Luck of the occasion (σ_ε)", unit=POINTS, source="assumption",
        bounds=(0.0, 3.0), likely=(0.4, 1.1),
    )  # fmt: skip
    component_sd: float = parameter(
        0.4, "Luck of each component (heart, mind, hands)", unit=POINTS, source="assumption",
        bounds=(0.0, 3.0), likely=(0.2, 0.6),
    )  # fmt: skip
    fit_sd: float = parameter(
        0.45, "Lasting fit between a customer and the firm (sd of q)", unit=POINTS,
        source="assumption", bounds=(0.0, 3.0), likely=(0.2, 0.7),
    )  # fmt: skip


class Weights(Model):
    """Customers' weights of heart, mind and hands: Dirichlet(α · mean weights)."""

    heart: float = parameter(
        0.35, "Mean weight of heart (ω_heart)", unit="share", source="assumption",
        bounds=SHARE, likely=(0.2, 0.5),
    )  # fmt: skip
    mind: float = parameter(
        0.35, "Mean weight of mind (ω_mind)", unit="share", source="assumption",
        bounds=SHARE, likely=(0.2, 0.5),
    )  # fmt: skip
    hands: float = parameter(
        0.30, "Mean weight of hands (ω_hands)", unit="share", source="assumption",
        bounds=SHARE, likely=(0.2, 0.5),
    )  # fmt: skip
    concentration: float = parameter(
        8.0, "How alike customers are in their weights (α)", unit="", source="assumption",
        bounds=(0.1, 1e6), likely=(4.0, 16.0),
    )  # fmt: skip

    blend: float = parameter(
        1.0, "How far one can make up for another (ρ; 1: fully, -3: the weakest decides)",
        unit="", source="seed: 001 (all three must be considered); value: assumption",
        bounds=(-5.0, 1.0), likely=(-3.0, 1.0),
    )  # fmt: skip

    @model_validator(mode="after")
    def _sum_to_one(self) -> Weights:
        if abs(self.heart + self.mind + self.hands - 1.0) > 1e-6:
            raise ValueError("heart, mind and hands must sum to 1")
        return self


class Kano(Model):
    """Must-be and attractive qualities (Kano 1984): 0 makes both plainly linear."""

    must_be: float = parameter(
        0.0, "How much hands are a must-be quality (η)", unit="per point",
        source="assumption", bounds=(0.0, 2.0), likely=(0.3, 1.0),
    )  # fmt: skip
    attractive: float = parameter(
        0.0, "How much heart is an attractive quality (η)", unit="per point",
        source="assumption", bounds=(0.0, 2.0), likely=(0.3, 1.0),
    )  # fmt: skip
    drift: float = parameter(
        0.0, "Monthly drift of attractive qualities to must-be", unit="per month",
        source="assumption", bounds=SHARE, likely=(0.0, 0.05),
    )  # fmt: skip


class Expectation(Model):
    """Will- and should-expectations (Boulding et al. 1993; Rust et al. 1999)."""

    assimilation: float = parameter(
        0.15, "Pull of what was expected on what is perceived (a_w)", unit="share",
        source="assumption", bounds=SHARE, likely=(0.05, 0.4),
    )  # fmt: skip
    learning: float = parameter(
        0.25, "Share of a surprise that is learned (κ)", unit="share", source="assumption",
        bounds=SHARE, likely=(0.05, 0.5),
    )  # fmt: skip
    start_sd: float = parameter(
        0.0, "Uncertainty of a new customer's will (0: the share learned is constant)",
        unit=POINTS, source="assumption, form published✓: Rust et al. 1999",
        bounds=(0.0, 3.0), likely=(0.0, 1.0),
    )  # fmt: skip
    drift_sd: float = parameter(
        0.0, "Uncertainty added with each contact", unit=POINTS, source="assumption",
        bounds=(0.0, 3.0), likely=(0.0, 0.5),
    )  # fmt: skip
    ratchet: float = parameter(
        0.02, "Rise of the should-expectation towards good service (κ_z)", unit="share",
        source="assumption", bounds=SHARE, likely=(0.0, 0.1),
    )  # fmt: skip
    advertising: float = parameter(
        0.0, "Pull of an advertisement on what a customer expects (κ_c)", unit="share",
        source="assumption", bounds=SHARE, likely=(0.0, 0.2),
    )  # fmt: skip
    hearsay: float = parameter(
        0.0, "Pull of another customer's talk on what a customer expects (κ_wom)", unit="share",
        source="assumption", bounds=SHARE, likely=(0.0, 0.2),
    )  # fmt: skip
    should_weight: float = parameter(
        0.5, "Weight of 'should' against 'will' in the standard (m)", unit="share",
        source="assumption", bounds=SHARE, likely=(0.0, 1.0),
    )  # fmt: skip


class Satisfaction(Model):
    """Level plus asymmetric disconfirmation with a zone of tolerance."""

    level_weight: float = parameter(
        0.35, "Weight of the quality level (β_q)", unit="per point", source="assumption",
        bounds=(0.0, 5.0), likely=(0.2, 0.6),
    )  # fmt: skip
    neutral_quality: float = parameter(
        4.8, "Quality that leaves people neutral (P_0)", unit=POINTS, source="assumption",
        bounds=(1.0, 7.0), likely=(4.3, 5.3),
    )  # fmt: skip
    disconfirmation_weight: float = parameter(
        0.35, "Weight of disconfirmation (β_d)", unit="per point", source="assumption",
        bounds=(0.0, 5.0), likely=(0.2, 0.6),
    )  # fmt: skip
    loss_aversion: float = parameter(
        2.0, "How much more a shortfall weighs (λ)", unit="factor", bounds=(0.0, 10.0),
        source="assumption, anchored by published~: Tversky and Kahneman 1992 (2.25)",
        likely=(1.3, 2.7),
    )  # fmt: skip
    tolerance: float = parameter(
        0.45, "Half-width of the zone of tolerance (δ)", unit=POINTS, source="assumption",
        bounds=(0.0, 5.0), likely=(0.2, 0.8),
    )  # fmt: skip
    effort_penalty: float = parameter(
        0.3, "Loss per point of effort above the usual (β_e)", unit="per effort point",
        source="assumption", bounds=(0.0, 5.0), likely=(0.1, 0.5),
    )  # fmt: skip
    ease_bonus: float = parameter(
        0.075, "Gain per point of effort below the usual (β_e')", unit="per effort point",
        source="assumption, motivated by published✓: Dixon, Toman and DeLisi 2013 (4 to 1)",
        bounds=(0.0, 5.0), likely=(0.03, 0.15),
    )  # fmt: skip
    unresolved_loss: float = parameter(
        0.3, "Loss when the need stays unresolved", unit="satisfaction", source="assumption",
        bounds=(0.0, 5.0),
    )  # fmt: skip
    abandonment_loss: float = parameter(
        0.6, "Loss when the customer gives up waiting", unit="satisfaction",
        source="assumption", bounds=(0.0, 5.0),
    )  # fmt: skip
    wait_loss: float = parameter(
        0.0, "Direct loss per log unit of wait (null: waits count through effort)",
        unit="satisfaction", source="assumption", bounds=(0.0, 5.0),
    )  # fmt: skip
    trait_sd: float = parameter(
        0.3, "Lasting differences between people (sd of u)", unit="satisfaction",
        source="assumption", bounds=(0.0, 3.0),
    )  # fmt: skip
    noise_sd: float = parameter(
        0.55, "Passing mood (sd of ε)", unit="satisfaction", source="assumption",
        bounds=(0.0, 3.0),
    )  # fmt: skip


class Effort(Model):
    """Customer effort on the 1-7 scale, 1 = effortless."""

    base: float = parameter(
        1.5, "Effort of a smooth contact (e₀)", unit="effort points", source="assumption",
        bounds=(1.0, 7.0),
    )  # fmt: skip
    usual: float = parameter(
        2.5, "Effort that people take as normal (e_ref)", unit="effort points",
        source="assumption", bounds=(1.0, 7.0),
    )  # fmt: skip
    wait: float = parameter(
        0.9, "Effort per log unit of felt wait (c_w)", unit="effort points",
        source="assumption", bounds=(0.0, 5.0), likely=(0.45, 1.35),
    )  # fmt: skip
    unoccupied: float = parameter(
        0.1, "How much longer an empty wait feels", unit="share",
        source="published✓ direction: Maister 1985; value: assumption", bounds=(0.0, 2.0),
        likely=(0.0, 0.5),
    )  # fmt: skip
    unexplained: float = parameter(
        0.1, "How much longer an unexplained wait feels (halved when it is announced)",
        unit="share", source="published✓ direction: Maister 1985; value: assumption",
        bounds=(0.0, 2.0), likely=(0.0, 0.5),
    )  # fmt: skip
    unfair: float = parameter(
        0.0, "How much longer an unfair wait feels", unit="share",
        source="published✓ direction: Maister 1985; value: assumption", bounds=(0.0, 2.0),
        likely=(0.0, 0.5),
    )  # fmt: skip
    anxious: float = parameter(
        0.1, "How much longer an anxious wait feels", unit="share",
        source="published✓ direction: Maister 1985; value: assumption", bounds=(0.0, 2.0),
        likely=(0.0, 0.5),
    )  # fmt: skip
    transfer: float = parameter(
        0.6, "Effort of each transfer (c_t)", unit="effort points", source="assumption",
        bounds=(0.0, 5.0), likely=(0.3, 0.9),
    )  # fmt: skip
    taking_part: float = parameter(
        0.6, "Effort of taking part for those who do not want to", unit="effort points",
        source="assumption", bounds=(0.0, 5.0), likely=(0.3, 0.9),
    )  # fmt: skip
    unwilling_share: float = parameter(
        0.4, "Share of customers who do not want to take part", unit="share",
        source="assumption", bounds=SHARE, likely=(0.2, 0.6),
    )  # fmt: skip
    repeat: float = parameter(
        0.8, "Effort of telling the story again (c_r)", unit="effort points",
        source="assumption", bounds=(0.0, 5.0), likely=(0.4, 1.2),
    )  # fmt: skip
    switch: float = parameter(
        0.8, "Effort of each change of touchpoint (c_s)", unit="effort points",
        source="assumption", bounds=(0.0, 5.0), likely=(0.4, 1.2),
    )  # fmt: skip
    recontact: float = parameter(
        1.2, "Effort of each further contact (c_c)", unit="effort points", source="assumption",
        bounds=(0.0, 5.0), likely=(0.6, 1.8),
    )  # fmt: skip


class Memory(Model):
    """Peak-end rule with moments of truth: weights of the remembered satisfaction."""

    peak: float = parameter(
        0.35, "Weight of the strongest moment (w_p)", unit="share", source="assumption",
        bounds=SHARE,
    )  # fmt: skip
    end: float = parameter(
        0.35, "Weight of the last moment (w_e)", unit="share", source="assumption", bounds=SHARE
    )
    average: float = parameter(
        0.30, "Weight of the average (w_a)", unit="share", source="assumption",
        bounds=SHARE, likely=(0.1, 1.0),
    )  # fmt: skip

    @model_validator(mode="after")
    def _sum_to_one(self) -> Memory:
        if abs(self.peak + self.end + self.average - 1.0) > 1e-6:
            raise ValueError("peak, end and average must sum to 1")
        return self
