"""The tables of `docs/strategies.md`: from `docs/strategies.csv` and from the presets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

import cxsim as cx
from cxsim.experiment.strategies import INDUSTRIES, NOTHING, READINESS, is_clear

PAGE = Path(__file__).with_name("strategies.md")
KEY = ["kind", "readiness", "seeds", "strategy", "reference", "kpi"]
TUNING, HELD_OUT = 1, 1001  # first seeds: those that the effects were tuned on, and fresh ones
CHANNELS = ("omnichannel", "multichannel")
CASES = (
    ("bank", *CHANNELS),
    ("telecom", *CHANNELS),
    ("lean_telecom", *CHANNELS),
    ("car_dealer", *CHANNELS),
    ("clinic", *CHANNELS),
    ("retailer", *CHANNELS),
    ("bank", "proactive", NOTHING),
    ("sleepy_bank", "proactive", NOTHING),
)


def write_page(table: pd.DataFrame) -> None:
    """Renew the tables of the page."""
    PAGE.write_text(page_with(table, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def page_with(table: pd.DataFrame, page: str) -> str:
    """Return a page whose tables, between their marks, are those of the runs."""
    table = table.sort_index()
    tables = {
        "high": value_table(table, "high"),
        "low": value_table(table, "low"),
        "held": held_table(table),
        "cases": case_table(table),
        "beside": beside_tables(table),
        "industries": industry_table(),
    }
    for name, text in tables.items():
        page = between_marks(page, name, text)
    return page


def between_marks(page: str, name: str, text: str) -> str:
    """Put a text between ``<!-- name -->`` and ``<!-- end of name -->``."""
    start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, marked, rest = page.partition(start)
    _, ended, after = rest.partition(end)
    if not (marked and ended):
        raise ValueError(f"the page lacks the marks of {name}")
    return f"{before}{start}\n{text}\n\n{end}{after}"


def value_table(table: pd.DataFrame, readiness: str) -> str:
    """Value of every strategy in every industry: tuning seeds / held-out seeds."""
    rows = [
        [plain(name)] + [cell(table, kind, readiness, name, NOTHING) for kind in INDUSTRIES]
        for name in strategies(table)
    ]
    return markdown(["strategy", *map(plain, INDUSTRIES)], rows)


def held_table(table: pd.DataFrame) -> str:
    """Where each strategy wins and loses on both sets of seeds."""
    rows = []
    for name in strategies(table):
        cells = [
            (f"{plain(kind)} {readiness}", sign(table, kind, readiness, name, NOTHING))
            for readiness in READINESS
            for kind in INDUSTRIES
        ]
        wins, losses, open_ = (
            ", ".join(label for label, found in cells if found == wanted) or "-"
            for wanted in (1, -1, 0)
        )
        rows.append([plain(name), wins, losses, open_])
    return markdown(["strategy", "wins", "loses", "not clear"], rows)


def case_table(table: pd.DataFrame) -> str:
    """Two concepts against each other, and firms that differ from their industry."""
    rows = [
        [plain(kind), f"{plain(name)} minus {plain(reference)}"]
        + [cell(table, kind, readiness, name, reference) for readiness in READINESS]
        for kind, name, reference in CASES
    ]
    return markdown(["firm", "difference", "ready", "not ready"], rows)


def beside_tables(table: pd.DataFrame) -> str:
    """Value beside profit, customer equity, retention and NPS, industry by industry."""
    parts = []
    for kind in INDUSTRIES:
        rows = [
            [plain(name)] + [numbers(table, kind, readiness, name) for readiness in READINESS]
            for name in strategies(table)
        ]
        heads = ["strategy", "ready", "not ready"]
        parts.append(f"**{plain(kind).capitalize()}**\n\n{markdown(heads, rows)}")
    return "\n\n".join(parts)


def numbers(table: pd.DataFrame, kind: str, readiness: str, name: str) -> str:
    """Return five means of one cell."""
    means = table.loc[(kind, readiness, TUNING, name, NOTHING), "mean"]
    kpis = ["value", "profit", "customer_equity", "retention", "nps"]
    return " / ".join(f"{means[kpi]:+.1f}" for kpi in kpis)


def cell(table: pd.DataFrame, kind: str, readiness: str, name: str, reference: str) -> str:
    """Return value ± half of its interval on both sets of seeds; bold where both are clear.

    Behind a bold cell stands the share of draws in which it holds, where it was drawn.
    """
    found = [value(table, kind, readiness, seeds, name, reference) for seeds in (TUNING, HELD_OUT)]
    texts = [
        f"{row['mean']:+.1f} ± {(row['ci_high'] - row['ci_low']) / 2:.1f}"
        for row in found
        if row is not None
    ]
    text = " / ".join(texts) or "not run"
    if not sign(table, kind, readiness, name, reference):
        return text
    return f"**{text}**{share(found[0])}"


def share(row: pd.Series | None) -> str:
    """Return the share of draws in which a cell holds, where it was drawn."""
    if row is None or pd.isna(row.get("holds")):
        return ""
    return f" ({100 * row['holds']:.0f} %)"


def sign(table: pd.DataFrame, kind: str, readiness: str, name: str, reference: str) -> int:
    """Return 1 or -1 where both sets of seeds are clear of zero and agree, else 0."""
    found = [value(table, kind, readiness, seeds, name, reference) for seeds in (TUNING, HELD_OUT)]
    signs = {
        0 if row is None or not is_clear(row) else 1 if row["mean"] > 0 else -1 for row in found
    }
    return signs.pop() if len(signs) == 1 else 0


def value(
    table: pd.DataFrame, kind: str, readiness: str, seeds: int, name: str, reference: str
) -> pd.Series | None:
    """Return the row of `value`, if there is one."""
    key = (kind, readiness, seeds, name, reference, "value")
    return table.loc[key] if key in table.index else None


def strategies(table: pd.DataFrame) -> list[str]:
    """Return the names of all strategies."""
    return sorted(set(table.index.get_level_values("strategy")))


class Trait(NamedTuple):
    """What differs between industries, and why."""

    title: str
    read: Callable[[cx.Scenario], Any]
    why: str


def leaving(firm: cx.Scenario) -> str:
    """Mean chance to leave, from its Beta prior."""
    churn = firm.behaviour.churn
    moment = "month" if firm.relationship == "contractual" else "purchase"
    return f"{100 * churn.a / (churn.a + churn.b):.1f} % a {moment}"


def price(firm: cx.Scenario) -> str:
    """Fee or mean basket."""
    offer = firm.company.offer
    if firm.relationship == "contractual":
        return f"{offer.fee_per_month:g} a month"
    return f"{offer.basket:g} a purchase"


def weights(firm: cx.Scenario) -> str:
    """What customers look at: heart, mind, hands."""
    parts = firm.behaviour.weights
    return f"{parts.heart:g} / {parts.mind:g} / {parts.hands:g}"


def gaps(firm: cx.Scenario) -> str:
    """Gaps 1 to 4."""
    found = firm.company.gaps
    return " / ".join(
        f"{gap:g}" for gap in (found.knowledge, found.design, found.delivery, found.communication)
    )


def needs(firm: cx.Scenario) -> str:
    """Needs beside purchases, per customer and month."""
    return f"{sum(n.per_month for n in firm.market.needs.values() if not n.purchase):.2f}"


def foreseeable(firm: cx.Scenario) -> str:
    """Needs that can be foreseen, per customer and month."""
    return f"{sum(need.per_month for need in firm.market.needs.values() if need.preventable):.2f}"


def paths(firm: cx.Scenario) -> str:
    """Needs that lead over several touchpoints."""
    found = [" → ".join(need.path) for need in firm.market.needs.values() if need.path]
    return "; ".join(map(plain, found)) or "none"


TRAITS = (
    Trait("relationship", lambda firm: firm.relationship,
          "whether the firm sees that a customer has left"),
    Trait("price", price, "what is at stake in one relationship"),
    Trait("gross margin", lambda firm: f"{firm.company.offer.gross_margin:g}",
          "a thin margin pays for few programmes"),
    Trait("leaving, before experience counts", leaving,
          "banks are kept for decades, shops are a click apart"),
    Trait("asleep (share × inertia)",
          lambda firm: f"{firm.behaviour.churn.dormant_share:g} × {firm.behaviour.churn.inertia:g}",
          "contracts go on by habit; a call can wake"),
    Trait("pull of the competitor", lambda firm: f"{firm.market.competitor.pull:g}",
          "how easy it is to compare and to switch"),
    Trait("heart / mind / hands", weights,
          "a patient wants to be cared for, a driver wants the car repaired"),
    Trait("served in person", lambda firm: f"{firm.company.offer.in_person_share:g}",
          "only what is met in person can be staged"),
    Trait("gaps 1 / 2 / 3 / 4", gaps, "what closing gaps can bring"),
    Trait("failures per contact", lambda firm: f"{firm.company.recovery.failure_probability:g}",
          "more parcels go astray than treatments"),
    Trait("needs a month", needs, "more contacts: more chances to please and to fail"),
    Trait("of these foreseeable", foreseeable, "what proactive service can prevent"),
    Trait("needs over several channels", paths, "where a lost story hurts"),
    Trait("cost to win a customer", lambda firm: f"{firm.company.costs.acquisition:g}",
          "what a recommendation saves"),
    Trait("talk per contact episode", lambda firm: f"{firm.behaviour.talk.rate:g}",
          "health is talked about, parcels are not"),
)  # fmt: skip


def industry_table() -> str:
    """What differs between the five industries, and why."""
    firms = [cx.load(industry) for industry in INDUSTRIES]
    rows = [
        [trait.title, *(str(trait.read(firm)) for firm in firms), trait.why] for trait in TRAITS
    ]
    return markdown(["", *map(plain, INDUSTRIES), "why it differs"], rows)


def markdown(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def plain(name: str) -> str:
    """Return a name as words."""
    return name.replace("_", " ").replace("reactive crm", "CRM").replace("cem", "CEM")
