"""What the page on own ideas says works when it is pasted, from top to bottom."""

import re
from pathlib import Path

import pytest

import cxsim as cx
from cxsim.model.mechanism import HOOKS
from cxsim.results.kpis import KPIS

PAGE = (Path(__file__).parents[2] / "docs" / "extending.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(python|yaml)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def pasted(tmp_path_factory):
    """All names after the page has been pasted, block by block."""
    names = {"__name__": "notebook"}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("extending"))
        for language, text in BLOCKS:
            if language == "yaml":
                Path(re.match(r"# (\S+)", text)[1]).write_text(text, encoding="utf-8")
            else:
                exec(compile(text, "extending.md", "exec"), names)
        yield names
    KPIS.maps[0].clear()


def test_wet_customers_are_less_satisfied(pasted):
    run = pasted["run"]
    by_weather = run.encounters.groupby("wet").satisfaction.agg(["mean", "sem"])
    loss = by_weather["mean"][False] - by_weather["mean"][True]
    error = (by_weather["sem"] ** 2).sum() ** 0.5
    assert abs(loss - 0.5) < 4 * error  # the standard error of a difference of two means
    means = pasted["table"]["mean"]
    assert means.iloc[0] > means.iloc[1]


def test_the_best_room_pleases_those_who_wait(pasted):
    plain, best = pasted["plain"], pasted["best"]
    first = plain.encounters.merge(best.encounters, on=["customer", "episode", "step", "started"])
    first = first[(first.episode == 0) & (first.step == 1) & (first.wait_minutes_x > 0)]
    gain = (first.satisfaction_y - first.satisfaction_x).dropna()
    assert len(gain) > 5 and gain.round(12).eq(0.3).all()
    assert best.kpis.value["csat"] > plain.kpis.value["csat"]


def test_grief_follows_friends_who_left(pasted):
    people = pasted["sad"].customers
    assert people.alone.dtype == bool and people.alone.sum() > 0
    assert (people.source[people.alone] == "referral").all()
    assert pasted["telecom"].having(pasted["Friends"]()).value(
        "mechanisms.friends.grief"
    ) == pytest.approx(0.588, abs=1e-3)


def test_lever_key_figure_and_presets_are_read(pasted):
    assert pasted["warm"].value("levers.concierge") == 1.0
    assert "talks_per_contact" in KPIS
    assert pasted["again"].value("mechanisms.weather.rain") == 0.3


def test_the_table_names_all_hooks():
    assert tuple(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == HOOKS
    assert all(name in PAGE for name in ("cx.Mechanism", "cx.parameter", "cx.state", "cx.uniform"))
    assert cx.Here._fields[:8] == (
        "p", "person", "ticket", "place", "kind", "desk", "totals", "people",
    )  # fmt: skip
