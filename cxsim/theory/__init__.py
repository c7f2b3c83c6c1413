"""Closed forms: the textbook results that the simulator must contain and is checked against.

Every function here is a formula with a source. Nothing is simulated, and nothing of the simulator
is imported. Submodules and the names below load on first use.

========================  =======================================================================
`erlang`                  queues with staff: Erlang B, C and A
`staffing`                how many agents, what pooling gains, Little's law
`geometric`               customers who all leave with the same probability each period
`sbg`                     customers whose leaving probabilities differ: shifted-beta-geometric
`bgnbd`                   customers without a contract: buy till you die (BG/NBD)
`gamma_gamma`             how much they spend per purchase
`bass`                    how a market adopts
`clv`                     what a customer is worth
`proactive`               whom to contact before they call
`personalisation`         how personal a message should be
`gaps`                    the five gaps of service quality
`contacts`                contacts until an issue is resolved, and stories told again
`complaints`              what customers do after a failure, and what a recovery gives back
`control`                 what chasing noise does
`expectations`            what customers come to expect, and how a surprise wears off
`memory`                  what is remembered of a journey
`tolerance`               exceeds, meets, lags: the bell curve behind three boxes
========================  =======================================================================
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxsim.theory import (
        bass,
        bgnbd,
        clv,
        complaints,
        contacts,
        control,
        erlang,
        expectations,
        gamma_gamma,
        gaps,
        geometric,
        memory,
        personalisation,
        proactive,
        sbg,
        staffing,
        tolerance,
    )
    from cxsim.theory.erlang import erlang_a, erlang_b, erlang_c
    from cxsim.theory.staffing import servers_needed

__all__ = [
    "bass",
    "bgnbd",
    "clv",
    "complaints",
    "contacts",
    "control",
    "erlang",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "expectations",
    "gamma_gamma",
    "gaps",
    "geometric",
    "memory",
    "personalisation",
    "proactive",
    "sbg",
    "servers_needed",
    "staffing",
    "tolerance",
]

_HOMES = {
    "erlang_a": "erlang",
    "erlang_b": "erlang",
    "erlang_c": "erlang",
    "servers_needed": "staffing",
}


def __getattr__(name: str) -> Any:
    """Load a submodule, or a function of one, when it is first asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _HOMES:
        return getattr(import_module(f"cxsim.theory.{_HOMES[name]}"), name)
    return import_module(f"cxsim.theory.{name}")


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
