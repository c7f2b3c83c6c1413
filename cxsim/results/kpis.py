"""The table of key figures, each declared once: name, words and formulas of truth and measurement.

A new KPI is a new row here; `kpi` registers one's own from outside.
"""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Callable
from typing import TYPE_CHECKING, get_args

from cxsim.company.measurement import (
    average_cheque,
    complaint_share,
    positive_review_share,
    satisfaction_level,
    yearly_churn,
)
from cxsim.engine.books import ratio
from cxsim.engine.equity import Prospect
from cxsim.errors import CxsimError
from cxsim.model.churn import ACTIVE
from cxsim.results.formulas import (
    forecast_accuracy,
    measurement_error,
    return_on,
    yearly_change,
    yearly_growth,
)
from cxsim.results.window import BY_CONTRACT, KNOWN, Formula, Kpi, Seen, Window
from cxsim.units import YEAR_DAYS

if TYPE_CHECKING:
    import pandas as pd

_LEAST_DAYS = 730  # a year in which customers were active, and one in which they may come back

# -- formulas that several KPIs share, or that take more than a line -------------------------------


def _share(part: str, whole: str) -> Formula:
    """One total over another."""
    return lambda window: window.total(part) / window.total(whole)


def _a_year(name: str) -> Formula:
    """A total over customer-years."""
    return lambda window: window.total(name) / window.years


def _report(name: str) -> Formula:
    """A figure that the firm's monthly reports have, too."""
    return lambda window: window.report(name)


def _churn(window: Window) -> float:
    return yearly_churn(window.total("left"), window.months)


def _market_share(window: Window) -> float:
    if not window.prospects:  # nobody but customers: there is no market to have a share of
        return math.nan
    return window.customers_at_end / (window.scenario.customers + window.prospects)


def _retention_seen(window: Window) -> float:
    """What the firm can see: contracts, or who bought again within a year."""
    if window.contractual:
        return 1.0 - _churn(window)
    if window.scenario.days < _LEAST_DAYS:
        return math.nan
    buyers = window.people[window.people["bought_before"] > 0]
    return int((buyers["bought_lately"] > 0).sum()) / len(buyers)


def _of_purchases(formula: Formula) -> Formula:
    """A KPI of purchases: contracts have none."""
    return lambda window: math.nan if window.contractual else formula(window)


def _repeat_rate(window: Window) -> float:
    bought = window.people["purchases"]
    return int((bought > 1).sum()) / int((bought > 0).sum())


def _handling(window: Window) -> float:
    return window.total("handling_minutes") / _served_by_agents(window)


def _requests(window: Window) -> float:
    """Requests where agents serve: who is sent on waits twice, for one request."""
    return window.total("queued") - window.total("misrouted")


def _served_by_agents(window: Window) -> float:
    return _requests(window) - window.total("abandoned")


def _serving(window: Window) -> float:
    """What serving customers costs: wages, and variable cost of contacts."""
    return window.total("wages") + window.total("contact_cost")


def _automation_return(window: Window) -> float:
    alone = window.total("automatic_cost")
    automatic = window.total("contacts") - window.total("queued")
    by_staff = (_serving(window) - alone) / _served_by_agents(window)
    return return_on(by_staff, (alone + window.cost_of_systems()) / automatic)


def _data_age(window: Window) -> float:
    stored = window.total("data_age") / window.total("active")
    return stored + window.waiting_days_of_answers() / window.total("answers")


def _forecast_accuracy(window: Window) -> float:
    people = window.people
    left = people["left"] > window.scenario.warm_up_days
    stayed = people["status"] == ACTIVE
    return forecast_accuracy(people["last_answer"][left], people["last_answer"][stayed])


def _finished(window: Window) -> float:
    if not any(row["planned"] or row["finished"] for row in window.books.management):
        return math.nan
    return sum(bool(row["finished"]) for row in window.quarters)


def _csat_growth(column: str) -> Formula:
    return lambda window: yearly_change(
        [row[column] for row in window.quarters],
        [row["day"] / YEAR_DAYS for row in window.quarters],
    )


def _measurement_error(window: Window) -> float:
    measured, true = ([row[name] for row in window.quarters] for name in ("csat_measured", "csat"))
    return measurement_error(measured, true)


def _beside_sales(total: Callable[[str], float]) -> float:
    """Gross profit beside fees and purchases, less what serving the customers costs."""
    other = total("gross_profit") - total("sales_profit")
    return other - total("contact_cost") - total("wages")


def _beside_an_episode(window: Window) -> float:
    """What an episode brings beside sales, after what the firm does beside serving customers."""
    programmes = sum(map(window.total, ("programme_cost", "outreach_cost", "feedback_cost")))
    return ratio(_beside_sales(window.total) - programmes, window.total("episodes"))


def _worth(prospect: Prospect, beside: float) -> float:
    """Gross profit of sales, and what episodes bring beside (no episodes: nothing)."""
    return prospect.sales + (beside * prospect.episodes if prospect.episodes else 0.0)


def _equity(window: Window) -> float:
    return _worth(window.books.prospects[1], _beside_an_episode(window))


def _value(window: Window) -> float:
    """Profit and the change of equity.

    The customers whom the window begins with are worth what an episode cost until then. So a
    strategy that costs more than it brings does not also make them look cheap.
    """
    early = window.total_in_warm_up
    episodes = early("episodes")
    beside = _beside_sales(early) / episodes if episodes else _beside_an_episode(window)
    return window.report("profit") + _equity(window) - _worth(window.books.prospects[0], beside)


def _marketing_return(window: Window) -> float:
    return return_on(window.total("joined") * window.kpi("clv"), window.total("acquisition_cost"))


# -- the table -------------------------------------------------------------------------------------
# name, unit, better, meaning, how it is computed; truth, measurement; subsystem, asked for, goal

# fmt: off
_SHIPPED = (
    Kpi("retention", "share per year", "higher", "customers who stay a year",
        "(1 - left / customer-months)^12; measured without contracts: who bought again in a year",
        lambda w: 1.0 - _churn(w), _retention_seen, "strategic_planning", "retention"),
    Kpi("churn", "share per year", "lower", "customers who leave in a year",
        "1 - (1 - left / customer-months)^12",
        _churn, lambda w: 1.0 - _retention_seen(w), goal="churn"),
    Kpi("nps", "points", "higher", "promoters minus detractors",
        "100 × (promoters - detractors); truth: all customers at month ends, measured: answers",
        _report("nps"), _report("nps_measured")),
    Kpi("nps_asked", "points", "higher",
        "NPS if all who were asked answered: to nps the frame, to its measurement the silence",
        "mean over surveys of 100 × (chance of 9 or 10 - chance of 0 to 6); measured: answers",
        _share("nps_asked", "surveys"), _report("nps_measured")),
    Kpi("csat", "1-5", "higher", "satisfaction item, mean",
        "mean of the item; truth: everybody's, measured: of those who answered",
        _report("csat"), _report("csat_measured"),
        "experience_management", "level of satisfaction"),
    Kpi("csat_top_2", "share", "higher", "satisfaction item, share of 4 and 5",
        "episodes with CSAT 4 or 5 / episodes; measured: answers with 4 or 5 / answers",
        _share("csat_top", "episodes"), _share("measured_csat_top", "answers")),
    Kpi("ces", "1-7", "higher", "effort item, mean (7 = easy)",
        "mean of the item; truth: everybody's, measured: of those who answered",
        _report("ces"), _report("ces_measured")),
    Kpi("satisfied_share", "share", "higher",
        "customers whose last matter was worth 4 or 5 of 5",
        "customers whose last matter is worth CSAT 4 or 5, at month ends; measured: who told so",
        lambda w: satisfaction_level(w.total("satisfied"), w.total("rated")),
        lambda w: satisfaction_level(w.total("told_satisfied"), w.total("told_rated")),
        "strategic_planning", "customer satisfaction"),
    Kpi("repeat_purchases", "per customer-year", "higher", "purchases after the first",
        "purchases after the first / customer-years",
        _of_purchases(_a_year("repeat_purchases")), None,
        "experience_management", "number of repeat purchases"),
    Kpi("average_cheque", "money", "higher", "revenue of a purchase",
        "revenue of purchases / purchases",
        _of_purchases(lambda w: average_cheque(w.total("purchase_revenue"), w.total("purchases")))),
    Kpi("positive_review_share", "share", "higher",
        "reviews that are positive; truth: episodes that deserve it",
        "measured: positive reviews / reviews; truth: episodes that deserve 4 or 5 stars",
        _share("good_episodes", "episodes"),
        lambda w: positive_review_share(w.total("positive_reviews"), w.total("reviews")),
        goal="reputation"),
    Kpi("complaint_share", "per customer-year", "lower", "complaints of a customer in a year",
        "complaints / customer-years",
        lambda w: complaint_share(w.total("complaints"), w.years), KNOWN),
    Kpi("contacts", "per customer-year", "", "contacts of a customer in a year",
        "contacts / customer-years", _a_year("contacts")),
    Kpi("effort", "1-7", "lower", "effort of a contact (1 = effortless)",
        "mean over contacts", _share("effort", "contacts")),
    Kpi("wait_minutes", "minutes", "lower", "wait of a request where agents serve",
        "waits / requests where agents serve, those given up included; sent on: one request",
        lambda w: w.total("wait_minutes") / _requests(w)),
    Kpi("abandonment", "share", "lower", "queued requests given up",
        "requests given up / requests where agents serve",
        lambda w: w.total("abandoned") / _requests(w)),
    Kpi("first_contact_resolution", "share", "higher", "episodes resolved by the first contact",
        "episodes resolved by the first contact / episodes; measured: as the firm sees them",
        _share("resolved_first", "episodes"), _share("seen_resolved_first", "episodes")),
    Kpi("occupancy", "share", "", "paid time of agents spent serving",
        "time spent serving / paid time of agents",
        lambda w: w.total_of_desks("busy_days") / w.total_of_desks("agent_days")),
    Kpi("revenue", "money", "higher", "revenue of the window",
        "fees and purchases", _report("revenue"), KNOWN),
    Kpi("cost", "money", "lower", "all costs of the window, goods included",
        "goods, wages, contacts, acquisition, programmes and fixed cost", _report("cost"), KNOWN),
    Kpi("profit", "money", "higher", "revenue minus cost",
        "revenue - cost", _report("profit"), KNOWN),
    Kpi("customer_equity", "money", "higher", "discounted future margin of today's customers",
        "expected discounted sales of each customer + expected episodes × what one brings beside",
        _equity),
    Kpi("value", "money", "higher", "profit plus the change of customer equity",
        "profit + equity at the end - equity at the start (at an episode's cost in the warm-up)",
        _value),
    Kpi("clv", "money", "higher", "customer equity per customer",
        "customer equity / customers at the end", lambda w: _equity(w) / w.customers_at_end),
    Kpi("acquisition_cost", "money", "lower", "cost of a new customer",
        "acquisition cost / new customers", _share("acquisition_cost", "joined"), goal="cost"),
    Kpi("market_share", "share", "higher", "market's persons who are customers at the end",
        "active customers at the end / (initial customers + prospects)",
        _market_share, BY_CONTRACT, "strategic_planning", "market share"),
    Kpi("market_share_growth", "per year", "higher", "growth of the customer base",
        "(customers at the end - at the start) / at the start / years; the market is finite",
        lambda w: yearly_growth(w.customers_at_start, w.customers_at_end, w.days / YEAR_DAYS),
        BY_CONTRACT, "strategic_planning", "growth of market share"),
    Kpi("acquisition_rate", "per prospect-year", "higher", "prospects who join in a year",
        "joined / prospect-years",
        lambda w: w.total("joined") / w.prospect_years,
        BY_CONTRACT, "strategic_planning", "acquisition"),
    Kpi("data_completeness", "share", "higher", "customers whose data are at hand",
        "customers with consent × completeness of the data foundation, at month ends",
        _share("known", "active"), KNOWN, "data_storage", "completeness of data"),
    Kpi("data_age_days", "days", "lower", "age of data, and of answers when they are read",
        "age of the data foundation + mean days from an answer to the end of its quarter",
        _data_age, KNOWN, "data_storage", "currency of data"),
    Kpi("forecast_accuracy", "AUC", "higher", "last answer as a forecast of leaving (.5: chance)",
        "AUC of the last recommendation score as a forecast of who leaves; no answer: mean score",
        _forecast_accuracy, BY_CONTRACT, "data_analysis", "accuracy of forecasts"),
    Kpi("finished_initiatives", "quarters", "higher", "quarters in which a planned work ended",
        "quarters in which planned work was finished; missing where nothing was planned",
        _finished, KNOWN, "data_analysis", "number of successful campaigns planned from data"),
    Kpi("automation_share", "share", "", "contacts that nobody had to serve",
        "contacts at touchpoints without agents / contacts",
        lambda w: (w.total("contacts") - w.total("queued")) / w.total("contacts"), KNOWN,
        "process_automation", "level of automation"),
    Kpi("automation_return", "share", "higher", "saving of an automatic contact over its cost",
        "(cost of a staffed request - cost of an automatic one) / cost of an automatic one, "
        "its share of the systems' fixed cost included",
        _automation_return, KNOWN, "process_automation",
        "return on investment of automated processes"),
    Kpi("cost_per_contact", "money", "lower", "wages and variable cost of a request",
        "(wages + variable cost) / requests served; sent on: one request",
        lambda w: _serving(w) / (w.total("served") - w.total("misrouted")), KNOWN,
        "process_automation", "cost of a contact"),
    Kpi("response_rate", "share", "higher", "surveys that are answered",
        "survey answers / surveys sent",
        _share("answers", "surveys"), KNOWN,
        "communication", "level of response to communications"),
    Kpi("handling_minutes", "minutes", "lower", "mean handling time where agents serve",
        "handling minutes / requests served by agents",
        _handling, None, "communication", "handling time"),
    Kpi("request_minutes", "minutes", "lower", "wait and handling where agents serve",
        "mean wait + mean handling time where agents serve",
        lambda w: w.kpi("wait_minutes") + _handling(w), None, "communication",
        "time to handle a request"),
    Kpi("integration_level", "share", "higher", "further contacts that know the story so far",
        "further contacts that know the story so far / further contacts",
        _share("contexts_kept", "further_contacts"), None, "integration", "level of integration"),
    Kpi("repeat_rate", "share", "higher", "buyers who bought again since day 0",
        "customers with two or more purchases / customers with one or more, since day 0",
        _of_purchases(_repeat_rate), KNOWN, "experience_management", "repeat rate"),
    Kpi("gap_5", "points (1-7)", "lower", "expectation minus perception",
        "mean over contacts; measured: over contacts of those who answered",
        _share("perceived_gap", "perceptions"), _share("measured_gap", "measured_perceptions")),
    Kpi("customer_surplus", "satisfaction per customer-year", "higher",
        "satisfaction of all contacts in a year",
        "satisfaction of all contacts (0: neutral) / customer-years",
        _a_year("satisfaction"), goal="customer_surplus"),
    Kpi("evaluations_per_year", "per year", "", "quarters that were evaluated with answers",
        "4 × share of quarters that had answers to read",
        lambda w: 4.0 * (sum(row["answers"] > 0 for row in w.quarters) / len(w.quarters)), KNOWN,
        "control", "frequency of evaluations"),
    Kpi("measurement_error", "points (1-5)", "lower", "CSAT of a quarter, measured against true",
        "root mean squared difference of measured and true CSAT, by quarter",
        _measurement_error, None, "control", "accuracy of evaluations"),
    Kpi("csat_growth", "points per year", "higher", "change of a quarter's CSAT in a year",
        "(CSAT of the last quarter - of the first) / years between them",
        _csat_growth("csat"), _csat_growth("csat_measured"),
        "control", "growth of the control KPIs"),
    Kpi("loyalty", "satisfaction", "higher", "attitudinal loyalty of customers, mean",
        "mean attitudinal loyalty of active customers at month ends",
        _share("loyalty", "active"), goal="loyalty"),
    Kpi("retention_cost", "money per customer-year", "lower", "wages and cost of contacts",
        "(wages + variable cost of contacts) / customer-years",
        lambda w: _serving(w) / w.years, BY_CONTRACT, goal="cost"),
    Kpi("relationship_cost", "money per customer-year", "lower", "acquisition and retention",
        "(acquisition + wages + variable cost) / customer-years",
        lambda w: (_serving(w) + w.total("acquisition_cost")) / w.years, BY_CONTRACT, goal="cost"),
    Kpi("marketing_return", "share", "higher", "value won by acquisition over its cost",
        "(new customers × CLV - acquisition cost) / acquisition cost", _marketing_return),
    Kpi("awareness", "share", "higher", "prospects reached since day 0",
        "prospects reached by advertising or talk / prospects",
        lambda w: w.total_in_run("reached") / w.prospects, goal="awareness"),
    Kpi("calls", "per customer-year", "", "proactive calls",
        "proactive calls / customer-years", _a_year("calls"), BY_CONTRACT),
    Kpi("false_alarms", "per customer-year", "lower", "proactive calls without a problem ahead",
        "calls to customers without a problem ahead / customer-years", _a_year("false_alarms")),
    Kpi("prevented", "per customer-year", "higher", "problems solved before they were felt",
        "problems and failures that a proactive call solved / customer-years",
        _a_year("prevented")),
    Kpi("breaches", "per customer-year", "lower", "breaches of a customer's trust",
        "breaches of trust / customer-years", _a_year("breaches")),
)
# fmt: on

KPIS: ChainMap[str, Kpi] = ChainMap({}, {kpi.name: kpi for kpi in _SHIPPED})
"""All KPIs by name: the shipped ones, then those that this Python session registered."""

SHIPPED = KPIS.parents


def kpi(
    name: str,
    truth: Formula,
    measured: Formula | Seen | None = None,
    *,
    unit: str = "",
    better: str = "",
    meaning: str = "",
    how: str = "",
) -> Kpi:
    """Register a KPI of one's own, for as long as this Python session lasts.

    From then on it stands in ``run.kpis``, and `compare`, `sweep`, `robustness`, `sensitivity`,
    `calibrate` and pictures know its name. Workers (threads, processes, Dask) get it by themselves;
    only a ``ProcessPoolExecutor`` of one's own is refused. Commands read it from a file:
    ``cxsim run bank --kpi-file my_kpis.py``. Registering a name again replaces it.

    Parameters
    ----------
    name : str
        A word of letters, digits and underscores that no shipped KPI has.
    truth : callable
        The formula. It takes a `Window` and returns a number: ``window.total("talks")``,
        ``window.years``, ``window.kpi("profit")``, ... A division by zero means: missing.
    measured : callable or str, optional
        What the firm can see of it: a formula, ``"known"`` (the truth), ``"by contract"`` (the
        truth where there are contracts) or None (nothing).
    unit : str
        Its unit, for tables and pictures.
    better : str
        ``"higher"``, ``"lower"``, or empty where neither is: then nothing can win by it.
    meaning, how : str
        What it says, and how it is computed.

    Returns
    -------
    Kpi
        The KPI.

    Raises
    ------
    CxsimError
        For a name that is taken or no word, a formula that cannot be called, or another
        ``measured`` or ``better``.

    Examples
    --------
    >>> import cxsim as cx
    >>> talk = cx.kpi(
    ...     "talks_per_contact",
    ...     lambda window: window.total("talks") / window.total("contacts"),
    ...     unit="per contact",
    ... )
    >>> run = cx.simulate(cx.load("bank").replace(customers=50, days=120), log=False)
    >>> run.kpis.loc["talks_per_contact", "unit"]
    'per contact'
    >>> bool(run.kpis.loc["talks_per_contact", "value"] == talk.truth(run.window))
    True
    """
    if not isinstance(name, str) or not name.isidentifier():
        raise CxsimError(f"name must be a word such as talks_per_contact, not {name!r}.")
    if name in SHIPPED:
        raise CxsimError(f"name: {name!r} is a KPI of cxsim; choose another name.")
    if not callable(truth):
        raise CxsimError(f"truth must be a formula: a function of a run's window, not {truth!r}.")
    if not (measured is None or callable(measured) or measured in get_args(Seen)):
        raise CxsimError(
            f"measured must be a formula, 'known', 'by contract' or None, not {measured!r}."
        )
    if better not in ("higher", "lower", ""):
        raise CxsimError(f"better must be 'higher', 'lower' or empty, not {better!r}.")
    KPIS[name] = Kpi(name, unit, better, meaning, how, truth, measured)
    return KPIS[name]


def own_kpis() -> tuple[Kpi, ...]:
    """Return the KPIs that this session registered."""
    return tuple(KPIS.maps[0].values())


def kpi_table(window: Window) -> pd.DataFrame:
    """One row a KPI, indexed by name: truth, measurement, unit, better direction, meaning."""
    import pandas as pd

    kpis = window.kpis.values()
    rows = [(kpi.name, *kpi.figures(window), kpi.unit, kpi.better, kpi.meaning) for kpi in kpis]
    columns = ["kpi", "value", "measured", "unit", "better", "meaning"]
    return pd.DataFrame(rows, columns=columns).set_index("kpi")
