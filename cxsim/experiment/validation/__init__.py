"""Checked against the textbooks: 31 known results, recomputed each time.

`validate` runs them and returns a table; ``cxsim validate`` prints it. A target's figures stand in
the module of its subject: `queues`, `engines`, ...
"""
