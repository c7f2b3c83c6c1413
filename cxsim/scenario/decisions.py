"""What customers decide and answer: choice, return, staying, buying, surveys. Coefficients."""

from __future__ import annotations

from pydantic import Field

from cxsim.scenario.fields import Model, parameter

SHARE = (0.0, 1.0)


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


class Failure(Model):
    """How often service fails, and what it costs in satisfaction."""

    gap_effect: float = parameter(
        0.8, "Effect of gap 3 on the log of failures", unit="per point", source="assumption",
        bounds=(0.0, 10.0),
    )  # fmt: skip
    usual_gap: float = parameter(
        0.35, "Gap 3 at which the firm's failure probability holds", unit="points (1-7)",
        source="assumption", bounds=(-3.0, 7.0),
    )  # fmt: skip
    major_share: float = parameter(
        0.3, "Share of major failures", unit="share", source="assumption", bounds=SHARE
    )
    minor_loss: float = parameter(
        0.6, "Loss of a minor failure", unit="satisfaction", source="assumption",
        bounds=(0.0, 10.0),
    )  # fmt: skip
    major_loss: float = parameter(
        1.8, "Loss of a major failure", unit="satisfaction", source="assumption",
        bounds=(0.0, 10.0),
    )  # fmt: skip
    recovery_strength: float = parameter(
        2.0, "Satisfaction given back per unit of justice (ρ_r)", unit="", source="assumption",
        bounds=(0.0, 10.0),
    )  # fmt: skip
    fair: float = parameter(
        0.3, "Justice that people take for granted (j₀)", unit="0-1", source="assumption",
        bounds=SHARE,
    )  # fmt: skip
    loyalty_cap: bool = Field(
        True, title="Loyalty never profits from a failure (no recovery paradox in attitude)"
    )


class Voice(Model):
    """Exit, voice, public voice or silence after a failure: multinomial logit (Hirschman 1970)."""

    voice: float = parameter(
        -3.16, "Complaint after a minor failure (v₀)", unit="log-odds", source="assumption",
        bounds=(-20.0, 20.0),
    )  # fmt: skip
    voice_severity: float = parameter(
        2.73, "Complaint: effect of a major failure (v₁)", unit="log-odds",
        source="assumption", bounds=(-20.0, 20.0),
    )  # fmt: skip
    voice_loyalty: float = parameter(
        0.4, "Complaint: effect of loyalty (v₂)", unit="log-odds per unit",
        source="assumption", bounds=(-10.0, 10.0),
    )  # fmt: skip
    complaint_cost: float = parameter(
        1.0, "Complaint: effect of the cost of complaining (v₃)", unit="log-odds per unit",
        source="assumption", bounds=(0.0, 10.0),
    )  # fmt: skip
    exit: float = parameter(
        -4.54, "Leaving after a minor failure (x₀)", unit="log-odds", source="assumption",
        bounds=(-20.0, 20.0),
    )  # fmt: skip
    exit_severity: float = parameter(
        2.34, "Leaving: effect of a major failure (x₁)", unit="log-odds",
        source="assumption", bounds=(-20.0, 20.0),
    )  # fmt: skip
    exit_loyalty: float = parameter(
        0.6, "Staying: effect of loyalty (x₂)", unit="log-odds per unit", source="assumption",
        bounds=(-10.0, 10.0),
    )  # fmt: skip
    exit_switching: float = parameter(
        0.8, "Staying: effect of switching cost (x₃)", unit="log-odds per unit",
        source="assumption", bounds=(0.0, 10.0),
    )  # fmt: skip
    exit_competitor: float = parameter(
        0.5, "Leaving: effect of the competitor's pull (x₄)", unit="log-odds per unit",
        source="assumption", bounds=(0.0, 10.0),
    )  # fmt: skip
    public: float = parameter(
        -4.54, "Public voice after a minor failure", unit="log-odds", source="assumption",
        bounds=(-20.0, 20.0),
    )  # fmt: skip
    public_severity: float = parameter(
        2.16, "Public voice: effect of a major failure", unit="log-odds",
        source="assumption", bounds=(-20.0, 20.0),
    )  # fmt: skip


class Talk(Model):
    """Word of mouth and reviews."""

    rate: float = parameter(
        0.0, "Chance to talk about a neutral episode (τ₀)", unit="probability",
        source="assumption", bounds=SHARE, likely=(0.05, 0.2),
    )  # fmt: skip
    positive_gain: float = parameter(
        0.5, "Gain per unit of satisfaction (u₊)", unit="per unit", source="assumption",
        bounds=(0.0, 10.0),
    )  # fmt: skip
    negative_gain: float = parameter(
        0.8, "Gain per unit of dissatisfaction (u₋)", unit="per unit", source="assumption",
        bounds=(0.0, 10.0),
    )  # fmt: skip
    listener: float = parameter(
        -2.0, "Purchase log-odds of one who hears something neutral", unit="log-odds",
        source="assumption", bounds=(-20.0, 20.0), likely=(-4.0, 0.0),
    )  # fmt: skip
    effect: float = parameter(
        1.0, "Effect of what is said on the listener's log-odds (γ)", unit="per unit",
        source="assumption", bounds=(0.0, 10.0), likely=(0.0, 2.0),
    )  # fmt: skip
    negative_strength: float = parameter(
        1.0, "Strength of negative word of mouth (κ_neg)", unit="factor",
        source="published✓: East, Hammond and Lomax 2008 (1: not stronger)", bounds=(0.0, 5.0),
        likely=(0.5, 2.0),
    )  # fmt: skip
    review: float = parameter(
        -20.0, "Log-odds of a review after a usual episode", unit="log-odds",
        source="assumption", bounds=(-20.0, 20.0), likely=(-5.0, -3.0),
    )  # fmt: skip
    review_extremity: float = parameter(
        1.1, "Gain of log-odds with strong feelings", unit="log-odds per sd",
        source="assumption", bounds=(0.0, 10.0), likely=(0.0, 1.5),
    )  # fmt: skip


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
    referral_bond: float = parameter(
        0.2, "Fall of log risk of a referred customer while the referrer stays",
        unit="log risk", bounds=(0.0, 5.0), likely=(0.1, 0.3),
        source="published~: Schmitt, Skiera and Van den Bulte 2011 (18 % lower churn)",
    )  # fmt: skip
    involuntary: float = parameter(
        0.15, "Leaving for reasons outside the relationship, as a share of base risk",
        unit="share of base hazard", source="assumption", bounds=(0.0, 5.0), likely=(0.1, 0.2),
    )  # fmt: skip
    start_tenure_months: float = parameter(
        24.0, "Mean tenure of customers at the start", unit="months", source="assumption",
        bounds=(0.0, 1_200.0),
    )  # fmt: skip


class Trust(Model):
    """What customers do when their trust is breached."""

    exit: float = parameter(
        0.3, "Chance to leave for good after a breach of trust", unit="probability",
        source="assumption", bounds=SHARE, likely=(0.1, 0.5),
    )  # fmt: skip
    exit_young: float = parameter(
        0.55, "The same for Millennials and Generation Z", unit="probability",
        source="seed: 000 (more than half)", bounds=SHARE, likely=(0.5, 0.6),
    )  # fmt: skip
    loss: float = parameter(
        0.5, "Attitude lost by those who stay", unit="satisfaction", source="assumption",
        bounds=(0.0, 5.0),
    )  # fmt: skip


class Messages(Model):
    """What personal messages are worth to customers, and when they are too much."""

    benefit: float = parameter(
        0.5, "Worth of a fully relevant message (b)", unit="satisfaction",
        source="assumption", bounds=(0.0, 5.0), likely=(0.25, 0.75),
    )  # fmt: skip
    concern: float = parameter(
        0.4, "Median concern for privacy (π)", unit="satisfaction", source="assumption",
        bounds=(0.0, 5.0), likely=(0.2, 0.6),
    )  # fmt: skip
    concern_sd: float = parameter(
        0.5, "Spread of the log concern between people", unit="log",
        source="assumption", bounds=(0.0, 3.0), likely=(0.25, 0.75),
    )  # fmt: skip
    fatigue: float = parameter(
        0.05, "Loss per message a week beyond what is welcome (a_f)", unit="satisfaction",
        source="assumption", bounds=(0.0, 5.0), likely=(0.025, 0.075),
    )  # fmt: skip
    disclosure_loss: float = parameter(
        0.797, "Share of sales lost when a robot says what it is", unit="share",
        source="published✓: Luo, Tong, Fang and Qu 2019 (outbound sales calls of one firm)",
        bounds=SHARE,
    )  # fmt: skip
    welcome: float = parameter(
        2.0, "Messages a week that are welcome (f)", unit="per week", source="assumption",
        bounds=(0.0, 100.0), likely=(1.0, 3.0),
    )  # fmt: skip


class Hierarchy(Model):
    """How the levels of the CX pyramid build on each other."""

    gate: float = parameter(
        0.5, "How far a level needs those below (γ; 0: not at all)", unit="",
        source="assumption", bounds=(0.0, 5.0), likely=(0.0, 1.0),
    )  # fmt: skip
    strength: float = parameter(
        0.5, "Loyalty from a full pyramid", unit="satisfaction", source="assumption",
        bounds=(0.0, 5.0), likely=(0.0, 1.0),
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
    ceiling: float = parameter(
        3.0, "The rate rises at most to this multiple of the customer's own (1: it never rises)",
        unit="factor", source="assumption", bounds=(1.0, 20.0), likely=(3.0, 3.0),
    )  # fmt: skip
    basket_heart: float = parameter(
        0.0, "Effect of heart above neutral on the log basket (γ_b)", unit="per point",
        source="seed: 004 (bound customers spend more); value: assumption",
        bounds=(0.0, 2.0), likely=(0.0, 0.1),
    )  # fmt: skip
    promotion_effect: float = parameter(
        0.3, "Effect of promotions on the log purchase rate (γ_p)", unit="per unit",
        source="assumption", bounds=(0.0, 2.0),
    )  # fmt: skip
    message_effect: float = parameter(
        0.3, "Effect of useful messages on the log purchase rate", unit="per unit",
        source="assumption", bounds=(0.0, 2.0),
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
    incentive: float = parameter(
        0.8, "Gain of log-odds with a usual reward (a₃)", unit="log-odds per unit",
        source="assumption", bounds=(0.0, 10.0), likely=(0.4, 1.2),
    )  # fmt: skip
    incentive_bias: float = parameter(
        0.2, "Lift of every item by a usual reward", unit="sd of the item",
        source="assumption", bounds=(0.0, 2.0), likely=(0.0, 0.4),
    )  # fmt: skip
    gaming_bias: float = parameter(
        0.5, "Lift of every item when staff beg", unit="points of the item",
        source="assumption", bounds=(0.0, 5.0), likely=(0.0, 1.0),
    )  # fmt: skip
    fatigue: float = parameter(
        0.0, "Loss of log-odds per survey of late (a₄)", unit="log-odds per survey",
        source="assumption", bounds=(0.0, 10.0), likely=(0.0, 0.3),
    )  # fmt: skip
    mere_measurement: float = parameter(
        0.0, "Attitude gained by being asked", unit="satisfaction",
        source="published✓ existence: Dholakia, Morwitz and Westbrook 2004; value: assumption",
        bounds=(-1.0, 1.0), likely=(0.0, 0.05),
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
