"""One customer's story: everything in it stands in the log, in words."""

import re
from dataclasses import replace

import numpy as np
import pytest

import cxsim as cx
from cxsim.errors import CxsimError
from cxsim.model.churn import REASONS, SOURCES
from cxsim.model.contact import OUTCOMES
from cxsim.results import story


def somebody(run, **wanted):
    """The number of a customer with some reason or source."""
    people = run.customers
    for column, found in wanted.items():
        people = people[people[column] == found]
    return int(people.customer.iloc[0])


def test_the_story_is_complete(run_of, firm):
    run = run_of(firm)
    for customer in run.customers.customer[:40]:
        told = run.explain(customer)
        text = str(told)
        mine = run.encounters[run.encounters.customer == customer]
        needs = run.episodes[run.episodes.customer == customer]
        assert len(told.chapters) == len(needs) + 2
        assert len(re.findall(r"Contact \d", text)) == len(mine) == len(told.contacts)
        assert text.count("Closed on day") == needs.closed.notna().sum()
        assert text.count("Survey: recommendation") == needs.nps_score.notna().sum()
        assert text.count("They talked to others") == needs.talked.sum()
        assert text.count("They wrote a review") == needs.stars.notna().sum()
        assert text.count("They gave up waiting") == (mine.outcome == "abandoned").sum()
        assert text.count("The service failed.") == (mine.outcome == "failed").sum()
        assert "nan" not in text.lower() and "<NA>" not in text and "None" not in text


def test_numbers_of_a_contact(run_of):
    run = run_of("bank")
    row = run.encounters.dropna(subset="performance").iloc[0]
    text = str(run.explain(row.customer))
    assert f"day {row.arrived:.2f}" in text
    assert f"Expected {row.expectation:.2f}, perceived {row.performance:.2f}" in text
    assert f"Effort {row.effort:.1f}, satisfaction {row.satisfaction:+.2f}" in text


def test_the_zone_of_tolerance_is_told(run_of):
    run = run_of("bank")
    zone = run.scenario.behaviour.satisfaction.tolerance
    for customer, contacts in run.encounters[:200].groupby("customer"):
        chapters = run.explain(customer).chapters[1:-1]
        lines = [line for chapter in chapters for line in chapter.sentences]
        told = [line for line in lines if line.startswith("Contact ")]
        for line, row in zip(told, contacts.itertuples(), strict=False):  # the last may be cut
            if abs(row.disconfirmation) <= zone:
                assert "about as expected" in line
            elif not np.isnan(row.disconfirmation):
                assert ("better" if row.disconfirmation > 0 else "worse") in line


def test_who_they_are(run_of):
    run = run_of("bank")
    won = str(run.explain(somebody(run, source="referral")))
    assert re.search(r"Won by a recommendation of customer \d+; joined on day", won)
    assert "Won by advertising; joined" in str(run.explain(somebody(run, source="advertising")))
    old = str(run.explain(somebody(run, source="initial")))
    assert "A customer since before day 0" in old
    shares = [int(x) for x in re.findall(r"(?:heart|mind|hands) (\d+) %", old)]
    assert len(shares) == 3 and 98 <= sum(shares) <= 102


def test_why_they_left(run_of):
    run = run_of("bank")
    left = run.customers[run.customers.left.notna()]
    for reason in left.reason.unique():
        customer = somebody(run, reason=reason)
        day = run.customers.set_index("customer").left[customer]
        assert f"Left on day {day:.1f}: {story.REASONS[reason]}." in str(run.explain(customer))
    stays = run.customers[run.customers.left.isna()].customer.iloc[0]
    assert "Still a customer on day 300." in str(run.explain(stays))


def test_exit_voice_and_silence(run_of):
    run = run_of("bank")
    failed = run.encounters[run.encounters.outcome == "failed"]
    spoke = run.episodes[run.episodes.complained].merge(failed, on=["customer", "episode"])
    walked = somebody(run, reason="service_failure")
    assert "they complained to the firm" in str(run.explain(spoke.customer.iloc[0]))
    assert "After the failure they left." in str(run.explain(walked))
    silent = run.episodes[~run.episodes.complained & ~run.episodes.reviewed]
    silent = silent.merge(failed, on=["customer", "episode"])
    assert "They did not complain about the failure." in str(run.explain(silent.customer.iloc[0]))


def test_every_outcome_reason_and_source_has_words():
    assert set(story.OUTCOMES) == set(OUTCOMES)
    assert set(story.SOURCES) == set(SOURCES)
    assert set(story.REASONS) == set(REASONS) - {""}


def test_in_a_notebook(run_of):
    run = run_of("bank")
    told = run.explain(0)
    html = told._repr_html_()
    assert html.count("<ul>") == html.count("</ul>") == len(told.chapters)
    assert repr(told) == str(told)
    odd = replace(told, chapters=(story.Chapter("a < b", ("c & d",)),))
    assert odd._repr_html_() == "<div><p><b>a &lt; b</b></p><ul><li>c &amp; d</li></ul></div>"
    assert str(odd) == "a < b\n  c & d"


@pytest.mark.parametrize(
    ("customer", "words"),
    [
        (10**9, "Unknown customer 1000000000: this run had"),
        (-1, "Unknown customer -1"),
        ("Ann", "customer must be a whole number, not 'Ann'"),
        (1.5, "customer must be a whole number"),
        (True, "customer must be a whole number"),
        (None, "customer must be a whole number"),
    ],
)
def test_an_unknown_customer_is_one_sentence(run_of, customer, words):
    with pytest.raises(CxsimError, match=words) as error:
        run_of("bank").explain(customer)
    assert "\n" not in str(error.value)


def test_a_prospect_who_never_joined_is_unknown(run_of):
    run = run_of("bank")
    absent = np.setdiff1d(np.arange(run.customers.customer.max()), run.customers.customer)
    with pytest.raises(CxsimError, match="Unknown customer"):
        run.explain(absent[0])


def test_stories_of_odd_firms(run_of, odd_firm):
    text = str(run_of(odd_firm).explain(0))
    assert "nan" not in text.lower()
    if odd_firm == "no survey":
        assert "The firm asked" not in text


def test_a_story_needs_the_log(simulate):
    run = simulate(cx.load("bank").replace(customers=20, days=40, warm_up_days=0), log=False)
    with pytest.raises(CxsimError, match="log"):
        run.explain(0)
