"""The widgets of an explorer: they move the twin, and events that pile up are taken together."""

from __future__ import annotations

import asyncio
import base64
import time
from concurrent.futures import ThreadPoolExecutor

import ipywidgets as widgets
import pytest

import cxsim as cx
from cxsim.errors import CxsimError
from cxsim.explorers import view as view_module
from cxsim.explorers.explorer import Description, Explorer, SliderSettings
from cxsim.explorers.panels import Own, Panel
from cxsim.explorers.view import View
from cxsim.explorers.wording import Texts

PATH = "company.touchpoints.call_centre.agents"
CV = "company.touchpoints.call_centre.handling_cv"


@pytest.fixture
def view():
    """An explorer that counts its runs instead of simulating."""
    runs = []

    def measure(scenario):
        if scenario.value(CV) == 2.2:
            raise CxsimError("A spread of 2.2 is < not > simulated.")
        runs.append(scenario.value(PATH))
        return runs[-1]

    def draw(ax, result, pinned):
        ax.set_title(f"{result} agents, pinned {pinned}")

    description = Description(
        name="counting",
        title="Counting & drawing",
        question="How often is it drawn?",
        base=lambda: cx.load("contact_centre"),
        controls=(SliderSettings(PATH, low=40, high=60), SliderSettings(CV, low=0.2, high=2.2)),
        measure=measure,
        panels=(Panel("", Own(draw)),),
        figures=lambda result: {"agents": result},
        texts=Texts(["{agents} agents"]),
        size=(3, 1),
    )
    view = View(Explorer(description))
    view.runs = runs
    return view


def test_sliders_have_label_bounds_and_source(view):
    agents, spread = view.sliders.values()
    assert isinstance(agents, widgets.IntSlider)
    assert (agents.min, agents.max, agents.value) == (40, 60, 50)
    assert agents.description == "Call centre: agents at work"
    assert "Source: assumption" in agents.tooltip
    assert isinstance(spread, widgets.FloatSlider)
    assert spread.step == 0.05
    assert spread.readout_format == ".2f"


def test_a_moved_slider_changes_picture_and_words(view):
    picture = view.picture.value
    view.sliders[PATH].value = 45
    assert view.picture.value != picture
    assert "45 agents" in view.reading.value
    view.sliders[PATH].value = 50
    assert view.picture.value == picture
    assert view.runs == [50, 45]  # the first run was remembered


def test_events_that_pile_up_are_taken_together(view):
    async def drag():
        for agents in range(51, 60):
            view.sliders[PATH].value = agents
        await asyncio.sleep(0.2)

    asyncio.run(drag())
    assert view.runs == [50, 59]
    assert "59 agents" in view.reading.value


def test_a_slider_event_after_reset_does_not_undo_it(view):
    async def hurry():
        view.reset_button.click()
        view.sliders[PATH].value = 55  # a page that was kept waiting sends it only now
        await asyncio.sleep(0.5)

    asyncio.run(hurry())
    assert view.sliders[PATH].value == 50
    assert "50 agents" in view.reading.value


def test_two_threads_leave_the_last_place_of_the_sliders(view):
    def drag(places):
        for agents in places:
            view.sliders[PATH].value = agents

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(drag, (range(40, 50), range(51, 60))))
    view.sliders[PATH].value = 60
    picture = view.picture.value
    assert "60 agents" in view.reading.value
    view.sliders[PATH].value = 41
    view.sliders[PATH].value = 60
    assert view.picture.value == picture


def test_buttons_pin_and_reset(view):
    picture = view.picture.value
    view.pin_button.click()
    assert view.explorer.is_pinned
    assert view.pin_button.description == "Remove the pinned run"
    view.sliders[PATH].value = 45
    view.reset_button.click()
    assert view.sliders[PATH].value == 50
    assert view.pin_button.description == "Pin this run to compare"
    assert view.picture.value == picture
    view.pin_button.click()
    view.pin_button.click()
    assert not view.explorer.is_pinned


def test_a_pinned_run_is_that_of_the_sliders(view):
    async def hurry():
        view.sliders[PATH].value = 44
        view.pin_button.click()  # before the picture has followed
        await asyncio.sleep(0.2)

    asyncio.run(hurry())
    picture = view.picture.value
    view.pin_button.click()
    view.pin_button.click()
    assert view.picture.value == picture
    assert view.runs == [50, 44]


def test_a_mistake_is_told_under_the_picture(view):
    view.sliders[CV].value = 2.2
    assert "A spread of 2.2 is &lt; not &gt; simulated." in view.reading.value
    assert view.status.value == ""
    view.sliders[CV].value = 1.0
    assert "50 agents" in view.reading.value


def test_the_status_tells_of_work_only_while_it_lasts(view):
    told = []
    view.status.observe(lambda change: told.append(change["new"]), names="value")
    view.sliders[PATH].value = 45
    view.sliders[PATH].value = 50  # known already
    assert told == ["Simulating …", ""]


# -- slow explorers --------------------------------------------------------------------------------

STEPS = 20


@pytest.fixture
def slow():
    """An explorer whose work takes twenty steps of some milliseconds."""
    steps = []

    def measure(scenario):
        agents = scenario.value(PATH)
        for step in range(STEPS):
            time.sleep(0.01)
            steps.append(agents)
            if agents == 47:
                raise CxsimError("47 agents are < not > simulated.")
            yield (step + 1) / STEPS
        return agents

    description = Description(
        name="slow",
        title="Slow",
        question="Does the page stay alive?",
        base=lambda: cx.load("contact_centre"),
        controls=(SliderSettings(PATH, low=40, high=60),),
        measure=measure,
        panels=(
            Panel("", Own(lambda ax, *results: ax.set_title("{}, pinned {}".format(*results)))),
        ),
        figures=lambda result: {"agents": result},
        texts=Texts(["{agents} agents"]),
        size=(3, 1),
    )
    view = View(Explorer(description))
    assert "50 agents" in view.reading.value  # the first picture is there when the page shows it
    view.steps = steps
    steps.clear()
    return view


async def rest(view, seconds=5.0):
    """Wait until no work is under way, and count how often the page could do something else."""
    turns = 0
    await asyncio.sleep(0.05)
    while view.status.value:
        turns += 1
        assert turns < seconds / 0.005, "the work does not come to an end"
        await asyncio.sleep(0.005)
    return turns


def test_slow_work_shows_progress_and_leaves_the_page_alive(slow):
    told = []
    slow.progress.observe(lambda change: told.append(change["new"]), names="value")

    async def move():
        slow.sliders[PATH].value = 45
        return await rest(slow)

    assert slow.progress.layout.display == "none"
    turns = asyncio.run(move())
    assert turns > 5
    assert "45 agents" in slow.reading.value
    assert told[:STEPS] == pytest.approx([(step + 1) / STEPS for step in range(STEPS)])
    assert slow.progress.layout.display == "none"
    assert slow.status.value == ""


def test_newer_slow_work_takes_the_place_of_older(slow):
    words = []
    slow.reading.observe(lambda change: words.append(change["new"]), names="value")

    async def hurry():
        for agents in (41, 42, 43):
            slow.sliders[PATH].value = agents
            await asyncio.sleep(0.06)
            assert slow.status.value == "Simulating …"
            assert slow.progress.layout.display is None
        await rest(slow)

    asyncio.run(hurry())
    assert len(words) == 1
    assert "43 agents" in words[0]
    assert slow.steps.count(43) == STEPS
    assert slow.steps.count(41) + slow.steps.count(42) < STEPS


def test_reset_forgets_slow_work(slow):
    async def regret():
        slow.sliders[PATH].value = 41
        await asyncio.sleep(0.06)
        slow.reset_button.click()
        await asyncio.sleep(0.3)
        assert slow.status.value == ""
        await asyncio.sleep(0.2)

    asyncio.run(regret())
    assert "50 agents" in slow.reading.value
    assert slow.steps.count(41) <= STEPS


def test_only_what_is_known_can_be_pinned(slow):
    async def hurry():
        slow.sliders[PATH].value = 41
        slow.pin_button.click()
        await asyncio.sleep(0.06)
        assert slow.pin_button.disabled
        await rest(slow)

    asyncio.run(hurry())
    assert not slow.explorer.is_pinned
    assert not slow.pin_button.disabled
    slow.pin_button.click()
    assert slow.explorer.is_pinned


def test_a_mistake_in_slow_work_is_told(slow):
    async def move():
        slow.sliders[PATH].value = 47
        await rest(slow)

    asyncio.run(move())
    assert "47 agents are &lt; not &gt; simulated." in slow.reading.value
    assert not slow.pin_button.disabled


def test_slow_sliders_follow_when_they_are_let_go(slow, view):
    assert not slow.sliders[PATH].continuous_update
    assert view.sliders[PATH].continuous_update


def test_a_plain_script_waits_for_slow_work(slow):
    slow.sliders[PATH].value = 45
    assert "45 agents" in slow.reading.value


def test_a_page_without_widgets_gets_the_picture(view):
    bundle = view._repr_mimebundle_()
    assert bundle["text/plain"] == "Explorer: Counting & drawing"
    assert base64.b64decode(bundle["image/png"]) == view.picture.value
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_text_of_a_description_is_no_markup(view):
    assert "Counting &amp; drawing" in view.children[0].value


def test_a_real_explorer_opens():
    view = cx.explore("call_centre")
    assert bytes(view.picture.value).startswith(b"\x89PNG")
    assert "Erlang A" in view.reading.value


def test_only_events_that_come_while_a_picture_is_drawn_wait_for_more(view, monkeypatch):
    waits = []
    soon = view_module._soon
    monkeypatch.setattr(view_module, "_soon", lambda *given: waits.append(given[0]) or soon(*given))

    async def move():
        await asyncio.sleep(0.1)  # a rest since the first picture
        view.sliders[PATH].value = 51
        while view.runs[-1] != 51:
            await asyncio.sleep(0)
        view.sliders[PATH].value = 52
        await asyncio.sleep(0.2)

    asyncio.run(move())
    assert waits == [0.0, view_module._MOMENT]
    assert view.runs == [50, 51, 52]
