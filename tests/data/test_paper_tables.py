"""The figures and tables of the five papers: carried over rightly, their arithmetic recomputed."""

from __future__ import annotations

import graphlib
import math
import re

import pandas as pd
import pytest

from cxsim import datasets


def notes(name: str) -> str:
    return " ".join(datasets.load(name).attrs["notes"])


# Figures of the papers (T-28) -----------------------------------------------------------------


@pytest.mark.covers("S0-04", "10 and 18 % are stored with their two different definitions")
def test_priority_shares_have_different_definitions():
    table = datasets.load("cmo_priority")
    assert dict(zip(table["year"], table["pct"], strict=True)) == {2021: 10, 2022: 18}
    assert table["definition"].is_unique


@pytest.mark.covers(
    "S0-05",
    "S0-06",
    "the shares as printed, with the rest that gave none of the three answers",
)
def test_adobe_shares_and_their_rest():
    table = datasets.load("adobe_cx_vs_expectations").set_index(["year", "group"])
    shares = table[["exceeds_pct", "meets_pct", "lags_pct"]]
    assert shares.loc[2023, "all"].tolist() == [7, 32, 42]
    assert shares.loc[2022, "all"].tolist() == [5, 20, 63]
    assert shares.loc[2022, "leaders"].tolist() == [14, 37, 36]
    assert (table["other_pct"] == 100 - shares.sum(axis=1)).all()
    # Exercise of N01: without the rest, 2023 is 8.6 / 39.5 / 51.9.
    known = shares.loc[2023, "all"]
    assert (100 * known / known.sum()).round(1).tolist() == [8.6, 39.5, 51.9]


@pytest.mark.covers(
    "S0-08",
    "S0-09",
    "S0-10",
    "the shares as printed; what is ambiguous or not given is marked",
)
def test_capabilities_mark_what_is_ambiguous_or_not_given():
    table = datasets.load("adobe_capability").set_index("capability")
    ambiguous = table.index[table["note"] == "ambiguous"].tolist()
    assert ambiguous == ["content_production_optimisation", "content_delivery"]
    assert (table.loc[ambiguous, "leaders_pct"] == 34).all()
    assert table["leaders_pct"].isna().sum() == 3
    realtime = table[table.index.str.startswith("realtime")]
    assert realtime["leaders_pct"].tolist() == [69, 65, 61]
    assert realtime["comparison_pct"].tolist() == [45, 38, 37]


@pytest.mark.covers("S0-11", "the bars that are lost are missing, not zero")
def test_lost_bars_of_the_barriers_are_missing():
    table = datasets.load("adobe_barriers").set_index("barrier")
    assert table.loc["technical_compatibility", ["leaders_pct", "laggards_pct"]].isna().all()
    assert table["all_pct"].dropna().tolist() == [48]
    assert "lost" in notes("adobe_barriers")


@pytest.mark.covers("S0-13", "the four shares of sourcing sum to 100")
def test_sourcing_sums_to_100():
    assert datasets.load("cem_sourcing")["pct"].sum() == 100


@pytest.mark.covers("S0-14", "15.6 % a year fit 2022 to 2032 only; 2021 to 2022 grows by 20 %")
def test_market_growth_is_not_one_rate():
    table = datasets.load("cem_market")
    size = table.set_index("year")["usd_bn"]
    yearly = 100 * ((size[2032] / size[2022]) ** (1 / 10) - 1)
    assert yearly == pytest.approx(15.56, abs=0.005)
    assert round(yearly, 1) == table.attrs["facts"]["claimed_cagr_pct"]
    assert 100 * (size[2022] / size[2021] - 1) == pytest.approx(20.3, abs=0.05)


@pytest.mark.covers("S0-15", "growth recomputed from the counts is the growth that is claimed")
def test_martech_growth():
    table = datasets.load("martech_counts")
    wide = table.pivot(index="category", columns="year", values="count")
    growth = 100 * (wide[2022] / wide[2020] - 1)
    assert growth.round(1).to_dict() == {"content_experience": 33.9, "social_relationships": 17.1}
    assert growth.round().to_dict() == table.attrs["facts"]["claimed_growth_pct"]


@pytest.mark.covers("S0-21", "the forecast as printed: almost two thirds of 100 tn USD in 2025")
def test_forecast_is_two_thirds_of_the_digital_economy():
    row = datasets.load("forecasts").iloc[0]
    assert row["share"] == pytest.approx(2 / 3, abs=1e-4)
    assert (row["year"], row["total_usd_tn"], row["qualifier"]) == (2025, 100, "almost")


@pytest.mark.covers("S0-24", "shares that sum to 110 % are stored verbatim and flagged")
def test_impossible_usage_shares_are_flagged():
    usage = datasets.load("belarus_usage")
    totals = usage[usage["technology"] != "both"].groupby("technology")["pct"].sum()
    assert totals["CRM"] == 110
    assert totals["CEM"] == 78
    assert "as needed 70 + constant 40 > 100: stored verbatim" in notes("belarus_usage")


@pytest.mark.covers("S0-25", "49 % for CRM and 45 % for CEM stand beside the claim of 91 %")
def test_prospects_of_leaders_contradict_the_claim():
    table = datasets.load("belarus_prospects").set_index(["technology", "group", "rating"])["pct"]
    assert table["CRM", "leaders", "very_promising"] == 49
    assert table["CEM", "leaders", "very_promising"] == 45
    assert table["CEM", "leaders", "rated_higher_than_CRM"] == 91
    whole_sample = table.xs("all", level="group")
    assert whole_sample.to_dict() == {
        ("CRM", "very_promising"): 39,
        ("CEM", "very_promising"): 40,
        ("CRM", "unpromising"): 5.3,
        ("CEM", "unpromising"): 2.81,
        ("both", "very_or_promising"): 79,
    }
    assert "91" in notes("belarus_prospects")


@pytest.mark.covers("S0-26", "only ranks survive: all shares of the lost figure are missing")
def test_all_shares_of_the_priorities_are_lost():
    table = datasets.load("belarus_priorities")
    assert table["pct"].isna().all()
    top = table.loc[table["rank_group"] == "top3", "opportunity"]
    assert set(top) == {"smm", "personalisation", "multichannel"}
    assert table.loc[table["rank"] == 1, "opportunity"].tolist() == ["data_marketing"]


@pytest.mark.covers("S0-27", "the first challenge falls from 58 to 48 %; lost shares are missing")
def test_first_challenge_falls_and_the_rest_is_partly_lost():
    table = datasets.load("belarus_challenges").set_index(["challenge", "year"])
    assert table.loc["attract_retain", "pct"].tolist() == [58.4, 49.9, 48]
    assert table.loc["demand_fall", "pct"].tolist() == [54.5, 40]
    lost = table.loc[["special_projects", "logistics", "skilled_staff", "partner_ties"]]
    assert lost["pct"].isna().all()
    assert lost["rank"].dropna().tolist() == [3, 4, 5]


@pytest.mark.covers("S0-30", "300 answers have a standard error of 2.9 points, as the notes say")
@pytest.mark.parametrize("name", ["belarus_usage", "belarus_prospects"])
def test_survey_size_gives_the_standard_error_of_the_notes(name):
    respondents = datasets.load(name).attrs["facts"]["respondents_more_than"]
    error = 100 * math.sqrt(0.5 * 0.5 / respondents)
    assert f"{error:.1f} points" in notes(name)


# Tables of the papers -------------------------------------------------------------------------


@pytest.mark.covers("S0-12", "the table of CRM beside CEM has a cell for each characteristic")
def test_crm_and_cem_have_the_same_rows():
    table = datasets.load("crm_vs_cem")
    counts = table.groupby(["characteristic", "system"]).size().unstack()
    assert counts.notna().all(axis=None)
    assert counts.loc["tasks"].to_dict() == {"CRM": 7, "CEM": 7}


@pytest.mark.covers(
    "S2-03",
    "S2-04",
    "S2-05",
    "S2-06",
    "S2-07",
    "S2-08",
    "S2-09",
    "S2-10",
    "base and seven subsystems with their 19 indicators, as printed",
)
def test_base_and_seven_subsystems():
    table = datasets.load("crm_subsystems")
    assert table["number"].tolist() == list(range(8))
    assert table.loc[0, "subsystem"] == "strategic_planning"
    # Nineteen indicators: the base, data storage and control have three, the others two.
    assert table[["kpi1", "kpi2", "kpi3"]].count().sum() == 19


@pytest.mark.covers(
    "S2-12",
    "S2-13",
    "S2-14",
    "S2-15",
    "S2-16",
    "S2-17",
    "each concept keeps all advantages and risks of the paper",
)
def test_concepts_keep_every_advantage_and_risk():
    table = datasets.load("relationship_concepts").set_index("strategy")
    assert (table["advantages"].str.split("; ").str.len() == 5).all()
    assert table["risks"].str.split("; ").str.len().to_dict() == {
        "reactive_crm": 5,
        "cem": 4,
        "customer_centricity": 3,
        "service_dominant": 4,
        "brand_advocacy": 4,
        "experience_economy": 4,
    }


@pytest.mark.covers(
    "S2-19",
    "the five formulas are computed from their symbols, complaints above 1 included",
)
def test_formulas_compute():
    values = pd.DataFrame(
        {
            "satisfied_customers": [300],
            "customers": [400],
            "customers_at_start": [1000],
            "new_customers": [260],
            "customers_at_end": [1180],
            "revenue": [54_000],
            "orders": [1_350],
            "positive_reviews": [30],
            "reviews": [40],
            "complaints": [500],
        }
    )
    table = datasets.load("kpi_formulas").set_index("metric")
    results = {name: values.eval(formula)[0] for name, formula in table["formula"].items()}
    assert results == pytest.approx(
        {
            "satisfied_share": 0.75,
            "retention": 0.92,
            "average_cheque": 40,
            "positive_review_share": 0.75,
            "complaint_share": 1.25,
        }
    )
    for _, row in table.iterrows():
        words = dict(pair.split(" = ") for pair in row["symbols"].split("; "))
        assert set(words) == set(re.findall(r"[a-z_]+", row["formula"]))
        assert set(words.values()) == set(re.findall(r"\w+", row["original"].split(" = ")[1]))


@pytest.mark.covers(
    "S1-12",
    "S1-13",
    "S1-14",
    "S1-15",
    "S1-16",
    "each gap is one arrow of the scheme, with the same equation",
)
def test_gaps_stand_once_on_the_scheme_with_the_same_equation():
    gaps = datasets.load("gaps").set_index("number")
    arrows = datasets.load("company_client_scheme").dropna(subset="gap").set_index("gap")
    assert arrows.index.is_unique
    assert arrows["equation"].sort_index().to_dict() == gaps["equation"].to_dict()
    assert gaps.index[gaps["role"] == "measured"].tolist() == [5]


@pytest.mark.covers(
    "S1-07",
    "S1-17",
    "the scheme has no circles, nothing points at an oval, and each oval is controllable or not",
)
def test_scheme_is_a_causal_graph():
    nodes = datasets.load("company_client_nodes").set_index("node")
    arrows = datasets.load("company_client_scheme")
    graph: dict[str, set[str]] = {}
    for source, target in zip(arrows["source"], arrows["target"], strict=True):
        graph.setdefault(target, set()).add(source)
    # Raises CycleError where a node would cause itself.
    order = list(graphlib.TopologicalSorter(graph).static_order())
    assert set(order) == set(nodes.index)
    ovals = nodes.index[nodes["shape"] == "oval"]
    assert not set(ovals) & set(arrows["target"])
    assert nodes.loc[ovals, "controllable"].to_dict() == {
        "outside_influence": False,
        "macro": False,
        "internal_factors": True,
        "situational_factors": True,
    }


@pytest.mark.covers(
    "S1-29",
    "S1-30",
    "S1-31",
    "S1-32",
    "S1-33",
    "the five elements of readiness stand in the data set",
)
def test_readiness_has_five_elements_in_order():
    assert datasets.load("readiness_elements")["element"].tolist() == [
        "strategy",
        "team",
        "motivation",
        "organisation",
        "technology",
    ]


@pytest.mark.covers(
    "S1-25",
    "S1-26",
    "S1-27",
    "S1-28",
    "four stages, the third of which measures NPS, CSAT and CES",
)
def test_cycle_has_four_stages_and_measures_with_three_scores():
    table = datasets.load("cycle_stages").set_index("number")
    assert table.index.tolist() == [1, 2, 3, 4]
    assert set(table.loc[3, "means"].split("; ")) >= {"NPS", "CSAT", "CES"}


@pytest.mark.covers("S3-03", "S3-04", "four stages from one telephone to omnichannel")
def test_channels_grow_from_phone_to_omnichannel():
    table = datasets.load("channel_evolution").set_index("stage")
    assert table.index.tolist() == ["phone", "multichannel", "crosschannel", "omnichannel"]
    assert table["term_since_year"].dropna().to_dict() == {"omnichannel": 2010}


@pytest.mark.covers("S3-08", "five steps, of which defining the context matters most")
def test_context_is_the_most_important_step():
    table = datasets.load("omnichannel_steps")
    assert len(table) == 5
    assert table.loc[table["most_important"], "step"].tolist() == ["define_context"]


@pytest.mark.covers(
    "S4-01",
    "S4-11",
    "of five functions only analysis is closed to customers to come",
)
def test_prospects_have_no_analysis():
    table = datasets.load("management_functions").set_index("function")
    assert table["existing_customers"].all()
    assert table.index[~table["prospective_customers"]].tolist() == ["analysis"]


@pytest.mark.covers("S4-05", "a map asks the company, customers, employees and observers")
def test_map_has_inside_and_outside_informants():
    informants = set(datasets.load("journey_sources")["informant"])
    assert informants == {"company", "customers", "employees", "observers"}
