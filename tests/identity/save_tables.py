"""Run three small firms with the readable engine and save their tables: `save_tables.py FOLDER`.

A test starts this as a process of its own with Numba switched off.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from same_tables import tables_of
from small_firms import small, with_dated_changes

import cxsim as cx
from cxsim import Scenario
from cxsim.compilation import compiles

SEED = 5


def firms() -> dict[str, Scenario]:
    """A bank and a retailer with dated changes, and a short day in a contact centre."""
    return {
        "bank": with_dated_changes(small("bank")),
        "retailer": with_dated_changes(small("retailer")),
        "contact_centre": cx.load("contact_centre").replace(
            {"company.touchpoints.call_centre.agents": 45}, days=1, warm_up_days=0
        ),
    }


def main(folder: Path) -> None:
    """Save the tables of each firm as `FOLDER/<name>.pickle`."""
    assert not compiles(), "start this with NUMBA_DISABLE_JIT=1"
    for name, scenario in firms().items():
        run = cx.simulate(scenario, seed=SEED, engine="auto")
        assert run.engine == "simpy", "without Numba, 'auto' means the readable engine"
        (folder / f"{name}.pickle").write_bytes(pickle.dumps(tables_of(run)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
