"""``cxsim run``: a scenario from the options, its key figures as text, its tables as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim import __version__
from cxsim.commands.text_tables import rounded, text_table
from cxsim.errors import CxsimError
from cxsim.results.tables import TABLES, to_csv

if TYPE_CHECKING:
    from cxsim.results.run import Run
    from cxsim.scenario.scenario import Scenario

FILES = (*(f"{name}.csv" for name in TABLES), "scenario.yaml", "run.yaml")
_LEGEND = """\
value: what is true in the simulation
measured: what the company can see of it
–: there is no such figure"""


def build_scenario(name: str, strategies: Sequence[str], changes: Sequence[str]) -> Scenario:
    """Build the scenario that the options ask for; a set value beats a strategy's.

    Parameters
    ----------
    name : str
        A preset's name or a YAML file's path.
    strategies : sequence of str
        Names or paths of strategies.
    changes : sequence of str
        Texts of the form ``path=value``.

    Returns
    -------
    Scenario
        The scenario.

    Raises
    ------
    CxsimError
        One sentence on the first mistake.
    """
    from cxsim.scenario.files import load

    return load(name).under(*strategies).replace(dict(_change(text) for text in changes))


def _change(text: str) -> tuple[str, Any]:
    from cxsim.scenario.yaml_text import read_value

    path, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not path:
        raise CxsimError(f"--set takes PATH=VALUE, for example customers=500, not {text[:100]!r}.")
    try:
        return path, read_value(value)
    except CxsimError as error:
        raise CxsimError(f"--set {path}: {error}") from None


def read_whole_number(option: str, text: str) -> int:
    """Read an option that takes a whole number.

    Parameters
    ----------
    option : str
        The option's name, for the sentence about a mistake.
    text : str
        What the user wrote.

    Returns
    -------
    int
        The number.

    Raises
    ------
    CxsimError
        Where the text is no whole number.
    """
    try:
        return int(text)
    except ValueError:
        raise CxsimError(f"{option} takes a whole number, not {text[:40]!r}.") from None


def report(run: Run) -> str:
    """Write a run's key figures as text; the same run gives the same text.

    Parameters
    ----------
    run : Run
        The run.

    Returns
    -------
    str
        Title, seed and a table with one row a KPI.
    """
    scenario = run.scenario
    strategies = ", ".join(scenario.strategies) or "none"
    rows = [
        (str(name), *rounded(row["value"], row["measured"]), row["unit"], row["better"])
        for name, row in run.kpis.iterrows()
    ]
    table = text_table(("kpi", "value", "measured", "unit", "better"), rows, ("value", "measured"))
    return (
        f"{scenario.title or scenario.name}, seed {run.seed}\n"
        f"{scenario.customers:,} customers, {scenario.days:,} days, "
        f"figures from day {scenario.warm_up_days} on, strategies: {strategies}\n"
        f"\n{table}\n\n{_LEGEND}"
    )


def make_folder(out: Path, files: Sequence[str] = FILES) -> None:
    """Make the folder for what a command writes, before the run and not after it.

    Parameters
    ----------
    out : Path
        The folder; it must not hold files of an earlier run.
    files : sequence of str
        Names of the files to come.

    Raises
    ------
    CxsimError
        Where something would be overwritten, or the folder cannot be made.
    """
    try:
        taken = [name for name in files if (out / name).exists()]
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(out, error) from None
    if taken:
        raise CxsimError(f"'{out}' already holds {taken[0]}: choose another folder for --out.")


def write_files(run: Run, out: Path) -> None:
    """Write a run's tables, its scenario, and what else is needed to run it again.

    Parameters
    ----------
    run : Run
        The run, with its log.
    out : Path
        The folder.

    Raises
    ------
    CxsimError
        Where a file cannot be written.
    """
    from cxsim.scenario.yaml_text import write_yaml

    try:
        for name in TABLES:
            to_csv(run.table(name), out / f"{name}.csv")
    except OSError as error:
        raise cannot_write(out, error) from None
    run.scenario.to_yaml(out / "scenario.yaml")
    facts = {"cxsim": __version__, "seed": run.seed, "engine": run.engine}
    write_yaml(facts, out / "run.yaml")


def cannot_write(out: Path, error: OSError) -> CxsimError:
    """Make the error for a folder that cannot be written to."""
    return CxsimError(f"Cannot write to '{out}': {(error.strerror or 'an error').lower()}.")
