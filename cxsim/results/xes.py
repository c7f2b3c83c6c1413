"""A run's contacts as an XES event log (IEEE Std 1849-2016), written line by line.

`Run.to_xes` says what a case, an activity and a resource are.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

import numpy as np

from cxsim.errors import CxsimError
from cxsim.results.facts import Facts
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

FIRST_DAY = "2025-01-01"
_OPENS = 8.0  # o'clock, or earlier where a day has more open hours than are left
_TRACE = ("customer", "need", "contacts", "resolved", "remembered", "spend", "csat_score")
_CONTACT = ("outcome", "wait_minutes", "handling_minutes", "effort", "satisfaction")
_EXTENSIONS = {
    "Concept": ("concept", "http://www.xes-standard.org/concept.xesext"),
    "Lifecycle": ("lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    "Time": ("time", "http://www.xes-standard.org/time.xesext"),
    "Organizational": ("org", "http://www.xes-standard.org/org.xesext"),
}
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
"""
_GLOBALS = """\
<global scope="trace">
<string key="concept:name" value=""/>
</global>
<global scope="event">
<string key="concept:name" value=""/>
<string key="lifecycle:transition" value="complete"/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>
<string key="org:resource" value=""/>
</global>
<classifier name="Activity" scope="event" keys="concept:name"/>
<classifier name="Transition" scope="event" keys="concept:name lifecycle:transition"/>
"""


def write_xes(
    path: Path, encounters: pd.DataFrame, episodes: pd.DataFrame, facts: Facts, start: str
) -> None:
    """Write the event log; see `Run.to_xes`."""
    lines = _lines(encounters, episodes, facts, first_day(start))
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
    except FileExistsError:
        raise CxsimError(f"'{path}' exists already: choose another name.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no file can have this name"
        raise CxsimError(f"Cannot write '{path}': {reason.lower()}.") from None


def read_facts(path: Path) -> tuple[Facts, str]:
    """Return what an event log says of its run, and the date of its day 0."""
    from xml.etree import ElementTree

    about: dict[str, str] = {}
    try:
        for _, element in ElementTree.iterparse(path):
            tag = element.tag.rpartition("}")[2]
            if tag in ("trace", "event") or "scenario" in about:
                break
            if tag in ("string", "int", "date"):
                about[element.get("key", "")] = element.get("value", "")
        data: dict[str, Any] = {**about, "scenario": json.loads(about["scenario"])}
    except OSError as error:
        raise CxsimError(f"Cannot read '{path}': {(error.strerror or '').lower()}.") from None
    except (ElementTree.ParseError, KeyError, ValueError):
        raise CxsimError(
            f"'{path}' is no event log of a cxsim run: there is no scenario inside."
        ) from None
    return Facts.from_data(data, path), about.get("start", FIRST_DAY)


def first_day(start: str) -> np.datetime64:
    """Return a calendar date, or refuse what is none."""
    try:
        return np.datetime64(date.fromisoformat(start))
    except (ValueError, TypeError):
        raise CxsimError(f"start must be a date such as '{FIRST_DAY}', not {start!r}.") from None


def _lines(
    encounters: pd.DataFrame, episodes: pd.DataFrame, facts: Facts, day_0: np.datetime64
) -> Iterator[str]:
    yield _HEAD
    for name, (prefix, uri) in _EXTENSIONS.items():
        yield f'<extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n'
    yield _GLOBALS
    yield _attribute("concept:name", facts.scenario.name)
    for name, value in facts._asdict().items():
        if name != "scenario":
            yield _attribute(name, value)
    yield _attribute("start", str(day_0))
    # The scenario comes last: it is long, and a reader may stop after it.
    yield _attribute("scenario", json.dumps(facts.to_data()["scenario"]))
    yield from _traces(encounters, episodes, Calendar(facts.scenario, day_0))
    yield "</log>\n"


def _traces(encounters: pd.DataFrame, episodes: pd.DataFrame, calendar: Calendar) -> Iterator[str]:
    """Yield the traces: both tables are in order of customer and episode."""
    contacts = encounters.itertuples(index=False)
    contact = next(contacts, None)
    for episode in episodes.itertuples(index=False):
        yield "<trace>\n"
        yield _attribute("concept:name", f"{episode.customer}-{episode.episode}")
        yield from (_attribute(name, getattr(episode, name)) for name in _TRACE)
        now = calendar.day_0
        while contact is not None and (contact.customer, contact.episode) == (
            episode.customer,
            episode.episode,
        ):
            for transition, moment in list(calendar.moments(contact, now)):
                yield from _event(contact, transition, moment)
                now = moment
            contact = next(contacts, None)
        yield "</trace>\n"


def _event(contact: Any, transition: str, moment: np.datetime64) -> Iterator[str]:
    yield "<event>\n"
    yield _attribute("concept:name", contact.touchpoint)
    yield _attribute("lifecycle:transition", transition)
    yield f'<date key="time:timestamp" value="{moment}Z"/>\n'
    yield _attribute("org:resource", contact.touchpoint)
    if transition in ("complete", "withdraw"):
        yield from (_attribute(name, getattr(contact, name)) for name in _CONTACT)
    yield "</event>\n"


class Calendar:
    """Turns operating time into dates and times of day, in UTC."""

    def __init__(self, scenario: Scenario, day_0: np.datetime64) -> None:
        self.hours = scenario.hours_per_day
        self.opens = min(_OPENS, 24.0 - self.hours)
        self.day_0 = day_0.astype("datetime64[ms]")

    def arrival(self, day: float) -> np.datetime64:
        """Return the moment within the opening hours of the day."""
        whole = math.floor(day)
        return self.day_0 + _minutes(
            60.0 * (24.0 * whole + self.opens + (day - whole) * self.hours)
        )

    def moments(self, contact: Any, earliest: np.datetime64) -> Iterator[tuple[str, np.datetime64]]:
        """Yield the steps of a contact with their times; none comes before ``earliest``.

        Where more customers are simulated than the firm has, a simulated day has more minutes
        than a real one, and a next contact could seem to begin before the last one ended.
        """
        now = max(self.arrival(contact.arrived), earliest)
        yield "schedule", now
        now += _minutes(contact.wait_minutes)
        if contact.outcome == "abandoned":
            yield "withdraw", now
        if not math.isnan(contact.started):
            yield "start", now
        if not math.isnan(contact.handling_minutes):
            yield "complete", now + _minutes(contact.handling_minutes)


def _minutes(minutes: float) -> np.timedelta64:
    return np.timedelta64(round(60_000 * minutes), "ms")


def _attribute(key: str, value: Any) -> str:
    """One attribute with the type of its value; nothing where the value is missing."""
    import pandas as pd

    if pd.isna(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return f'<boolean key="{key}" value="{str(bool(value)).lower()}"/>\n'
    if isinstance(value, int | np.integer):
        return f'<int key="{key}" value="{value}"/>\n'
    if isinstance(value, float | np.floating):
        return f'<float key="{key}" value="{float(value)!r}"/>\n'
    return f'<string key="{key}" value={_quoted(str(value))}/>\n'


def _quoted(text: str) -> str:
    """Quote a text for XML, without the signs that XML cannot hold."""
    if not text.isprintable():
        text = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
    return quoteattr(text)
