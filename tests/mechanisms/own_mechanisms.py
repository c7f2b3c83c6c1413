"""Mechanisms of one's own that tests use: small, and together with every hook."""

from __future__ import annotations

import cxsim as cx


class Weather(cx.Mechanism):
    """Rain makes the way to a touchpoint unpleasant."""

    rain = cx.parameter(
        0.3, "Share of rainy days", unit="share", bounds=(0.0, 1.0), likely=(0.1, 0.5)
    )
    gloom = cx.parameter(0.5, "Loss of a wet contact", unit="points (1-7)", likely=(0.2, 0.8))
    wet = cx.state(False, of="ticket")
    storms = cx.state(0, of="person")

    def before_contact(self, here: cx.Here) -> None:
        """It rains on the way, or not."""
        here.ticket.wet = cx.uniform(here) < self.rain

    def after_contact(self, here: cx.Here) -> None:
        """Wet customers are less satisfied."""
        here.ticket.satisfaction -= self.gloom * here.ticket.wet
        here.person.storms += here.ticket.wet


class Diary(cx.Mechanism):
    """Counts what happens, by every hook; moves the decision to leave and the quarter's mood."""

    grief = cx.parameter(0.0, "Log risk of a bad month", likely=(0.0, 1.0))
    gift = cx.parameter(0.0, "Attitude that a quarter's gift brings")
    luck = cx.state(0.5, of="person")
    months = cx.state(0, of="person")
    quarters = cx.state(0, of="person")
    needs = cx.state(0, of="person")
    closed = cx.state(0, of="person")
    opening = cx.state(0.0, of="ticket")

    def joining(self, here: cx.Here) -> None:
        """Somebody is lucky, or not."""
        here.person.luck = cx.uniform(here)

    def need_arises(self, here: cx.Here) -> None:
        """The luck of a matter."""
        here.person.needs += 1
        here.ticket.opening = cx.uniform(here, 1)

    def episode_closes(self, here: cx.Here) -> None:
        """A matter is over."""
        here.person.closed += 1
        here.person.attitude += 0.01 * (cx.uniform(here) - 0.5) * (here.ticket.opening > 0.5)

    def month(self, here: cx.Here) -> None:
        """A month is over."""
        here.person.months += 1

    def leaving(self, here: cx.Here) -> None:
        """Bad luck makes people leave."""
        here.person.log_risk = self.grief * (cx.uniform(here) < here.person.luck)

    def quarter(self, here: cx.Here) -> None:
        """Everybody gets a gift, if there were contacts."""
        here.people["quarters"] += 1
        if here.totals.contacts > 0:
            here.people["attitude"] += self.gift * cx.uniform(here)
