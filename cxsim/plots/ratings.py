"""Stars: how satisfied all are with their matters, beside those who answered a survey."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from scipy.special import ndtr

from cxsim.intervals import margin_of, mean_and_margin
from cxsim.plots import marks
from cxsim.plots.numbers import Array, Runs, listed
from cxsim.plots.style import COLOURS, axes_or_new, styled
from cxsim.results.run import Run

STARS = np.arange(1, 6)
_WIDTH = 0.38


class Stars(NamedTuple):
    """Shares (%) of the five scores of the satisfaction item, and margins of the answers.

    Attributes
    ----------
    everybody : ndarray
        If every matter got its score: the noise of ticking is averaged out.
    answered : ndarray
        What the firm was told, with all that lifts an answer.
    margin : ndarray
        Half-widths of the 95 % intervals of ``answered``.
    """

    everybody: Array
    answered: Array
    margin: Array


def stars(runs: Runs | Stars, ax: Axes | None = None, pinned: Stars | None = None) -> Axes:
    """Draw how many stars all matters would get, beside those that surveys report.

    Parameters
    ----------
    runs : Run or list of Run
        One run, or runs of one scenario with several seeds (then means with 95 % intervals).
    ax : Axes, optional
        Where to draw; without it, a new figure.
    pinned : Stars, optional
        Other answers to compare with, as `cxsim.plots.ratings.stars_of` returns them.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    found = runs if isinstance(runs, Stars) else stars_of(runs)
    ax = axes_or_new(ax)
    with styled():
        _bars(ax, "truth", found.everybody, -_WIDTH / 2, "truth: all matters")
        _bars(ax, "measured", found.answered, _WIDTH / 2, "surveys: those answered")
        place = STARS + _WIDTH / 2
        ends = found.answered - found.margin, found.answered + found.margin
        marks.whiskers(ax, "interval", place, *ends, color="#333333", linewidth=1.3, zorder=3)
        _pinned_ticks(ax, pinned)
        drawn = [found.everybody, ends[1], *([pinned.answered] if pinned else [])]
        most = max(50.0, 1.08 * float(np.nanmax(np.concatenate(drawn))))
        ax.set(xlabel="stars", ylabel="share of matters (%)", xlim=(0.4, 5.6), ylim=(0, most))
        ax.set_xticks(STARS)
        ax.grid(visible=False, axis="x")
        marks.legend(ax, loc="upper left")
    return ax


def stars_of(runs: Runs) -> Stars:
    """Shares of the scores, from one run or from runs with several seeds."""
    several = listed(runs)
    everybody = np.array([_of_all(run) for run in several])
    answered = np.array([_of_answers(run) for run in several])
    if len(several) > 1:
        return Stars(everybody.mean(axis=0), *mean_and_margin(answered))
    return Stars(everybody[0], answered[0], _margin(several[0], answered[0]))


def _of_all(run: Run) -> Array:
    """Expected share of each score over all matters that came to an end."""
    survey = run.scenario.behaviour.survey
    remembered = run.episodes["remembered"].to_numpy()
    latent = survey.csat_base + survey.csat_slope * remembered[~np.isnan(remembered)]
    noise = max(survey.csat_noise, 1e-9)
    above = [ndtr((latent - threshold) / noise).mean() for threshold in (1.5, 2.5, 3.5, 4.5)]
    return 100 * -np.diff([1.0, *above, 0.0])


def _of_answers(run: Run) -> Array:
    score = run.episodes["csat_score"].dropna().to_numpy()
    if not len(score):
        return np.full(len(STARS), np.nan)
    return np.asarray(100 * (score[:, None] == STARS).mean(axis=0))


def _margin(run: Run, share: Array) -> Array:
    """Margins of shares whose customers, not answers, are independent of each other."""
    answers = run.episodes[["customer", "csat_score"]].dropna()
    boxes = 100 * (answers["csat_score"].to_numpy()[:, None] == STARS) - share
    parts = np.array([np.bincount(answers["customer"], weights=box) for box in boxes.T])
    error = np.sqrt((parts**2).sum(axis=1)) / max(1, len(answers))
    return margin_of(error, answers["customer"].nunique())


def _bars(ax: Axes, name: str, shares: Array, shift: float, label: str) -> None:
    look: dict[str, Any] = {"facecolor": COLOURS[name], "linewidth": 0}
    if name == "measured":
        look |= {"hatch": "///", "edgecolor": "white"}
    for star, share in zip(STARS, np.nan_to_num(shares), strict=True):
        marks.column(
            ax, f"{name} {star}", star + shift, _WIDTH, float(share),
            label=label if star == 1 else "_", **look,
        )  # fmt: skip


def _pinned_ticks(ax: Axes, pinned: Stars | None) -> None:
    """Mark the answers of the pinned run by short lines across their bars."""
    if pinned is None:
        marks.hide(ax, "pinned")
        return
    left, right = STARS, STARS + _WIDTH
    across = np.column_stack([left, right, np.full(len(STARS), np.nan)]).ravel()
    level = np.repeat(pinned.answered, 3)
    look = {"color": COLOURS["pinned"], "linestyle": "-", "linewidth": 2.2, "zorder": 2.5}
    marks.line(ax, "pinned", across, level, label="surveys of the pinned run", **look)
