"""Where customers stand who know the firm: the satisfaction that its gaps and its service imply.

Attitude and loyalty of the initial customers start here, so that a run does not spend its first
years on the way from a level that the firm never had. Only waits are left out: how long they are,
the first months show.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from cxsim.model.failure import failure_probability
from cxsim.model.gaps import delivery_level
from cxsim.model.need import Need
from cxsim.model.resolution import resolution_probability
from cxsim.model.satisfaction import effort_effect, expected_disconfirmation_effect, quality_level
from cxsim.model.touchpoint import Touchpoint, log_odds
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_WEEKS


def starting_level(scenario: Scenario) -> float:
    """Return the mean remembered satisfaction that a firm's service implies, without waits.

    It counts the level of quality, the disconfirmation of an average contact and its ease, and
    what unresolved needs and failures cost on the average.
    """
    quality, feeling = scenario.behaviour.quality, scenario.behaviour.satisfaction
    expectation, effort = scenario.behaviour.expectation, scenario.behaviour.effort
    delivery = delivery_level(quality.ideal, scenario.company.gaps)
    shortfall = expectation.should_weight * (quality.ideal - delivery)
    weights = scenario.behaviour.weights
    blended = weights.heart**2 + weights.mind**2 + weights.hands**2
    spread = math.sqrt(quality.occasion_sd**2 + blended * quality.component_sd**2)
    return (
        quality_level(delivery, feeling.neutral_quality, feeling.level_weight)
        + expected_disconfirmation_effect(
            -shortfall,
            (1.0 - expectation.assimilation) * spread,
            feeling.tolerance,
            feeling.loss_aversion,
            feeling.disconfirmation_weight,
        )
        + effort_effect(effort.base, effort.usual, feeling.effort_penalty, feeling.ease_bonus)
        - everyday_troubles(scenario)
    )


def everyday_troubles(scenario: Scenario) -> float:
    """Mean loss of an episode's satisfaction by needs that are not met at once, and by failures.

    Needs weigh by their rate and their moment of truth.
    """
    total = losses = 0.0
    for need in scenario.market.needs.values():
        weight = _per_month(scenario, need) * need.moment_of_truth
        total += weight
        losses += weight * sum(
            share * _loss(scenario, need, name, place)
            for share, name, place in _touchpoints_of(scenario, need)
        )
    return losses / total if total > 0.0 else 0.0


def _per_month(scenario: Scenario, need: Need) -> float:
    purchase = scenario.behaviour.purchase
    return purchase.r / purchase.alpha_weeks * MONTH_WEEKS if need.purchase else need.per_month


def _touchpoints_of(scenario: Scenario, need: Need) -> Iterator[tuple[float, str, Touchpoint]]:
    """Yield touchpoints that can meet a need, with the share of average customers who go there."""
    choice = scenario.behaviour.choice
    places = {
        name: place
        for name, place in scenario.company.touchpoints.items()
        if need.fit.get(name, 0.0) is not None and place.open
    }
    pull = {
        name: math.exp(place.preference + choice.fit * (need.fit.get(name) or 0.0))
        for name, place in places.items()
    }
    for name, place in places.items():
        yield pull[name] / sum(pull.values()), name, place


def _loss(scenario: Scenario, need: Need, name: str, place: Touchpoint) -> float:
    resolved = resolution_probability(
        log_odds(place.resolution),
        scenario.behaviour.resolution.fit * (need.fit.get(name) or 0.0),
        need.difficulty,
        0.0,
    )
    return _unresolved_loss(scenario, resolved) + _failure_loss(scenario, need, place)


def _unresolved_loss(scenario: Scenario, resolved: float) -> float:
    """Mean loss of a matter that each contact resolves with the same chance.

    It counts the contacts in vain, their detours, and that the matter may be dropped in the end.
    """
    feeling, retry = scenario.behaviour.satisfaction, scenario.behaviour.resolution
    loss, reached = 0.0, 1.0
    for contacts in range(1, retry.max_contacts + 1):
        dropped = 1.0 if contacts == retry.max_contacts else 1.0 - retry.retry
        in_vain = feeling.unresolved_loss * (contacts - 1) / contacts
        loss += reached * resolved * (in_vain + _detours(scenario, contacts - 1, False))
        given_up = feeling.unresolved_loss + feeling.unsolved_loss
        given_up += _detours(scenario, contacts - 1, True)
        loss += reached * (1.0 - resolved) * dropped * given_up
        reached *= (1.0 - resolved) * (1.0 - dropped)
    return loss


def _detours(scenario: Scenario, further: int, dropped: bool) -> float:
    """Loss by the effort of further contacts, and of giving up."""
    effort, feeling = scenario.behaviour.effort, scenario.behaviour.satisfaction
    whole = effort.base + effort.recontact * further + effort.giving_up * dropped
    smooth, felt = (
        effort_effect(points, effort.usual, feeling.effort_penalty, feeling.ease_bonus)
        for points in (effort.base, min(7.0, whole))
    )
    return smooth - felt


def _failure_loss(scenario: Scenario, need: Need, place: Touchpoint) -> float:
    failure = scenario.behaviour.failure
    chance = failure_probability(
        scenario.company.recovery.failure_probability,
        scenario.company.gaps.delivery + place.delivery_gap_offset,
        failure.gap_effect,
        failure.usual_gap,
    )
    major = min(1.0, failure.major_share * need.major_factor)
    return chance * ((1.0 - major) * failure.minor_loss + major * failure.major_loss)
