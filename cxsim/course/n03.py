"""N03 Expectations: whether delight pays."""

from __future__ import annotations

import math

from cxsim import theory
from cxsim.course.exercise import Exercise, Hint, MultipleChoice, Number
from cxsim.model.satisfaction import Satisfaction, asymmetric_disconfirmation


def _contacts() -> float:
    return math.ceil(math.log(0.1) / math.log(theory.expectations.share_left()))


def _effect(
    surprise: float, tolerance: float | None = None, aversion: float | None = None
) -> float:
    """What a surprise does to satisfaction with the starting numbers of the kit."""
    feeling = Satisfaction()
    return asymmetric_disconfirmation(
        surprise,
        feeling.tolerance if tolerance is None else tolerance,
        feeling.loss_aversion if aversion is None else aversion,
        feeling.disconfirmation_weight,
    )


EXERCISES: dict[str, Exercise] = {
    "decay": Number(
        question="A customer learns the share κ = 0.25 of each surprise, and assimilation is 0.15. "
        "Which share of the surprise is left at the next contact of the same quality? Four "
        "decimals.",
        answer=theory.expectations.share_left,
        tolerance=0.0006,
        because="1 − 0.25 · (1 − 0.15) = 0.7875. Each contact takes a fifth of the surprise away.",
        otherwise="The share is 1 − κ (1 − assimilation).",
        hints=lambda: [
            Hint(
                theory.expectations.share_left(assimilation=0.0),
                "You left out assimilation: perception is pulled towards the expectation, so less "
                "of the surprise is learned.",
            ),
            Hint(
                1 - theory.expectations.share_left(),
                "This is the share that is learned. The rest is left.",
            ),
        ],
    ),
    "contacts": Number(
        question="With this share, after how many contacts is less than a tenth of the surprise "
        "left? A whole number.",
        answer=_contacts,
        tolerance=0.0,
        because="0.7875¹⁰ = 0.09. After ten contacts delight has become the normal thing.",
        otherwise="Multiply 0.7875 by itself until it falls below 0.1.",
        hints=lambda: [
            Hint(_contacts() - 1, "After 9 contacts 11.6 % is left, a little more than a tenth."),
            Hint(9.64, "Contacts come whole: round up."),
        ],
    ),
    "shortfall": Number(
        question="A contact is 1 point below the expectation. The zone of tolerance is 0.45, loss "
        "aversion 2, the weight of surprises 0.35. What does the surprise add to satisfaction? "
        "Three decimals, with its sign.",
        answer=lambda: _effect(-1.0),
        tolerance=0.0006,
        because="−0.35 · 2 · (1 − 0.45) = −0.385. The same surprise upwards adds 0.193.",
        otherwise="Only what lies outside the zone counts, twice for a shortfall, times 0.35.",
        hints=lambda: [
            Hint(_effect(-1.0, tolerance=0.0), "The first 0.45 points lie inside the zone."),
            Hint(_effect(-1.0, aversion=1.0), "A shortfall weighs twice as much as an excess."),
            Hint(_effect(1.0), "This is a surprise upwards. Here it goes downwards."),
        ],
    ),
    "treadmill": MultipleChoice(
        question="A firm raises its quality by one point for good. What is left of the higher "
        "satisfaction after two years?",
        options={
            "a": "all of it: quality is still one point higher",
            "b": "nothing: customers have got used to it",
            "c": "a part: the surprise has gone, the better level stays",
        },
        answer="c",
        because="Satisfaction has two parts. The surprise wears off; the level stays.",
        hints={
            "a": "Part of the first joy was surprise. What does a customer expect after two years?",
            "b": "The surprise is gone, but in this model good quality also pleases without any "
            "surprise (β_q). How much, is an assumption.",
        },
    ),
    "one_off": MultipleChoice(
        question="A firm delights its customers once with a gift and then goes back to normal. "
        "What does a single delight do to later contacts, if customers learn from it?",
        options={
            "a": "They are judged more strictly, until the customer has unlearned the delight",
            "b": "They are judged more kindly, because the customer is grateful",
            "c": "Nothing",
        },
        answer="a",
        because="The gift raised the expectation, and the same service as before now disappoints.",
        hints={
            "b": "Gratitude is in the attitude. The next contact is compared with a raised "
            "expectation.",
            "c": "The expectation has moved. Does it come back at once?",
        },
    ),
}
