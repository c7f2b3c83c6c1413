"""What the firm does: gaps, measurement."""
