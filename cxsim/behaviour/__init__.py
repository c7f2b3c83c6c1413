"""What customers do: one small pure function for each idea."""
