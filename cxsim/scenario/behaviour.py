"""How customers behave: every coefficient of the behavioural rules, with its source."""

from __future__ import annotations

from pydantic import Field, model_validator

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

    @model_validator(mode="after")
    def _sum_to_one(self) -> Weights:
        if abs(self.heart + self.mind + self.hands - 1.0) > 1e-6:
            raise ValueError("heart, mind and hands must sum to 1")
        return self


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
    ratchet: float = parameter(
        0.02, "Rise of the should-expectation towards good service (κ_z)", unit="share",
        source="assumption", bounds=SHARE, likely=(0.0, 0.1),
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
    felt_wait: float = parameter(
        0.3, "How much longer a wait feels (Maister 1985)", unit="share", source="assumption",
        bounds=(0.0, 3.0), likely=(0.0, 1.0),
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


class Choice(Model):
    """Which touchpoint a customer turns to: multinomial logit."""

    fit: float = parameter(
        1.0, "Weight of the fit to the need", unit="utility", source="assumption",
        bounds=(-10.0, 10.0),
    )  # fmt: skip
    habit: float = parameter(
        0.6, "Bonus of the touchpoint used last", unit="utility", source="assumption",
        bounds=(-10.0, 10.0),
    )  # fmt: skip
    wait: float = parameter(
        0.5, "Dislike of last month's mean wait, in usual waits", unit="utility",
        source="assumption", bounds=(-10.0, 10.0),
    )  # fmt: skip
    digital: float = parameter(
        1.0, "Weight of the liking of digital touchpoints", unit="utility",
        source="assumption", bounds=(-10.0, 10.0),
    )  # fmt: skip
    taste_sd: float = parameter(
        0.5, "Lasting personal tastes (sd)", unit="utility", source="assumption",
        bounds=(0.0, 5.0),
    )  # fmt: skip


class Resolution(Model):
    """Whether a contact resolves the need, and what happens when it does not."""

    fit: float = parameter(
        0.4, "Weight of the fit to the need", unit="log-odds", source="assumption",
        bounds=(-10.0, 10.0),
    )  # fmt: skip
    known_context: float = parameter(
        0.6, "Gain of a repeat contact whose context is known", unit="log-odds",
        source="assumption", bounds=(-10.0, 10.0),
    )  # fmt: skip
    retry: float = parameter(
        0.85, "Chance to come back after an unresolved or abandoned contact",
        unit="probability", source="assumption", bounds=SHARE,
    )  # fmt: skip
    retry_days: float = parameter(
        0.5, "Mean time until coming back", unit="days", source="assumption",
        bounds=(1e-6, 365.0),
    )  # fmt: skip
    max_contacts: int = parameter(
        6, "Most contacts in an episode", unit="contacts", source="assumption", bounds=(1, 6)
    )


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


class Attitude(Model):
    """Cumulative satisfaction (Bolton 1998) and attitudinal loyalty."""

    smallest_step: float = parameter(
        0.15, "Smallest weight of a new experience (φ_min)", unit="share",
        source="assumption", bounds=SHARE, likely=(0.05, 0.3),
    )  # fmt: skip
    loyalty_step: float = parameter(
        0.2, "Monthly move of loyalty towards attitude (ν)", unit="per month",
        source="assumption", bounds=SHARE, likely=(0.05, 0.4),
    )  # fmt: skip
    heart_bond: float = parameter(
        0.1, "Loyalty from heart above neutral (b_h)", unit="per point", source="assumption",
        bounds=(0.0, 2.0), likely=(0.0, 0.3),
    )  # fmt: skip
    start_sd: float = parameter(
        0.35, "Spread of attitude and loyalty at the start", unit="satisfaction",
        source="assumption", bounds=(0.0, 3.0),
    )  # fmt: skip


class Churn(Model):
    """The hazard of leaving: Beta(a, b) dropout, shifted by the relationship (cloglog)."""

    a: float = parameter(
        3.9, "First parameter of the Beta prior of dropout (a)", unit="",
        source="assumption", bounds=(0.0, 1e9),
    )  # fmt: skip
    b: float = parameter(
        213.0, "Second parameter of the Beta prior of dropout (b)", unit="",
        source="assumption", bounds=(1e-4, 1e9),
    )  # fmt: skip
    duration_shape: float = parameter(
        1.0, "Duration dependence (c; 1 = none)", unit="", source="assumption",
        bounds=(0.1, 5.0), likely=(0.7, 1.3),
    )  # fmt: skip
    attitude: float = parameter(
        0.9, "Effect of attitude on log risk (β_A)", unit="per unit", source="assumption",
        bounds=(0.0, 10.0), likely=(0.4, 1.5),
    )  # fmt: skip
    loyalty: float = parameter(
        0.5, "Effect of loyalty on log risk (β_L)", unit="per unit", source="assumption",
        bounds=(0.0, 10.0), likely=(0.0, 1.0),
    )  # fmt: skip
    switching_cost: float = parameter(
        0.0, "Switching cost of every customer (SC)", unit="index", source="assumption",
        bounds=(0.0, 10.0), likely=(0.0, 0.5),
    )  # fmt: skip
    switching: float = parameter(
        1.0, "Effect of switching cost on log risk (β_S)", unit="per unit",
        source="assumption", bounds=(0.0, 10.0), likely=(0.5, 1.5),
    )  # fmt: skip
    competitor: float = parameter(
        0.3, "Effect of the competitor's pull on log risk (β_C)", unit="per unit",
        source="assumption", bounds=(0.0, 10.0), likely=(0.15, 0.45),
    )  # fmt: skip
    macro: float = parameter(
        0.0, "Effect of a good economy on log risk (β_M)", unit="per index point",
        source="assumption", bounds=(-10.0, 10.0),
    )  # fmt: skip
    inertia: float = parameter(
        0.3, "Fall of log risk while a customer is dormant (ι)", unit="log risk",
        source="assumption", bounds=(0.0, 5.0), likely=(0.0, 0.6),
    )  # fmt: skip
    dormant_share: float = parameter(
        0.0, "Share of dormant customers", unit="share", source="assumption", bounds=SHARE
    )
    involuntary: float = parameter(
        0.15, "Leaving for reasons outside the relationship, as a share of base risk",
        unit="share of base hazard", source="assumption", bounds=(0.0, 5.0), likely=(0.1, 0.2),
    )  # fmt: skip
    start_tenure_months: float = parameter(
        24.0, "Mean tenure of customers at the start", unit="months", source="assumption",
        bounds=(0.0, 1_200.0),
    )  # fmt: skip


class Purchase(Model):
    """Purchase rate of noncontractual customers: Gamma(r, α), moved by attitude."""

    r: float = parameter(
        1.0, "Shape of the Gamma prior of purchase rates (r)", unit="", source="assumption",
        bounds=(1e-3, 1e6),
    )  # fmt: skip
    alpha_weeks: float = parameter(
        8.0, "Rate of the Gamma prior of purchase rates (α)", unit="weeks",
        source="assumption", bounds=(1e-3, 1e9),
    )  # fmt: skip
    attitude_effect: float = parameter(
        0.0, "Effect of attitude on the log purchase rate (γ_A)", unit="per unit",
        source="assumption", bounds=(0.0, 3.0), likely=(0.0, 0.3),
    )  # fmt: skip


class Survey(Model):
    """Who answers, and how experience turns into a score."""

    enabled: bool = Field(True, title="The firm asks after each episode")
    base: float = parameter(
        -2.2, "Log-odds of answering after a usual episode (a₀)", unit="log-odds",
        source="assumption", bounds=(-20.0, 20.0),
    )  # fmt: skip
    extremity: float = parameter(
        1.1, "Gain of log-odds with strong feelings (a₁)", unit="log-odds per sd",
        source="assumption", bounds=(0.0, 10.0), likely=(0.0, 1.5),
    )  # fmt: skip
    loyalty: float = parameter(
        0.3, "Gain of log-odds with loyalty (a₂)", unit="log-odds per unit",
        source="assumption", bounds=(0.0, 10.0), likely=(0.0, 0.6),
    )  # fmt: skip
    mean: float = parameter(
        -0.2, "Usual satisfaction", unit="satisfaction", source="assumption", bounds=(-5.0, 5.0)
    )
    sd: float = parameter(
        0.9, "Usual spread of satisfaction", unit="satisfaction", source="assumption",
        bounds=(0.01, 10.0),
    )  # fmt: skip
    nps_base: float = parameter(
        8.0, "Recommendation item at neutral", unit="0-10", source="assumption",
        bounds=(-20.0, 20.0),
    )  # fmt: skip
    nps_slope: float = parameter(
        1.9, "Recommendation item per unit of loyalty", unit="0-10", source="assumption",
        bounds=(0.0, 20.0),
    )  # fmt: skip
    nps_attitude: float = parameter(
        0.6, "Weight of attitude beside loyalty", unit="", source="assumption",
        bounds=(0.0, 5.0),
    )  # fmt: skip
    nps_noise: float = parameter(
        1.3, "Noise of the recommendation item", unit="0-10", source="assumption",
        bounds=(0.01, 20.0),
    )  # fmt: skip
    csat_base: float = parameter(
        3.9, "Satisfaction item at neutral (c₀)", unit="1-5", source="assumption",
        bounds=(-20.0, 20.0),
    )  # fmt: skip
    csat_slope: float = parameter(
        1.0, "Satisfaction item per unit of satisfaction", unit="1-5", source="assumption",
        bounds=(0.0, 20.0),
    )  # fmt: skip
    csat_noise: float = parameter(
        0.6, "Noise of the satisfaction item", unit="1-5", source="assumption",
        bounds=(0.0, 20.0),
    )  # fmt: skip
    ces_noise: float = parameter(
        0.8, "Noise of the effort item", unit="1-7", source="assumption", bounds=(0.0, 20.0)
    )


class Behaviour(Model):
    """How customers behave."""

    quality: Quality = Field(Quality(), title="Quality")
    weights: Weights = Field(Weights(), title="Heart, mind and hands")
    expectation: Expectation = Field(Expectation(), title="Expectations")
    satisfaction: Satisfaction = Field(Satisfaction(), title="Satisfaction")
    effort: Effort = Field(Effort(), title="Effort")
    choice: Choice = Field(Choice(), title="Choice of touchpoint")
    resolution: Resolution = Field(Resolution(), title="Resolution")
    memory: Memory = Field(Memory(), title="Memory of an episode")
    attitude: Attitude = Field(Attitude(), title="Attitude and loyalty")
    churn: Churn = Field(Churn(), title="Churn")
    purchase: Purchase = Field(Purchase(), title="Purchases")
    survey: Survey = Field(Survey(), title="Survey")
