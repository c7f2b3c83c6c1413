"""Checked against the textbooks: known results, recomputed each time.

`validate` runs them and returns a table; ``cxsim validate`` prints it, and the tests run each. A
new target is a function that returns figures, and a line in ``TARGETS`` of its subject's module:

==================  ==========================================================================
`queues`            T-01 to T-05: Erlang C and A, identities, stability, pooling
`engines`           T-06: two engines, one trajectory
`buying`            T-07, T-13: BG/NBD and Bass
`gaps`              T-08, T-09, T-31: the five gaps, Adobe's shares, Sears
`lifetimes`         T-10 to T-12, T-15, T-16: geometric, sBG, customer value
`satisfaction`      T-14, T-17, T-18, T-22: correlations, λ, convexity, peak and end
`service`           T-19 to T-21, T-23: recovery, proactive calls, complaints, context
`measurement`       T-24, T-26 to T-28: surveys, metrics, arithmetic of the papers
`management`        T-25, T-29: the delivery gap, chasing noise
`directions`        T-30: signs
`market`            T-32 to T-37: elasticities, reviews, spend, many looks, outcomes
==================  ==========================================================================
"""

from cxsim.experiment.validation.figures import Figure
from cxsim.experiment.validation.table import all_targets, validate
from cxsim.experiment.validation.targets import Target

__all__ = ["Figure", "Target", "all_targets", "validate"]
