"""What ``--out`` of an experiment writes: table and report as files, and a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cxsim.commands.one_run import cannot_write, make_folder
from cxsim.errors import CxsimError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

FILES = ("table.csv", "report.txt", "picture.png", "picture.svg")


def prepare(out: Path | None) -> None:
    """Make the folder, before the runs and not after them.

    Parameters
    ----------
    out : Path, optional
        What stands behind ``--out``.

    Raises
    ------
    CxsimError
        Where something would be overwritten, the folder cannot be made, or nothing can draw.
    """
    if out is None:
        return
    try:
        import cxsim.plots.style  # noqa: F401
    except ImportError:
        raise CxsimError(
            "--out draws with seaborn and matplotlib: pip install 'cxsim[lab]' brings them."
        ) from None
    make_folder(out, FILES)


def write(out: Path | None, table: pd.DataFrame, text: str, draw: Callable[[Axes], object]) -> None:
    """Write the results of an experiment.

    Parameters
    ----------
    out : Path, optional
        The folder.
    table : DataFrame
        For the CSV file; an index is written where it has a name.
    text : str
        The report.
    draw : callable
        Draws the picture on axes.

    Raises
    ------
    CxsimError
        Where a file cannot be written.
    """
    if out is None:
        return
    from cxsim.plots import style

    picture = style.figure(9.0, 5.0)
    try:
        table.to_csv(out / "table.csv", index=table.index.name is not None, lineterminator="\n")
        (out / "report.txt").write_text(f"{text}\n", encoding="utf-8")
        with style.styled():
            draw(picture.add_subplot())
            picture.savefig(out / "picture.png", dpi=150)
            picture.savefig(out / "picture.svg")
    except OSError as error:
        raise cannot_write(out, error) from None
