"""The event log for process mining: valid XES, complete, and with the right times."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
import xmlschema

import cxsim as cx
from cxsim.errors import CxsimError

SPACE = "{http://www.xes-standard.org/}"


@pytest.fixture(scope="module")
def run():
    # Too few agents, so that people queue and give up; two months, so that the end cuts some off.
    scenario = cx.load("bank").replace(
        {"company.touchpoints.call_centre.agents": 3}, customers=300, days=61, warm_up_days=0
    )
    return cx.simulate(scenario, seed=4)


@pytest.fixture(scope="module")
def path(run, tmp_path_factory):
    path = tmp_path_factory.mktemp("xes") / "run.xes"
    run.to_xes(path, start="2024-02-28")
    return path


@pytest.fixture(scope="module")
def traces(path):
    return ElementTree.parse(path).getroot().findall(f"{SPACE}trace")


def facts(element):
    return {child.get("key"): child.get("value") for child in element if child.get("key")}


@pytest.fixture(scope="module")
def events(traces):
    return pd.DataFrame(
        {**facts(event), "case": facts(trace)["concept:name"]}
        for trace in traces
        for event in trace.findall(f"{SPACE}event")
    )


def test_the_log_is_valid(path):
    xmlschema.validate(path, Path(__file__).with_name("xes.xsd"))


def test_names_with_special_signs_are_valid(tmp_path):
    scenario = cx.load("contact_centre").replace(
        title='Tom & "Jerry" <1>\x07', name="a<b", customers=50, days=10, warm_up_days=0
    )
    cx.simulate(scenario).to_xes(tmp_path / "log.xes")
    xmlschema.validate(tmp_path / "log.xes", Path(__file__).with_name("xes.xsd"))


@pytest.mark.covers("S3-15", "the event log holds every episode as a case with all its contacts")
def test_every_episode_is_a_case_and_every_contact_is_in_it(run, traces, events):
    assert len(traces) == len(run.episodes)
    names = run.episodes.customer.astype(str) + "-" + run.episodes.episode.astype(str)
    assert [facts(trace)["concept:name"] for trace in traces] == list(names)
    seen = events["lifecycle:transition"].value_counts()
    contacts = run.encounters
    assert seen["schedule"] == len(contacts)
    assert seen["withdraw"] == (contacts.outcome == "abandoned").sum() > 10
    assert seen["start"] == contacts.started.notna().sum()
    assert seen["complete"] == contacts.handling_minutes.notna().sum()


def test_times_are_those_of_the_contacts(run, events):
    times = pd.to_datetime(events["time:timestamp"]).dt.tz_localize(None)
    step = events["lifecycle:transition"]
    arrived = times[step == "schedule"].reset_index(drop=True)
    days = (arrived.dt.normalize() - pd.Timestamp("2024-02-28")).dt.days
    assert (days == np.floor(run.encounters.arrived)).all()  # 29 February included
    hours = (arrived - arrived.dt.normalize()) / pd.Timedelta(hours=1)
    assert hours.between(8, 17).all()
    assert np.allclose((hours - 8) / 9, run.encounters.arrived % 1, atol=1e-6)
    assert times.groupby(events["case"]).apply(lambda case: case.is_monotonic_increasing).all()
    ended = events[step.isin(["complete", "withdraw"])].astype({"wait_minutes": float})
    waited = times.shift(0)[ended.index] - times.shift(1)[ended.index]
    gone = ended["lifecycle:transition"] == "withdraw"
    minutes = waited / pd.Timedelta(minutes=1)
    assert np.allclose(minutes[gone], ended.wait_minutes[gone], atol=1e-3)
    served = ended.handling_minutes.astype(float)
    assert np.allclose(minutes[~gone], served[~gone], atol=1e-3)


def test_missing_stays_missing(traces, events):
    assert not (events == "nan").any().any()
    answered = sum("csat_score" in facts(trace) for trace in traces)
    assert 0 < answered < len(traces)


def test_a_day_without_night_and_a_sample_larger_than_the_firm(tmp_path):
    scenario = cx.load("bank").replace(
        hours_per_day=24.0, customers=300, represents=100, days=20, warm_up_days=0
    )
    cx.simulate(scenario).to_xes(tmp_path / "log.xes")
    xmlschema.validate(tmp_path / "log.xes", Path(__file__).with_name("xes.xsd"))


def test_mistakes_are_one_sentence(run, path, tmp_path):
    with pytest.raises(CxsimError, match="exists already"):
        run.to_xes(path)
    with pytest.raises(CxsimError, match="start must be a date"):
        run.to_xes(tmp_path / "log.xes", start="the first of May")
    with pytest.raises(CxsimError, match="Cannot write"):
        run.to_xes(tmp_path / "no" / "log.xes")
    with pytest.raises(CxsimError, match="kept no log"):
        cx.simulate(run.scenario, log=False).to_xes(tmp_path / "log.xes")
