"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cxsim.errors import CxsimError


def define_kpis(path: Path | None) -> Path | None:
    """Run a Python file that registers KPIs of one's own with ``cx.kpi``."""
    if path is None:
        return None
    import runpy

    try:
        runpy.run_path(str(path))
    except (CxsimError, OSError) as error:
        raise CxsimError(f"--kpi-file: {error}") from None
    except Exception as error:
        raise CxsimError(f"--kpi-file '{path}': {type(error).__name__}: {error}") from None
    return path


ScenarioName = Annotated[
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
Rivals = Annotated[
    list[str] | None,
    typer.Option(
        "--strategy",
        metavar="NAME",
        help="Compare the scenario under a strategy, or a bundle such as cem+omnichannel.",
        show_default=False,
    ),
]
Variants = Annotated[
    list[str] | None,
    typer.Option(
        "--variant",
        metavar="PATH=VALUE",
        help="Compare the scenario with another value, or several with commas between.",
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
Engine = Annotated[
    str, typer.Option(metavar="NAME", help="Which engine runs it; the figures are the same.")
]
KpiFile = Annotated[
    Path | None,
    typer.Option(
        "--kpi-file",
        metavar="FILE",
        help="A Python file that registers KPIs of your own with cx.kpi.",
        callback=define_kpis,
        show_default=False,
    ),
]
Kpi = Annotated[str, typer.Option(metavar="NAME", help="The key figure to look at.")]
Seed = Annotated[str, typer.Option(metavar="N", help="The same seed gives the same run.")]
Workers = Annotated[str, typer.Option(metavar="N", help="Runs at a time.")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Write tables and pictures here.", show_default=False),
]
