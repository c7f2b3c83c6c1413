"""Every explorer, driven without a page: sliders, reset, pin, picture and words."""

from __future__ import annotations

import io

import pytest
from PIL import Image

import cxsim as cx
from cxsim.errors import CxsimError
from cxsim.explorers import twin
from cxsim.fields import bounds_of, parameters_of

# An explorer that works beside the page takes seconds a step: CI tests it with the slow ones.
NAMES = [
    pytest.param(name, marks=[pytest.mark.slow] * twin(name).description.is_slow)
    for name in cx.explore().index
]


@pytest.fixture(scope="module", params=NAMES)
def shared(request):
    """One twin for many tests, so that what it has simulated is remembered."""
    return twin(request.param)


@pytest.fixture
def explorer(shared):
    shared.reset()
    return shared


def other_end(slider):
    """The end of a slider that is farther from its start."""
    return slider.high if slider.high - slider.start >= slider.start - slider.low else slider.low


def test_the_list_names_title_and_question():
    table = cx.explore()
    assert {"start", "call_centre"} <= set(table.index)
    assert list(table.columns) == ["title", "question"]
    assert table["question"].str.endswith("?").all()
    assert (table["question"].str.len() <= 50).all()  # as much as a notebook's table shows


def test_sliders_come_from_the_schema(explorer):
    fields = {path: (value, field) for path, value, field in parameters_of(explorer.scenario)}
    for path, slider in explorer.sliders.items():
        value, field = fields[path]
        low, high = bounds_of(field)
        assert low <= slider.low * slider.factor < slider.high * slider.factor <= high
        assert slider.start * slider.factor == pytest.approx(value)
        assert slider.source == field.json_schema_extra["source"]
        assert slider.title
        steps = (slider.start - slider.low) / slider.step
        assert steps == pytest.approx(round(steps)), f"the start of {path} lies between two steps"


def test_every_slider_moves_picture_and_words(explorer):
    picture, words = explorer.png(), explorer.reading
    for path, slider in explorer.sliders.items():
        explorer.set(path, other_end(slider))
        assert explorer.png() != picture, path
        assert explorer.reading != words, path
        explorer.set(path, slider.start)
        assert explorer.png() == picture, path
        assert explorer.reading == words, path


@pytest.mark.parametrize("end", ["low", "high"])
def test_words_hold_at_the_ends_of_all_sliders(explorer, end):
    explorer.pin()
    for path, slider in explorer.sliders.items():
        explorer.set(path, getattr(slider, end))
    text = explorer.reading.lower()
    assert "nan" not in text.split()
    assert "inf" not in text.split()
    assert "not known" not in text
    assert explorer.png()


def test_reset_moves_everything_back(explorer):
    picture, start = explorer.png(), explorer.values
    explorer.pin()
    path, slider = next(iter(explorer.sliders.items()))
    explorer.set(path, other_end(slider))
    assert explorer.values != start
    assert explorer.png() != picture
    explorer.reset()
    assert explorer.values == start
    assert not explorer.is_pinned
    assert explorer.png() == picture


def test_a_pinned_run_stays_for_comparison(explorer):
    path, slider = next(iter(explorer.sliders.items()))
    explorer.set(path, other_end(slider))
    alone, words = explorer.png(), explorer.reading
    explorer.set(path, slider.start)
    explorer.pin()
    explorer.set(path, other_end(slider))
    assert explorer.png() != alone
    assert "Against the pinned run" in explorer.reading
    explorer.unpin()
    assert explorer.png() == alone
    assert explorer.reading == words


def test_results_are_remembered(explorer):
    first = explorer.result
    path, slider = next(iter(explorer.sliders.items()))
    explorer.set(path, other_end(slider))
    assert explorer.result is not first
    explorer.set(path, slider.start)
    assert explorer.is_known
    assert explorer.result is first


def test_the_picture_is_a_small_png(explorer):
    data = explorer.png()
    assert len(data) < 150_000
    assert Image.open(io.BytesIO(data)).format == "PNG"


def test_values_from_a_page_are_free_of_rounding_errors():
    explorer = twin("start")
    explorer.set("company.gaps.delivery", 0.1 + 0.2)
    assert explorer.values["company.gaps.delivery"] == 0.3


def test_values_are_a_copy(explorer):
    explorer.values.clear()
    assert explorer.values


# -- mistakes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", [cx.explore, twin])
def test_an_unknown_explorer_is_told_with_the_nearest(function):
    with pytest.raises(CxsimError, match="Unknown explorer 'cal_centre': did you mean 'call_cen"):
        function("cal_centre")


def test_an_unknown_slider_is_told_with_the_nearest():
    explorer = twin("start")
    with pytest.raises(CxsimError, match=r"did you mean 'company.gaps.delivery'\?"):
        explorer.set("company.gaps.delivary", 0.1)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("company.gaps.delivery", 5, r"within its slider, from 0 to 0.8, not 5\."),
        ("company.gaps.delivery", float("nan"), r"from 0 to 0.8, not nan\."),
        ("company.gaps.delivery", "much", r"must be a number, not 'much'\."),
        ("company.gaps.delivery", True, r"must be a number, not True\."),
        ("company.touchpoints.call_centre.agents", 2.5, r"must be a whole number, not 2\.5\."),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence(path, value, message):
    explorer = twin("start")
    with pytest.raises(CxsimError, match=message):
        explorer.set(path, value)
    assert explorer.values[path] == explorer.sliders[path].start
