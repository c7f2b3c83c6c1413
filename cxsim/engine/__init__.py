"""Random streams, population, event log, calendar, and two engines with one meaning."""
