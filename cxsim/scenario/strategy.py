"""Strategies: levers and how far they are pulled, as YAML files that a lecturer can copy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from cxsim.fields import FrozenDict, Model
from cxsim.scenario.levers import Lever, named
from cxsim.scenario.messages import check_names, sentence
from cxsim.scenario.shipped import read_named, shipped_files

if TYPE_CHECKING:
    import pandas as pd


class Strategy(Model):
    """Levers that are pulled together, with what its concept promises and risks.

    Attributes
    ----------
    name, title, description : str
        The name in paths and tables, a title for people, one or two sentences.
    advantages, risks : tuple of str
        What the concept's literature names.
    source : str
        Provenance tag.
    levers : mapping
        Lever -> its strength from 0 to 1, or a block: what is different from the kit's lever, or
        a lever of one's own with its effects (strength 1 if none is given). Levers that are not
        named stay as they are.
    """

    name: str
    title: str
    description: str
    advantages: tuple[str, ...] = Field((), strict=False)
    risks: tuple[str, ...] = Field((), strict=False)
    source: str
    levers: Annotated[
        dict[str, Lever], BeforeValidator(partial(named, strength=1.0)), AfterValidator(FrozenDict)
    ]


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
    for name in shipped_files("strategies"):
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
    return read_named("strategy", "strategies", name_or_path, _strategy)


def _strategy(data: Mapping[str, Any]) -> Strategy:
    check_names(Strategy, data)
    try:
        return Strategy.model_validate(data)
    except ValidationError as error:
        raise sentence(error) from None
