"""Experiments: many runs, compared, and checked against what is known."""
