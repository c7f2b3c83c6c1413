"""How readings write numbers, intervals and differences."""

import math

import numpy as np
import pytest

from cxsim.explorers.wording import Texts, apart, around, change


@pytest.mark.parametrize(
    ("value", "margin", "digits", "words"),
    [
        (4.2, 1.1, 0, "4 % (between 3 and 5)"),
        (0.512, 0.001, 2, "0.51 %"),  # narrower than the rounding
        (4.2, math.nan, 0, "4 %"),
        (-0.04, 0.2, 1, "0.0 % (between −0.2 and 0.2)"),
    ],
)
def test_a_number_with_its_interval(value, margin, digits, words):
    assert around(value, margin, "%", digits) == words


def test_a_difference():
    assert apart(-3.21, "points", "more", "less") == "3.2 points less"
    assert apart(0.5, "", "higher", "lower", 2) == "0.50 higher"
    assert change(3.0, 1.0, "points", "more", "less") == (
        "3.0 points more (difference between 2.0 and 4.0)"
    )
    assert change(0.5, 1.0, "points", "more", "less") == (
        "neither clearly more nor less (difference between −0.5 and 1.5 points)"
    )
    assert change(0.0, 0.0, "points", "more", "less") == "exactly the same"
    assert change(math.nan, 1.0, "points", "more", "less") == "not known"


def test_a_text_holds_figures_and_differences():
    texts = Texts(
        ["{said}", "{found:1 %}, {count:,}, {level:2}.", "{nothing}"],
        against="{found:1 points|more|less}; {level:2|up|down|as before}; {people:0|up|down}; "
        "{luck}, not {then[level]:1}",
        phrases={"many": "There are {count:,}."},
    )
    people = np.array([1.0, 2.0, 3.0])
    then = {"found": (4.2, 1.0), "level": 1.0, "people": people}
    now = {"said": "many", "count": 2000, "nothing": "", "found": (5.2, 1.0), "level": 1.004}
    assert texts.read(now) == [
        "There are 2,000.",
        "5.2 % (between 4.2 and 6.2), 2,000, 1.00.",
        "",
    ]
    compared = texts.compare(now | {"people": people + 2}, then, {"luck": "good"})
    assert compared == (
        "1.0 points more; as before; 2 up (difference between 2 and 2); good, not 1.0"
    )
