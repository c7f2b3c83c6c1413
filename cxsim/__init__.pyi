"""Public names of the package and where they live; at run time they load on first use."""

from . import course, datasets, explorers, plots, theory
from .errors import CxsimError
from .experiment.calibrate import calibrate
from .experiment.compare import compare
from .experiment.comparison import Comparison
from .experiment.robustness import robustness
from .experiment.sensitivity import sensitivity
from .experiment.surveys import from_surveys
from .experiment.sweep import sweep
from .experiment.transactions import from_transactions
from .experiment.validation import validate
from .experiment.warm_up import warm_up
from .explorers import explore
from .fields import parameter
from .model.mechanism import Here, Mechanism, state, uniform
from .results.kpis import kpi
from .results.run import Run, simulate
from .scenario.files import load, presets
from .scenario.scenario import Scenario
from .scenario.strategy import strategies

__all__ = [
    "Comparison",
    "CxsimError",
    "Here",
    "Mechanism",
    "Run",
    "Scenario",
    "__version__",
    "calibrate",
    "compare",
    "course",
    "datasets",
    "explore",
    "explorers",
    "from_surveys",
    "from_transactions",
    "kpi",
    "load",
    "parameter",
    "plots",
    "presets",
    "robustness",
    "sensitivity",
    "simulate",
    "state",
    "strategies",
    "sweep",
    "theory",
    "uniform",
    "validate",
    "warm_up",
]

__version__: str
