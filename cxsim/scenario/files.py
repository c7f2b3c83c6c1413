"""Scenarios and strategies as YAML files, shipped ones and a user's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import AfterValidator, Field, ValidationError

from cxsim.errors import CxsimError, unknown
from cxsim.scenario.fields import FrozenDict, Model
from cxsim.scenario.levers import Levers
from cxsim.scenario.messages import check_names, sentence
from cxsim.scenario.scenario import Scenario
from cxsim.scenario.yaml_text import read_yaml, write_yaml

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Strategy",
    "load",
    "load_strategy",
    "presets",
    "read_yaml",
    "strategies",
    "write_yaml",
]

Built = TypeVar("Built")


class Strategy(Model):
    """A named set of lever values, with what its concept promises and risks.

    Attributes
    ----------
    name, title, description : str
        The name in paths and tables, a title for people, one or two sentences.
    advantages, risks : tuple of str
        What the concept's literature names.
    source : str
        Provenance tag.
    levers : mapping
        Lever -> value from 0 to 1; levers that are not named stay as they are.
    """

    name: str
    title: str
    description: str
    advantages: tuple[str, ...] = Field((), strict=False)
    risks: tuple[str, ...] = Field((), strict=False)
    source: str
    levers: Annotated[dict[str, float], AfterValidator(FrozenDict)]


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
    for name in _shipped("presets"):
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


def strategies() -> pd.DataFrame:
    """Table of the strategies that come with the kit.

    Returns
    -------
    DataFrame
        One row a strategy, indexed by the name that `Scenario.under` takes: title, description,
        risks and source.
    """
    import pandas as pd

    rows = []
    for name in _shipped("strategies"):
        strategy = load_strategy(name)
        rows.append(
            {
                "name": name,
                "title": strategy.title,
                "description": strategy.description,
                "risks": "; ".join(strategy.risks),
                "source": strategy.source,
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
    return _read("scenario", "presets", name_or_path, Scenario.from_data)


def load_strategy(name_or_path: str | Path) -> Strategy:
    """Return a `Strategy`, from its name or from the path of a YAML file.

    Parameters
    ----------
    name_or_path : str or Path
        ``"cem"``, or ``"my_strategy.yaml"``.

    Returns
    -------
    Strategy
        The strategy.

    Raises
    ------
    CxsimError
        One sentence that names what is wrong in the name, the file or a field.
    """
    return _read("strategy", "strategies", name_or_path, _strategy)


def _read(
    kind: str, folder: str, name_or_path: str | Path, build: Callable[[Mapping[str, Any]], Built]
) -> Built:
    shipped = _shipped(folder)
    if str(name_or_path) in shipped:
        return build(read_yaml(shipped[str(name_or_path)]))
    if not _looks_like_a_file(name_or_path):
        raise unknown(kind, str(name_or_path), shipped)
    path = Path(name_or_path)
    data = read_yaml(path)
    try:
        return build(data)
    except CxsimError as error:
        raise CxsimError(f"{path.name}: {error}") from None


def _strategy(data: Mapping[str, Any]) -> Strategy:
    check_names(Strategy, data)
    levers = data.get("levers")
    for lever in levers if isinstance(levers, Mapping) else ():
        if lever not in Levers.model_fields:
            raise unknown("lever", str(lever), Levers.model_fields)
    try:
        strategy = Strategy.model_validate(data)
    except ValidationError as error:
        raise sentence(error) from None
    try:
        Levers.model_validate(dict(strategy.levers))
    except ValidationError as error:
        raise sentence(error, prefix="levers.") from None
    return strategy


def _shipped(folder: str) -> dict[str, Path]:
    root = Path(str(files("cxsim.scenario").joinpath(folder)))
    return {path.stem: path for path in sorted(root.glob("*.yaml"))}


def _looks_like_a_file(name: str | Path) -> bool:
    text = str(name)
    return isinstance(name, Path) or "/" in text or "\\" in text or text.endswith((".yaml", ".yml"))
