"""One customer's story as a picture: every contact, and what it did to their attitude."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from cxsim.errors import CxsimError
from cxsim.plots import inputs
from cxsim.plots.style import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    PALE,
    PURPLE,
    SKY,
    VERMILION,
    in_words,
    new_figure,
    shortened,
    styled,
)  # fmt: skip
from cxsim.results.run import Run
from cxsim.results.story import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

_OUTCOMES: dict[str, dict[str, Any]] = {
    "resolved": {"marker": "o", "color": BLUE},
    "unresolved": {"marker": "o", "color": SKY, "markerfacecolor": "white"},
    "failed": {"marker": "X", "color": VERMILION},
    "abandoned": {"marker": "v", "color": ORANGE},
}
_OTHER_OUTCOME: dict[str, Any] = {"marker": "D", "color": PURPLE}
_GOING_ON = "still going on"
_OPEN: dict[str, Any] = {"marker": ".", "color": GREY}


def customer_timeline(
    run: Run, customer: int | None = None, figure: Figure | SubFigure | None = None
) -> Figure | SubFigure:
    """Draw every contact of one customer: where, how it ended, how satisfied, and the attitude.

    Parameters
    ----------
    run : Run
        One run, with its log.
    customer : int, optional
        Number of the customer; by default the one with most contacts.
    figure : Figure or SubFigure, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Figure or SubFigure
        Two axes one above the other: satisfaction with each contact and attitude after each
        episode (0 = neutral), and the contacts at their touchpoints.
    """
    person = _person(inputs.one_run(run), customer)
    number = int(person["customer"])
    contacts = run.encounters[run.encounters["customer"] == number]
    episodes = run.episodes[run.episodes["customer"] == number]
    touchpoints = list(run.scenario.company.touchpoints)
    visited = [name for name in touchpoints if (contacts["touchpoint"] == name).any()]
    drawn = figure or new_figure(8.0, 3.6 + 0.25 * len(visited))
    with styled():
        drawn.clear()
        feelings, places = drawn.subplots(
            2, 1, sharex=True, height_ratios=(1.6, 0.5 + 0.28 * max(1, len(visited)))
        )
        _draw_feelings(feelings, contacts, episodes, person)
        _draw_places(places, contacts, visited)
        for ax in (feelings, places):
            _draw_life(ax, person, run.scenario.days)
        _write_life(feelings, person, run.scenario.days)
        places.set(xlabel="day", xlim=(-0.01 * run.scenario.days, 1.01 * run.scenario.days))
        source = person["source"]
        came = "there on day 0" if source == "initial" else f"came by {in_words(source)}"
        feelings.set_title(f"Customer {number}, {in_words(person['segment'])}, {came}")
    return drawn


def _person(run: Run, customer: int | None) -> pd.Series[Any]:
    people = run.customers
    if customer is None:
        counts = run.encounters["customer"].value_counts()
        customer = int(counts.index[0]) if len(counts) else int(people["customer"].iloc[0])
    if isinstance(customer, str) or customer not in people["customer"].to_numpy():
        raise CxsimError(
            f"Unknown customer {customer!r}: take a number of run.customers['customer'], for "
            f"example {int(people['customer'].iloc[0])}."
        )
    return people[people["customer"] == customer].iloc[0]


def _draw_feelings(
    ax: Axes, contacts: pd.DataFrame, episodes: pd.DataFrame, person: pd.Series[Any]
) -> None:
    for outcome, rows in _by_outcome(contacts):
        ax.plot(
            rows["arrived"], rows["satisfaction"], linestyle="", markersize=6, zorder=3,
            gid=f"satisfaction {outcome}", **_look(outcome),
        )  # fmt: skip
    known = episodes.dropna(subset=["closed"]).sort_values("closed")
    ax.step(
        known["closed"], known["attitude"], where="post", color=BLACK, linewidth=1.6,
        label="attitude after each episode", gid="attitude",
    )  # fmt: skip
    ax.axhline(0, color=GREY, linewidth=0.8)
    values = np.concatenate([contacts["satisfaction"].to_numpy(), known["attitude"].to_numpy()])
    reach = max(1.0, float(np.abs(values[np.isfinite(values)]).max(initial=0.0)) * 1.15)
    ax.set(ylabel="satisfaction (0 = neutral)", ylim=(-reach, reach))
    if len(known):
        ax.legend(loc="lower left", bbox_to_anchor=(0.62, 1), borderaxespad=0.2)


def _draw_places(ax: Axes, contacts: pd.DataFrame, visited: list[str]) -> None:
    row = {name: number for number, name in enumerate(visited)}
    for outcome, rows in _by_outcome(contacts):
        ax.plot(
            rows["arrived"], rows["touchpoint"].astype(object).map(row), linestyle="",
            markersize=6, label=in_words(outcome), gid=f"contacts {outcome}", **_look(outcome),
        )  # fmt: skip
    ax.set_yticks(range(len(visited)), [shortened(name, 26) for name in visited])
    ax.set_ylim(max(len(visited), 1) - 0.5, -0.5)
    ax.grid(visible=False, axis="x")
    if visited:
        ax.legend(
            loc="upper left", bbox_to_anchor=(0, -0.1 - 0.45 / len(visited)), ncols=5,
            handletextpad=0.3, columnspacing=1.2,
        )  # fmt: skip
    else:
        ax.text(0.5, 0.5, "no contacts", transform=ax.transAxes, ha="center", color=GREY)


def _draw_life(ax: Axes, person: pd.Series[Any], days: float) -> None:
    """Shade the time before joining and after leaving."""
    left = float(person["left"])
    for start, end in ((0.0, float(person["joined"])), (left, float(days))):
        if end > start:  # never where `left` is missing
            ax.axvspan(start, end, color=PALE, alpha=0.6, linewidth=0, zorder=0)


def _write_life(ax: Axes, person: pd.Series[Any], days: float) -> None:
    look: dict[str, Any] = {"va": "top", "fontsize": "small", "color": GREY}
    top = ax.get_ylim()[1]
    if person["joined"] > 0:
        ax.text(person["joined"], top, f"joined, day {person['joined']:.0f} ", ha="right", **look)
    if not np.isnan(person["left"]):
        words = f" left, day {person['left']:.0f}: \n {in_words(person['reason'])} "
        side = "left" if person["left"] < 0.8 * days else "right"
        ax.text(person["left"], top, words, ha=side, **look)


def _by_outcome(contacts: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Contacts by their outcome; those still going on at the end have none."""
    names = contacts["outcome"].astype(object).fillna(_GOING_ON)
    order = sorted(names.unique(), key=[*_OUTCOMES, *OUTCOMES, _GOING_ON].index)
    return [(str(name), contacts[(names == name).to_numpy()]) for name in order]


def _look(outcome: str) -> dict[str, Any]:
    return _OPEN if outcome == _GOING_ON else _OUTCOMES.get(outcome, _OTHER_OUTCOME)
