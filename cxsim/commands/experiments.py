"""``cxsim sweep``, ``cxsim sensitivity``, ``cxsim robustness``: many runs, one table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxsim.commands.one_run import build_scenario, whole_number
from cxsim.commands.outputs import PICTURES, check_files, write_files
from cxsim.commands.screen import say
from cxsim.commands.text_tables import rounded, text_table
from cxsim.errors import CxsimError

if TYPE_CHECKING:
    import pandas as pd

_MOST_ROWS = 12

Name = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A preset's name, or a YAML file.", show_default=False),
]
Strategies = Annotated[
    list[str] | None,
    typer.Option(
        "--strategy",
        metavar="NAME",
        help="A strategy's name, or a YAML file. Give it again for a bundle.",
        show_default=False,
    ),
]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Another value, as in --set customers=500. Give it again for more.",
        show_default=False,
    ),
]
Free = Annotated[
    list[str] | None,
    typer.Option(
        "--free",
        metavar="PATH",
        help="A parameter that moves over its plausible range. Give it again for more; "
        "without it, all whose range is documented.",
        show_default=False,
    ),
]
Kpi = Annotated[str, typer.Option(metavar="NAME", help="The key figure to look at.")]
Seed = Annotated[str, typer.Option(metavar="N", help="The same seed gives the same figures.")]
Workers = Annotated[str, typer.Option(metavar="N", help="Runs at a time.")]
Out = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE",
        help="Write the table (.csv, .txt) or a picture (.png, .svg). Give it again for more.",
        show_default=False,
    ),
]


def add_to(application: typer.Typer) -> None:
    """Add the commands to the command line.

    Parameters
    ----------
    application : Typer
        The command line.
    """
    application.command("sweep", help="Run a scenario at many values of some parameters.")(sweep)
    application.command(
        "sensitivity", help="Which parameters does a key figure hang on, over their ranges?"
    )(sensitivity)
    application.command(
        "robustness", help="In what share of the assumption space does one strategy beat another?"
    )(robustness)


def sweep(
    scenario: Name,
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
    out: Out = None,
) -> None:
    """Sweep, print the table, write the files."""
    from cxsim.experiment.sweep import sweep as run_sweep

    files = out or []
    check_files(files)
    kpis = kpi or ["profit"]
    if len(kpis) > 1 and any(file.suffix.lower() in PICTURES for file in files):
        raise CxsimError("--out: a picture shows one key figure; give --kpi once.")
    table = run_sweep(
        build_scenario(scenario, strategy or [], changes or []),
        dict(_values(text) for text in vary or []),
        whole_number("--replications", replications),
        whole_number("--seed", seed),
        whole_number("--workers", workers),
        design=design,
        points=None if points is None else whole_number("--points", points),
        kpis=kpis,
    )
    text = _as_text(table, ["kpi"], ["mean", "ci_low", "ci_high"])
    say(text)

    def draw(ax: Any) -> object:
        from cxsim.plots.experiments import swept

        return swept(table, kpis[0], ax)

    write_files(files, table, text, draw)


def sensitivity(
    scenario: Name,
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
    out: Out = None,
) -> None:
    """Screen the parameters, print the table, write the files."""
    from cxsim.experiment.sensitivity import sensitivity as run_sensitivity

    files = out or []
    check_files(files)
    table = run_sensitivity(
        build_scenario(scenario, strategy or [], changes or []),
        method,
        kpi,
        free,
        None if samples is None else whole_number("--samples", samples),
        seed=whole_number("--seed", seed),
        workers=whole_number("--workers", workers),
    )
    text = f"What moves {kpi} ({table.attrs['runs']} runs)\n\n" + _as_text(
        table.reset_index(), ["path"], list(table.columns)
    )
    say(text)

    def draw(ax: Any) -> object:
        from cxsim.plots.experiments import influences

        return influences(table, ax=ax)

    write_files(files, table, text, draw)


def robustness(
    scenario: Name,
    strategy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="What a does; given again, what b does. Without the second, b does nothing.",
            show_default=False,
        ),
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=VALUE",
            help="A value of a alone, as in --change company.gaps.delivery=0.1.",
            show_default=False,
        ),
    ] = None,
    kpi: Kpi = "profit",
    draws: Annotated[str, typer.Option(metavar="N", help="Sets of assumptions.")] = "200",
    free: Free = None,
    changes: Changes = None,
    seed: Seed = "1",
    workers: Workers = "1",
    out: Out = None,
) -> None:
    """Draw the assumptions anew, print how often a wins and why, write the files."""
    from cxsim.experiment.robustness import robustness as run_robustness

    files = out or []
    check_files(files)
    names = strategy or []
    if len(names) > 2:
        raise CxsimError("--strategy: robustness compares two, a and b; give it twice at most.")
    found = run_robustness(
        build_scenario(scenario, names[:1], [*(changes or []), *(change or [])]),
        build_scenario(scenario, names[1:], changes or []),
        kpi,
        whole_number("--draws", draws),
        whole_number("--seed", seed),
        whole_number("--workers", workers),
        free=free,
    )
    shown = ["distance", "p_value", "correlation", "mean_where_a_wins", "mean_where_b_wins"]
    verdict = repr(found).strip("<>")
    top = found.flips.head(_MOST_ROWS).reset_index()
    title = f"Assumptions, the {len(top)} most decisive of {len(found.flips)}"
    text = f"{verdict}\n\n{title}\n\n{_as_text(top, ['path'], shown)}"
    say(text)
    write_files(files, found.draws, text, lambda ax: found.plot(ax=ax))


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
