"""Pictures of surveys, runs and closed forms. Each draws on axes and returns them.

Calling a function again on the same axes replaces what it drew before.

=========================  =========================================================================
who stays                  `staying`, `survival`, `cohorts`
what customers feel        `satisfaction`, `expectation_trace`, `satisfaction_trace`,
                           `experience_shares`, `survey_shares`
truth beside measurement   `nps`, `stars`, `nps_waterfall`, `gap_ledger`
where they go              `journey_map`, `touchpoint_flow`, `animate`
queues                     `queue_trace`, `erlang`
proactive service          `alarm_scores`, `call_value`
one customer               `customer_timeline`
several runs               `timeline`, `comparison_timeline`, `differences`, `contenders`, `gains`,
                           `welch`
textbooks                  `beside_theory`, `verdicts`
experiments                `swept`, `influences`, `assumption_draws`, `identifiability`
=========================  =========================================================================

`cohort_shares`, `contact_flows` and `contact_shares` return the numbers behind a picture as a
table. Names load on first use.
"""

from cxsim.lazy_names import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
