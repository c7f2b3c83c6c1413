"""The firm's standing in its market: reputation, advertising, talk and the rival's reaction.

It moves at boundaries. What it does to people stands in the parameters of the run: in `Demanded`,
and as a shift of the log risk of leaving. Equations: `cxsim.model.demand`.
"""

from __future__ import annotations

import math
from typing import Any

from cxsim.engine.starting_level import starting_level
from cxsim.model.demand import (
    advertising_effect,
    attraction_of_price,
    belief,
    deserved_trust,
    factor_on_rate,
    share_kept,
)
from cxsim.model.gaps import delivery_level
from cxsim.scenario.scenario import Scenario
from cxsim.units import MONTH_DAYS, YEAR_DAYS


class Standing:
    """Where the firm stands in its market, and what that does to demand."""

    def __init__(self, stage: Scenario) -> None:
        self.stars = stage.market.competitor.stars
        self.heard = delivery_level(stage.behaviour.quality.ideal, stage.company.gaps)
        self.attitude = self.loyalty = starting_level(stage)
        self.advertising = stage.company.offer.advertising
        self.trust = 1.0  # in the firm's promises
        self.reaction = 0.0
        self.promotion_before = 0.0
        self._reviews = math.nan  # weight of the reviews so far
        self._wins = self._losses = 0.0  # by talk: a day and prospect
        self._spent = 0.0  # on advertising since the month began

    # -- what it does --------------------------------------------------------------------------

    def put_into_force(self, p: Any) -> None:
        """Write what holds from now on into the parameters of the run."""
        stays = self._by_price(p) - self.reaction
        rival = p.demand.competitor * (p.now.competitor_pull - p.competitor.usual_pull)
        joins = stays + self._by_quality(p) - rival
        deal = p.purchase.promotion_effect * p.offer.promotion
        borrowed = p.purchase.promotion_effect * self.promotion_before
        borrowed *= p.purchase.promotion_borrowed
        p.now.joining = factor_on_rate(joins + deal)
        p.now.leaving_shift = -p.demand.leaving * stays
        p.now.earning = math.exp(p.demand.buying * stays)
        p.now.purchase_shift = p.demand.buying * stays + deal - borrowed
        p.now.belief = self._belief(p)
        p.now.heard_attitude = p.demand.newcomers_hear * self.attitude
        p.now.heard_loyalty = p.demand.newcomers_hear * self.loyalty

    def _by_price(self, p: Any) -> float:
        price, market_price = float(p.offer.price_factor), float(p.competitor.price)
        return attraction_of_price(float(p.demand.price), price, market_price)

    def _by_quality(self, p: Any) -> float:
        """Attraction by belief and reputation, against the rest of the market."""
        quality = p.demand.quality * (self._belief(p) - p.competitor.quality)
        return float(quality + p.demand.reputation * (self.stars - p.competitor.stars))

    def _belief(self, p: Any) -> float:
        promise, weight = float(p.now.promise_level), float(p.demand.promise_weight)
        return belief(promise, self.heard, weight, self.trust)

    # -- advertising ---------------------------------------------------------------------------

    def advertise(self, p: Any, days: float) -> float:
        """Return the rate a day at which a prospect joins by advertising in the days to come.

        Bad talk takes away first from advertising, then from good talk.
        """
        self._spent += days * float(p.offer.advertising)
        usual = float(p.acquisition.advertising_per_year) / YEAR_DAYS
        rate = usual * self.effect_of_advertising(p)
        left = max(0.0, self._losses - rate)
        stays = max(0.0, 1.0 - left / self._wins) if self._wins > 0.0 else 1.0
        p.now.referring = p.now.joining * stays
        return max(0.0, rate - self._losses) * float(p.now.joining)

    def effect_of_advertising(self, p: Any) -> float:
        """Factor on reach by the stock of advertising, 1 as usual."""
        return advertising_effect(self.advertising, float(p.demand.advertising))

    # -- a month later -------------------------------------------------------------------------

    def observe(self, p: Any, month: Any, months: float, prospects: int) -> None:
        """A month is over: reviews, talk, customers' feelings and the rival move the standing."""
        kept = share_kept(months, float(p.demand.reputation_months))
        deserved = deserved_trust(float(p.now.promise_level), self.heard, float(p.demand.doubt))
        self.trust += (1.0 - kept) * (deserved - self.trust)
        self._read_reviews(float(month.reviews), float(month.stars), kept)
        if month.talks > 0.0:
            self.heard += (1.0 - kept) * (month.said / month.talks - self.heard)
        if month.active > 0.0:
            self.attitude = float(month.attitude / month.active)
            self.loyalty = float(month.loyalty / month.active)
        kept = share_kept(months, float(p.talk.memory_months))
        days = months * MONTH_DAYS
        a_day = (1.0 - kept) / (days * max(1, prospects))
        self._wins = kept * self._wins + a_day * float(month.talk_wins)
        self._losses = kept * self._losses + a_day * float(month.talk_losses)
        kept = share_kept(months, float(p.demand.advertising_months))
        self.advertising = kept * self.advertising + (1.0 - kept) * self._spent / days
        self._spent = 0.0
        kept = share_kept(months, float(p.competitor.reaction_months))
        answer = float(p.competitor.reaction) * (self._by_price(p) + self._by_quality(p))
        self.reaction = answer + kept * (self.reaction - answer)
        self.promotion_before = float(p.offer.promotion)

    def _read_reviews(self, reviews: float, stars: float, kept: float) -> None:
        """Mean of all reviews so far, a review's weight halved every so many months.

        The market's mean counts at first, as if it came from years of as many reviews.
        """
        if reviews == 0.0:
            return
        before = reviews / (1.0 - kept) if math.isnan(self._reviews) else self._reviews
        self._reviews = kept * before + reviews
        self.stars += reviews / self._reviews * (stars / reviews - self.stars)
