"""The tables that ship with the package: figures of the five papers and reference values.

The folder is a Frictionless data package. Its descriptor, ``datapackage.json``, is the one place
that knows titles, types, units, sources and notes; this module turns it into DataFrames.
"""

from __future__ import annotations

import json
from collections.abc import Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.errors import unknown
from cxsim.folders import folder

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["list", "load"]

# A column that may be empty needs a type that can say "missing"; numbers have NaN.
_REQUIRED_TYPES = {"integer": "int64", "number": "float64", "boolean": "bool"}
_OPTIONAL_TYPES = {"integer": "Int64", "number": "float64", "boolean": "boolean"}


def overview() -> pd.DataFrame:
    """List the data sets.

    Returns
    -------
    DataFrame
        One row a data set, indexed by name: title, number of rows, source, and the ids of the
        coverage table that it serves.

    Examples
    --------
    >>> overview().loc["cem_sourcing", "title"]
    'Where CEM technology comes from'
    """
    import pandas as pd

    rows = {
        name: {
            "title": resource["title"],
            "rows": len(_table(resource)),
            "source": _source(resource),
            "covers": ", ".join(resource["covers"]),
        }
        for name, resource in _resources().items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("name")


list = overview  # the public name; inside, list is Python's


def load(name: str) -> pd.DataFrame:
    """Load a data set.

    Parameters
    ----------
    name : str
        A name from the index of `list`.

    Returns
    -------
    DataFrame
        The table. Lost or absent figures are missing, never zero. ``attrs`` carries name, title,
        description, source, licence, provenance, notes, covers, facts (figures about the whole
        table) and units (column to unit).

    Raises
    ------
    CxsimError
        If there is no such data set; the sentence offers the nearest name.

    Examples
    --------
    >>> load("cem_sourcing").attrs["units"]
    {'pct': '%'}
    """
    resources = _resources()
    if name not in resources:
        raise unknown("data set", name, resources)
    resource = resources[name]
    table = _table(resource)
    table.attrs = _attributes(resource)
    return table


def _resources() -> dict[str, dict[str, Any]]:
    text = (folder("datasets") / "datapackage.json").read_text(encoding="utf-8")
    return {resource["name"]: resource for resource in json.loads(text)["resources"]}


def _table(resource: dict[str, Any]) -> pd.DataFrame:
    path = folder("datasets") / resource["path"]
    read = _read_json if resource["format"] == "json" else _read_csv
    return read(path, resource)


def _read_csv(path: Path, resource: dict[str, Any]) -> pd.DataFrame:
    import pandas as pd

    # Only an empty cell is missing: words such as "None" are words.
    return pd.read_csv(
        path,
        dtype={**dict.fromkeys(_columns(resource), "str"), **_types(resource)},
        keep_default_na=False,
        na_values=resource["schema"]["missingValues"],
    )


def _read_json(path: Path, resource: dict[str, Any]) -> pd.DataFrame:
    import pandas as pd

    rows = json.loads(path.read_text(encoding="utf-8"))
    part = resource["dialect"]["json"].get("property")
    table = pd.DataFrame(rows[part] if part else rows, columns=_columns(resource))
    return table.astype(_types(resource))


def _columns(resource: dict[str, Any]) -> tuple[str, ...]:
    return tuple(field["name"] for field in resource["schema"]["fields"])


def _types(resource: dict[str, Any]) -> dict[str, str]:
    """Return the pandas type of every column that is not text."""
    types = {}
    for field in resource["schema"]["fields"]:
        required = field.get("constraints", {}).get("required", False)
        choices = _REQUIRED_TYPES if required else _OPTIONAL_TYPES
        if field["type"] in choices:
            types[field["name"]] = choices[field["type"]]
    return types


def _attributes(resource: dict[str, Any]) -> dict[Hashable | None, Any]:
    fields = resource["schema"]["fields"]
    return {
        "name": resource["name"],
        "title": resource["title"],
        "description": resource["description"],
        "source": _source(resource),
        "licence": "; ".join(licence["title"] for licence in resource["licenses"]),
        "provenance": resource["provenance"],
        "notes": resource["notes"],
        "covers": resource["covers"],
        "facts": resource.get("facts", {}),
        "units": {field["name"]: field["unit"] for field in fields if "unit" in field},
    }


def _source(resource: dict[str, Any]) -> str:
    return "; ".join(source["title"] for source in resource["sources"])
