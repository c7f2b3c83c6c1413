"""One customer's story in words and times, told from the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cxsim.arguments import is_whole
from cxsim.errors import CxsimError
from cxsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES = {
    "resolved": "The need was met.",
    "unresolved": "The need was not met.",
    "failed": "The service failed.",
    "abandoned": "They gave up waiting.",
    "escalated": "They were handed on to staff.",
    "misrouted": "They had come to the wrong place.",
    "falsely_closed": "It was closed as if it were solved.",
}
REASONS = {
    "relationship": "the relationship no longer held them",
    "involuntary": "for a reason outside the relationship",
    "service_failure": "at once, because the service had failed",
    "dissatisfaction": "because the service did not satisfy",
    "competition": "for a competitor",
    "trust_breach": "because the firm had lost their trust",
}
SOURCES = {
    "initial": "A customer since before day 0",
    "advertising": "Won by advertising",
    "referral": "Won by a recommendation",
}


class Chapter(NamedTuple):
    """A heading and the sentences below it."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Story:
    """The story of one customer: print it, or show it in a notebook.

    Parameters
    ----------
    customer
        The customer's number.
    chapters
        Who they are, one chapter for each need, and how it ended.
    contacts, episodes
        The rows of the log that it is told from.
    """

    customer: int
    chapters: tuple[Chapter, ...]
    contacts: pd.DataFrame
    episodes: pd.DataFrame

    def __str__(self) -> str:
        parts = ("\n  ".join([heading, *lines]) for heading, lines in self.chapters)
        return "\n\n".join(parts)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        parts = []
        for heading, lines in self.chapters:
            items = "".join(f"<li>{escape(line)}</li>" for line in lines)
            parts.append(f"<p><b>{escape(heading)}</b></p><ul>{items}</ul>")
        return f"<div>{''.join(parts)}</div>"


def tell(
    customer: int,
    person: Any,
    encounters: pd.DataFrame,
    episodes: pd.DataFrame,
    customers: pd.DataFrame,
    scenario: Scenario,
) -> Story:
    """Tell a customer's story; ``person`` is their record at the end of the run."""
    contacts = encounters[encounters["customer"] == customer]
    episodes = episodes[episodes["customer"] == customer]
    row = customers[customers["customer"] == customer].iloc[0]
    chapters = [Chapter(f"Customer {customer}", tuple(_introduction(row, person)))]
    for episode in episodes.itertuples():
        own = contacts[contacts["episode"] == episode.episode]
        chapters.append(_episode(episode, own, row, scenario))
    end = Chapter("The end", tuple(_ending(row, contacts, scenario)))
    return Story(customer, (*chapters, end), contacts, episodes)


def find(customer: object, ids: np.ndarray) -> int:
    """Return the place of a customer among those of a run; an unknown one is refused."""
    if not is_whole(customer):
        raise CxsimError(f"customer must be a whole number, not {str(customer)[:40]!r}.")
    places = np.flatnonzero(ids == customer)
    if not len(places):
        raise CxsimError(
            f"Unknown customer {customer}: this run had {len(ids)} customers, "
            f"with numbers from {ids.min()} to {ids.max()}; run.customers lists them."
        )
    return int(places[0])


def _introduction(row: Any, person: Any) -> Iterator[str]:
    yield f"Segment: {row.segment}."
    source = SOURCES.get(row.source, f"Source: {_in_words(row.source)}")
    if row.source == "initial":
        yield f"{source}, with the firm for {row.tenure_at_joining_months:.1f} months then."
    elif person["referrer"] >= 0:
        yield f"{source} of customer {person['referrer']}; joined on day {row.joined:.1f}."
    else:
        yield f"{source}; joined on day {row.joined:.1f}."
    weights = ", ".join(
        f"{part} {100 * person[f'{part}_weight']:.0f} %" for part in ("heart", "mind", "hands")
    )
    yield f"What counts for them: {weights}."


def _episode(episode: Any, contacts: pd.DataFrame, row: Any, scenario: Scenario) -> Chapter:
    lines = [_contact(contact, scenario) for contact in contacts.itertuples()]
    if (contacts["outcome"] == "failed").any():
        lines.append(_response(episode, contacts, row))
    lines += _memory(episode)
    return Chapter(f"Day {episode.opened:.1f}: {_in_words(episode.need)}", tuple(lines))


def _contact(contact: Any, scenario: Scenario) -> str:
    parts = [f"Contact {contact.step}, day {contact.arrived:.2f}, {_in_words(contact.touchpoint)}:"]
    parts.append(_times(contact))
    if _is_known(contact.context_kept):
        known = "was known" if contact.context_kept else "had to be told again"
        parts.append(f"The story {known}.")
    if not _is_known(contact.ended):
        return " ".join([*parts, "Not over when the run ended."])
    if _is_known(contact.performance):
        parts.append(
            f"Expected {contact.expectation:.2f}, perceived {contact.performance:.2f}: "
            f"{_surprise(contact.disconfirmation, scenario)}."
        )
    parts.append(f"Effort {contact.effort:.1f}, satisfaction {contact.satisfaction:+.2f}.")
    parts.append(OUTCOMES.get(contact.outcome, f"Outcome: {_in_words(contact.outcome)}."))
    return " ".join(parts)


def _times(contact: Any) -> str:
    wait = f"waited {contact.wait_minutes:.1f} minutes" if contact.wait_minutes > 0 else "no wait"
    if not _is_known(contact.handling_minutes):
        return f"{wait}."
    return f"{wait}, {contact.handling_minutes:.1f} minutes of service."


def _surprise(disconfirmation: float, scenario: Scenario) -> str:
    """Say what the difference means: within the zone of tolerance it means nothing."""
    if abs(disconfirmation) <= scenario.behaviour.satisfaction.tolerance:
        return "about as expected"
    return "better than expected" if disconfirmation > 0 else "worse than expected"


def _response(episode: Any, contacts: pd.DataFrame, row: Any) -> str:
    """Exit, voice, public voice or silence: what the log shows of it."""
    if row.reason == "service_failure" and row.left in contacts["ended"].to_numpy():
        return "After the failure they left."
    if episode.complained:
        return "After the failure they complained to the firm."
    if episode.reviewed:
        return "They did not complain to the firm, but wrote in public."
    return "They did not complain about the failure."


def _memory(episode: Any) -> Iterator[str]:
    if not _is_known(episode.closed):
        yield "This matter is not over when the run ends."
        return
    yield (
        f"Closed on day {episode.closed:.2f}. Remembered as {episode.remembered:+.2f}; "
        f"attitude is {episode.attitude:+.2f} now, loyalty {episode.loyalty:+.2f}."
    )
    if episode.spend > 0:
        yield f"Spent {episode.spend:,.2f}."
    yield _survey(episode)
    if episode.talked:
        yield "They talked to others about it."
    if _is_known(episode.stars):
        yield f"They wrote a review: {episode.stars:.0f} of 5 stars."


def _survey(episode: Any) -> str:
    if not episode.surveyed:
        return "The firm did not ask them."
    if not _is_known(episode.nps_score):
        return "The firm asked, they did not answer."
    return (
        f"Survey: recommendation {episode.nps_score:.0f} of 10, "
        f"satisfaction {episode.csat_score:.0f} of 5, ease {episode.ces_score:.0f} of 7."
    )


def _ending(row: Any, contacts: pd.DataFrame, scenario: Scenario) -> Iterator[str]:
    if _is_known(row.left):
        reason = REASONS.get(row.reason, f"reason: {_in_words(row.reason)}")
        yield f"Left on day {row.left:.1f}: {reason}."
    else:
        yield f"Still a customer on day {scenario.days}."
    yield f"Attitude {row.attitude:+.2f}, loyalty {row.loyalty:+.2f}."
    yield (
        f"In all: {row.episodes} needs, {len(contacts)} contacts, spent {row.spend:,.2f}, "
        f"cost {row.cost_to_serve:,.2f} to serve."
    )
    if row.referrals > 0:
        yield f"Customers won by their recommendation: {row.referrals}."


def _is_known(value: Any) -> bool:
    import pandas as pd

    return not pd.isna(value)


def _in_words(name: str) -> str:
    return str(name).replace("_", " ")
