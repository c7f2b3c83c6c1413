"""``cxsim sweep``, ``cxsim sensitivity``, ``cxsim robustness``: many runs, one table."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxsim.commands import outputs
from cxsim.commands.one_run import build_scenario, make_folder, read_whole_number
from cxsim.commands.options import (
    Changes,
    Engine,
    Free,
    Kpi,
    KpiFile,
    Out,
    Rivals,
    ScenarioName,
    Seed,
    Strategies,
    Variants,
    Workers,
)
from cxsim.commands.screen import harmless, say
from cxsim.commands.text_tables import rounded, text_table
from cxsim.errors import CxsimError

if TYPE_CHECKING:
    import pandas as pd

_MOST_ROWS = 12


def add_to(application: typer.Typer) -> None:
    """Add the commands to the command line.

    Parameters
    ----------
    application : Typer
        The command line.
    """
    application.command("compare", help="Simulate scenarios with the same luck and compare them.")(
        compare
    )
    application.command("sweep", help="Run a scenario at many values of some parameters.")(sweep)
    application.command(
        "sensitivity", help="Which parameters does a key figure hang on, over their ranges?"
    )(sensitivity)
    application.command(
        "robustness", help="In what share of the assumption space does one scenario beat another?"
    )(robustness)


def compare(
    scenario: ScenarioName,
    strategy: Rivals = None,
    variant: Variants = None,
    changes: Changes = None,
    replications: Annotated[
        str, typer.Option(metavar="N", help="Runs of each scenario; auto makes as many as needed.")
    ] = "20",
    seed: Annotated[str, typer.Option(metavar="N", help="Seed of the first replication.")] = "1",
    workers: Workers = "1",
    kpi: Annotated[str, typer.Option(metavar="NAME", help="What to rank by.")] = "profit",
    engine: Engine = "auto",
    kpi_file: KpiFile = None,
    out: Out = None,
) -> None:
    """Compare, print the differences, write tables and pictures if asked to."""
    from cxsim.commands import comparison
    from cxsim.experiment.checks import directed_kpi
    from cxsim.experiment.compare import compare as run_comparison

    first = read_whole_number("--seed", seed)
    chosen = comparison.build_scenarios(scenario, strategy or [], variant or [], changes or [])
    directed_kpi(kpi)  # before any run
    if out is not None:
        comparison.check_pictures()
        make_folder(out, comparison.files_of(list(chosen)))
    number, at_once = comparison.how_many(replications), read_whole_number("--workers", workers)
    with warnings.catch_warnings(record=True) as notes:
        warnings.simplefilter("always", UserWarning)
        found = run_comparison(chosen, number, first, at_once, engine=engine, kpi=kpi)
    say(comparison.report(found, kpi, first))
    for note in notes:
        typer.echo(f"Note: {harmless(str(note.message))}", err=True)
    if out is not None:
        comparison.write_files(found, out, kpi, first)
        say(f"\nThe tables, pictures and scenarios are in {out}.")


def sweep(
    scenario: ScenarioName,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=VALUES",
            help="Values to try, with commas: --vary customers=500,1000. Give it again for more.",
            show_default=False,
        ),
    ] = None,
    kpi: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A key figure to show. Give it again for more."),
    ] = None,
    replications: Annotated[str, typer.Option(metavar="N", help="Runs of each point.")] = "10",
    design: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="factorial, or latin: --vary then gives the range's two ends."
        ),
    ] = "factorial",
    points: Annotated[
        str | None,
        typer.Option(metavar="N", help="Points of a latin design.", show_default=False),
    ] = None,
    strategy: Strategies = None,
    changes: Changes = None,
    seed: Seed = "1",
    workers: Workers = "1",
    kpi_file: KpiFile = None,
    out: Out = None,
) -> None:
    """Sweep, print the table, write the files."""
    from cxsim.experiment.sweep import sweep as run_sweep

    if not vary:
        raise CxsimError("sweep needs something to vary: give --vary PATH=VALUE,VALUE.")
    outputs.prepare(out)
    kpis = kpi or ["profit"]
    table = run_sweep(
        build_scenario(scenario, strategy or [], changes or []),
        dict(_values(text) for text in vary or []),
        read_whole_number("--replications", replications),
        read_whole_number("--seed", seed),
        read_whole_number("--workers", workers),
        design=design,
        points=None if points is None else read_whole_number("--points", points),
        kpis=kpis,
    )
    text = _as_text(table, ["kpi"], ["mean", "ci_low", "ci_high"])
    say(text)

    def draw(ax: Any) -> object:
        from cxsim.plots.experiments import swept

        return swept(table, kpis[0], ax)

    outputs.write(out, table, text, draw)


def sensitivity(
    scenario: ScenarioName,
    method: Annotated[str, typer.Option(metavar="NAME", help="morris or sobol.")] = "morris",
    kpi: Kpi = "profit",
    free: Free = None,
    samples: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="Trajectories (morris, 10) or base points (sobol, 64).",
            show_default=False,
        ),
    ] = None,
    strategy: Strategies = None,
    changes: Changes = None,
    seed: Seed = "1",
    workers: Workers = "1",
    kpi_file: KpiFile = None,
    out: Out = None,
) -> None:
    """Screen the parameters, print the table, write the files."""
    from cxsim.experiment.sensitivity import sensitivity as run_sensitivity

    outputs.prepare(out)
    table = run_sensitivity(
        build_scenario(scenario, strategy or [], changes or []),
        method,
        kpi,
        free,
        None if samples is None else read_whole_number("--samples", samples),
        seed=read_whole_number("--seed", seed),
        workers=read_whole_number("--workers", workers),
    )
    text = f"What moves {kpi} ({table.attrs['runs']} runs)\n\n" + _as_text(
        table.reset_index(), ["path"], list(table.columns)
    )
    say(text)

    def draw(ax: Any) -> object:
        from cxsim.plots.experiments import influences

        return influences(table, ax=ax)

    outputs.write(out, table, text, draw)


def robustness(
    scenario: ScenarioName,
    strategy: Rivals = None,
    variant: Variants = None,
    kpi: Kpi = "profit",
    draws: Annotated[str, typer.Option(metavar="N", help="Sets of assumptions.")] = "200",
    free: Free = None,
    changes: Changes = None,
    seed: Seed = "1",
    workers: Workers = "1",
    kpi_file: KpiFile = None,
    out: Out = None,
) -> None:
    """Draw the assumptions anew, print how often a wins and why, write the files."""
    from cxsim.commands.comparison import build_scenarios
    from cxsim.experiment.robustness import robustness as run_robustness

    chosen = build_scenarios(scenario, strategy or [], variant or [], changes or [])
    if len(chosen) > 2:
        raise CxsimError(f"robustness compares two scenarios, not {len(chosen)}.")
    # Where only one is asked for, it is a; the scenario as it is comes first, and is b.
    a, b = list(chosen) if len(strategy or []) + len(variant or []) == 2 else list(chosen)[::-1]
    outputs.prepare(out)
    found = run_robustness(
        chosen[a],
        chosen[b],
        kpi,
        read_whole_number("--draws", draws),
        read_whole_number("--seed", seed),
        read_whole_number("--workers", workers),
        free=free,
    )
    top = found.flips.head(_MOST_ROWS).reset_index()
    figures = ["distance", "p_value", "correlation", "mean_where_a_wins", "mean_where_b_wins"]
    text = (
        f"a: {a}\nb: {b}\n{repr(found).strip('<>')}\n\n"
        f"Assumptions, the {len(top)} most decisive of {len(found.flips)}\n\n"
        f"{_as_text(top, ['path'], figures)}"
    )
    say(text)
    outputs.write(out, found.draws, text, lambda ax: found.plot(ax=ax))


def _values(text: str) -> tuple[str, list[Any]]:
    """Read ``path=1,2,3``."""
    from cxsim.scenario.yaml_text import read_value

    path, equals, values = (part.strip() for part in text.partition("="))
    if not equals or not path or not values:
        raise CxsimError(f"--vary takes PATH=VALUE,VALUE, not {text[:100]!r}.")
    try:
        return path, [read_value(value.strip()) for value in values.split(",")]
    except CxsimError as error:
        raise CxsimError(f"--vary {path}: {error}") from None


def _as_text(table: pd.DataFrame, words: list[str], figures: list[str]) -> str:
    """Arrange a table: names and settings as they are, figures with the digits that matter."""
    settings = list(table.columns[: list(table.columns).index(words[0])])
    rows = [
        (
            *(f"{row[name]:g}" if isinstance(row[name], float) else str(row[name])
              for name in settings),
            *(str(row[name]) for name in words),
            *rounded(*(float(row[name]) for name in figures)),
        )
        for row in table.to_dict("records")
    ]  # fmt: skip
    headers = [*(name.rpartition(".")[2] for name in map(str, settings)), *words, *figures]
    return text_table(headers, rows, figures)
