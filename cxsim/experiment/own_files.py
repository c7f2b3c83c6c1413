"""A researcher's own table, from a CSV file or a DataFrame: every mistake is told by its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxsim.errors import CxsimError, unknown

if TYPE_CHECKING:
    import pandas as pd

_DAY = r"\s*\d{4}-?\d{2}-?\d{2}(?!\d).*"


class OwnTable:
    """The needed columns of a table, all as text, under the names that the kit uses.

    Parameters
    ----------
    source : DataFrame, str or Path
        The table, or the path of a CSV file in UTF-8 with a line of names.
    columns : mapping
        The kit's name -> the name in the table.
    """

    def __init__(self, source: Any, columns: Mapping[str, str]) -> None:
        import pandas as pd

        in_file = not isinstance(source, pd.DataFrame)
        frame = _read_csv(source) if in_file else source
        for column in columns.values():
            if column not in frame.columns:
                raise unknown("column", str(column), map(str, frame.columns))
            if list(frame.columns).count(column) > 1:
                raise CxsimError(f"The table has two columns '{column}'.")
        if frame.empty:
            raise CxsimError("The table has no rows.")
        # As a spreadsheet counts: the names stand in row 1.
        self.rows = np.arange(2, len(frame) + 2) if in_file else frame.index.to_numpy()
        self.columns = columns
        self._cells = {ours: _text(frame[theirs]) for ours, theirs in columns.items()}

    def text(self, column: str) -> pd.Series:
        """Return a column of words; an empty cell is refused."""
        cells = self._cells[column]
        self.refuse(column, cells == "", lambda cell: "the cell is empty")
        return cells

    def days(self, column: str) -> pd.Series:
        """Return a column of dates without the time of day."""
        import pandas as pd

        cells = self.text(column)
        times = pd.to_datetime(
            cells.where(cells.str.fullmatch(_DAY)), format="ISO8601", errors="coerce", utc=True
        )
        self.refuse(column, times.isna(), lambda cell: f"{cell!r} is no date such as 2024-12-31")
        return times.dt.tz_localize(None).dt.normalize()

    def numbers(
        self, column: str, contains: Callable[[pd.Series], pd.Series], words: str
    ) -> pd.Series:
        """Return a column of numbers; what ``contains`` does not allow is refused in words."""
        import pandas as pd

        values = pd.to_numeric(self.text(column), errors="coerce")
        allowed = contains(values) & np.isfinite(values)
        self.refuse(column, ~allowed, lambda cell: f"{cell!r} is not {words}")
        return values.astype(float)

    def refuse(self, column: str, wrong: pd.Series, problem: Callable[[str], str]) -> None:
        """Refuse the first wrong cell with its place; ``problem`` tells what is wrong with it."""
        places = np.flatnonzero(wrong)
        if len(places):
            cell = str(self._cells[column].iloc[places[0]])[:40]
            place = f"row {self.rows[places[0]]}, column '{self.columns[column]}'"
            raise CxsimError(f"{place}: {problem(cell).rstrip('.')}.")


def _text(cells: pd.Series) -> pd.Series:
    """Every cell as text, a missing one as an empty text, on a plain index."""
    plain = cells.reset_index(drop=True)
    return plain.astype(object).where(plain.notna(), "").astype(str).str.strip()


def _read_csv(path: Any) -> pd.DataFrame:
    import pandas as pd

    if not isinstance(path, str | Path):
        raise CxsimError(f"A table must be a DataFrame or a CSV file's path, not {path!r}.")
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, skip_blank_lines=False)
    except OSError as error:
        raise CxsimError(f"Cannot read '{path}': {(error.strerror or 'error').lower()}.") from None
    except UnicodeDecodeError:
        raise CxsimError(f"'{path}' is not UTF-8 text.") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise CxsimError(f"'{path}' is no CSV table: {error}.") from None
