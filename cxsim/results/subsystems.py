"""Tables of the eight subsystems of relationship management (S2-03 to S2-10) and the scorecard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

NOT_IN_MODEL = ""

# (subsystem, what the paper asks for, KPI or "" where the model has no such thing, how)
SUBSYSTEMS = (
    ("strategic_planning", "customer satisfaction", "satisfied_share",
     "customers with attitude above 0, at month ends; measured: answers with CSAT 4 or 5"),
    ("strategic_planning", "market share", "market_share",
     "active customers at the end / (initial customers + prospects)"),
    ("strategic_planning", "growth of market share", "market_share_growth",
     "(customers at the end - at the start) / at the start / years; the market is finite"),
    ("strategic_planning", "acquisition", "acquisition_rate", "joined / customer-years"),
    ("strategic_planning", "retention", "retention", "(1 - left / customer-months)^12"),
    ("data_storage", "completeness of data", "data_completeness", "survey answers / episodes"),
    ("data_storage", "currency of data", "data_age_days",
     "mean days from an answer to the end of its quarter, when it is read"),
    ("data_storage", "speed of access", NOT_IN_MODEL,
     "missing: in the model, data can be read as soon as they are there"),
    ("data_analysis", "accuracy of forecasts", "forecast_accuracy",
     "AUC of the last recommendation score as a forecast of who leaves; no answer: mean score"),
    ("data_analysis", "number of successful campaigns planned from data", "finished_initiatives",
     "quarters in which planned work was finished; missing where nothing was planned"),
    ("process_automation", "level of automation", "automation_share",
     "contacts at touchpoints without agents / contacts"),
    ("process_automation", "return on investment of automated processes", "automation_return",
     "(cost of a staffed contact - cost of an automatic one) / cost of an automatic one"),
    ("process_automation", "cost of a contact", "cost_per_contact",
     "(wages + variable cost) / contacts served"),
    ("communication", "level of response to communications", "response_rate",
     "survey answers / surveys sent"),
    ("communication", "time to handle a request", "request_minutes",
     "mean wait + mean handling time where agents serve"),
    ("communication", "handling time", "handling_minutes",
     "handling minutes / contacts served by agents"),
    ("experience_management", "level of satisfaction", "csat",
     "mean of the item; truth: everybody's, measured: of those who answered"),
    ("experience_management", "number of repeat purchases", "repeat_purchases",
     "purchases after the first / customer-years"),
    ("experience_management", "repeat rate", "repeat_rate",
     "customers with two or more purchases / customers with one or more, since day 0"),
    ("integration", "level of integration", "integration_level",
     "further contacts that know the story so far / further contacts"),
    ("integration", "speed of data exchange", NOT_IN_MODEL,
     "missing: in the model, context moves between channels at once or not at all"),
    ("control", "frequency of evaluations", "evaluations_per_year",
     "4 × share of quarters that had answers to read"),
    ("control", "accuracy of evaluations", "measurement_error",
     "root mean squared difference of measured and true CSAT, by quarter"),
    ("control", "growth of the control KPIs", "csat_growth",
     "(CSAT of the last quarter - of the first) / years between them"),
)  # fmt: skip

# (goal, KPI, how)
SCORECARD = (
    ("loyalty", "loyalty", "mean attitudinal loyalty of active customers at month ends"),
    ("churn", "churn", "1 - (1 - left / customer-months)^12"),
    ("cost", "acquisition_cost", "acquisition cost / new customers"),
    ("cost", "retention_cost", "(wages + variable cost of contacts) / customer-years"),
    ("cost", "relationship_cost", "(acquisition + wages + variable cost) / customer-years"),
    ("awareness", "awareness", "prospects reached by advertising or talk / prospects"),
    ("reputation", "positive_review_share",
     "measured: positive reviews / reviews; truth: episodes that deserve 4 or 5 stars"),
    ("customer_surplus", "customer_surplus",
     "satisfaction of all contacts (0: neutral) / customer-years"),
)  # fmt: skip


def subsystem_table(kpis: pd.DataFrame) -> pd.DataFrame:
    """One row a KPI that the paper asks of a subsystem; missing where there is no such thing."""
    import pandas as pd

    rows = [
        (subsystem, asked, *_figures(kpis, name), how) for subsystem, asked, name, how in SUBSYSTEMS
    ]
    columns = ["subsystem", "asked_for", "kpi", "value", "measured", "unit", "better", "how"]
    return pd.DataFrame(rows, columns=columns)


def scorecard_table(kpis: pd.DataFrame) -> pd.DataFrame:
    """One row a figure of the five goals of experience management, and customers' surplus."""
    import pandas as pd

    rows = [(goal, *_figures(kpis, name), how) for goal, name, how in SCORECARD]
    columns = ["goal", "kpi", "value", "measured", "unit", "better", "how"]
    return pd.DataFrame(rows, columns=columns)


def _figures(kpis: pd.DataFrame, name: str) -> tuple[Any, ...]:
    if name == NOT_IN_MODEL:
        return "", float("nan"), float("nan"), "", ""
    row = kpis.loc[name]
    return name, row["value"], row["measured"], row["unit"], row["better"]
