"""Organisation: initiatives on their way, and the readiness that carries them (S4-08, S1-28).

Only a few initiatives can be under way at a time. How long they take and whether they fail is a
matter of readiness, and what they achieve also of the staff (S3-09).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cxsim.company.firm import PEOPLE, Firm, Initiative, Luck, Situation
from cxsim.company.readiness import (
    ELEMENTS,
    drawn_delay,
    effectiveness,
    failure_probability,
    mean_delay,
    next_readiness,
    staff_gate,
    weakest_first,
)
from cxsim.fields import FrozenDict
from cxsim.scenario.management import Management, Organisation

_HALF = 0.5  # a delay is rounded to whole quarters, so that its mean stays


@dataclass(frozen=True)
class InitiativeOutcome:
    """How an initiative ended: the share of it that succeeded (with luck, 0 or 1)."""

    initiative: Initiative
    success: float


def effectiveness_of(firm: Firm, settings: Management, situation: Situation) -> float:
    """Effectiveness e of the firm's work at its present readiness."""
    levels = firm.levels_of_readiness(situation)
    return effectiveness(levels, settings.organisation.weak_link)


def fade(firm: Firm, organisation: Organisation) -> Firm:
    """Let old habits come back: a share of all finished work is lost again."""
    kept = 1.0 - organisation.fading
    return replace(
        firm,
        design=kept * firm.design,
        communication=kept * firm.communication,
        justice=kept * firm.justice,
        complaint_cost=kept * firm.complaint_cost,
        delivery=FrozenDict({name: kept * change for name, change in firm.delivery.items()}),
        handling=FrozenDict({name: kept * change for name, change in firm.handling.items()}),
    )


def start(
    firm: Firm,
    initiatives: Iterable[Initiative],
    quarter: int,
    effective: float,
    organisation: Organisation,
    luck: Luck | None,
) -> Firm:
    """Put initiatives on their way; each gets its delay."""
    started = tuple(
        replace(
            initiative,
            started=quarter,
            delay=_delay(initiative, quarter, effective, organisation, luck),
        )
        for initiative in initiatives
    )
    return replace(firm, initiatives=firm.initiatives + started)


def finish(
    firm: Firm,
    quarter: int,
    effective: float,
    settings: Management,
    situation: Situation,
    luck: Luck | None,
) -> tuple[Firm, tuple[InitiativeOutcome, ...]]:
    """Finish what is due at a quarter's end: success changes the firm, failure leaves nothing.

    What succeeds gives size × e × staff gate (agents: all of them); without luck, the mean over
    success and failure.
    """
    due = [each for each in firm.initiatives if each.started + each.delay <= quarter + _HALF]
    firm = replace(firm, initiatives=tuple(i for i in firm.initiatives if i not in due))
    outcomes = tuple(InitiativeOutcome(each, _success(each, effective, luck)) for each in due)
    gate = effective * staff_gate(situation.motivation)
    for outcome in outcomes:
        people = outcome.initiative.kind in PEOPLE
        share = outcome.success * (1.0 if people else gate)
        firm = _apply(firm, outcome, share, settings.planning.hurry, situation)
    return firm, outcomes


def learn(
    firm: Firm,
    outcomes: Iterable[InitiativeOutcome],
    training: float,
    organisation: Organisation,
    situation: Situation,
) -> Firm:
    """Move readiness: success makes the firm more ready, neglect less, training the weakest more.

    Parameters
    ----------
    firm, outcomes
        The firm, and what ended this quarter.
    training
        Share of a quarter's revenue that is spent on training.
    organisation, situation
        Settings; the scenario's own readiness.
    """
    ended = [outcome.success for outcome in outcomes]
    success = sum(ended) / len(ended) if ended else 0.0
    levels = [
        next_readiness(level, success, 0.0, organisation.growth, organisation.decay)
        for level in firm.levels_of_readiness(situation)
    ]
    levels = weakest_first(levels, len(levels) * organisation.training_gain * training)
    base = [getattr(situation.readiness, element) for element in ELEMENTS]
    changes = tuple(level - own for level, own in zip(levels, base, strict=True))
    return replace(firm, readiness=changes)


def _delay(
    initiative: Initiative,
    quarter: int,
    effective: float,
    organisation: Organisation,
    luck: Luck | None,
) -> float:
    people = initiative.kind in PEOPLE
    usual = organisation.hiring_quarters if people else organisation.delay_quarters
    if luck is None:
        return mean_delay(effective, usual)
    return drawn_delay(luck(f"delay.{initiative.name}", quarter), effective, usual)


def _success(initiative: Initiative, effective: float, luck: Luck | None) -> float:
    fails = failure_probability(effective)
    if luck is None:
        return 1.0 - fails
    return float(luck(f"success.{initiative.name}", initiative.started) >= fails)


def _apply(
    firm: Firm, outcome: InitiativeOutcome, share: float, hurry: float, situation: Situation
) -> Firm:
    initiative = outcome.initiative
    name, done = initiative.touchpoint, share * initiative.size
    if initiative.kind == "design":
        return replace(firm, design=firm.design - done)
    if initiative.kind == "delivery":
        return replace(firm, delivery=_shifted(firm.delivery, name, -done))
    if initiative.kind in PEOPLE:
        come = done if initiative.kind == "hiring" else -done
        return replace(firm, agents=_shifted(firm.agents, name, come))
    if initiative.kind == "recovery":
        return replace(firm, justice=firm.justice + done)
    if initiative.kind == "complaints":
        return replace(firm, complaint_cost=firm.complaint_cost - done)
    minutes = situation.handling_minutes.get(name, 0.0)
    return replace(
        firm,
        handling=_shifted(firm.handling, name, -done * minutes),
        delivery=_shifted(firm.delivery, name, hurry * done),
    )


def _shifted(changes: Mapping[str, float], name: str, shift: float) -> Mapping[str, float]:
    return FrozenDict({**changes, name: changes.get(name, 0.0) + shift})
