"""Sums that add up before your eyes: the NPS, and the five gaps of service quality."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from cxsim.company.measurement import nps_standard_error
from cxsim.errors import CxsimError
from cxsim.intervals import margin_of
from cxsim.model.survey import recommendation, share_above
from cxsim.plots import inputs
from cxsim.plots.style import BLACK, COLOURS, GREEN, GREY, PALE, axes_or_new, cleared, styled
from cxsim.results.run import Run
from cxsim.units import MONTH_DAYS

if TYPE_CHECKING:
    import pandas as pd

_GAPS = ("gap_1", "gap_2", "gap_3", "gap_4", "gap_5")
_NAMES = ("gap 1:\nnot knowing", "gap 2:\ndesign", "gap 3:\ndelivery", "gap 4:\npromises")
_PARTS = {
    "promise_unlearned": "promises\nunlearned",
    "raised_expectations": "raised ex-\npectations",
}
_SEEN = {"gap_5_measured": "gap 5:\nmeasured", "gap_5_believed": "gap 5:\nbelieved"}
_WIDTH = 0.38
_LEAST_RANGE = 0.01


class Answers(NamedTuple):
    """Shares (%) of promoters, passives and detractors, and of how many people."""

    promoters: float
    passives: float
    detractors: float
    people: int

    @property
    def score(self) -> float:
        """The net promoter score in points."""
        return self.promoters - self.detractors


class Piece(NamedTuple):
    """One step of a waterfall: what it is called, and what it adds (missing: not known)."""

    label: str
    value: float
    colour: str
    is_total: bool = False
    hatch: str = ""


def nps_waterfall(run: Run, months: int = 3, ax: Axes | None = None) -> Axes:
    """Draw how the net promoter score comes about, the truth beside what surveys say.

    Parameters
    ----------
    run : Run
        One run, with its log.
    months : int
        How many last months of answers the survey is made of.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on. Truth: all customers at the end, if each answered. Surveys: the answers
        of the last months, with the 95 % interval of their score.
    """
    truth, seen = true_answers(inputs.one_run(run)), given_answers(run, months)
    ax = cleared(axes_or_new(ax, height=3.8))
    span = "month" if months == 1 else f"{months} months"
    with styled():
        sides = {
            "truth": (truth, -_WIDTH / 2, f"truth: all {truth.people} customers at the end"),
            "measured": (seen, _WIDTH / 2, f"surveys: {seen.people} answers of the last {span}"),
        }
        for name, (answers, shift, label) in sides.items():
            _nps_bars(ax, name, answers, shift, label)
        _score_interval(ax, seen)
        ax.axhline(0, color=BLACK, linewidth=0.8)
        ax.set_xticks(
            range(4), ["promoters\n9-10", "passives\n7-8, count 0", "detractors\n0-6", "NPS"]
        )
        ax.set(ylabel="share of answers (%), NPS (points)", xlim=(-0.5, 3.5))
        _roomy(ax)
        ax.grid(visible=False, axis="x")
        ax.legend(loc="lower left", bbox_to_anchor=(-0.02, 1), ncols=1)
    return ax


def true_answers(run: Run) -> Answers:
    """What today's customers would answer if all were asked (the noise averaged out)."""
    survey = run.scenario.behaviour.survey
    people = run.customers[run.customers["left"].isna()]
    latent = [
        recommendation(loyalty, attitude, survey.nps_base, survey.nps_slope, survey.nps_attitude)
        for loyalty, attitude in zip(people["loyalty"], people["attitude"], strict=True)
    ]
    if not latent:
        return Answers(math.nan, math.nan, math.nan, 0)
    above = np.array(
        [[share_above(value, at, survey.nps_noise) for at in (8.5, 6.5)] for value in latent]
    )
    promoters, not_detractors = 100 * above.mean(axis=0)
    return Answers(promoters, not_detractors - promoters, 100 - not_detractors, len(latent))


def given_answers(run: Run, months: int = 3) -> Answers:
    """What the surveys of the last months say."""
    since = run.scenario.days - inputs.whole("months", months, 1, 1200) * MONTH_DAYS
    late = run.episodes["closed"].to_numpy() > since
    score = run.episodes["nps_score"].to_numpy()[late]
    score = score[~np.isnan(score)]
    if not len(score):
        return Answers(math.nan, math.nan, math.nan, 0)
    promoters, detractors = 100 * np.mean([score >= 9, score <= 6], axis=1)
    return Answers(promoters, 100 - promoters - detractors, detractors, len(score))


def gap_ledger(table: pd.DataFrame, quarter: int | None = None, ax: Axes | None = None) -> Axes:
    """Draw how gaps 1 to 4 add up, and how what customers feel (gap 5) differs from their sum.

    Parameters
    ----------
    table : DataFrame
        The table of ``run.gaps``: one row a quarter, columns ``quarter`` and ``gap_1`` to
        ``gap_5``, in points of the 1-7 scale. Where it has them, the parts
        ``promise_unlearned`` and ``raised_expectations`` and what the firm knows,
        ``gap_5_measured`` and ``gap_5_believed``, are drawn, too.
    quarter : int, optional
        Which quarter to draw; by default the last one.
    ax : Axes, optional
        Where to draw; without it, a new figure.

    Returns
    -------
    Axes
        The axes drawn on: gaps 1 to 4, their sum, what is added or taken away between the sum and
        gap 5, the rest that nothing explains, and gap 5.
    """
    found = inputs.table(table, ("quarter", *_GAPS), "run.gaps")
    quarters = [int(number) for number in found["quarter"]]
    chosen = quarters[-1] if quarter is None else quarter
    if chosen not in quarters:
        names = ", ".join(map(str, quarters))
        raise CxsimError(f"quarter must be one of the table's, {names}, not {chosen!r}.")
    row = found.iloc[quarters.index(int(chosen))]
    pieces = gap_pieces(row)
    ax = cleared(axes_or_new(ax, width=2.2 + 0.75 * len(pieces), height=3.8))
    with styled():
        waterfall(ax, pieces)
        ax.set(ylabel="points of the 1-7 scale", title=f"Five gaps, quarter {chosen}")
    return ax


def gap_pieces(row: pd.Series[float]) -> list[Piece]:
    """One quarter as steps: parts that the table lacks belong to what is not explained."""
    known = {name: float(row[name]) for name in (*_PARTS, *_SEEN) if name in row.index}
    four, felt = [float(row[name]) for name in _GAPS[:4]], float(row["gap_5"])
    parts = {name: known[name] for name in _PARTS if name in known}
    return [
        *(Piece(*step, COLOURS["lags"]) for step in zip(_NAMES, four, strict=True)),
        Piece("sum of\ngaps 1-4", sum(four), GREY, is_total=True),
        *(Piece(_PARTS[name], value, GREEN) for name, value in parts.items()),
        Piece("not\nexplained", felt - sum(four) - sum(parts.values()), PALE),
        Piece("gap 5:\nfelt", felt, COLOURS["truth"], is_total=True),
        *(
            Piece(_SEEN[name], known[name], COLOURS["measured"], is_total=True, hatch="///")
            for name in _SEEN
            if name in known
        ),
    ]


def waterfall(ax: Axes, pieces: list[Piece]) -> None:
    """Draw steps that start where the one before ended; totals start at 0."""
    level = 0.0
    for place, piece in enumerate(pieces):
        start = 0.0 if piece.is_total else level
        end = start + piece.value
        if math.isnan(end):
            ax.text(place, level, "not\nknown", ha="center", va="bottom", color=GREY)
            continue
        ax.bar(
            place, end - start, 0.62, start, gid=f"piece {place}", facecolor=piece.colour,
            edgecolor="white" if piece.hatch else GREY, hatch=piece.hatch, linewidth=0.4,
        )  # fmt: skip
        text = f"{piece.value:.2f}" if piece.is_total else f"{piece.value:+.2f}"
        _number(ax, place, start, end, text)
        if place < len(pieces) - 1 and not pieces[place + 1].hatch:
            ax.plot([place + 0.31, place + 0.69], [end, end], color=GREY, linewidth=1)
        level = end
    ax.axhline(0, color=BLACK, linewidth=0.8)
    ax.set_xlim(-0.6, len(pieces) - 0.4)
    ax.set_xticks(range(len(pieces)), [piece.label for piece in pieces])
    _roomy(ax)
    ax.grid(visible=False, axis="x")


def _roomy(ax: Axes) -> None:
    """Leave room for the numbers at the ends of the bars."""
    ax.use_sticky_edges = False
    ax.margins(y=0.2)
    ax.autoscale_view()
    low, high = ax.get_ylim()
    if high - low < _LEAST_RANGE:  # nothing to see: an axis around 0 all the same
        ax.set_ylim(-0.25, 1.0)


def _number(ax: Axes, place: float, start: float, end: float, text: str) -> None:
    """Write a number at the end of a bar: above what rises, below what falls."""
    rises = end >= start
    ax.annotate(
        text, (place, end), (0, 2 if rises else -2), textcoords="offset points",
        ha="center", va="bottom" if rises else "top",
    )  # fmt: skip


def _nps_bars(ax: Axes, name: str, answers: Answers, shift: float, label: str) -> None:
    """Promoters go up, passives count nothing, detractors come down; what is left is the score."""
    look: dict[str, Any] = {"color": COLOURS[name], "label": label}
    if name == "measured":
        look |= {"hatch": "///", "edgecolor": "white"}
    if not answers.people:
        ax.bar(shift, 0, _WIDTH, **look)  # in the legend only: "all 0 customers", "0 answers"
        return
    top, score = answers.promoters, answers.score
    bars = [(0.0, top, f"{top:.0f}"), (top, top, f"{answers.passives:.0f}")]
    bars += [(top, score, f"-{answers.detractors:.0f}"), (0.0, score, _points(score))]
    for place, (start, end, text) in enumerate(bars):
        ax.bar(
            place + shift, end - start, _WIDTH, start,
            gid=f"{name} {place}", linewidth=0, **(look | ({"label": "_"} if place else {})),
        )  # fmt: skip
        _number(ax, place + shift, start, end, text)
    level: dict[str, Any] = {"color": COLOURS[name], "linewidth": 0.8, "linestyle": ":"}
    ax.plot([shift, 2 + shift], [top, top], **level)
    ax.plot([2 + shift, 3 + shift], [score, score], **level)


def _points(score: float) -> str:
    return f"{round(score):+d}" if round(score) else "0"


def _score_interval(ax: Axes, seen: Answers) -> None:
    shares = np.nan_to_num([seen.promoters, seen.detractors]) / 100
    error = nps_standard_error(float(shares[0]), float(shares[1]), seen.people)
    margin = float(margin_of(error, seen.people))
    if math.isfinite(margin):
        ax.plot(
            [3 + 0.8 * _WIDTH] * 2, [seen.score - margin, seen.score + margin],
            color=BLACK, linewidth=1.6, label="95 % interval of their score", gid="interval",
        )  # fmt: skip
