"""Whether a contact resolves the need, what a chatbot does, and who comes back."""

from __future__ import annotations

import math

from cxsim.compilation import rule
from cxsim.fields import SHARE, Model, parameter
from cxsim.model.chance import exponential, logistic
from cxsim.model.contact import CLOSED_FALSELY, HANDED_OVER, NO_TRANSFER, Matter, contact_luck
from cxsim.model.need import Need
from cxsim.model.records import Record
from cxsim.model.streams import BOT, DELAY, HANDS, RETURN
from cxsim.model.touchpoint import Bot, Touchpoint

_PLANNED_FIT = 2.0  # of a touchpoint that could not meet the whole need, but this step of it

# fmt: off


class Resolution(Model):
    """Whether a contact resolves the need, and what happens when it does not."""

    fit: float = parameter(0.4, "Weight of the fit to the need", "log-odds", (-10.0, 10.0))
    known_context: float = parameter(
        0.6, "Gain of a repeat contact whose context is known", "log-odds", (-10.0, 10.0))
    retry: float = parameter(
        0.85, "Chance to come back after an unresolved or abandoned contact", "probability", SHARE)
    retry_days: float = parameter(0.5, "Mean time until coming back", "days", (1e-6, 365.0))
    max_contacts: int = parameter(6, "Most contacts in an episode", "contacts", (1, 6))
# fmt: on


class ResolutionTotals(Record):
    """What is counted about matters, and about bots."""

    episodes: float
    episodes_resolved: float
    resolved_first: float
    episode_contacts: float
    bot_contacts: float
    bot_contained: float
    bot_false_closures: float
    seen_resolved_first: float  # as the firm sees it


@rule
def resolution_probability(
    base_log_odds: float, fit: float, difficulty: float, known_context: float
) -> float:
    """Chance that a contact resolves the need: logit r = logit r_k + fit - difficulty + context."""
    return logistic(base_log_odds + fit - difficulty + known_context)


@rule
def resolve(
    matter: Matter, place: Touchpoint, kind: Need, fit: float, luck: float, resolution: Resolution
) -> None:
    """See whether staff (or the page) meet the need."""
    chance = resolution_probability(
        place.resolution_log_odds,
        resolution.fit * (_PLANNED_FIT if math.isnan(fit) else fit),
        kind.difficulty,
        resolution.known_context if matter.context_kept == 1 else 0.0,
    )
    matter.resolved = 1 if luck < chance and matter.transfer == NO_TRANSFER else 0


@rule
def answer_by_bot(
    seed: int, matter: Matter, bot: Bot, disclosure_loss: float, totals: ResolutionTotals
) -> float:
    """Contained with p_u p_s; of the rest a share p_f is closed falsely, the others escalated.

    Returns the gross profit of a sale at the end of a contained contact; a bot that says what it
    is sells less.
    """
    _, u_contained = contact_luck(seed, matter, HANDS)
    u_closed, u_sells = contact_luck(seed, matter, BOT)
    totals.bot_contacts += 1
    matter.resolved = 0
    if u_contained < bot.understands * bot.resolves:
        matter.resolved = 1
        totals.bot_contained += 1
        heard = 1.0 - disclosure_loss * bot.disclosed
        return bot.sale if u_sells < bot.sells * heard else 0.0
    if u_closed < bot.false_closure:
        matter.transfer = CLOSED_FALSELY
        totals.bot_false_closures += 1
    else:
        matter.transfer = HANDED_OVER
    return 0.0


@rule
def goes_on_as_planned(matter: Matter, steps: int) -> bool:
    """Tell whether a step of a planned path is done and others follow: nothing is solved yet."""
    if matter.resolved == 0 or matter.stage + 1 >= steps:
        return False
    matter.stage += 1
    matter.resolved = 0
    return True


@rule
def tries_again(seed: int, matter: Matter, bot: Bot, resolution: Resolution) -> bool:
    """Tell whether a customer without an answer comes back."""
    _, luck = contact_luck(seed, matter, RETURN)
    return luck < (bot.returns if matter.transfer == CLOSED_FALSELY else resolution.retry)


@rule
def days_to_retry(seed: int, matter: Matter, resolution: Resolution) -> float:
    """Days until the customer comes back with the open matter."""
    delay, _ = contact_luck(seed, matter, DELAY)
    return exponential(delay, resolution.retry_days)


@rule
def count_matter(matter: Matter, steps: int, totals: ResolutionTotals) -> None:
    """Count a matter that ends, and whether one contact (or the planned ones) was enough."""
    totals.episodes += 1
    totals.episodes_resolved += matter.resolved
    at_once = matter.contacts == steps
    closed = matter.resolved == 1 or matter.transfer == CLOSED_FALSELY
    totals.resolved_first += 1 if at_once and matter.resolved == 1 else 0
    totals.seen_resolved_first += 1 if at_once and closed else 0
    totals.episode_contacts += matter.contacts
