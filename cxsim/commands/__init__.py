"""What the commands of ``cxsim`` do; ``cxsim.cli`` reads their options and prints."""
