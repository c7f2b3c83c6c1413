"""What a run tells: tables and key figures."""
