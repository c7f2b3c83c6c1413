"""Pictures of surveys, runs and closed forms. Each draws on axes and returns them.

Calling a function again on the same axes moves what it drew before.
"""

from cxsim.plots.expectations import experience_shares, survey_shares
from cxsim.plots.months import nps, satisfaction, staying
from cxsim.plots.numbers import contact_shares
from cxsim.plots.queues import Point, erlang
from cxsim.plots.style import COLOURS
from cxsim.plots.validation import beside_theory, verdicts

__all__ = [
    "COLOURS",
    "Point",
    "beside_theory",
    "contact_shares",
    "erlang",
    "experience_shares",
    "nps",
    "satisfaction",
    "staying",
    "survey_shares",
    "verdicts",
]
