"""``cxsim compare``: scenarios from the options, differences as text, tables and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from cxsim import __version__
from cxsim.commands.one_run import build_scenario, cannot_write, read_whole_number
from cxsim.commands.text_tables import rounded, text_table
from cxsim.errors import CxsimError

if TYPE_CHECKING:
    import pandas as pd

    from cxsim.experiment.comparison import Comparison
    from cxsim.scenario.scenario import Scenario

_TABLES = ("table", "differences", "ranking", "runs")
_FORMATS = ("png", "svg")


def build_scenarios(
    name: str, strategies: Sequence[str], variants: Sequence[str], changes: Sequence[str]
) -> dict[str, Scenario]:
    """Build the scenarios that the options ask for.

    Parameters
    ----------
    name : str
        A preset's name or a YAML file's path.
    strategies : sequence of str
        A scenario each: a strategy, or a bundle such as ``cem+omnichannel``.
    variants : sequence of str
        A scenario each: ``path=value``, or several of them with commas between.
    changes : sequence of str
        Texts of the form ``path=value``, for all scenarios.

    Returns
    -------
    dict
        Name -> scenario. Where only one is asked for, the scenario as it is comes first.

    Raises
    ------
    CxsimError
        One sentence on the first mistake.
    """
    asked: list[tuple[str, list[str], list[str]]]
    asked = [(text, text.split("+"), []) for text in strategies]
    asked += [(_short(text), [], text.split(",")) for text in variants]
    if not asked:
        raise CxsimError(
            "compare needs something to compare with: "
            "give --strategy NAME or --variant PATH=VALUE. One alone is compared with no change."
        )
    if len(asked) == 1:
        asked.insert(0, ("as it is", [], []))
    labels = [label for label, _, _ in asked]
    for label in labels:
        if labels.count(label) > 1:
            raise CxsimError(f"compare needs different scenarios: {label!r} is given twice.")
    return {label: build_scenario(name, own, [*changes, *more]) for label, own, more in asked}


def _short(variant: str) -> str:
    """Name a variant by the ends of its paths: call_centre.agents=2."""
    names = []
    for text in variant.split(","):
        path, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not path:
            raise CxsimError(
                f"--variant takes PATH=VALUE, for example customers=500, not {text[:100]!r}."
            )
        names.append(f"{'.'.join(path.split('.')[-2:])}={value}")
    return ", ".join(names)


def how_many(text: str) -> int | str:
    """Read ``--replications``: a whole number, or the word auto."""
    return text if text == "auto" else read_whole_number("--replications", text)


def report(comparison: Comparison, kpi: str, seed: int) -> str:
    """Write what a comparison found as text.

    Parameters
    ----------
    comparison : Comparison
        What `cxsim.compare` returns.
    kpi : str
        The KPI that ranks the scenarios.
    seed : int
        The first seed.

    Returns
    -------
    str
        Means, differences to the first scenario, and the ranking.
    """
    names = list(comparison.scenarios)
    first = comparison.scenarios[names[0]]
    sure = f"{100 * comparison.level:g} %"
    parts = [
        f"{first.title or first.name}: {len(names)} scenarios, {comparison.replications} "
        f"replications, seeds {seed} to {seed + comparison.replications - 1}",
        _means(comparison),
    ]
    for name in names[1:]:
        parts.append(f"{name} minus {names[0]}, run by run, with {sure} intervals of the mean")
        parts.append(_difference(comparison.difference(name, names[0])))
    parts.append(f"Ranked by {kpi}; the {sure} intervals of the differences hold all at once")
    parts.append(_ranking(comparison.ranking(kpi)))
    return "\n\n".join(parts)


def _means(comparison: Comparison) -> str:
    from cxsim.results.kpis import KPIS

    means = comparison.table["mean"].unstack("scenario")[list(comparison.scenarios)]
    rows = [
        (str(name), *rounded(*values), KPIS[str(name)].unit)
        for name, values in means.reindex(comparison.runs.columns).dropna(how="all").iterrows()
    ]
    return text_table(("mean of", *means.columns, "unit"), rows, list(means.columns))


def _difference(table: pd.DataFrame) -> str:
    from cxsim.results.kpis import KPIS

    rows = [
        (str(name), *rounded(*values), KPIS[str(name)].unit, KPIS[str(name)].better)
        for name, values in table.dropna().iterrows()
    ]
    return text_table(("kpi", *table.columns, "unit", "better"), rows, list(table.columns))


def _ranking(table: pd.DataFrame) -> str:
    rows = []
    for name, row in table.iterrows():
        chance = f"{100 * row['probability_best']:.0f} %"
        distance = rounded(row["to_best"], row["ci_low"], row["ci_high"])
        rows.append((str(name), *rounded(row["mean"]), *distance, chance))
    numbers = ("mean", "to_best", "ci_low", "ci_high", "probability_best")
    return text_table(("scenario", *numbers), rows, numbers)


def files_of(scenarios: Sequence[str]) -> list[str]:
    """Names of the files that a comparison writes."""
    pictures = ["ranking", *(f"differences_{place}" for place in range(1, len(scenarios)))]
    return [
        *(f"{table}.csv" for table in _TABLES),
        *(f"{picture}.{form}" for picture in pictures for form in _FORMATS),
        *(f"scenario_{place}.yaml" for place in range(len(scenarios))),
        "compare.yaml",
    ]


def check_pictures() -> None:
    """Refuse where pictures cannot be drawn, before any run."""
    missing = [name for name in ("matplotlib", "seaborn") if find_spec(name) is None]
    if missing:
        raise CxsimError(
            f"--out draws pictures with {' and '.join(missing)}: "
            "pip install 'cxsim[lab]' brings them."
        )


def write_files(comparison: Comparison, out: Path, kpi: str, seed: int) -> None:
    """Write tables, pictures, scenarios, and what else is needed to make them again.

    Parameters
    ----------
    comparison : Comparison
        What `cxsim.compare` returns.
    out : Path
        An existing folder.
    kpi : str
        The KPI that ranks the scenarios.
    seed : int
        The first seed.

    Raises
    ------
    CxsimError
        Where a file cannot be written.
    """
    from cxsim.scenario.yaml_text import write_yaml

    names = list(comparison.scenarios)
    try:
        comparison.table.to_csv(out / "table.csv")
        _all_differences(comparison).to_csv(out / "differences.csv")
        comparison.ranking(kpi).to_csv(out / "ranking.csv")
        comparison.runs.to_csv(out / "runs.csv")
        _draw(comparison, out, kpi)
    except OSError as error:
        raise cannot_write(out, error) from None
    for place, scenario in enumerate(comparison.scenarios.values()):
        scenario.to_yaml(out / f"scenario_{place}.yaml")
    facts = {
        "cxsim": __version__,
        "seed": seed,
        "replications": comparison.replications,
        "level": comparison.level,
        "scenarios": {name: f"scenario_{place}.yaml" for place, name in enumerate(names)},
    }
    write_yaml(facts, out / "compare.yaml")


def _all_differences(comparison: Comparison) -> pd.DataFrame:
    import pandas as pd

    pairs = [(later, earlier) for earlier, later in combinations(comparison.scenarios, 2)]
    parts = {pair: comparison.difference(*pair) for pair in pairs}
    return pd.concat(parts, names=["scenario", "reference", "kpi"])


def _draw(comparison: Comparison, out: Path, kpi: str) -> None:
    from cxsim.plots.style import figure, styled

    first, *others = comparison.scenarios
    rows = 1.5 + 0.27 * len(comparison.runs.columns)
    pictures = {"ranking": figure(7.0, 1.3 + 0.35 * len(comparison.scenarios))}
    pictures |= {f"differences_{place}": figure(8.5, rows) for place, _ in enumerate(others, 1)}
    with styled():
        axes = [picture.add_subplot() for picture in pictures.values()]
        comparison.plot_ranking(kpi, ax=axes[0])
        for name, ax in zip(others, axes[1:], strict=True):
            comparison.plot(name, first, ax=ax)
        for file, picture in pictures.items():
            for form in _FORMATS:
                picture.savefig(out / f"{file}.{form}")
