"""The animation carries the log, stays small, needs no network, and obeys keys and buttons."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from typing import Any

import numpy as np
import pytest
from odd_firms import ODD, crowded, small

import cxsim as cx
from cxsim.errors import CxsimError
from cxsim.plots import animation as module

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def run(simulate):
    return simulate(small("bank"))


def data_of(page: str) -> Any:
    """What the page draws, read as its script reads it."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def visits(data: Any, index: int) -> np.ndarray:
    """One customer's contacts: time since the last, touchpoint, wait, service, code."""
    return np.array(data["contacts"][index]).reshape(-1, 5)


def test_the_page_carries_every_contact(run):
    data = data_of(cx.plots.animate(run).html)
    assert len(data["people"]) == len(run.customers) == data["all"]
    assert sum(map(len, data["contacts"])) == 5 * len(run.encounters)
    number = int(run.encounters["customer"].value_counts().index[0])
    (index,) = [place for place, person in enumerate(data["people"]) if person[0] == number]
    table = run.encounters[run.encounters["customer"] == number].sort_values("arrived")
    rows = visits(data, index)
    # Days to a hundredth, minutes and satisfaction to a tenth.
    assert rows[:, 0].cumsum() / 100 == pytest.approx(table["arrived"].to_numpy(), abs=0.0051)
    assert rows[:, 1].tolist() == table["touchpoint"].cat.codes.tolist()
    assert rows[:, 2] / 10 == pytest.approx(table["wait_minutes"].to_numpy(), abs=0.051)
    felt = table["satisfaction"].to_numpy()
    known = ~np.isnan(felt) & (table["outcome"] != "abandoned").to_numpy()
    assert rows[known, 4] / 10 == pytest.approx(np.clip(felt[known], -4, 4), abs=0.051)
    joined, left = data["people"][index][1:]
    person = run.customers.set_index("customer").loc[number]
    assert joined == round(100 * person["joined"])
    assert left == (-1 if np.isnan(person["left"]) else round(100 * person["left"]))


def test_those_who_gave_up_and_those_who_wait_have_no_satisfaction(simulate):
    bank = small("bank").replace({"company.touchpoints.call_centre.agents": 1})
    run = simulate(bank)
    data = data_of(cx.plots.animate(run).html)
    codes = np.concatenate([visits(data, index)[:, 4] for index in range(len(data["people"]))])
    given_up = (run.encounters["outcome"] == "abandoned").sum()
    assert (codes == module.GAVE_UP).sum() == given_up > 0
    missing = run.encounters["satisfaction"].isna() & (run.encounters["outcome"] != "abandoned")
    assert (codes == module.UNKNOWN).sum() == missing.sum()
    assert set(codes) <= {*range(-40, 41), module.GAVE_UP, module.UNKNOWN}


@pytest.mark.parametrize("preset", ["bank", "telecom", "clinic"])
def test_500_customers_stay_under_a_megabyte(simulate, preset):
    """Half a year here; the full two years are four times as much."""
    shown = cx.plots.animate(simulate(cx.load(preset).replace(customers=500, days=180)))
    assert shown.customers == 500
    assert len(shown.html.encode()) < MEGABYTE / 5
    assert len(shown._repr_html_().encode()) < MEGABYTE / 5


def test_too_many_contacts_make_fewer_customers(run, monkeypatch):
    monkeypatch.setattr(module, "MOST_CONTACTS", 300)
    data = data_of(cx.plots.animate(run).html)
    assert 0 < sum(map(len, data["contacts"])) <= 5 * 300
    assert 1 < len(data["people"]) < len(run.customers)
    numbers = [person[0] for person in data["people"]]
    assert max(numbers) == run.customers["customer"].max()  # spread over all, not the first


def test_the_page_needs_no_network_and_no_server(run):
    page = cx.plots.animate(run).html
    assert "http" not in page
    assert not re.search(r"\b(src|href|url|fetch|import)\b\s*[=(]", page)


def test_names_cannot_break_the_page(simulate):
    shown = cx.plots.animate(simulate(crowded()))
    assert shown.html.count("</script>") == 2
    assert "<title>A firm &amp; its &quot;many&quot; &lt;b&gt;" in shown.html
    assert data_of(shown.html)["title"].endswith("</script> {{data}}")
    frame = re.search(r'srcdoc="([^"]*)"', shown._repr_html_())
    assert frame is not None
    assert unescape(frame[1]) == shown.html


def test_the_frame_is_closed_off(run):
    """Only scripts: no forms, no access to the notebook around it."""
    assert 'sandbox="allow-scripts"' in cx.plots.animate(run)._repr_html_()


def test_it_is_saved_where_it_is_told(run, tmp_path):
    shown = cx.plots.animate(run, customers=20)
    file = shown.save(tmp_path / "bank.html")
    assert file.read_text(encoding="utf-8") == shown.html
    assert repr(shown) == "<Animation of 20 customers: Retail bank>"
    with pytest.raises(CxsimError, match="is a folder"):
        shown.save(tmp_path)
    with pytest.raises(CxsimError, match="does not exist"):
        shown.save(tmp_path / "nowhere" / "bank.html")


@pytest.mark.parametrize("wrong", [0, 2.5, "all", True])
def test_a_wrong_number_of_customers_is_told(run, wrong):
    with pytest.raises(CxsimError, match="customers must be a whole number from 1 to 5000"):
        cx.plots.animate(run, customers=wrong)


def test_only_a_run_is_animated():
    with pytest.raises(CxsimError, match="Give one run"):
        cx.plots.animate("bank")


# -- in a real browser -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    path = next(filter(None, found), None)
    if path is None:
        pytest.fail("Chromium is missing: on Debian or Ubuntu, apt-get install chromium.")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("request", lambda request: page.errors.extend(outside(request.url)))
    yield page
    assert page.errors == []
    page.close()


def outside(address: str) -> list[str]:
    """An address that is neither in the page nor its own file."""
    return [] if address.startswith(("file:", "about:", "data:")) else [address]


def day(page: Any) -> float:
    return float(re.search(r"Day ([\d.]+) of", page.locator("#status").inner_text())[1])  # type: ignore[index]


def pixels(page: Any) -> str:
    return str(page.evaluate("document.getElementById('stage').toDataURL()"))


@pytest.mark.slow
def test_keys_buttons_and_the_slider_move_time(page, run, tmp_path):
    page.goto(cx.plots.animate(run).save(tmp_path / "bank.html").as_uri())
    start = pixels(page)
    assert day(page) == 0
    button = page.get_by_role("button")
    button.click()
    assert button.inner_text() == "Pause"
    page.wait_for_function("state.day > 1")
    page.keyboard.press("Space")  # the button has the focus: one press, one change
    assert button.inner_text() == "Play"
    stopped = day(page)
    page.wait_for_timeout(200)
    assert day(page) == stopped
    assert pixels(page) != start
    page.locator("#stage").click()
    page.keyboard.press("Home")
    assert day(page) == 0
    assert pixels(page) == start  # what is drawn follows from the day alone
    page.keyboard.press("ArrowRight")
    assert day(page) == 1
    page.keyboard.press("Shift+ArrowRight")
    assert day(page) == pytest.approx(31.4)
    page.keyboard.press("End")
    assert day(page) == 200
    page.locator("#time").fill("100")
    assert day(page) == 100
    before = page.locator("#speed").input_value()
    page.locator("#stage").click()
    page.keyboard.press("+")
    assert int(page.locator("#speed").input_value()) == int(before) + 1
    page.keyboard.press("Space")
    assert button.inner_text() == "Pause"
    page.keyboard.press("End")
    page.wait_for_function("!state.playing")  # it ends by itself


@pytest.mark.slow
@pytest.mark.parametrize("at", [0, 45, 200])
def test_the_words_count_what_the_tables_count(page, run, tmp_path, at):
    page.goto(cx.plots.animate(run).save(tmp_path / "bank.html").as_uri())
    page.evaluate(f"go({at})")
    people = run.customers
    joined = (people["joined"].round(2) <= at).sum()
    left = (people["left"].round(2) <= at).sum()
    words = page.locator("#status").inner_text()
    assert f"{joined - left} customers are there, {left} have left; all {len(people)}" in words
    # The box of the call centre: contacts of the last 30 days.
    table = run.encounters[run.encounters["touchpoint"] == "call_centre"]
    recent = table["arrived"].round(2).between(at - 30, at, inclusive="right").sum()
    place = list(run.scenario.company.touchpoints).index("call_centre")
    counted = page.evaluate(
        "place => until(places[place].days, state.day) - until(places[place].days, state.day - 30)",
        place,
    )
    assert counted == recent


@pytest.mark.slow
def test_it_runs_inside_a_notebooks_frame(page, run):
    page.set_content(f"<body>{cx.plots.animate(run)._repr_html_()}</body>")
    frame = page.frame_locator("iframe")
    frame.get_by_role("button").click()
    page.frames[1].wait_for_function("state.day > 1")
    frame.get_by_role("button").press("Space")
    assert frame.get_by_role("button").inner_text() == "Play"


@pytest.mark.slow
@pytest.mark.parametrize("firm", ODD)
def test_odd_firms_move_without_errors(page, simulate, tmp_path, firm):
    page.goto(cx.plots.animate(simulate(ODD[firm]())).save(tmp_path / "firm.html").as_uri())
    page.evaluate("go(data.days / 2)")
    page.keyboard.press("End")
    assert page.evaluate("state.day === data.days")
    title = page.evaluate("document.title")
    assert title == page.evaluate("data.title")
