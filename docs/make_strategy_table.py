"""Run the strategies in five industries and renew the page: `python docs/make_strategy_table.py`.

About 2,000 runs of half a second. `--page` renews the page from the runs that are stored.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd
from strategy_page import CHANNELS, HELD_OUT, KEY, TUNING, write_page

from cxsim.experiment.strategies import (
    INDUSTRIES,
    NOTHING,
    READINESS,
    compare_strategies,
    firm_of,
    is_clear,
    strategy_effect,
)

RESULTS = Path(__file__).with_name("strategies.csv")
SPECIAL = {"sleepy_bank": ("proactive",), "lean_telecom": CHANNELS}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--replications", type=int, default=12, help="runs of each cell")
    parser.add_argument("--fresh", type=int, default=8, help="runs with seeds not tuned on")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--page", action="store_true", help="only renew the page")
    asked = parser.parse_args(arguments)
    if not asked.page:
        table = pd.concat(all_effects(asked.replications, asked.fresh, asked.workers))
        table.round(3).to_csv(RESULTS)
    write_page(pd.read_csv(RESULTS, index_col=KEY))


def all_effects(replications: int, fresh: int, workers: int) -> Iterator[pd.DataFrame]:
    """Yield the effects of all strategies in all firms; clear ones are tried on fresh seeds."""
    firms = [(kind, readiness, None) for kind in INDUSTRIES for readiness in READINESS]
    firms += [(kind, "high", names) for kind, names in SPECIAL.items()]
    for kind, readiness, names in firms:
        print(f"{kind}, readiness {readiness}", flush=True)
        found = effects(kind, readiness, TUNING, names, replications, workers)
        yield found
        value = found.xs("value", level="kpi").xs(NOTHING, level="reference")
        clear = [key[3] for key, row in value.iterrows() if is_clear(row)]
        if clear:
            yield effects(kind, readiness, HELD_OUT, clear, fresh, workers)


def effects(
    kind: str,
    readiness: str,
    seed: int,
    names: Iterable[str] | None,
    replications: int,
    workers: int,
) -> pd.DataFrame:
    """Return the effects of strategies in one firm, indexed by `KEY`."""
    compared = compare_strategies(
        firm_of(kind, readiness), names and list(names), replications, seed, workers
    )
    pairs = [(name, NOTHING) for name in compared.scenarios if name != NOTHING]
    if set(CHANNELS) <= set(compared.scenarios):
        pairs.append(CHANNELS)
    return pd.concat(
        {(kind, readiness, seed, *pair): strategy_effect(compared, *pair) for pair in pairs},
        names=KEY,
    )


if __name__ == "__main__":
    main()
