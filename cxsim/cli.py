"""The command line: ``cxsim lab``, ``cxsim list``, ``cxsim run``, ``cxsim compare``."""

from __future__ import annotations

import shutil
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from cxsim import __version__
from cxsim.commands import lab
from cxsim.errors import CxsimError

MISTAKE = 2
INTERRUPTED = 130
_WIDEST = 120  # characters of a line that still reads well

application = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Simulate how customers experience a company, and learn from it.",
    epilog="Begin the course with 'cxsim lab', or a first run with 'cxsim run bank'.",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        What stands after ``cxsim``; None takes it from the shell.

    Returns
    -------
    int
        The exit code: 0 if all went well, 2 for a user's mistake, 130 after Ctrl-C.
    """
    _never_fail_to_print()
    try:
        application(args=arguments, prog_name="cxsim")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except CxsimError as error:
        return _mistake(str(error))
    except MemoryError:
        return _mistake("There is not enough memory for this run: try fewer customers or days.")
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


@application.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """Answer ``cxsim`` and ``cxsim --version``."""
    if version:
        _say(f"cxsim {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@application.command("lab", help="Open the course in JupyterLab.")
def open_lab(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER",
            help="Where to put the notebooks. What you changed there is kept.",
            show_default=f"the checkout's own notebooks, or ./{lab.COURSE_FOLDER}",
        ),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Start the server only; open no window.")
    ] = False,
    port: Annotated[
        str | None,
        typer.Option(metavar="N", help="Port of JupyterLab.", show_default=False),
    ] = None,
) -> None:
    """Place the notebooks, compile, and hand over to JupyterLab."""
    number = None if port is None else lab.port_number(port)
    lab.check_jupyter()
    course, copied = lab.place_course(folder)
    notebook = lab.first_notebook(course)
    _say(f"The course is in {course}.")
    if copied is not None:
        _tell_copied(copied)
    _say("Preparing the simulation ...")
    lab.prepare_engine()
    _say("Starting JupyterLab; press Ctrl-C here to stop it.")
    raise typer.Exit(lab.open_jupyter(notebook, not no_browser, number))


@application.command("list", help="Show presets, strategies, data sets and explorers.")
def show_list(
    group: Annotated[
        str | None,
        typer.Argument(
            metavar="GROUP",
            help="One group in detail: presets, strategies, datasets or explorers.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Print one group, or all of them."""
    from cxsim.commands.overview import overview

    width = min(shutil.get_terminal_size((100, 24)).columns, _WIDEST)
    _say(overview(group, width))


ScenarioName = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A preset's name, or a YAML file.", show_default=False),
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
Engine = Annotated[
    str, typer.Option(metavar="NAME", help="Which engine runs it; the figures are the same.")
]


@application.command("run", help="Simulate a scenario once and show its key figures.")
def run_scenario(
    scenario: ScenarioName,
    strategy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A strategy's name, or a YAML file. Give it again for a bundle.",
            show_default=False,
        ),
    ] = None,
    changes: Changes = None,
    seed: Annotated[str, typer.Option(metavar="N", help="The same seed gives the same run.")] = "1",
    engine: Engine = "auto",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Write all tables and the scenario here.", show_default=False
        ),
    ] = None,
) -> None:
    """Simulate, print the key figures, write the tables if asked to."""
    from cxsim.commands.one_run import (
        build_scenario,
        make_folder,
        report,
        whole_number,
        write_files,
    )
    from cxsim.results.run import simulate

    number = whole_number("--seed", seed)
    chosen = build_scenario(scenario, strategy or [], changes or [])
    if out is not None:
        make_folder(out)
    run = simulate(chosen, number, engine, log=out is not None, progress=_progress())
    _say(report(run))
    if out is not None:
        write_files(run, out)
        _say(f"\nThe tables and the scenario are in {out}.")


@application.command("compare", help="Simulate scenarios with the same luck and compare them.")
def compare_scenarios(
    scenario: ScenarioName,
    strategy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Compare the scenario under a strategy, or a bundle such as cem+omnichannel.",
            show_default=False,
        ),
    ] = None,
    variant: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=VALUE",
            help="Compare the scenario with another value, or several with commas between.",
            show_default=False,
        ),
    ] = None,
    changes: Changes = None,
    replications: Annotated[
        str, typer.Option(metavar="N", help="Runs of each scenario; auto makes as many as needed.")
    ] = "20",
    seed: Annotated[str, typer.Option(metavar="N", help="Seed of the first replication.")] = "1",
    workers: Annotated[str, typer.Option(metavar="N", help="Runs at a time.")] = "1",
    kpi: Annotated[str, typer.Option(metavar="NAME", help="What to rank by.")] = "profit",
    engine: Engine = "auto",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Write tables, pictures and scenarios here.", show_default=False
        ),
    ] = None,
) -> None:
    """Compare, print the differences, write tables and pictures if asked to."""
    from cxsim.commands import comparison, one_run
    from cxsim.experiment.compare import compare

    first = one_run.whole_number("--seed", seed)
    chosen = comparison.build_scenarios(scenario, strategy or [], variant or [], changes or [])
    comparison.check_kpi(kpi)
    if out is not None:
        comparison.check_pictures()
        one_run.make_folder(out, comparison.files_of(list(chosen)))
    number, at_once = comparison.how_many(replications), one_run.whole_number("--workers", workers)
    with warnings.catch_warnings(record=True) as notes:
        warnings.simplefilter("always", UserWarning)
        found = compare(chosen, number, first, at_once, engine=engine, kpi=kpi)
    _say(comparison.report(found, kpi, first))
    for note in notes:
        typer.echo(f"Note: {_harmless(str(note.message))}", err=True)
    if out is not None:
        comparison.write_files(found, out, kpi, first)
        _say(f"\nThe tables, pictures and scenarios are in {out}.")


def _progress() -> Callable[[float, float], None] | None:
    """Return a progress bar for a person at a terminal, and nothing for a program."""
    if not sys.stderr.isatty():
        return None

    def show(day: float, days: float) -> None:
        done = round(30 * day / days)
        bar = f"[{'#' * done}{' ' * (30 - done)}] day {day:,.0f} of {days:,.0f}"
        # At the end the bar goes, and leaves the screen to the figures.
        sys.stderr.write(f"\r{bar}" if day < days else f"\r{' ' * len(bar)}\r")
        sys.stderr.flush()

    return show


def _tell_copied(copied: lab.Copied) -> None:
    for names, what in (
        (copied.new, "new"),
        (copied.updated, "brought up to date"),
        (copied.kept, "kept as you changed it"),
    ):
        for name in names:
            _say(f"  {name}: {what}")


def _say(text: str) -> None:
    """Print at once, for what follows may take a while or replace this program."""
    typer.echo(_harmless(text))
    sys.stdout.flush()


def _mistake(sentence: str) -> int:
    typer.echo(f"Error: {_harmless(sentence)}", err=True)
    return MISTAKE


def _harmless(text: str) -> str:
    """Take out what a scenario file could steer the terminal with."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "?" for sign in text)


def _never_fail_to_print() -> None:
    """Let a terminal that lacks a sign show '?' instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
