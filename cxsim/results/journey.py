"""Journey maps from the log: the as-is map, and what parts it from a to-be map (S4-05, S4-07)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from cxsim.arguments import is_number
from cxsim.company.journey import pain, satisfaction_item, shortfall, stage_of
from cxsim.errors import CxsimError, unknown
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

KEYS = {
    "touchpoint": ["touchpoint"],
    "need": ["stage", "need", "touchpoint"],
    "stage": ["stage", "touchpoint"],
}
MEASURES = (
    "contacts", "reach", "customer_reach", "importance", "satisfaction", "disconfirmation",
    "effort", "wait_minutes", "abandonment", "first_resolution", "remembered", "shortfall",
    "pain", "answers", "nps_measured", "csat_measured", "ces_measured", "shortfall_measured",
    "pain_measured",
)  # fmt: skip
FACTORS = ("reach", "importance", "shortfall")


def as_is_map(
    encounters: pd.DataFrame,
    episodes: pd.DataFrame,
    customers: pd.DataFrame,
    scenario: Scenario,
    by: str,
) -> pd.DataFrame:
    """Return one row a touchpoint (or need or stage × touchpoint) of the time after the warm-up."""
    import pandas as pd

    if by not in KEYS:
        raise unknown("by", str(by), list(KEYS))
    first, keys = scenario.warm_up_days, KEYS[by]
    left_before = customers["customer"][customers["left"] <= first]
    contacts = _placed(encounters[encounters["ended"] >= first], scenario)
    closed = episodes[episodes["closed"] >= first]
    # Who has left may still finish a contact, and counts as reached.
    gone = left_before[~left_before.isin(contacts["customer"])]
    rows = _all_rows(scenario, by).set_index(keys)
    parts = [
        _at_contacts(contacts, len(customers) - len(gone), keys),
        _by_first_contact(encounters, closed, scenario, keys),
        _by_last_contact(encounters, closed, scenario, keys),
    ]
    table = pd.concat([rows, *(part.reindex(rows.index) for part in parts)], axis=1)
    for name in ("contacts", "answers"):
        table[name] = table[name].fillna(0).astype("int64")
    for name in ("reach", "customer_reach"):
        table[name] = table[name].fillna(0.0) if len(contacts) else np.nan
    table["abandonment"] = table["abandonment"].where(table.pop("staffed"))
    _add_pain(table, scenario.stages[-1][1])
    ranks = [name for name in ("rank", "rank_measured") if name in table]
    return table.reset_index()[[*keys, *MEASURES, *ranks]]


def _all_rows(scenario: Scenario, by: str) -> pd.DataFrame:
    """Every touchpoint, or where every need can be met, in the scenario's order."""
    import pandas as pd

    last = scenario.stages[-1][1]
    places = last.company.touchpoints
    staffed = {
        name: any(stage.company.touchpoints[name].agents > 0 for _, stage in scenario.stages)
        for name in places
    }
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    stages = _stages(scenario)
    needs = last.market.needs if by != "touchpoint" else {"": None}
    for need_name, need in needs.items():
        for name, place in places.items():
            if need is not None and need.fit.get(name, 0.0) is None:
                continue
            row = {"touchpoint": name, "staffed": staffed[name]}
            row["importance"] = place.moment_of_truth
            if need is not None:
                row["stage"] = stages[need_name]
            if by == "need" and need is not None:
                row["need"] = need_name
                row["importance"] = place.moment_of_truth * need.moment_of_truth
            rows.setdefault(tuple(str(row[key]) for key in KEYS[by]), row)
    return pd.DataFrame(list(rows.values()), columns=[*KEYS[by], "staffed", "importance"])


def _stages(scenario: Scenario) -> dict[str, str]:
    contractual = scenario.relationship == "contractual"
    return {
        name: stage_of(need.purchase, need.revenue, contractual)
        for name, need in scenario.market.needs.items()
    }


def _placed(rows: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Rows with plain names and the stage of the journey."""
    need = rows["need"].astype(object)
    return rows.assign(
        need=need,
        stage=need.map(_stages(scenario)).astype(object),
        touchpoint=rows["touchpoint"].astype(object),
    )


def _at_contacts(contacts: pd.DataFrame, customers: int, keys: list[str]) -> pd.DataFrame:
    """What the contacts themselves were like."""
    groups = contacts.assign(
        abandonment=contacts["outcome"] == "abandoned",
        journey=contacts.groupby(["customer", "episode"]).ngroup(),
    ).groupby(keys)
    journeys = len(contacts[["customer", "episode"]].drop_duplicates())
    means = ["satisfaction", "disconfirmation", "effort", "wait_minutes", "abandonment"]
    table = groups[means].mean()
    table["contacts"] = groups.size()
    table["reach"] = groups["journey"].nunique() / max(1, journeys)
    table["customer_reach"] = groups["customer"].nunique() / max(1, customers)
    return table


def _by_first_contact(
    encounters: pd.DataFrame, closed: pd.DataFrame, scenario: Scenario, keys: list[str]
) -> pd.DataFrame:
    """Share of journeys that the touchpoint they start at resolves in one contact."""
    starts = encounters.drop_duplicates(["customer", "episode"], keep="first")
    placed = _with_touchpoint(closed, starts, scenario)
    resolved = (placed["contacts"] == 1) & placed["resolved"].fillna(False).astype(bool)
    return placed.assign(first_resolution=resolved).groupby(keys)[["first_resolution"]].mean()


def _by_last_contact(
    encounters: pd.DataFrame, closed: pd.DataFrame, scenario: Scenario, keys: list[str]
) -> pd.DataFrame:
    """How journeys that end at the touchpoint are remembered, and what the firm hears of it."""
    ends = encounters.drop_duplicates(["customer", "episode"], keep="last")
    groups = _with_touchpoint(closed, ends, scenario).groupby(keys)
    scores = {f"{name}_score": f"{name}_measured" for name in ("csat", "ces")}
    table = groups[["remembered", *scores]].mean().rename(columns=scores)
    table["answers"] = groups["nps_score"].count()
    table["nps_measured"] = groups["nps_score"].agg(_net_promoters)
    return table


def _with_touchpoint(
    closed: pd.DataFrame, contacts: pd.DataFrame, scenario: Scenario
) -> pd.DataFrame:
    key = ["customer", "episode"]
    return _placed(closed.merge(contacts[[*key, "touchpoint"]], on=key), scenario)


def _net_promoters(scores: Any) -> float:
    from cxsim.company.measurement import net_promoter_score

    return net_promoter_score(scores)


def _add_pain(table: pd.DataFrame, stage: Scenario) -> None:
    """Add shortfall, pain and rank: the truth, and what the answers say."""
    survey, to_be = stage.behaviour.survey, stage.company.management.planning.to_be_csat
    true = satisfaction_item(table["satisfaction"], survey.csat_base, survey.csat_slope)
    for end, item in (("", true), ("_measured", table["csat_measured"])):
        table[f"shortfall{end}"] = shortfall(item.astype(float), to_be)
        table[f"pain{end}"] = pain(table["reach"], table["importance"], table[f"shortfall{end}"])
        ranks = table[f"pain{end}"].rank(method="min", ascending=False)
        table[f"rank{end}"] = ranks.astype("Int64")


# -- the to-be map ------------------------------------------------------------------------------


def against(as_is: pd.DataFrame, to_be: Any, keys: list[str]) -> pd.DataFrame:
    """Return the as-is map with ``<measure>_to_be`` and ``<measure>_difference`` (to-be - as-is).

    ``to_be`` is another map, or targets by touchpoint: ``{"chat": {"wait_minutes": 1.0}}``. Where
    reach, importance or shortfall has a target, the target of pain follows from them.
    """
    import pandas as pd

    target = to_be if isinstance(to_be, pd.DataFrame) else _targets(to_be, as_is, keys)
    lost = [key for key in keys if key not in target]
    if lost:
        raise CxsimError(f"to_be: the map has no column '{lost[0]}'; was it made with another by?")
    rows = as_is.set_index(keys)
    target = target.set_index(keys)
    if not target.index.is_unique:
        raise CxsimError("to_be: the map must have one row for each row of this map.")
    target = target.reindex(rows.index)
    measures = [name for name in MEASURES if name in target]
    if not measures:
        raise CxsimError("to_be: the map has no measure to compare, for example 'satisfaction'.")
    if "pain" not in measures and set(FACTORS) & set(measures):
        factors = [target[f].fillna(rows[f]) if f in target else rows[f] for f in FACTORS]
        target["pain"] = pain(*factors)
        measures.append("pain")
    for name in measures:
        wanted = pd.to_numeric(target[name], errors="coerce").astype(float)
        rows[f"{name}_to_be"] = wanted
        rows[f"{name}_difference"] = wanted - rows[name].astype(float)
    return rows.reset_index()


def _targets(to_be: Any, as_is: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Targets as a table; every wrong name or value is refused in one sentence."""
    import pandas as pd

    if not isinstance(to_be, Mapping) or not to_be:
        raise CxsimError(
            "to_be must map touchpoints to targets, such as {'chat': {'wait_minutes': 1}}, "
            "or be a map, a run or a scenario."
        )
    names = as_is["touchpoint"].unique().tolist()
    rows = []
    for touchpoint, targets in to_be.items():
        if touchpoint not in names:
            raise unknown("touchpoint in to_be", str(touchpoint), names)
        if not isinstance(targets, Mapping) or not targets:
            raise CxsimError(f"to_be.{touchpoint} must map measures to numbers.")
        for measure, value in targets.items():
            _check_target(str(touchpoint), str(measure), value)
        rows.append({"touchpoint": touchpoint, **targets})
    table = pd.DataFrame(rows)
    return as_is[keys].merge(table, on="touchpoint", how="left")


def _check_target(touchpoint: str, measure: str, value: Any) -> None:
    path = f"to_be.{touchpoint}.{measure}"
    if measure not in MEASURES:
        raise unknown("measure", path, [f"to_be.{touchpoint}.{name}" for name in MEASURES])
    if not is_number(value) or not math.isfinite(value):
        raise CxsimError(f"{path} must be a finite number, not {value!r}.")
