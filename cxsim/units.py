"""How long months, quarters and years are, and what an hour and a week have."""

YEAR_DAYS = 365.25
MONTH_DAYS = YEAR_DAYS / 12
QUARTER_DAYS = 3 * MONTH_DAYS
WEEK_DAYS = 7
MONTH_WEEKS = MONTH_DAYS / WEEK_DAYS
HOUR_MINUTES = 60
