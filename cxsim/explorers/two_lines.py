"""A firm with two lines and a bot: what the explorer ``channels`` simulates.

Two queues of problems work alike, so one slider moves both. The bot has people of its own behind
it, so that it can be judged alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cxsim import theory
from cxsim.intervals import mean_and_margin
from cxsim.results.run import Run, simulate
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.theory.contacts import Containment
from cxsim.units import MONTH_DAYS

STRETCHES = 16
"""Stretches of time that are simulated and compared: more make the intervals narrower."""

_MINUTES = 120.0  # of a stretch: long enough that its queue knows little of the one before
_CUSTOMERS = 250
# Waits are skewed: a quiet run has a low mean and a narrow interval, too. Of twelve seeds the first
# one fell that far below the formula, the others were like this one.
_SEED = 2
_PROBLEMS = 5.6  # new ones a minute: 8 contacts a minute, if each contact solves 70 %
_QUESTIONS = 1.2  # a minute, for the bot
_LINES = ("phone", "chat")
TRANSFER = "company.context.other_touchpoint"
RESOLUTION = "company.touchpoints.phone.resolution"
STAFF = "company.touchpoints.phone.agents"


class Estimate(NamedTuple):
    """A simulated mean and the margin of its 95 % interval."""

    mean: float
    margin: float


class Channels(NamedTuple):
    """What the runs of a firm with two lines and a bot show, beside what it was fed with."""

    transfer: float  # T
    resolution: float  # r
    agents: int  # on each line
    extra_handling: float  # share of the handling time, where the story is told again
    told_again: Estimate  # stories a problem
    separate: Estimate  # minutes
    shared: Estimate  # minutes
    bot: Containment
    bot_by_formula: Containment
    questions: int  # first contacts with the bot

    def wait(self, agents: int, lines: int) -> float:
        """Mean wait (minutes) by Erlang C, if so many lines share one queue; nan in overload."""
        again = (1 - self.resolution) * (1 - self.transfer)  # share of all contacts
        work = 1 + self.extra_handling * again
        arrivals = lines * _PROBLEMS / len(_LINES) / self.resolution
        if arrivals * work >= lines * agents:
            return float("nan")
        return theory.erlang_c(arrivals, 1 / work, lines * agents).mean_wait


def firm() -> Scenario:
    """Return two lines that work alike, and a bot with people behind it."""
    data = load("contact_centre").model_dump()
    line = data["company"]["touchpoints"]["call_centre"]
    line |= {"agents": 5, "patience_minutes": None, "resolution": 0.7}
    bot = {"understands": 0.75, "resolves": 0.6, "false_closure": 0.15}
    data["company"]["touchpoints"] = {
        "phone": line,
        "chat": line | {"channel": "chat"},
        "bot": {"channel": "chatbot", "preference": 10.0, "bot": bot},
        "behind_the_bot": line | {"agents": 20, "resolution": 1.0},
    }
    data["market"]["needs"] = {
        "problem": _need(_PROBLEMS, "bot", "behind_the_bot"),
        "question": _need(_QUESTIONS, *_LINES),
    }
    whoever_is_not_helped_comes_back = {
        "behaviour.resolution.retry": 1.0,
        "behaviour.resolution.retry_days": 0.05,
        "company.context.extra_handling": 0.3,
    }
    return Scenario.from_data(data).replace(
        whoever_is_not_helped_comes_back,
        customers=_CUSTOMERS,
        hours_per_day=_MINUTES / 60,
        days=STRETCHES + 2,
        warm_up_days=1,
    )


def _need(a_minute: float, *elsewhere: str) -> dict[str, Any]:
    """Return a need that comes up so often, and that some touchpoints cannot meet."""
    rate = a_minute * _MINUTES * MONTH_DAYS / _CUSTOMERS
    return {"per_month": rate, "fit": dict.fromkeys(elsewhere)}


def measure(scenario: Scenario) -> Channels:
    """Run the firm with two queues, and with one."""
    alike = scenario.replace(_alike(scenario))
    window: dict[str, Any] = {f"company.touchpoints.{line}.pool": "window" for line in _LINES}
    window["market.needs.question.per_month"] = 0.0  # the bot of the first run is enough
    run, shared = (simulate(one, seed=_SEED) for one in (alike, alike.replace(window)))
    bot, questions = _bot(run)
    settings = alike.company.touchpoints["bot"].bot
    return Channels(
        transfer=alike.company.context.other_touchpoint,
        resolution=alike.value(RESOLUTION),
        agents=alike.value(STAFF),
        extra_handling=alike.company.context.extra_handling,
        told_again=_told_again(run),
        separate=_wait(run),
        shared=_wait(shared),
        bot=bot,
        bot_by_formula=theory.contacts.containment(
            settings.understands, settings.resolves, settings.false_closure
        ),
        questions=questions,
    )


def _alike(scenario: Scenario) -> dict[str, Any]:
    """Return what gives both lines, and both ways back, the number of one slider."""
    return {
        "company.context.same_touchpoint": scenario.value(TRANSFER),
        "company.touchpoints.chat.resolution": scenario.value(RESOLUTION),
        "company.touchpoints.chat.agents": scenario.value(STAFF),
    }


def _told_again(run: Run) -> Estimate:
    """Stories told again, problem by problem; the last stretch only gives them time to end."""
    rows = run.encounters
    counted = ((rows["need"] == "problem") & rows["ended"].notna()).to_numpy()
    again = rows["context_kept"].eq(False).fillna(False).to_numpy(dtype=float)[counted]
    arrived = rows["arrived"].to_numpy()[counted]
    number = (rows["customer"].to_numpy() << 32) + rows["episode"].to_numpy()
    _, problem = np.unique(number[counted], return_inverse=True)
    opened = np.full(problem.max() + 1, np.inf)
    np.minimum.at(opened, problem, arrived)
    told = np.bincount(problem, again)[(opened >= 1) & (opened < STRETCHES + 1)]
    return _estimate(told)


def _wait(run: Run) -> Estimate:
    """Mean wait for the two lines, and its interval from means of the stretches (Student's t)."""
    rows = run.encounters
    stretch = np.floor(rows["arrived"].to_numpy()) - 1
    begun = ((rows["need"] == "problem") & rows["started"].notna()).to_numpy()
    counted = begun & (stretch >= 0) & (stretch < STRETCHES)
    batch, minutes = stretch[counted].astype(int), rows["wait_minutes"].to_numpy()[counted]
    means = np.bincount(batch, minutes) / np.bincount(batch)
    return _estimate(means)


def _estimate(values: np.ndarray) -> Estimate:
    mean, margin = mean_and_margin(values)
    return Estimate(float(mean), float(margin))


def _bot(run: Run) -> tuple[Containment, int]:
    """How first contacts with the bot ended, and how many there were."""
    rows = run.encounters
    first = (rows["touchpoint"] == "bot") & (rows["step"] == 1) & rows["outcome"].notna()
    shares = rows["outcome"][first].value_counts(normalize=True)
    ends = ("resolved", "falsely_closed", "escalated")
    solved, closed, handed_over = (float(shares.get(end, 0.0)) for end in ends)
    return Containment(solved, closed, handed_over, solved + closed), int(first.sum())
