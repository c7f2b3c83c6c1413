"""Scenarios as YAML files, shipped ones and a user's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.errors import CxsimError
from cxsim.scenario.scenario import Scenario
from cxsim.scenario.shipped import read_named, shipped_files

if TYPE_CHECKING:
    import pandas as pd


def presets() -> pd.DataFrame:
    """Table of the scenarios that come with the kit.

    Returns
    -------
    DataFrame
        One row a scenario, indexed by the name that `load` takes: title, relationship,
        touchpoints and story.
    """
    import pandas as pd

    rows = []
    for name in shipped_files("presets"):
        scenario = load(name)
        rows.append(
            {
                "name": name,
                "title": scenario.title,
                "relationship": scenario.relationship,
                "touchpoints": ", ".join(scenario.company.touchpoints),
                "story": scenario.story,
            }
        )
    return pd.DataFrame(rows).set_index("name")


def load(name_or_path: str | Path) -> Scenario:
    """Return a `Scenario`, from a preset's name or from the path of a YAML file.

    Parameters
    ----------
    name_or_path : str or Path
        ``"bank"``, or ``"my_bank.yaml"``. A text is a path where it ends in ``.yaml`` or
        ``.yml``, or where it holds a slash.

    Returns
    -------
    Scenario
        The scenario.

    Raises
    ------
    CxsimError
        One sentence that names what is wrong in the name, the file or a field.
    """
    return read_named("scenario", "presets", name_or_path, _scenario)


def _scenario(data: Mapping[str, Any]) -> Scenario:
    if "levers" in data and "company" not in data:
        raise CxsimError("this is a strategy, not a firm: a firm's under(...) takes its name.")
    return Scenario.from_data(data)
