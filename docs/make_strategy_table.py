"""Run the strategies in five industries and renew the page: `python docs/make_strategy_table.py`.

About 2,000 runs of a fifth of a second. `--page` renews the page from the runs that are stored.
`--draws 100` draws the assumptions of every clear cell anew, and tells in which share it holds.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd
from strategy_page import CHANNELS, HELD_OUT, KEY, TUNING, sign, write_page

from cxsim.experiment.strategies import (
    DAYS,
    INDUSTRIES,
    NOTHING,
    READINESS,
    compare_strategies,
    firm_of,
    is_clear,
    strategy_effect,
    strategy_robustness,
)
from cxsim.scenario.scenario import Scenario

RESULTS = Path(__file__).with_name("strategies.csv")
SPECIAL = {"sleepy_bank": ("proactive",), "lean_telecom": CHANNELS}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--customers", type=int, default=1000, help="simulated in each firm")
    parser.add_argument("--replications", type=int, default=10, help="runs of each cell")
    parser.add_argument("--fresh", type=int, default=8, help="runs with seeds not tuned on")
    parser.add_argument("--draws", type=int, default=0, help="draws of each clear cell")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--page", action="store_true", help="only renew the page")
    asked = parser.parse_args(arguments)
    if not asked.page:
        runs = asked.replications, asked.fresh
        table = pd.concat(all_effects(*runs, asked.customers, asked.workers))
        if asked.draws:
            table = with_shares(table, asked.draws, asked.workers, asked.customers)
        table.round(3).to_csv(RESULTS)
    write_page(pd.read_csv(RESULTS, index_col=KEY))


def all_effects(
    replications: int, fresh: int, customers: int, workers: int
) -> Iterator[pd.DataFrame]:
    """Yield the effects of all strategies in all firms; clear ones are tried on fresh seeds."""
    firms = [(kind, readiness, None) for kind in INDUSTRIES for readiness in READINESS]
    firms += [(kind, "high", names) for kind, names in SPECIAL.items()]
    for kind, readiness, names in firms:
        print(f"{kind}, readiness {readiness}", flush=True)
        firm = firm_of(kind, readiness, customers)
        found = effects(firm, (kind, readiness, TUNING), names, replications, workers)
        yield found
        value = found.xs("value", level="kpi").xs(NOTHING, level="reference")
        clear = [key[3] for key, row in value.iterrows() if is_clear(row)]
        if clear:
            yield effects(firm, (kind, readiness, HELD_OUT), clear, fresh, workers)


def effects(
    firm: Scenario,
    place: tuple[str, str, int],
    names: Iterable[str] | None,
    replications: int,
    workers: int,
) -> pd.DataFrame:
    """Return the effects of strategies in a firm (kind, readiness, first seed), by `KEY`."""
    compared = compare_strategies(firm, names and list(names), replications, place[-1], workers)
    pairs = [(name, NOTHING) for name in compared.scenarios if name != NOTHING]
    if set(CHANNELS) <= set(compared.scenarios):
        pairs.append(CHANNELS)
    return pd.concat(
        {(*place, *pair): strategy_effect(compared, *pair) for pair in pairs}, names=KEY
    )


def with_shares(
    table: pd.DataFrame, draws: int, workers: int, customers: int, days: int = DAYS
) -> pd.DataFrame:
    """Add the share of draws in which each clear cell holds (column ``holds``)."""
    table = table.assign(holds=float("nan")).sort_index()
    for kind, readiness, seeds, *pair, kpi in table.index:
        clear = sign(table, kind, readiness, *pair)
        if clear and (seeds, kpi) == (TUNING, "value"):
            print(f"{kind}, readiness {readiness}: {pair[0]}", flush=True)
            firm = firm_of(kind, readiness, customers, days)
            wins = strategy_robustness(firm, *pair, draws=draws, workers=workers).share
            holds = wins if clear > 0 else 1.0 - wins
            table.loc[(kind, readiness, seeds, *pair, kpi), "holds"] = holds
    return table


if __name__ == "__main__":
    main()
