"""Nonsense in any field is refused in one sentence, or it is a value that the file keeps."""

import math
from collections.abc import Mapping
from random import Random

import numpy as np
import pytest

import cxsim as cx
from cxsim.errors import CxsimError
from cxsim.fields import Model
from cxsim.scenario.files import load

NONSENSE = [
    math.nan, math.inf, -math.inf, 1e300, 10**400, -1, None, True, "x", "", "nan", "\x1b[31m",
    "a\nb", "x" * 5_000, [], [1.0], [math.nan], {}, {"a": 1}, object(), b"x", 1j, {1, 2},
    np.nan, np.array([1, 2]), np.array(3.0), np.datetime64("2020-01-01"), float,
]  # fmt: skip


def paths_of(node, prefix=""):
    """All paths of a scenario, blocks included."""
    names = type(node).model_fields if isinstance(node, Model) else node
    for name in names:
        value = getattr(node, name) if isinstance(node, Model) else node[name]
        yield f"{prefix}{name}"
        if isinstance(value, Model | Mapping):
            yield from paths_of(value, f"{prefix}{name}.")


@pytest.mark.parametrize("seed", range(4))
def test_nonsense_is_one_sentence_or_a_value(seed, tmp_path):
    dice, clinic = Random(seed), load("clinic")
    paths, refused = list(paths_of(clinic)), 0
    for _ in range(80):
        path, value = dice.choice(paths), dice.choice(NONSENSE)
        change = {path: value}
        call = dice.choice([clinic.replace, lambda changes: clinic.at(10, changes)])
        try:
            accepted = call(change)
        except CxsimError as error:
            sentence = str(error)
            refused += 1
            assert "\n" not in sentence and "\x1b" not in sentence, (path, value)
            assert sentence.endswith((".", "?")) and len(sentence) < 400, (path, value)
        else:
            accepted.to_yaml(tmp_path / "kept.yaml")
            assert load(tmp_path / "kept.yaml") == accepted, (path, value)
    assert refused > 40
    assert clinic == load("clinic")


@pytest.mark.parametrize("nonsense", [5, None, {"name": "bank"}])
def test_only_a_scenario_or_a_name_can_run(nonsense):
    with pytest.raises(CxsimError, match="scenario must be a Scenario or the name of a preset"):
        cx.simulate(nonsense)
