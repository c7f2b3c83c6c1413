"""Many runs: where they run, what they say together, and how sure that is."""
