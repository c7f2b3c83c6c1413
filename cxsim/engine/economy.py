"""What moves in the market whatever the firm does: economy, competitor, and the rates of needs.

None of it depends on what customers or the firm do, so it is known before time starts. The times
of needs follow from it by inversion: a customer's next need comes when the integrated rate has
grown by an Exp(1) amount. So a change of a rate on some day moves nothing before that day.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from cxsim.model import streams
from cxsim.model.chance import normal
from cxsim.model.need import Need, demand_factor
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS


class Weather(NamedTuple):
    """The market's indices, each from a day on: the starts of quarters and dated changes."""

    days: np.ndarray
    economy: np.ndarray
    competitor: np.ndarray

    def at(self, day: float) -> tuple[float, float]:
        """Index of the economy and pull of the competitor on a day."""
        place = int(np.searchsorted(self.days, day, side="right")) - 1
        return float(self.economy[place]), float(self.competitor[place])


def weather(scenario: Scenario, seed: int) -> Weather:
    """Return both indices: an AR(1) process by the quarter, plus the scenario's own level."""
    quarters = _quarters(scenario)
    days = sorted({day for day, _ in scenario.stages} | set(quarters))
    economy, rival, rows = 0.0, 0.0, []
    for day in days:
        market = _stage(scenario, day).market
        if day in quarters:
            luck = streams.draw(seed, streams.FIRM, streams.MARKET, quarters[day])
            economy = market.macro.persistence * economy + market.macro.sd * normal(luck[0])
            rival = market.competitor.persistence * rival + market.competitor.sd * normal(luck[1])
        rows.append((day, economy + market.macro.shift, rival + market.competitor.pull))
    return Weather(*np.array(rows).T)


class Rates(NamedTuple):
    """Rates of the kinds of needs a day, constant within a period."""

    ends: np.ndarray  # of the periods, in days; the last one is infinite
    per_day: np.ndarray  # needs × periods; for the purchase a factor on the customer's own rate


def need_rates(scenario: Scenario, indices: Weather) -> Rates:
    """Return the rates of all kinds of needs; periods without a change are one period."""
    starts, columns = [0.0], [_rates_on(scenario, indices, 0.0)]
    for day in indices.days[1:].tolist():
        column = _rates_on(scenario, indices, day)
        if column != columns[-1]:
            starts.append(day)
            columns.append(column)
    table = np.array(columns, dtype=np.float64).reshape(len(columns), -1).T
    return Rates(np.array([*starts[1:], math.inf]), np.ascontiguousarray(table))


def rhythm(scenario: Scenario) -> np.ndarray:
    """Return the course of needs over a day or a week, as `needs_until` reads it; (0,) is even.

    A sample takes 1 / share days for one operating day of the firm, so that a rush hour has as
    many minutes as in the firm; whole turns of the rhythm fit into the time that counts.
    """
    day, week = scenario.market.rhythm.day, scenario.market.rhythm.week
    if not day and not week:
        return np.zeros(1)
    days = np.array(week or (1.0,)) / max(week or (1.0,))
    weights = np.outer(days, np.array(day or (1.0,)) / max(day or (1.0,))).ravel()
    course = np.cumsum(weights) / weights.sum() * _turn(scenario, len(days))
    return np.concatenate([[0.0], course])


def _turn(scenario: Scenario, days: int) -> float:
    """Days of the run that one turn of a rhythm of so many operating days takes."""
    share = scenario.sample_share
    if share == 1.0:
        return float(days)
    window = scenario.days - scenario.warm_up_days
    return window / max(1, round(window * share / days))


def _rates_on(scenario: Scenario, indices: Weather, day: float) -> list[float]:
    market = _stage(scenario, day).market
    demand = demand_factor(market.macro.demand_effect, indices.at(day)[0])
    return [_rate(need) * (demand if _is_demand(need) else 1.0) for need in market.needs.values()]


def _rate(need: Need) -> float:
    return 1.0 if need.purchase else need.per_month / MONTH_DAYS


def _is_demand(need: Need) -> bool:
    """Purchases and needs that earn money follow the economy; problems do not."""
    return need.purchase or need.revenue > 0.0


def _quarters(scenario: Scenario) -> dict[float, int]:
    """Day on which a quarter starts -> its month (its coordinate in the stream of luck)."""
    months = range(3, math.ceil(scenario.days / MONTH_DAYS), 3)
    return {month * MONTH_DAYS: month for month in months if month * MONTH_DAYS < scenario.days}


def _stage(scenario: Scenario, day: float) -> Scenario:
    return [stage for start, stage in scenario.stages if start <= day][-1]
