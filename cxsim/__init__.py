"""cxsim: a teaching and simulation kit for customer experience management.

>>> import cxsim as cx
>>> run = cx.simulate(cx.load("bank"), seed=1)
>>> run.kpis
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Public name -> where it lives. Names resolve on first use, so that the import is quick.
_HOMES = {
    "CxsimError": "cxsim.errors",
    "Scenario": "cxsim.scenario.scenario",
    "load": "cxsim.scenario.files",
    "presets": "cxsim.scenario.files",
    "strategies": "cxsim.scenario.strategy",
    "Run": "cxsim.results.run",
    "simulate": "cxsim.results.run",
    "kpi": "cxsim.results.kpis",
    "calibrate": "cxsim.experiment.calibrate",
    "robustness": "cxsim.experiment.robustness",
    "sensitivity": "cxsim.experiment.sensitivity",
    "sweep": "cxsim.experiment.sweep",
    "from_surveys": "cxsim.experiment.surveys",
    "from_transactions": "cxsim.experiment.transactions",
    "Comparison": "cxsim.experiment.comparison",
    "compare": "cxsim.experiment.compare",
    "warm_up": "cxsim.experiment.warm_up",
    "validate": "cxsim.experiment.validation",
    "explore": "cxsim.explorers",
}
_MODULES = ("course", "datasets", "explorers", "plots", "theory")

__all__ = ["__version__", *sorted([*_HOMES, *_MODULES])]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in _MODULES:
        return import_module(f"cxsim.{name}")
    from cxsim.errors import nearest

    near = nearest(name, __all__)
    hint = f": did you mean '{near}'?" if near else ""
    raise AttributeError(f"cxsim has no '{name}'{hint}")


def __dir__() -> list[str]:
    return list(__all__)
