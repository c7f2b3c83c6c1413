"""Pictures of surveys, runs and closed forms. Each draws on axes and returns them.

Calling a function again on the same axes moves what it drew before.
"""

from cxsim.plots.comparisons import comparison_timeline, contenders, differences, welch
from cxsim.plots.expectations import experience_shares, survey_shares
from cxsim.plots.months import nps, satisfaction, staying
from cxsim.plots.numbers import contact_shares
from cxsim.plots.queues import Point, erlang
from cxsim.plots.style import COLOURS

__all__ = [
    "COLOURS",
    "Point",
    "comparison_timeline",
    "contact_shares",
    "contenders",
    "differences",
    "erlang",
    "experience_shares",
    "nps",
    "satisfaction",
    "staying",
    "survey_shares",
    "welch",
]
