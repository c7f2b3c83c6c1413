"""cxsim: a teaching and simulation kit for customer experience management.

>>> import cxsim as cx
>>> run = cx.simulate(cx.load("bank"), seed=1)
>>> run.kpis
"""

from cxsim.lazy_names import attach

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = attach(__name__, __file__)
__all__.append("__version__")
