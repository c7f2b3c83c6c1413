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
`control`                 what chasing noise and late corrections do
`surveys`                 how exact a net promoter score is
`expectations`            what customers come to expect, and how a surprise wears off
`memory`                  what is remembered of a journey
`readiness`               what a firm's initiatives give, and when
`tolerance`               exceeds, meets, lags: the bell curve behind three boxes
========================  =======================================================================
"""

from cxsim.lazy_names import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
