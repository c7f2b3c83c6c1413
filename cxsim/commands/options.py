"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypeAlias

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


def _option(metavar: str, text: str, *flags: str, **more: Any) -> Any:
    """An option that stands for nothing where it is not given."""
    return typer.Option(*flags, metavar=metavar, help=text, show_default=False, **more)


_Several: TypeAlias = list[str] | None
ScenarioName = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A preset's name, or a YAML file.", show_default=False),
]
_BUNDLE = "A strategy's name, or a YAML file. Give it again for a bundle."
Strategies = Annotated[_Several, _option("NAME", _BUNDLE, "--strategy")]
_RIVAL = "Compare the scenario under a strategy, or a bundle such as cem+omnichannel."
Rivals = Annotated[_Several, _option("NAME", _RIVAL, "--strategy")]
_VARIANT = "Compare the scenario with another value, or several with commas between."
Variants = Annotated[_Several, _option("PATH=VALUE", _VARIANT, "--variant")]
_CHANGE = "Another value, as in --set customers=500. Give it again for more."
Changes = Annotated[_Several, _option("PATH=VALUE", _CHANGE, "--set")]
_FREE = """A parameter that moves over its plausible range. Give it again for more; \
without it, all whose range is documented."""
Free = Annotated[_Several, _option("PATH", _FREE, "--free")]
Engine = Annotated[
    str, typer.Option(metavar="NAME", help="Which engine runs it; the figures are the same.")
]
_KPIS = "A Python file that registers KPIs of your own with cx.kpi."
KpiFile = Annotated[Path | None, _option("FILE", _KPIS, "--kpi-file", callback=define_kpis)]
Kpi = Annotated[str, typer.Option(metavar="NAME", help="The key figure to look at.")]
Seed = Annotated[str, typer.Option(metavar="N", help="The same seed gives the same run.")]
Workers = Annotated[str, typer.Option(metavar="N", help="Runs at a time.")]
Out = Annotated[Path | None, _option("DIR", "Write tables and pictures here.")]
