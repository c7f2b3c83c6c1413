"""Pictures of surveys, runs and closed forms. Each draws on axes and returns them.

Calling a function again on the same axes replaces what it drew before.

=========================  =========================================================================
who stays                  `staying`, `survival`, `cohorts`
what customers feel        `satisfaction`, `expectation_trace`, `satisfaction_trace`,
                           `experience_shares`, `survey_shares`
truth beside measurement   `nps`, `nps_waterfall`, `gap_ledger`
where they go              `journey_map`, `touchpoint_flow`, `animate`
queues                     `queue_trace`, `erlang`
proactive service          `alarm_scores`, `call_value`
one customer               `customer_timeline`
several runs               `timeline`, `comparison_timeline`, `differences`, `contenders`, `welch`
textbooks                  `beside_theory`, `verdicts`
experiments                `swept`, `influences`, `assumption_draws`, `identifiability`
=========================  =========================================================================

`cohort_shares`, `contact_flows` and `contact_shares` return the numbers behind a picture as a
table. Names load on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxsim.plots.animation import Animation, animate
    from cxsim.plots.comparisons import comparison_timeline, contenders, differences, welch
    from cxsim.plots.expectations import experience_shares, survey_shares
    from cxsim.plots.experiments import assumption_draws, identifiability, influences, swept
    from cxsim.plots.flows import contact_flows, touchpoint_flow
    from cxsim.plots.journeys import journey_map
    from cxsim.plots.ledgers import gap_ledger, nps_waterfall
    from cxsim.plots.lifetimes import cohort_shares, cohorts, survival
    from cxsim.plots.months import nps, satisfaction, staying
    from cxsim.plots.numbers import contact_shares
    from cxsim.plots.outreach import alarm_scores, call_value
    from cxsim.plots.people import customer_timeline
    from cxsim.plots.queues import Point, erlang
    from cxsim.plots.style import COLOURS
    from cxsim.plots.traces import expectation_trace, satisfaction_trace, timeline
    from cxsim.plots.validation import beside_theory, verdicts
    from cxsim.plots.waiting import queue_trace

# Public name -> the module that it lives in.
_HOMES = {
    "Animation": "animation",
    "COLOURS": "style",
    "Point": "queues",
    "alarm_scores": "outreach",
    "animate": "animation",
    "assumption_draws": "experiments",
    "beside_theory": "validation",
    "call_value": "outreach",
    "cohort_shares": "lifetimes",
    "cohorts": "lifetimes",
    "comparison_timeline": "comparisons",
    "contact_flows": "flows",
    "contact_shares": "numbers",
    "contenders": "comparisons",
    "customer_timeline": "people",
    "differences": "comparisons",
    "erlang": "queues",
    "expectation_trace": "traces",
    "experience_shares": "expectations",
    "gap_ledger": "ledgers",
    "identifiability": "experiments",
    "influences": "experiments",
    "journey_map": "journeys",
    "nps": "months",
    "nps_waterfall": "ledgers",
    "queue_trace": "waiting",
    "satisfaction": "months",
    "satisfaction_trace": "traces",
    "staying": "months",
    "survey_shares": "expectations",
    "survival": "lifetimes",
    "swept": "experiments",
    "timeline": "traces",
    "touchpoint_flow": "flows",
    "verdicts": "validation",
    "welch": "comparisons",
}

__all__ = [
    "COLOURS",
    "Animation",
    "Point",
    "alarm_scores",
    "animate",
    "assumption_draws",
    "beside_theory",
    "call_value",
    "cohort_shares",
    "cohorts",
    "comparison_timeline",
    "contact_flows",
    "contact_shares",
    "contenders",
    "customer_timeline",
    "differences",
    "erlang",
    "expectation_trace",
    "experience_shares",
    "gap_ledger",
    "identifiability",
    "influences",
    "journey_map",
    "nps",
    "nps_waterfall",
    "queue_trace",
    "satisfaction",
    "satisfaction_trace",
    "staying",
    "survey_shares",
    "survival",
    "swept",
    "timeline",
    "touchpoint_flow",
    "verdicts",
    "welch",
]


def __getattr__(name: str) -> Any:
    """Load a picture's module when the picture is first asked for (PEP 562)."""
    if name in _HOMES:
        return getattr(import_module(f"cxsim.plots.{_HOMES[name]}"), name)
    from cxsim.errors import nearest

    near = nearest(name, __all__)
    hint = f": did you mean '{near}'?" if near else ""
    raise AttributeError(f"cxsim.plots has no '{name}'{hint}")


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
