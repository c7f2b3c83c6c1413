"""What the firm does: gaps, measurement, staff, readiness, and the quarter of its management."""
