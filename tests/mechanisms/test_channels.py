"""Channels: shared queues, closed doors, planned paths, and context that is kept or lost."""

import numpy as np
import pandas as pd
import pytest
from small_worlds import assert_no_effect, assert_same_run, assert_share, assert_signs, firm, small

import cxsim as cx
from cxsim.theory import erlang_a, erlang_c

LINES = ("call_centre", "chat")
AT_ONCE = {"company.management.organisation.delay_quarters": 0.0}
READY = {
    f"company.readiness.{name}": 1.0
    for name in ("strategy", "team", "motivation", "organisation", "technology")
}


def two_lines(patience, pooled, per_minute=4.0, hours=60):
    """Two lines of five agents, each with its own kind of call; calls take one minute."""
    line = {
        "agents": 5, "handling_minutes": 1.0, "handling_distribution": "exponential",
        "patience_minutes": patience, "resolution": 1.0, "pool": "window" if pooled else "",
    }  # fmt: skip
    customers = 250
    rate = per_minute * 60.0 * (365.25 / 12.0) / customers
    needs = {
        name: {"per_month": rate, "fit": {other: None for other in LINES if other != name}}
        for name in LINES
    }
    return firm(
        {name: {"channel": name, **line} for name in LINES},
        needs,
        {"behaviour.resolution.retry": 0.0, "behaviour.survey.enabled": False},
        customers=customers, days=hours + 2, warm_up_days=2, hours_per_day=1.0,
    )  # fmt: skip


def queue_of(scenario, count=12):
    """Mean wait and abandonment of independent runs, and their standard errors."""
    values = np.array(
        [
            cx.simulate(scenario, seed, log=False).kpis.value[["wait_minutes", "abandonment"]]
            for seed in range(100, 100 + count)
        ],
        dtype=float,
    )
    return values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(count)


@pytest.mark.covers("S3-06", "one queue of ten agents waits 63 % less than two of five")
@pytest.mark.parametrize(
    ("pooled", "published"), [(False, 0.554113), (True, 0.204590)], ids=["apart", "pooled"]
)
def test_a_single_window_is_one_queue_with_all_agents(pooled, published):
    """Two M/M/5 against one M/M/10: the same work, the same agents, 63 % less waiting."""
    theory = erlang_c(8.0 if pooled else 4.0, 1.0, 10 if pooled else 5)
    assert theory.mean_wait == pytest.approx(published, abs=1e-6)
    (wait, lost), (error, _) = queue_of(two_lines(None, pooled))
    # 12 runs of 28 800 calls; standard error of the mean wait below .02 and .01 minutes
    assert error < (0.01 if pooled else 0.02)
    assert lost == 0.0
    assert abs(wait - published) < 4.0 * error


@pytest.mark.covers("S3-06", "one queue loses half as many callers as two, as Erlang A says")
@pytest.mark.parametrize(
    ("pooled", "published"), [(False, 0.0780), (True, 0.0388)], ids=["apart", "pooled"]
)
def test_a_single_window_loses_fewer_of_those_who_give_up(pooled, published):
    theory = erlang_a(8.0 if pooled else 4.0, 1.0, 0.5, 10 if pooled else 5)
    assert theory.abandonment == pytest.approx(published, abs=5e-5)
    (wait, lost), errors = queue_of(two_lines(2.0, pooled))
    # 12 runs of 28 800 calls; standard errors about .003 minutes and .001
    assert (errors < 0.006).all()
    assert abs(lost - theory.abandonment) < 4.0 * errors[1]
    assert abs(wait - theory.mean_wait) < 4.0 * errors[0]


def test_a_pool_of_one_is_no_pool():
    bank = small("bank")
    assert_no_effect(bank, {"company.touchpoints.chat.pool": "alone"})


def test_a_closed_door_is_a_touchpoint_that_meets_no_need():
    shut = small("bank").replace({"company.touchpoints.app.open": False})
    nothing = {f"market.needs.{name}.fit.app": None for name in shut.market.needs}
    paths = {f"market.needs.{name}.path": [] for name in shut.market.needs}
    shut = shut.replace(paths)
    run = cx.simulate(shut, 2)
    assert_same_run(run, cx.simulate(shut.replace(nothing), 2))
    assert (run.encounters.touchpoint != "app").all() and len(run.encounters) > 300


@pytest.mark.covers("S3-03", "with the telephone strategy only branch and call centre are used")
def test_telephone_only_closes_all_other_channels():
    run = cx.simulate(small("bank").under("phone"), 1)
    assert set(run.encounters.touchpoint.dropna()) == {"branch", "call_centre"}


# -- planned paths ------------------------------------------------------------------------------


def test_a_path_of_one_step_is_no_path():
    bank = small("bank").replace({"market.needs.advice.path": []})
    assert_no_effect(bank, {"market.needs.advice.path": ["branch"]})


@pytest.mark.covers("S1-03", "S1-26", "a journey visits the touchpoints of its path in order")
def test_a_planned_path_visits_its_touchpoints_in_order():
    """Where every step is resolved the episode is exactly its path; a step may be repeated."""
    places = {
        name: {"channel": channel, "resolution": share}
        for name, channel, share in (
            ("site", "web", 1.0), ("branch", "store", 0.7), ("app", "app", 1.0)
        )
    }  # fmt: skip
    path = ["site", "branch", "app"]
    needs = {"loan": {"per_month": 2.0, "path": path, "fit": {"site": None}}}
    sure = {"behaviour.resolution.retry": 1.0, "behaviour.resolution.retry_days": 0.01}
    run = cx.simulate(firm(places, needs, sure), 3)
    done = run.episodes[run.episodes.resolved.fillna(False)]
    key = ["customer", "episode"]
    finished = run.encounters.set_index(key).loc[pd.MultiIndex.from_frame(done[key])]
    seen = finished[finished.outcome == "resolved"].groupby(key).touchpoint.agg(list)
    assert len(seen) > 500 and all(steps == path for steps in seen)
    short = done.contacts == 3
    assert 0.5 < short.mean() < 0.95 and (done.contacts[~short] > 3).all()
    assert run.kpis.value["first_contact_resolution"] == pytest.approx(
        (run.episodes.resolved & (run.episodes.contacts == 3))[run.episodes.closed.notna()].mean()
    )


@pytest.mark.covers("S3-04", "each step that has to be told again costs effort")
@pytest.mark.parametrize(("path", "retold"), [(["site", "branch", "app"], 2), ([], 0)])
def test_lost_context_hurts_on_planned_paths(path, retold):
    """Each step after the first is told again (c_r = .8 points of effort), one contact never."""
    places = {"site": {"channel": "web"}, "branch": {"channel": "store"}, "app": {"channel": "app"}}
    scenario = firm(places, {"loan": {"per_month": 2.0, "path": path}})
    kept = scenario.replace({"company.context.other_touchpoint": 1.0})
    effort = [cx.simulate(one, 4).encounters.dropna(subset="ended") for one in (scenario, kept)]
    key = ["customer", "episode", "step"]
    both = effort[0].merge(effort[1], on=key, suffixes=("", "_kept"))
    extra = (both.effort - both.effort_kept).groupby([both.customer, both.episode]).sum()
    whole = both.groupby(["customer", "episode"]).size() == max(1, len(path))
    assert whole.sum() > 500
    assert np.allclose(extra[whole], 0.8 * retold)


# -- context: four architectures with equal work ---------------------------------------------------


def issues(*levers, changes=None, retry_days=0.01):
    """Three open touchpoints, each resolves .7 of what comes; everyone comes back."""
    places = {
        name: {"channel": name, "resolution": 0.7, "digital": 0.0}
        for name in ("app", "web", "call_centre")
    }
    scenario = firm(
        places,
        None,
        {
            "behaviour.resolution.known_context": 0.0,
            "behaviour.resolution.retry": 1.0,
            "behaviour.resolution.retry_days": retry_days,
            "company.touchpoints.app.linked_to": ["web"],
            **AT_ONCE,
            **READY,
            **(changes or {}),
        },
        customers=400,
        days=250,
    )
    return scenario.under(*levers) if levers else scenario


def retold(run):
    """Share of further contacts that tell their story again: same place, linked, not linked."""
    contacts = run.encounters.dropna(subset="ended").copy()
    key = ["customer", "episode"]
    contacts["before"] = contacts.groupby(key).touchpoint.shift()
    again = contacts[contacts.step > 1]
    pair = again.before.astype(str) + again.touchpoint.astype(str)
    linked = pair.isin(["appweb", "webapp"])
    same = again.before.astype(str) == again.touchpoint.astype(str)
    lost = ~again.context_kept.astype(bool)
    return lost[same], lost[linked], lost[~same & ~linked]


@pytest.mark.covers(
    "S3-03",
    "S3-04",
    "S1-21",
    "context survives a change of channel never, on linked pairs, or nearly always",
)
@pytest.mark.parametrize(
    ("lever", "same", "linked", "other"),
    [
        ("multichannel", 0.5, 0.0, 0.0),
        ("crosschannel", 0.5, 0.9, 0.0),
        ("omnichannel", 0.95, 0.95, 0.95),
    ],
)
def test_what_survives_a_change_of_channel(lever, same, linked, other):
    """T = 0 on isolated channels, .9 on linked pairs, .95 everywhere (a ready firm, at once)."""
    run = cx.simulate(issues(lever), 5)
    for lost, kept in zip(retold(run), (same, linked, other), strict=True):
        assert_share(lost, 1.0 - kept)


@pytest.mark.covers("S3-04", "stories told again per issue are (1/r - 1)(1 - T)")
@pytest.mark.parametrize(("kept", "published"), [(0.0, 0.4286), (0.5, 0.2143), (0.95, 0.0214)])
def test_repeats_per_issue(kept, published):
    """(1/r - 1)(1 - T) with r = .7, cut at six contacts: 3 standard errors."""
    contexts = ("same_touchpoint", "other_touchpoint", "linked")
    run = cx.simulate(issues(changes={f"company.context.{name}": kept for name in contexts}), 6)
    closed = run.episodes.dropna(subset="closed").set_index(["customer", "episode"])
    contacts = run.encounters.dropna(subset="ended")
    told = (
        (~contacts.context_kept.fillna(True).astype(bool))
        .groupby([contacts.customer, contacts.episode])
        .sum()
        .reindex(closed.index)
    )
    cut = (1.0 - 0.3**6) / 0.7 - 1.0  # further contacts of at most six
    assert cut * (1.0 - kept) == pytest.approx(published, abs=0.0011)
    error = told.std() / np.sqrt(len(told))
    assert len(told) > 8_000 and error < 0.01
    assert abs(told.mean() - cut * (1.0 - kept)) < 3.0 * error


def test_links_that_do_not_exist_let_nothing_pass():
    bank = small("bank")
    nothing = {f"company.touchpoints.{name}.linked_to": () for name in bank.company.touchpoints}
    bank = bank.replace(nothing)
    assert_no_effect(bank, {"company.context.linked": 0.9})


def test_without_extra_time_lost_context_lengthens_no_service():
    plain = issues(changes={"company.context.extra_handling": 0.0})
    longer = issues(changes={"company.context.extra_handling": 0.3})
    one, other = cx.simulate(plain, 7).encounters, cx.simulate(longer, 7).encounters
    key = ["customer", "episode", "step"]
    both = one.merge(other, on=key, suffixes=("", "_longer")).dropna(subset="ended")
    ratio = both.handling_minutes_longer / both.handling_minutes
    lost = (~both.context_kept.fillna(True).astype(bool)).to_numpy()
    assert lost.sum() > 500
    assert np.allclose(ratio[lost], 1.3) and np.allclose(ratio[~lost], 1.0)


@pytest.mark.covers(
    "S1-21",
    "S3-06",
    "a ready, lean centre gains by omnichannel: less waiting, effort and loss",
)
def test_omnichannel_pools_the_lines_and_keeps_the_story():
    """A lean contact centre that is ready: less waiting, less effort, fewer lost callers."""
    bank = small("bank").replace(
        {
            "company.touchpoints.call_centre.agents": 4,
            "company.touchpoints.chat.agents": 2,
            **AT_ONCE,
            **READY,
        }
    )
    levers = {"levers.omnichannel": 1.0}
    signs = {"wait_minutes": -1, "abandonment": -1, "effort": -1, "integration_level": 1}
    assert_signs(bank, levers, signs)
    run = cx.simulate(bank.replace(levers), 1)
    agents = run.queues[run.queues.month == 3].set_index("touchpoint").agents
    assert agents["call_centre"] == agents["chat"] == 6 and agents["branch"] == 5
