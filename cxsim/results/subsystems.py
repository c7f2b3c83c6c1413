"""Views of the KPIs: subsystems of relationship management (S2-03 to S2-10) and the scorecard."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cxsim.results.kpis import SHIPPED

if TYPE_CHECKING:
    import pandas as pd

SUBSYSTEMS = (
    "strategic_planning", "data_storage", "data_analysis", "process_automation", "communication",
    "experience_management", "integration", "control",
)  # fmt: skip
GOALS = ("loyalty", "churn", "cost", "awareness", "reputation", "customer_surplus")

# What the paper asks for and the model does not have: subsystem -> (asked for, why it is missing).
NOT_IN_MODEL = {
    "data_storage": (
        "speed of access",
        "missing: in the model, data can be read as soon as they are there",
    ),
    "integration": (
        "speed of data exchange",
        "missing: in the model, context moves between channels at once or not at all",
    ),
}
_FIGURES = ["value", "measured", "unit", "better"]


def subsystem_table(kpis: pd.DataFrame) -> pd.DataFrame:
    """One row a KPI that the paper asks of a subsystem; missing where there is no such thing."""
    import pandas as pd

    rows: list[tuple[object, ...]] = []
    for subsystem in SUBSYSTEMS:
        rows += [
            (subsystem, kpi.asked_for, name, *kpis.loc[name, _FIGURES], kpi.how)
            for name, kpi in SHIPPED.items()
            if kpi.subsystem == subsystem
        ]
        if subsystem in NOT_IN_MODEL:
            asked, reason = NOT_IN_MODEL[subsystem]
            rows.append((subsystem, asked, "", math.nan, math.nan, "", "", reason))
    return pd.DataFrame(rows, columns=["subsystem", "asked_for", "kpi", *_FIGURES, "how"])


def scorecard_table(kpis: pd.DataFrame) -> pd.DataFrame:
    """One row a figure of the five goals of experience management, and customers' surplus."""
    import pandas as pd

    rows = [
        (goal, name, *kpis.loc[name, _FIGURES], kpi.how)
        for goal in GOALS
        for name, kpi in SHIPPED.items()
        if kpi.goal == goal
    ]
    return pd.DataFrame(rows, columns=["goal", "kpi", *_FIGURES, "how"])
