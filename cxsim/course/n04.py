"""N04 A call centre: how many agents it takes."""

from __future__ import annotations

from cxsim import theory
from cxsim.course import held_out
from cxsim.course.exercise import Conclusion, Exercise, Hint, MultipleChoice, Number, Verdict
from cxsim.scenario.files import load
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS

_CALLS, _PATIENCE = 48.0, 2.0  # a minute; minutes
_BUSY_CALLS, _BUSY_PATIENCE = 56.0, 2.5
_MOST = 3.0  # percent of the callers who may hang up
_PLACE = "company.touchpoints.call_centre"


def _fewest(calls: float, patience: float) -> int:
    return theory.servers_needed(
        calls, 1.0, abandonment_rate=1 / patience, max_abandonment=_MOST / 100
    )


def _erlang_c() -> int:
    return theory.servers_needed(_CALLS, 1.0, min_service_level=0.8, within=1 / 3)


def busy_day(agents: float) -> Scenario:
    """Return the call centre with 56 calls a minute and callers who wait 2.5 minutes on average."""
    start = load("contact_centre")
    minutes = 60 * start.hours_per_day
    return start.replace(
        {
            "market.needs.call.per_month": _BUSY_CALLS * minutes * MONTH_DAYS / start.customers,
            f"{_PLACE}.patience_minutes": _BUSY_PATIENCE,
            f"{_PLACE}.agents": int(agents),
        },
    )


def _enough_and_no_more(agents: float) -> Verdict:
    found = held_out.trial({"yours": busy_day(agents), "fewer": busy_day(agents - 1)}).table
    mean, low, high = held_out.interval(found.loc[("yours", "abandonment")], 100)
    fewer = held_out.interval(found.loc[("fewer", "abandonment")], 100).mean
    told = (
        f"In {held_out.RUNS} new runs {mean:.2f} % of the callers hang up (95 % interval {low:.2f} "
        f"to {high:.2f})."
    )
    if high >= _MOST:
        return Verdict(False, f"{told} The whole interval should lie below {_MOST:.0f} %.")
    if fewer < _MOST:
        return Verdict(False, f"{told} But one agent fewer would do, too: {fewer:.2f} %.")
    return Verdict(True, f"{told} With one agent fewer, {fewer:.2f} % would.")


EXERCISES: dict[str, Exercise] = {
    "agents": Number(
        question="48 calls a minute, one minute each, callers who wait 2 minutes on average before "
        "they hang up. How many agents keep the share who hang up at 3 % or less?",
        answer=lambda: _fewest(_CALLS, _PATIENCE),
        tolerance=0.0,
        because="Erlang A says 2.4 % with 51 agents and 3.1 % with 50.",
        otherwise="Ask cx.theory.servers_needed with the callers' patience.",
        hints=lambda: [
            Hint(
                _erlang_c(),
                "That is the Erlang C staffing for 80/20: 80 % answered within 20 seconds, if "
                "nobody ever hangs up. Callers who hang up shorten the queue for the others.",
            ),
            Hint(_CALLS, "48 agents have work for 48, but calls come unevenly: 4.8 % hang up."),
            Hint(_fewest(_CALLS, _PATIENCE) - 1, "With 50 agents 3.1 % hang up: just too many."),
        ],
    ),
    "eighty_twenty": Number(
        question="The same calls. How many agents does Erlang C (nobody hangs up) ask for, if 80 % "
        "of the callers are to be answered within 20 seconds?",
        answer=_erlang_c,
        tolerance=0.0,
        because="52: one more than Erlang A needs for 3 %. A formula is an assumption, too.",
        otherwise="Ask cx.theory.servers_needed without patience; 20 seconds are 1/3 minute.",
        hints=lambda: [
            Hint(
                _fewest(_CALLS, _PATIENCE),
                "That is the answer with impatient callers and 3 % who hang up.",
            ),
            Hint(
                theory.servers_needed(_CALLS, 1.0, min_service_level=0.8, within=20.0),
                "Time runs in minutes here: 20 seconds are 1/3 of a minute.",
            ),
        ],
    ),
    "patience": Number(
        question="A log of a small call centre: 1,000 calls waited 1,006 minutes together, and 168 "
        "of the callers hung up. How long is a caller's mean patience, in minutes? One decimal.",
        answer=lambda: 1006 / 168,
        tolerance=0.06,
        because="All waiting counts, but only those who hung up tell when patience ends: "
        "1,006 / 168 = 6.0.",
        otherwise="Divide the waiting of *all* callers by the number who hung up.",
        hints=lambda: [
            Hint(
                1006 / 1000,
                "This is the mean wait. Most callers were answered before their "
                "patience ended: it is censored.",
            ),
            Hint(168 / 1006, "This is the rate of hanging up per minute. Patience is 1 / rate."),
            Hint(1006 / 832, "You divided by the callers who were answered."),
        ],
    ),
    "naive": MultipleChoice(
        question="In that log, those who hung up had waited 1.5 minutes on average. Why is this "
        "not the mean patience?",
        options={
            "a": "Because 1,000 calls are too few",
            "b": "Because the patient callers were answered before they could hang up",
            "c": "Because people who wait lose their sense of time",
        },
        answer="b",
        because="The log shows the patience of the impatient only. This is called censoring.",
        hints={
            "a": "With a million calls the mean would still be about 1.5.",
            "c": "The log measures time itself. Think of who appears in it.",
        },
    ),
    "staffing": Conclusion(
        question="A busier day: 56 calls a minute, one minute each, and callers who wait 2.5 "
        "minutes on average. Choose the smallest number of agents that keeps the share who hang up "
        "below 3 %. It is checked in 12 runs that you have not seen.",
        low=40,
        high=80,
        verify=_enough_and_no_more,
        whole=True,
    ),
}
