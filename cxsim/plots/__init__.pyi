"""Public names and where they live; at run time they load on first use."""

from .animation import Animation, animate
from .comparisons import comparison_timeline, differences, welch
from .expectations import experience_shares, survey_shares
from .experiments import assumption_draws, identifiability, influences, swept
from .flows import contact_flows, touchpoint_flow
from .journeys import journey_map
from .ledgers import gap_ledger, nps_waterfall
from .lifetimes import cohort_shares, cohorts, survival
from .months import nps, satisfaction, staying
from .numbers import contact_shares
from .outreach import alarm_scores, call_value
from .people import customer_timeline
from .queues import Point, erlang
from .rankings import contenders, gains
from .ratings import stars
from .style import COLOURS
from .traces import expectation_trace, satisfaction_trace, timeline
from .validation import beside_theory, verdicts
from .waiting import queue_trace

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
    "gains",
    "gap_ledger",
    "identifiability",
    "influences",
    "journey_map",
    "nps",
    "nps_waterfall",
    "queue_trace",
    "satisfaction",
    "satisfaction_trace",
    "stars",
    "staying",
    "survey_shares",
    "survival",
    "swept",
    "timeline",
    "touchpoint_flow",
    "verdicts",
    "welch",
]
