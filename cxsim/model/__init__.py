"""The model: one module for each idea.

A module holds all of its idea, top to bottom: its block of parameters (a part of the scenario),
what the idea adds to a person, a matter or the totals, its rules (pure functions) and its steps.
"""
