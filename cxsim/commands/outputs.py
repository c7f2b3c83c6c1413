"""What ``--out`` writes: a table (text, CSV) or a picture (PNG, SVG), by the end of the name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cxsim.errors import CxsimError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

PICTURES = (".png", ".svg")
TABLES = (".csv", ".txt")


def check_files(files: Sequence[Path]) -> None:
    """Refuse files that cannot be written, before the runs and not after them.

    Parameters
    ----------
    files : sequence of Path
        What stands behind ``--out``.

    Raises
    ------
    CxsimError
        For an unknown ending, a file that exists, or a folder that does not.
    """
    for file in files:
        if file.suffix.lower() not in (*TABLES, *PICTURES):
            endings = ", ".join((*TABLES, *PICTURES))
            raise CxsimError(f"--out {file}: the name must end in one of {endings}.")
        if file.exists():
            raise CxsimError(f"--out {file}: the file exists already; choose another name.")
        if not file.parent.is_dir():
            raise CxsimError(f"--out {file}: there is no folder '{file.parent}'.")


def write_files(
    files: Sequence[Path], table: pd.DataFrame, text: str, draw: Callable[[Axes], object]
) -> None:
    """Write the results of an experiment into every file asked for.

    Parameters
    ----------
    files : sequence of Path
        Where to.
    table : DataFrame
        For CSV files; an index is written where it has a name.
    text : str
        For text files.
    draw : callable
        Draws the picture on axes.

    Raises
    ------
    CxsimError
        Where a file cannot be written, or the picture's libraries are missing.
    """
    for file in files:
        ending = file.suffix.lower()
        try:
            if ending == ".csv":
                table.to_csv(file, index=table.index.name is not None, lineterminator="\n")
            elif ending == ".txt":
                file.write_text(f"{text}\n", encoding="utf-8")
            else:
                _save_picture(file, draw)
        except OSError as error:
            reason = (error.strerror or "an error").lower()
            raise CxsimError(f"Cannot write '{file}': {reason}.") from None


def _save_picture(file: Path, draw: Callable[[Axes], object]) -> None:
    try:
        from cxsim.plots import style
    except ImportError:
        raise CxsimError(
            "Pictures need seaborn and matplotlib: pip install 'cxsim[lab]' brings them."
        ) from None
    figure = style.figure(9.0, 5.0)
    with style.styled():
        draw(figure.add_subplot())
        figure.savefig(file, dpi=150)
