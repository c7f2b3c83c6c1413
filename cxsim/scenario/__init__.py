"""What is simulated: validated data, presets and strategies as YAML files."""
