"""The command line: one run is told here, many runs in `cxsim.commands.experiments`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cxsim import __version__
from cxsim.commands import experiments, lab
from cxsim.commands.options import Changes, Engine, KpiFile, ScenarioName, Seed, Strategies
from cxsim.commands.screen import harmless, say
from cxsim.errors import CxsimError

DIFFERENT = 1
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
        The exit code: 0 if all went well, 1 if a run differs from its file, 2 for a user's
        mistake, 130 after Ctrl-C.
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
        say(f"cxsim {__version__}")
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
            show_default=f"./{lab.COURSE_FOLDER}",
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
    say(f"The course is in {course}.")
    if copied is not None:
        _tell_copied(copied)
    say("Preparing the simulation ...")
    lab.prepare_engine()
    say("Starting JupyterLab; press Ctrl-C here to stop it.")
    raise typer.Exit(lab.open_jupyter(notebook, not no_browser, number))


@application.command("course", help="Write the notebooks with or without solutions.")
def write_course(
    instructor: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write them with the solutions.", show_default=False),
    ] = None,
    student: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write them without the solutions.", show_default=False),
    ] = None,
    nbgrader: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write a course for nbgrader.", show_default=False),
    ] = None,
) -> None:
    """Write one edition or several."""
    from cxsim.commands.course import write_edition

    wanted = {"instructor": instructor, "student": student, "nbgrader": nbgrader}
    if not any(wanted.values()):
        raise CxsimError("Say what to write: --student DIR, --instructor DIR or --nbgrader DIR.")
    for edition, target in wanted.items():
        if target is not None:
            written = write_edition(edition, target)
            say(f"{edition}: {len(written)} files in {target}")


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
    say(overview(group, width))


@application.command("run", help="Simulate a scenario once and show its key figures.")
def run_scenario(
    scenario: ScenarioName,
    strategy: Strategies = None,
    changes: Changes = None,
    seed: Seed = "1",
    engine: Engine = "auto",
    kpi_file: KpiFile = None,
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
        read_whole_number,
        report,
        write_files,
    )
    from cxsim.results.run import simulate

    number = read_whole_number("--seed", seed)
    chosen = build_scenario(scenario, strategy or [], changes or [])
    if out is not None:
        make_folder(out)
    run = simulate(chosen, number, engine, log=out is not None, progress=True)
    say(report(run))
    if out is not None:
        write_files(run, out)
        say(f"\nThe tables and the scenario are in {out}.")


@application.command("rerun", help="Run a stored run again: are its tables the same?")
def rerun_stored(
    stored: Annotated[
        Path,
        typer.Argument(
            metavar="FILE_OR_DIR",
            help="What 'cxsim run --out', to_parquet or to_xes wrote.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the new tables here.", show_default=False),
    ] = None,
) -> None:
    """Simulate again from the file alone, compare, and say the first difference."""
    from cxsim.commands.one_run import make_folder, write_files
    from cxsim.results.rerun import rerun

    if out is not None:
        make_folder(out)
    again = rerun(stored)
    if out is not None:
        write_files(again.run, out)
    if again.difference:
        say(again.difference)
        raise typer.Exit(DIFFERENT)
    say(f"The same as in {stored}, seed {again.facts.seed}: {', '.join(again.compared)}.")


experiments.add_to(application)


@application.command("validate", help="Recompute published results and compare.")
def check_against_textbooks(
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TARGET",
            help="One target, as in --only T-05. Give it again for more.",
            show_default=False,
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
    details: Annotated[
        bool, typer.Option("--details", help="Show every figure, not one a target.")
    ] = False,
    engine: Annotated[str, typer.Option(metavar="NAME", help="Which engine is asked.")] = "auto",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Write table, report and picture here.", show_default=False
        ),
    ] = None,
) -> None:
    """Print target, published, closed form, simulated with its interval, and verdict."""
    from cxsim.commands import outputs, validation
    from cxsim.experiment.validation import validate

    outputs.prepare(out)
    table = validate(only or None, engine=engine, details=details, progress=True)
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    report = validation.report(table, width)
    say(validation.as_json(table) if json else report)
    outputs.write(out, table.reset_index(), report, lambda ax: validation.draw(table, ax))
    if validation.failed(table):
        raise typer.Exit(1)


def _tell_copied(copied: lab.Copied) -> None:
    for names, what in (
        (copied.new, "new"),
        (copied.updated, "brought up to date"),
        (copied.kept, "kept as you changed it"),
    ):
        for name in names:
            say(f"  {name}: {what}")


def _mistake(sentence: str) -> int:
    typer.echo(f"Error: {harmless(sentence)}", err=True)
    return MISTAKE


def _never_fail_to_print() -> None:
    """Let a terminal that lacks a sign show '?' instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
