"""What holds for every closed form: light import, full docstrings, clear refusals."""

import inspect
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cxsim import theory
from cxsim.errors import CxsimError

BETA = {"a": 0.8, "b": 2.4}
BUYING = {"r": 0.24, "alpha": 4.4, **BETA}
HISTORY = {"frequency": [2, 0], "recency": [3.0, 0.0], "age": [9.0, 9.0]}
STATION = {"arrival_rate": 4, "service_rate": 1}
SPEND = {"p": 6.0, "q": 3.7, "gamma": 15.0}
SIGNAL = {"detectability": 1.5, "need_share": 0.1}
STAKES = {"value": 40, "annoyance": 4, "effectiveness": 0.6, "contact_cost": 0.5}
MESSAGES = {"benefit": 0.5, "relevance": 0.8, "concern": 0.8, "control": 0.4}
GAPS = {"knowledge": 0.1, "design": 0.2, "delivery": 0.3, "communication": 0.4}

# Each public function with arguments that it accepts.
VALID = {
    "erlang.erlang_b": {**STATION, "servers": 5},
    "erlang.erlang_c": {**STATION, "servers": 5},
    "erlang.erlang_a": {**STATION, "servers": 5, "abandonment_rate": 0.5},
    "staffing.servers_needed": {**STATION, "abandonment_rate": 0.5, "max_abandonment": 0.03},
    "staffing.pooling": {**STATION, "servers": 5, "groups": 2, "abandonment_rate": 0.5},
    "staffing.littles_law": {"arrival_rate": 4, "mean_time": 2},
    "geometric.survival": {"t": 3, "p": 0.2},
    "geometric.churn": {"t": 3, "p": 0.2},
    "geometric.mean_lifetime": {"p": 0.2},
    "geometric.annual_from_monthly": {"p": 0.02},
    "sbg.survival": {"t": [1, 2], **BETA, "c": 1.0},
    "sbg.churn": {"t": [1, 2], **BETA, "c": 1.0},
    "sbg.retention_rate": {"t": [1, 2], **BETA, "c": 1.0},
    "sbg.mean_lifetime": BETA,
    "sbg.log_likelihood": {"survivors": [100, 60, 45], **BETA, "c": 1.0},
    "sbg.fit": {"survivors": [1000, 631, 468, 382]},
    "bgnbd.expected_purchases": {"t": 39, **BUYING},
    "bgnbd.pmf": {"x": [0, 1], "t": 39, **BUYING},
    "bgnbd.probability_alive": {**HISTORY, **BUYING},
    "bgnbd.conditional_expected_purchases": {"t": 39, **HISTORY, **BUYING},
    "bgnbd.log_likelihood": {**HISTORY, **BUYING},
    "bgnbd.fit": HISTORY,
    "gamma_gamma.mean_spend": SPEND,
    "gamma_gamma.conditional_mean_spend": {"frequency": 2, "spend": 30.0, **SPEND},
    "gamma_gamma.log_likelihood": {"frequency": [2], "spend": [30.0], **SPEND},
    "gamma_gamma.fit": {"frequency": [2, 1, 4], "spend": [30.0, 50.0, 20.0]},
    "bass.adoption": {"t": 3, "p": 0.03, "q": 0.38},
    "bass.rate": {"t": 3, "p": 0.03, "q": 0.38},
    "bass.peak_time": {"p": 0.03, "q": 0.38},
    "bass.peak": {"p": 0.03, "q": 0.38},
    "clv.lifetime_value": {"margin": 1, "retention_rate": 0.8, "discount_rate": 0.1},
    "clv.retention_elasticity": {"retention_rate": 0.8, "discount_rate": 0.1},
    "clv.profile_value": {"profits": [0, 1], "defection_rate": 0.1, "discount_rate": 0.1},
    "clv.gain_from_fewer_defections": {"before": 0.1, "after": 0.05, "discount_rate": 0.1},
    "expectations.share_left": {"learning": 0.25, "assimilation": 0.15},
    "expectations.path": {"quality": [5.0, 5.5], "will": 5.0, "should": 5.5, "learning": 0.25},
    "memory.journey": {"moments": [1, -2.5, 2], "importance": [1, 3, 1], "peak": 0.3, "end": 0.3},
    "personalisation.worth": {"depth": 0.6, **MESSAGES},
    "personalisation.best_depth": MESSAGES,
    "proactive.true_positive_rate": {"threshold": 1.1, "detectability": 1.5},
    "proactive.false_positive_rate": {"threshold": 1.1},
    "proactive.reach": {"threshold": 1.1, **SIGNAL},
    "proactive.expected_value": {"threshold": 1.1, **SIGNAL, **STAKES},
    "proactive.optimal_threshold": {**SIGNAL, **STAKES},
    "gaps.customer_gap": GAPS,
    "gaps.overall": {"scores": dict.fromkeys(theory.gaps.DIMENSIONS, 0.5)},
    "gaps.read_out": {"levels": dict.fromkeys(theory.gaps.LEVELS, 5.0)},
    "contacts.contacts_per_issue": {"resolution": 0.7},
    "contacts.repeats_per_issue": {"resolution": 0.7, "transfer": 0.95},
    "complaints.responses": {"complaint": -3.16, "public": -4.54, "exit": -4.54},
    "complaints.log_odds_offset": {"share": 0.95, "reference": 0.37},
    "complaints.after_recovery": {"loss": 1.8, "justice": 0.6, "strength": 2.0, "fair": 0.3},
    "complaints.full_recovery": {"strength": 2.0, "fair": 0.3},
    "contacts.containment": {"understands": 0.75, "resolves": 0.6, "false_closure": 0.15},
    "control.variance_factor": {"gain": 0.5},
    "control.path": {"noise": [1.0, 0.0, -0.5], "gain": 0.5, "delay": 1},
    "control.largest_gain": {"delay": 1},
    "surveys.nps_standard_error": {"promoters": 0.4, "detractors": 0.2, "answers": 400},
    "surveys.answers_needed": {"promoters": 0.4, "detractors": 0.2, "standard_error": 3},
    "readiness.effectiveness": {"levels": [0.7, 0.5], "weak_link": -2.0},
    "readiness.benefit_share": {"effective": 0.6},
    "readiness.mean_delay": {"effective": 0.6, "delay": 1.5},
    "readiness.at_work": {"quarters": 4, "effective": 0.6, "delay": 1.5},
    "readiness.course": {"levels": [0.7, 0.5], "quarters": 4, "weak_link": -2.0},
    "readiness.settles_at": {"growth": 0.1, "decay": 0.03, "training": 0.01},
    "tolerance.zone": {"exceeds": 7, "meets": 32, "lags": 42},
    "tolerance.common_zone": {"exceeds": [7, 5], "meets": [32, 20], "lags": [42, 63]},
    "tolerance.shares": {"mean": -0.7, "half_width": 0.6},
}

SUBMODULES = [name for name in theory.__all__ if inspect.ismodule(getattr(theory, name))]


def function(path):
    module, name = path.split(".")
    return getattr(getattr(theory, module), name)


def public_functions():
    for name in SUBMODULES:
        module = getattr(theory, name)
        for inner, value in vars(module).items():
            here = inspect.isfunction(value) and value.__module__ == module.__name__
            if here and not inner.startswith("_"):
                yield f"{name}.{inner}"


def test_every_public_function_is_listed_here():
    assert set(VALID) == set(public_functions())


@pytest.mark.parametrize("path", VALID)
def test_docstring_is_complete(path):
    document = inspect.getdoc(function(path))
    for section in ("Parameters", "Returns", "Raises", "References"):
        assert f"{section}\n{'-' * len(section)}" in document, section
    for name in inspect.signature(function(path)).parameters:
        assert name in document


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, valid in VALID.items() for name in valid]
)
@pytest.mark.filterwarnings("error")
def test_nan_is_refused_in_one_sentence_that_names_the_argument(path, name):
    value = VALID[path][name]
    if isinstance(value, dict):
        spoiled = {key: float("nan") for key in value}
    else:
        spoiled = np.where(np.arange(np.size(value)) == 0, np.nan, value).reshape(np.shape(value))
    with pytest.raises(CxsimError) as caught:
        function(path)(**VALID[path] | {name: spoiled})
    sentence = str(caught.value)
    assert sentence.startswith(name)
    assert sentence.endswith("not nan.")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(-2, "-2"), (2.5, "2.5"), (0, "0"), (float("inf"), "inf"), ("five", "'five'"), (None, "None")],
)
def test_a_refusal_says_what_was_given(value, shown):
    with pytest.raises(CxsimError) as caught:
        theory.erlang_c(4, 1, value)
    assert str(caught.value) == f"servers must be a whole number of 1 or more, not {shown}."


def test_a_list_is_refused_where_one_number_is_meant():
    with pytest.raises(CxsimError, match="servers must be a whole number of 1 or more, not a list"):
        theory.erlang_c(4, 1, [5, 6])


def test_numbers_give_numbers_and_arrays_give_arrays():
    assert isinstance(theory.bass.adoption(5, 0.03, 0.38), float)
    assert theory.bass.adoption([5, 6], 0.03, 0.38).shape == (2,)
    assert theory.sbg.survival(np.arange(3)[:, None], [0.5, 1.0], 2.0).shape == (3, 2)
    assert theory.erlang_a(4, 1, 0.5, 5).service_level(np.ones((2, 3))).shape == (2, 3)


def test_the_package_is_light_and_its_names_are_known():
    code = (
        "import sys, cxsim.theory as theory\n"
        "heavy = {'numpy', 'scipy', 'pandas', 'numba'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "assert set(theory.__all__) <= set(dir(theory))\n"
        "assert theory.erlang_c(1, 1, 2).servers == 2\n"
        "assert theory.bass.peak_time(.03, .38) > 6\n"
    )
    root = str(Path(theory.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with pytest.raises(AttributeError, match="no 'erlang_z': did you mean 'erlang"):
        _ = theory.erlang_z


def test_it_imports_nothing_of_the_package_but_the_errors():
    for path in Path(theory.__file__).parent.glob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if words[:1] in (["from"], ["import"]) and words[1].startswith("cxsim"):
                known = ("cxsim.theory", "cxsim.errors", "cxsim.lazy_names")
                assert words[1].startswith(known), path.name
