"""Every KPI, recomputed from the tables: accumulators and log must tell the same story."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxsim.company.measurement import net_promoter_score

MONTH, YEAR = 365.25 / 12, 365.25
EXACTLY = {"rel": 1e-9, "abs": 1e-9}


def ratio(part, whole):
    return part / whole if whole else np.nan


def share(scenario):
    return scenario.customers / scenario.represents if scenario.represents else 1.0


def advertising(scenario, days):
    """Spend on advertising: as much as usual, whoever joins."""
    market, costs = scenario.market.acquisition, scenario.company.costs
    persons = round(market.prospects * share(scenario))
    a_year = market.advertising_per_year * persons * costs.acquisition
    return a_year * scenario.company.offer.advertising * days / 365.25


def active_days(people, first, last):
    """Days that each person was a customer between two days."""
    left = people.left.fillna(np.inf)
    return (np.minimum(left, last) - np.maximum(people.joined, first)).clip(lower=0)


class Window:
    """What the tables hold of the time from the end of the warm-up on."""

    def __init__(self, run):
        scenario = self.scenario = run.scenario
        first, last = scenario.warm_up_days, scenario.days
        self.people, self.timeline = run.customers, run.timeline
        ended, closed = run.encounters.dropna(subset="ended"), run.episodes.dropna(subset="closed")
        self.contacts = ended[ended.ended >= first]
        self.episodes = closed[closed.closed >= first]
        self.years = active_days(self.people, first, last).sum() / YEAR
        joined = self.people[self.people.joined > first]
        self.joined = (joined.source != "initial").sum()
        self.advertised = (joined.source == "advertising").sum()
        self.left = self.leavers(first)
        purchases = [name for name, need in scenario.market.needs.items() if need.purchase]
        paid = run.episodes.spend > 0.0  # a matter that comes up again is no purchase
        bought = run.episodes[run.episodes.need.isin(purchases) & paid]
        start = self.people.set_index("customer").joined
        self.all_purchases = bought
        self.purchases = bought[bought.opened >= first]
        self.repeats = self.purchases[
            self.purchases.opened > start[self.purchases.customer].to_numpy()
        ]
        self.places = scenario.company.touchpoints
        self.staffed = [name for name, place in self.places.items() if place.agents]
        self.queued = self.contacts[self.contacts.touchpoint.isin(self.staffed)]
        self.served = self.contacts[self.contacts.outcome != "abandoned"]
        self.all_contacts = run.encounters

    def leavers(self, first):
        """Leavers; of contracts that end with the warm-up's last month, a share of them."""
        left = self.people.left[self.people.left > first]
        days = self.timeline.day.to_numpy()
        starts = np.concatenate([[0.0], days[:-1]])
        weights = np.ones(len(left))
        if self.scenario.relationship == "contractual":
            month = np.searchsorted(days, left.to_numpy())
            start, end = starts[month], days[month]
            part = (end - np.maximum(start, first)) / (end - start)
            weights = np.where(left.to_numpy() == end, part, 1.0)
        return weights.sum()

    def revenue(self):
        """(revenue, gross profit): fees or purchases, and what solved needs bring."""
        offer = self.scenario.company.offer
        if self.scenario.relationship == "contractual":
            segments = self.scenario.market.segments
            factor = self.people.segment.astype(object).map(
                {name: segment.value_factor for name, segment in segments.items()}
            )
            days = active_days(self.people, self.scenario.warm_up_days, self.scenario.days)
            sold = (factor * days).sum() * offer.fee_per_month / MONTH
        else:
            sold = self.purchases.spend.sum()
        extra = sum(
            need.revenue * ((self.episodes.need == name) & self.episodes.resolved).sum()
            for name, need in self.scenario.market.needs.items()
        )
        return sold + extra, sold * offer.gross_margin + extra

    def agent_days(self):
        days = self.scenario.days - self.scenario.warm_up_days
        return sum(self.places[name].agents for name in self.staffed) * days

    def busy_days(self):
        here = self.all_contacts[self.all_contacts.touchpoint.isin(self.staffed)]
        start = here.started.clip(lower=self.scenario.warm_up_days)
        return (here.ended.fillna(self.scenario.days) - start).clip(lower=0).sum()

    def costs(self):
        """(wages, variable cost, the rest)."""
        costs = self.scenario.company.costs
        hours = self.scenario.hours_per_day * share(self.scenario)
        variable = self.served.touchpoint.astype(object).map(
            {name: place.variable_cost for name, place in self.places.items()}
        )
        days = self.scenario.days - self.scenario.warm_up_days
        fixed = costs.fixed_per_month * share(self.scenario) * days / MONTH
        return (
            self.agent_days() * hours * costs.wage_per_hour,
            variable.sum(),
            fixed + advertising(self.scenario, days),  # referrals have no reward
        )


@pytest.fixture
def window(preset_run, preset):
    return Window(preset_run(preset))


def kpi(preset_run, preset, name, column="value"):
    return preset_run(preset).kpis.loc[name, column]


def same(found, expected):
    return found == pytest.approx(expected, nan_ok=True, **EXACTLY)


# -- customers ----------------------------------------------------------------------------------


def test_churn_and_retention(preset_run, preset, window):
    monthly = ratio(window.left, 12 * window.years)
    churn = 1 - (1 - monthly) ** 12
    assert same(kpi(preset_run, preset, "churn"), churn)
    assert same(kpi(preset_run, preset, "retention"), 1 - churn)
    if window.scenario.relationship == "contractual":
        assert same(kpi(preset_run, preset, "retention", "measured"), 1 - churn)


def test_measured_retention_without_a_contract(simulate, small_preset):
    """Bought in the last 12 months, among those who bought in the 12 before."""
    run = simulate(small_preset("clinic", days=800, customers=200))
    bought = Window(run).all_purchases
    before = set(bought.query(f"{800 - 2 * YEAR} <= opened < {800 - YEAR}").customer)
    lately = set(bought.query(f"opened >= {800 - YEAR}").customer)
    assert len(before) > 100
    retained = len(before & lately) / len(before)
    assert same(run.kpis.measured["retention"], retained)
    assert same(run.kpis.measured["churn"], 1 - retained)
    short = simulate(small_preset("clinic"))
    assert np.isnan(short.kpis.measured["retention"])


def test_purchases(preset_run, preset, window):
    contractual = window.scenario.relationship == "contractual"
    repeats = np.nan if contractual else ratio(len(window.repeats), window.years)
    cheque = ratio(window.purchases.spend.sum(), len(window.purchases))
    assert same(kpi(preset_run, preset, "repeat_purchases"), repeats)
    assert same(kpi(preset_run, preset, "average_cheque"), cheque)


# -- surveys ------------------------------------------------------------------------------------


def test_measured_scores_are_the_answers(preset_run, preset, window):
    answers = window.episodes.dropna(subset="nps_score")
    assert same(kpi(preset_run, preset, "nps", "measured"), net_promoter_score(answers.nps_score))
    assert same(kpi(preset_run, preset, "csat", "measured"), answers.csat_score.mean())
    assert same(kpi(preset_run, preset, "ces", "measured"), answers.ces_score.mean())
    top = ratio((answers.csat_score >= 4).sum(), len(answers))
    assert same(kpi(preset_run, preset, "csat_top_2", "measured"), top)


def test_true_nps_is_read_at_month_ends(preset_run, preset, window):
    """Every customer counts once a month, and the noise of the answer is averaged out."""
    months = window.timeline[window.timeline.day > window.scenario.warm_up_days]
    expected = np.average(months.nps, weights=months.active)
    assert same(kpi(preset_run, preset, "nps"), expected)
    # the last month's stock can be read from the customers themselves
    survey = window.scenario.behaviour.survey
    there = window.people[window.people.left.isna()]
    latent = survey.nps_base + survey.nps_slope * (
        there.loyalty + survey.nps_attitude * there.attitude
    )
    noise = survey.nps_noise
    nps = 100 * (stats.norm.sf(8.5, latent, noise) - stats.norm.cdf(6.5, latent, noise))
    assert same(window.timeline.nps.iloc[-1], nps.mean())
    assert same(window.timeline.attitude.iloc[-1], there.attitude.mean())
    assert same(window.timeline.loyalty.iloc[-1], there.loyalty.mean())


def test_satisfied_share_at_the_end_of_a_single_month(simulate, small_preset, industry):
    """Customers whose last matter was worth 4 or 5 of 5; without noise, the log tells them all."""
    firm = small_preset(industry, days=30, warm_up_days=0, customers=200).replace(
        {"behaviour.survey.csat_noise": 0.0, "behaviour.survey.ces_noise": 0.0}
    )
    run, survey = simulate(firm), firm.behaviour.survey
    there = run.customers.customer[run.customers.left.isna()]
    closed = run.episodes[run.episodes.customer.isin(there)].dropna(subset="closed")
    closed = closed.sort_values("closed")
    last = closed.groupby("customer").tail(1)
    satisfied = survey.csat_base + survey.csat_slope * last.remembered >= 3.5
    assert same(run.kpis.value["satisfied_share"], satisfied.mean())
    told = closed.dropna(subset="csat_score").groupby("customer").tail(1)
    assert len(told) > 10
    assert same(run.kpis.measured["satisfied_share"], (told.csat_score >= 4).mean())


def test_if_everyone_answers_the_measurement_is_the_truth(simulate, small_preset, industry):
    """CSAT and CES count every closed episode; only those who have left are never asked."""
    everyone = small_preset(industry, customers=150).replace(
        {
            "behaviour.survey.base": 20.0,
            "behaviour.survey.extremity": 0.0,
            "behaviour.survey.loyalty": 0.0,
            "behaviour.churn.a": 0.0,
            "company.recovery.failure_probability": 0.0,
        }
    )
    run = simulate(everyone)
    closed = Window(run).episodes
    assert closed.nps_score.notna().all()
    for name in ("csat", "csat_top_2", "ces"):
        assert same(run.kpis.measured[name], run.kpis.value[name])
    months = np.histogram(run.episodes.closed.dropna(), bins=[0.0, *run.timeline.day])[0]
    assert months.sum() > 100
    for name in ("csat", "ces"):
        assert np.allclose(run.timeline[name], run.timeline[f"{name}_measured"], equal_nan=True)


def test_monthly_scores_are_the_answers_of_the_month(preset_run, preset, window):
    run = preset_run(preset)
    edges = [0.0, *run.timeline.day]
    month = pd.cut(run.episodes.closed, edges, right=False, labels=False)
    answers = run.episodes.assign(month=month).dropna(subset="nps_score").groupby("month")
    for name in ("csat", "ces"):
        expected = answers[f"{name}_score"].mean().reindex(range(len(run.timeline)))
        assert np.allclose(run.timeline[f"{name}_measured"], expected, equal_nan=True, atol=1e-9)
    expected = answers.nps_score.apply(net_promoter_score).reindex(range(len(run.timeline)))
    assert np.allclose(run.timeline.nps_measured, expected.astype(float), equal_nan=True, atol=1e-9)


# -- contacts -----------------------------------------------------------------------------------


def test_contacts(preset_run, preset, window):
    contacts, queued = window.contacts, window.queued
    assert same(kpi(preset_run, preset, "contacts"), ratio(len(contacts), window.years))
    assert same(kpi(preset_run, preset, "effort"), contacts.effort.mean())
    assert same(kpi(preset_run, preset, "wait_minutes"), queued.wait_minutes.mean())
    abandoned = (queued.outcome == "abandoned").sum()
    assert same(kpi(preset_run, preset, "abandonment"), ratio(abandoned, len(queued)))
    needs = window.scenario.market.needs
    planned = window.episodes.need.astype(object).map(lambda name: max(1, len(needs[name].path)))
    first = (window.episodes.contacts == planned) & window.episodes.resolved
    expected = ratio(first.sum(), len(window.episodes))
    assert same(kpi(preset_run, preset, "first_contact_resolution"), expected)
    occupancy = ratio(window.busy_days(), window.agent_days())
    assert same(kpi(preset_run, preset, "occupancy"), occupancy)


def test_queue_rows(preset_run, preset, window):
    run = preset_run(preset)
    contacts = run.encounters.dropna(subset="ended")
    edges = np.array([0.0, *run.timeline.day])
    for name in window.staffed:
        here = contacts[contacts.touchpoint == name]
        rows = run.queues[run.queues.touchpoint == name]
        assert rows.arrivals.sum() == (run.encounters.touchpoint == name).sum()
        assert rows.abandoned.sum() == (here.outcome == "abandoned").sum()
        assert rows.served.sum() == len(here) - rows.abandoned.sum()
        waits = np.histogram(here.ended, bins=edges, weights=here.wait_minutes)[0]
        count = np.histogram(here.ended, bins=edges)[0]
        expected = np.divide(waits, count, out=np.full(len(waits), np.nan), where=count > 0)
        assert np.allclose(rows.wait_minutes, expected, equal_nan=True, atol=1e-9)
        all_here = run.encounters[run.encounters.touchpoint == name]
        ends = all_here.ended.fillna(run.scenario.days)
        for row, first, last in zip(rows.itertuples(), edges[:-1], edges[1:], strict=True):
            busy = (ends.clip(upper=last) - all_here.started.clip(lower=first)).clip(lower=0).sum()
            assert row.occupancy == pytest.approx(busy / (row.agents * (last - first)), abs=1e-9)


# -- money --------------------------------------------------------------------------------------


def test_money(preset_run, preset, window):
    revenue, gross = window.revenue()
    profit = gross - sum(window.costs())
    assert same(kpi(preset_run, preset, "revenue"), revenue)
    assert kpi(preset_run, preset, "profit") == pytest.approx(profit, abs=1e-6)
    assert kpi(preset_run, preset, "cost") == pytest.approx(revenue - profit, abs=1e-6)
    scenario = window.scenario
    spent = advertising(scenario, scenario.days - scenario.warm_up_days)
    expected = ratio(spent, window.joined)
    assert same(kpi(preset_run, preset, "acquisition_cost"), expected)
