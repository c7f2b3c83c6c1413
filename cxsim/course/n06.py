"""N06 From phone to omnichannel, and the bot: whether omnichannel is worth it."""

from __future__ import annotations

from cxsim import theory
from cxsim.course import held_out
from cxsim.course.exercise import Conclusion, Exercise, Hint, MultipleChoice, Number, Verdict
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

_RESOLUTION, _TRANSFER = 0.7, 0.95
_CALLS, _AGENTS, _PATIENCE = 4.0, 5, 2.0  # a minute and a line; on a line; minutes
_BOT = {"understands": 0.75, "resolves": 0.6, "false_closure": 0.15}
_CUSTOMERS = 500


def _told(transfer: float) -> float:
    return float(theory.contacts.repeats_per_issue(_RESOLUTION, transfer))


def _bot() -> theory.contacts.Containment:
    return theory.contacts.containment(**_BOT)


def _hang_up_in_two_queues() -> float:
    return 100 * theory.erlang_a(_CALLS, 1.0, 1 / _PATIENCE, _AGENTS).abandonment


def one_queue(agents: float) -> Scenario:
    """Return one queue for the calls of both lines, 8 a minute."""
    start = load("contact_centre").replace(customers=_CUSTOMERS, days=21)
    minutes = 60 * start.hours_per_day
    return start.replace(
        {
            "market.needs.call.per_month": 2 * _CALLS * minutes * MONTH_DAYS / _CUSTOMERS,
            "company.touchpoints.call_centre.patience_minutes": _PATIENCE,
            "company.touchpoints.call_centre.agents": int(agents),
        }
    )


def _as_good_and_no_more(agents: float) -> Verdict:
    found = held_out.trial({"yours": one_queue(agents), "fewer": one_queue(agents - 1)}).table
    mean, low, high = held_out.interval(found.loc[("yours", "abandonment")], 100)
    fewer = held_out.interval(found.loc[("fewer", "abandonment")], 100).mean
    before = _hang_up_in_two_queues()
    told = (
        f"In {held_out.RUNS} new runs {mean:.1f} % of the callers hang up (95 % interval {low:.1f} "
        f"to {high:.1f}); with two queues it was {before:.1f} %."
    )
    if high >= before:
        return Verdict(False, f"{told} The whole interval should lie below that.")
    if fewer < before:
        return Verdict(False, f"{told} But one agent fewer would do, too: {fewer:.1f} %.")
    return Verdict(True, f"{told} With one agent fewer, {fewer:.1f} % would.")


EXERCISES: dict[str, Exercise] = {
    "story": Number(
        question="One contact solves 70 % of all matters, and whoever is not helped comes back. "
        "The story reaches the next contact with probability T = 0.95. How often is it told again "
        "per matter? Four decimals.",
        answer=lambda: _told(_TRANSFER),
        tolerance=0.0006,
        because="0.3 / 0.7 · 0.05 = 0.0214. With T = 0 it was 0.4286, twenty times as often.",
        otherwise="Further contacts per matter, (1 − r) / r, times the share 1 − T that lost the "
        "story.",
        hints=lambda: [
            Hint(_told(0.0), "That is T = 0: separate channels. Here 95 % know the story."),
            Hint(
                _told(1 - _TRANSFER),
                "T is the share of further contacts that *know* the story. It is told again in "
                "the others, 1 − T.",
            ),
            Hint(
                float(theory.contacts.contacts_per_issue(_RESOLUTION)) * (1 - _TRANSFER),
                "You counted all contacts. In the first one the story is not told *again*.",
            ),
            Hint(
                (1 - _RESOLUTION) * (1 - _TRANSFER),
                "Some customers come back more than once: 0.3 + 0.3² + … = 0.3 / 0.7.",
            ),
        ],
    ),
    "queue": Number(
        question="Telephone and chat: 4 contacts a minute each, one minute each, 5 agents each, "
        "and nobody gives up. Customers wait 0.554 minutes on average. Now all 10 agents serve one "
        "queue. How long is the mean wait, in minutes? Three decimals.",
        answer=lambda: theory.staffing.pooling(_CALLS, 1.0, _AGENTS).pooled.mean_wait,
        tolerance=0.0006,
        because="0.205 minutes, 63 % less, with the same work and the same agents: nobody is idle "
        "while a customer waits in the other queue.",
        otherwise="Ask cx.theory.erlang_c with the contacts and the agents of both lines.",
        hints=lambda: [
            Hint(
                theory.erlang_c(_CALLS, 1.0, _AGENTS).mean_wait,
                "The work for each agent stays the same, but the wait does not: nobody is idle any "
                "more while a customer waits in the other queue.",
            ),
            Hint(
                theory.erlang_c(_CALLS, 1.0, _AGENTS).mean_wait / 2,
                "It is not simply half. Ask cx.theory.erlang_c.",
            ),
            Hint(
                theory.erlang_c(_CALLS, 1.0, 2 * _AGENTS).mean_wait,
                "You doubled the agents. The contacts double, too: 8 a minute.",
            ),
            Hint(
                60 * theory.staffing.pooling(_CALLS, 1.0, _AGENTS).pooled.mean_wait,
                "These are seconds. The question asks for minutes.",
            ),
        ],
    ),
    "bot": Number(
        question="A bot understands 75 % of the requests and can resolve 60 % of those. It closes "
        "15 % of the rest without an answer, and hands the others to a person. How many percent "
        "does its report call contained? Two decimals.",
        answer=lambda: 100 * _bot().reported,
        tolerance=0.06,
        because="45 % are solved, and 15 % of the other 55 % are closed without an answer: "
        "together 53.25 %. The report cannot tell them apart.",
        otherwise="Contained in the report: solved, plus closed without an answer.",
        hints=lambda: [
            Hint(
                100 * _bot().solved,
                "That is the truth. The report counts everybody who did not reach a person.",
            ),
            Hint(
                100 * (_bot().solved + _BOT["false_closure"]),
                "It closes 15 % of the *rest*, and the rest is 55 %.",
            ),
            Hint(
                100 * _bot().handed_over,
                "That is the share who reach a person. The report counts the others.",
            ),
            Hint(
                100 * _bot().closed_falsely,
                "Those are closed without an answer. The report counts the solved ones, too.",
            ),
        ],
        percent=True,
    ),
    "shoppers": MultipleChoice(
        question="A seller of software writes: customers who use four channels spend twice as much "
        "as customers who use one. So more channels raise spending. What is the likeliest other "
        "explanation?",
        options={
            "a": "The difference is luck: there were too few customers",
            "b": "Who buys more meets the firm more often, and so comes to more channels",
            "c": "Customers do not remember which channels they used",
        },
        answer="b",
        because="Heavy buyers sort themselves into many channels. Ask for an experiment: give "
        "channels to some, and compare with the others.",
        hints={
            "a": "With a million customers the difference would be the same.",
            "c": "Suppose that the log knows every contact. Who appears in it often?",
        },
    ),
    "agents": Conclusion(
        question="Two lines: 4 calls a minute each, one minute each, 5 agents each, and callers "
        "who wait 2 minutes on average before they hang up; 7.8 % do. What is the smallest number "
        "of agents altogether that is as good, if all serve one queue? It is checked in 12 runs "
        "that you have not seen.",
        low=5,
        high=15,
        verify=_as_good_and_no_more,
        whole=True,
    ),
}
