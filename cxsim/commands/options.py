"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
Kpi = Annotated[str, typer.Option(metavar="NAME", help="The key figure to look at.")]
Seed = Annotated[str, typer.Option(metavar="N", help="The same seed gives the same run.")]
Workers = Annotated[str, typer.Option(metavar="N", help="Runs at a time.")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Write tables and pictures here.", show_default=False),
]
