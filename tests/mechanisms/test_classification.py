"""The router's confusion matrix: what is taken for something else costs its own second contact."""

import pytest

import cxsim as cx
from cxsim.errors import CxsimError

MISTAKES = {"market.needs.query.taken_for": {"advice": 0.3}}


def misrouted(run, need):
    """Share of first contacts of a need at the call centre that were sent on."""
    contacts = run.encounters
    here = contacts[(contacts.need == need) & (contacts.touchpoint == "call_centre")]
    fresh = here[(here.step == 1) & (here.outcome != "abandoned")]
    return (fresh.outcome == "misrouted").mean(), len(fresh)


def test_only_the_row_of_the_matrix_counts():
    """Some 900 first calls: standard error of the share .015."""
    run = cx.simulate(cx.load("bank").replace(MISTAKES), seed=1)
    share, count = misrouted(run, "query")
    assert share == pytest.approx(0.3, abs=4 * (0.21 / count) ** 0.5)
    assert misrouted(run, "access_problem")[0] == 0.0


def test_without_mistakes_nothing_changes():
    plain, none = (
        cx.simulate(firm, seed=1, log=False).kpis.value
        for firm in (
            cx.load("bank"),
            cx.load("bank").replace({"market.needs.query.taken_for": {"advice": 0.0}}),
        )
    )
    assert plain.equals(none)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"advise": 0.2}, "advice"),
        ({"query": 0.2}, "query"),
        ({"advice": 1.2}, "between 0 and 1"),
        ({"advice": 0.6, "access_problem": 0.6}, "must not exceed 1"),
    ],
)
def test_a_wrong_row_is_refused(row, told):
    with pytest.raises(CxsimError, match=told):
        cx.load("bank").replace({"market.needs.query.taken_for": row})
