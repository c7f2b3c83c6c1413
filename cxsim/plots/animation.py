"""An animation of customers who move through the touchpoints, made from the log of a run.

One HTML page with a canvas: it needs no network, no server and no running Python. What is drawn at
a moment follows from the log and the moment alone, so the slider of time goes both ways.
"""

from __future__ import annotations

import json
import re
from html import escape
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxsim.errors import CxsimError
from cxsim.plots import inputs
from cxsim.plots.style import BLUE, CYCLE, GREY, VERMILION, in_words
from cxsim.results.run import Run

if TYPE_CHECKING:
    import pandas as pd

# A contact takes some 20 characters, so that this many stay below a megabyte.
MOST_CONTACTS = 30_000
GAVE_UP, UNKNOWN = 98, 99  # codes beside satisfaction in tenths
_DAY = 100  # times are written in hundredths of a day
_ROW = 6  # touchpoints beside each other, as in the page


class Animation:
    """What a notebook shows, and what can be saved.

    Attributes
    ----------
    html : str
        The whole page.
    customers : int
        How many customers move.
    """

    def __init__(self, html: str, customers: int, title: str, height: int) -> None:
        self.html = html
        self._height = height
        self.customers = customers
        self.title = title

    def __repr__(self) -> str:
        return f"<Animation of {self.customers} customers: {self.title}>"

    def _repr_html_(self) -> str:
        """Show the page inside a frame: its names and its keys stay its own."""
        return (
            f'<iframe title="{escape(self.title)}" srcdoc="{escape(self.html)}" '
            f'sandbox="allow-scripts" width="100%" height="{self._height}" style="border:0">'
            "</iframe>"
        )

    def save(self, path: str | Path) -> Path:
        """Write the page to a file that every browser opens.

        Parameters
        ----------
        path : str or Path
            A file, for example ``"bank.html"``; its folder must exist.

        Returns
        -------
        Path
            The file.
        """
        file = Path(path)
        if file.is_dir():
            raise CxsimError(f"path: '{file}' is a folder; add the name of a file to it.")
        if not file.parent.is_dir():
            raise CxsimError(f"path: the folder '{file.parent}' does not exist.")
        file.write_text(self.html, encoding="utf-8")
        return file


def animate(run: Run, customers: int = 500) -> Animation:
    """Make an animation of customers who move through the touchpoints.

    Parameters
    ----------
    run : Run
        One run, with its log.
    customers : int
        How many customers to show at most. They are spread evenly over all who ever were
        customers. There are fewer where their contacts would make the page too large.

    Returns
    -------
    Animation
        Shows itself in a notebook; ``save(path)`` writes it to a file.
    """
    inputs.whole("customers", customers, 1, 5000)
    people, contacts = _shown(inputs.one_run(run), customers)
    scenario = run.scenario
    title = scenario.title or scenario.name
    data = {
        "title": title,
        "days": scenario.days,
        "warm_up": scenario.warm_up_days,
        "minutes_per_day": scenario.minutes_per_day,
        "all": len(run.customers),
        "touchpoints": [
            {
                "name": in_words(name),
                "colour": CYCLE[number % len(CYCLE)],
                "staffed": name in set(run.queues["touchpoint"]),
            }
            for number, name in enumerate(scenario.company.touchpoints)
        ],
        "colours": {"pleased": BLUE, "neutral": GREY, "disappointed": VERMILION},
        "people": _people(people),
        "contacts": _contacts(people, contacts),
    }
    rows = -(-len(scenario.company.touchpoints) // _ROW)
    # Pixels: a row of boxes is 96 high, everything else on the page some 375.
    return Animation(_page(title, data), len(people), title, 375 + 96 * rows)


def _shown(run: Run, most: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Customers to show, spread evenly, and their contacts."""
    everybody, log = run.customers, run.encounters
    while True:
        places = np.unique(np.linspace(0, len(everybody) - 1, min(most, len(everybody))).round())
        people = everybody.iloc[places.astype(int)]
        contacts = log[log["customer"].isin(people["customer"])]
        if len(contacts) <= MOST_CONTACTS or most == 1:
            return people, contacts.iloc[:MOST_CONTACTS]
        most = max(1, int(0.95 * min(most, len(people)) * MOST_CONTACTS / len(contacts)))


def _people(people: pd.DataFrame) -> list[list[int]]:
    """Number, day of joining and day of leaving (-1: stays) of each customer."""
    left = people["left"].fillna(-1.0 / _DAY)
    columns = (people["customer"], _hundredths(people["joined"]), _hundredths(left))
    return [[int(value) for value in row] for row in zip(*columns, strict=True)]


def _contacts(people: pd.DataFrame, contacts: pd.DataFrame) -> list[list[int]]:
    """Per customer one flat list, five numbers a contact.

    Time since the contact before, touchpoint, time in the queue, time in service (both in minutes
    times ten), and a code: satisfaction in tenths (-40 to 40), 99 where there is none, 98 where the
    customer gave up.
    """
    table = contacts.sort_values(["customer", "arrived"], kind="stable")
    arrived = _hundredths(table["arrived"]).to_numpy()
    customer = table["customer"].to_numpy()
    is_first = np.diff(customer, prepend=-1) != 0
    since = np.where(is_first, arrived, np.diff(arrived, prepend=0))
    tenths = (10 * table["satisfaction"].clip(-4, 4)).round().fillna(UNKNOWN)
    code = tenths.where(table["outcome"].astype(object) != "abandoned", GAVE_UP)
    columns = [
        since,
        table["touchpoint"].cat.codes.to_numpy(),
        _tenths(table["wait_minutes"]),
        _tenths(table["handling_minutes"]),
        code.to_numpy(dtype=int),
    ]
    rows = np.column_stack([np.asarray(column, dtype=int) for column in columns])
    places = np.searchsorted(customer, people["customer"].to_numpy(), side="left")
    ends = np.searchsorted(customer, people["customer"].to_numpy(), side="right")
    return [rows[low:high].ravel().tolist() for low, high in zip(places, ends, strict=True)]


def _hundredths(days: pd.Series[float]) -> pd.Series[int]:
    return (days * _DAY).round().astype(int)


def _tenths(minutes: pd.Series[float]) -> np.ndarray:
    return np.rint(10 * minutes.fillna(0.0).to_numpy()).astype(int)


def _page(title: str, data: dict[str, Any]) -> str:
    """Put the data into the page. No name of a scenario can end the script that carries it."""
    template = resources.files("cxsim.plots").joinpath("animation.html").read_text("utf-8")
    written = json.dumps(data, separators=(",", ":"), ensure_ascii=True).replace("<", "\\u003c")
    parts = {"{{title}}": escape(title), "{{data}}": written}
    # In one pass: what is filled in is not searched for places to fill.
    return re.sub(r"\{\{\w+\}\}", lambda place: parts[place[0]], template)
