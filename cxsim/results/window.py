"""What a KPI is, and the window of a run from which it is computed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np

from cxsim.compilation import code_of
from cxsim.engine.books import DESK_SUMS, Books, Row, Stretch, measurements, money
from cxsim.engine.parameters import prospects
from cxsim.engine.state import TOTALS
from cxsim.errors import CxsimError, unknown
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS, QUARTER_DAYS, YEAR_DAYS

_TOTALS = dict.fromkeys(TOTALS.names or ())

Formula: TypeAlias = "Callable[[Window], float]"
Seen: TypeAlias = Literal["known", "by contract"]
KNOWN: Seen = "known"
BY_CONTRACT: Seen = "by contract"


@dataclass(frozen=True)
class Kpi:
    """A key figure: its name, its words and its formulas.

    Attributes
    ----------
    name, unit : str
        As tables and pictures show them.
    better : str
        ``"higher"``, ``"lower"``, or empty where neither is better.
    meaning, how : str
        What it says, and how it is computed, in words.
    truth : callable
        The formula: takes the `Window` of a run and returns a number. A division by zero means
        that the KPI is missing.
    measured : callable or str, optional
        The formula of what the firm can see. ``"known"``: its own systems give the truth;
        ``"by contract"``: they do where contracts tell who is a customer. None: it cannot be seen.
    subsystem, asked_for : str
        The subsystem of relationship management that it judges, and the paper's name for it.
    goal : str
        The goal on the scorecard.
    """

    name: str
    unit: str
    better: str
    meaning: str
    how: str
    truth: Formula
    measured: Formula | Seen | None = None
    subsystem: str = ""
    asked_for: str = ""
    goal: str = ""

    def figures(self, window: Window) -> tuple[float, float]:
        """Return the truth, and what the firm can see of it (missing where it cannot)."""
        true = self._computed(self.truth, window)
        if callable(self.measured):
            return true, self._computed(self.measured, window)
        seen = self.measured == KNOWN or (self.measured == BY_CONTRACT and window.contractual)
        return true, true if seen else math.nan

    def _computed(self, formula: Formula, window: Window) -> float:
        try:
            return float(formula(window))
        except ZeroDivisionError:
            return math.nan
        except CxsimError as error:
            raise CxsimError(f"KPI {self.name!r}: {error}") from error
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise CxsimError(f"KPI {self.name!r}: its formula failed: {reason}") from error

    @property
    def fingerprint(self) -> str:
        """Text that changes with the formulas; what they call elsewhere is not part of it."""
        return f"{self.name}: {code_of(self.truth)}; {code_of(self.measured)}"


@dataclass(frozen=True, repr=False, eq=False)
class Window:
    """A run from the end of its warm-up to its last day: what KPIs are computed from.

    All numbers come from accumulators, so that they are there without a log, too.

    Attributes
    ----------
    scenario : Scenario
        What was simulated.
    ids, people : array
        Numbers and records of all who are or were customers, as they stood at the end.
    books : Books
        The engine's books; the methods below read them.
    kpis : mapping
        The KPIs that `kpi` and `figures` know, by name.
    """

    scenario: Scenario
    ids: np.ndarray
    people: np.ndarray
    books: Books
    kpis: Mapping[str, Kpi] = field(default_factory=dict)

    def total(self, name: str) -> float:
        """Sum of what happened in the window, for example of ``"contacts"`` or ``"revenue"``.

        ``active``, ``satisfied``, ``attitude``, ``loyalty``, ``nps``, ``will`` and ``should`` are
        sums over customers and month ends. A wrong name is refused with the nearest one.
        """
        return self._sum(name, [self.books.window[0]])

    def total_in_warm_up(self, name: str) -> float:
        """Return the same sum over the time before the window."""
        return self._sum(name, [part.totals for part in self.books.stretches if self._early(part)])

    def total_in_run(self, name: str) -> float:
        """Return the same sum over the whole run."""
        return self._sum(name, [part.totals for part in self.books.stretches])

    def total_of_desks(self, name: str) -> float:
        """Sum over staffed touchpoints, for example of ``"busy_days"`` or ``"agent_days"``."""
        if name not in DESK_SUMS:
            raise unknown("total of desks", name, DESK_SUMS)
        return float(self.books.window_desks[name].sum())

    def kpi(self, name: str) -> float:
        """Return the true value of another KPI."""
        if name not in self.kpis:
            raise unknown("kpi", name, self.kpis)
        return self.kpis[name].figures(self)[0]

    def figures(self) -> dict[str, tuple[float, float]]:
        """Return the truth and the measurement of all KPIs, by name."""
        return {name: kpi.figures(self) for name, kpi in self.kpis.items()}

    @property
    def days(self) -> float:
        """Length of the window."""
        return float(self.scenario.days - self.scenario.warm_up_days)

    @property
    def months(self) -> float:
        """Customer-months: the days of all customers in the window, over those of a month."""
        return self.total("customer_days") / MONTH_DAYS

    @property
    def years(self) -> float:
        """Customer-years."""
        return self.total("customer_days") / YEAR_DAYS

    @property
    def contractual(self) -> bool:
        """Whether contracts tell the firm who is a customer."""
        return self.scenario.relationship == "contractual"

    @property
    def customers_at_start(self) -> float:
        """Customers when the window begins."""
        left, joined = self.total_in_warm_up("left"), self.total_in_warm_up("joined")
        return self.scenario.customers + joined - left

    @property
    def customers_at_end(self) -> float:
        """Customers on the last day."""
        return float(self.books.timeline[-1]["active"])

    @property
    def prospects(self) -> int:
        """People who could become customers, on day 0."""
        return prospects(self.scenario)

    @property
    def quarters(self) -> Sequence[Row]:
        """Rows of `Run.management` of which at least half lies in the window."""
        first = self.scenario.warm_up_days + 0.5 * QUARTER_DAYS
        return [row for row in self.books.management if row["day"] >= first]

    def report(self, name: str) -> float:
        """Return a figure as monthly reports have it: revenue, cost, profit, nps, csat_measured."""
        return float(self._reports[name])

    @cached_property
    def _reports(self) -> Row:
        totals = self.books.window[0]
        return {**measurements(totals), **money(totals)}

    def waiting_days_of_answers(self) -> float:
        """Days that all answers of the window wait for the end of their quarter, added up."""
        days = 0.0
        for part in self.books.stretches:
            if not self._early(part):
                quarter_ends = QUARTER_DAYS * (1 + part.start // QUARTER_DAYS)
                read = min(quarter_ends, float(self.scenario.days))
                answers, day_sum = (
                    self._sum(name, [part.totals]) for name in ("answers", "answer_days")
                )
                days += read * answers - day_sum
        return days

    def _early(self, part: Stretch) -> bool:
        return part.start < self.scenario.warm_up_days

    def _sum(self, name: str, parts: Iterable[np.void]) -> float:
        if name not in _TOTALS:
            raise unknown("total", name, _TOTALS)
        return math.fsum(float(totals[name]) for totals in parts)
