"""What customers pay: purchases, fees, and what the firm earns by them."""

from __future__ import annotations

import math

from cxsim.compilation import rule
from cxsim.fields import SHARE, Model, parameter
from cxsim.model.chance import gamma, lognormal
from cxsim.model.churn import Member
from cxsim.model.need import Needy
from cxsim.model.records import Record, derived
from cxsim.model.streams import PURCHASE, block, draw
from cxsim.units import MONTH_DAYS, YEAR_DAYS

# fmt: off


class Purchase(Model):
    """Purchase rate of noncontractual customers: Gamma(r, α), moved by attitude."""

    r: float = parameter(1.0, "Shape of the Gamma prior of purchase rates (r)", "", (1e-3, 1e6))
    alpha_weeks: float = parameter(
        8.0, "Rate of the Gamma prior of purchase rates (α)", "weeks", (1e-3, 1e9))
    ceiling: float = parameter(
        3.0, "The rate rises at most to this multiple of the customer's own (1: it never rises)",
        "factor", (1.0, 20.0), (3.0, 3.0))
    basket_heart: float = parameter(
        0.0, "Effect of heart above neutral on the log basket (γ_b)", "per point", (0.0, 2.0),
        (0.0, 0.1), source="seed: 004 (bound customers spend more); value: assumption")
    promotion_effect: float = parameter(
        0.3, "Effect of promotions on the log purchase rate (γ_p)", "per unit", (0.0, 2.0))
    message_effect: float = parameter(
        0.3, "Effect of useful messages on the log purchase rate", "per unit", (0.0, 2.0))
    attitude_effect: float = parameter(
        0.0, "Effect of attitude on the log purchase rate (γ_A)", "per unit", (0.0, 3.0),
        (0.0, 0.3))
    promotion_borrowed: float = parameter(
        0.32, "Share of a promotion's extra purchases that is missing a month later", "share",
        SHARE, (0.2, 0.45),
        source="published~: van Heerde, Leeflang and Wittink 2004 (32 % across periods)")
    spend_cv: float = parameter(
        0.0, "Spread of the usual spend between customers (sd / mean; null: 0)", "", (0.0, 5.0),
        (0.4, 1.0),
        source="Gamma-Gamma on CDNOW: .75 (Fader, Hardie and Lee 2005); value: assumption")


class Offer(Model):
    """What customers pay."""

    fee_per_month: float = parameter(
        0.0, "Monthly fee (contractual)", "money per month", (0.0, 1e6))
    basket: float = parameter(
        0.0, "Mean amount of a purchase (noncontractual)", "money", (0.0, 1e7))
    basket_cv: float = parameter(0.4, "Spread of a purchase's amount (sd / mean)", "", (0.01, 5.0))
    price_factor: float = parameter(
        1.0, "Price (1: the usual one): factor on fee, basket and what needs bring", "factor",
        (0.0, 10.0), (0.95, 1.05))
    promotion: float = parameter(0.0, "Strength of promotions (0: none)", "index", SHARE)
    expectation_rise: float = parameter(
        0.0, "Rise of should-expectations by the firm's own offer", "points a month", SHARE,
        (0.0, 0.01))
    advertisements_per_month: float = parameter(
        1.0, "Advertisements that a customer notices in a month", "per month", (0.0, 100.0),
        (0.0, 4.0))
    in_person_share: float = parameter(
        0.5, "Share of the experience that happens in person", "share", SHARE)
    gross_margin: float = parameter(0.5, "Gross margin", "share of revenue", SHARE)
    promotion_discount: float = parameter(
        0.2, "Discount of a full promotion", "share of price", SHARE, (0.1, 0.3))
    advertising: float = parameter(
        1.0, "Advertising (1: as much as usual)", "factor", (0.0, 100.0), (0.5, 2.0))
# fmt: on

    @derived
    def price(self) -> float:
        """What customers pay, as a factor on the usual price: less in a promotion."""
        return self.price_factor * (1.0 - self.promotion * self.promotion_discount)


# fmt: off


class Costs(Model):
    """What the firm pays beside the goods themselves."""

    wage_per_hour: float = parameter(
        12.0, "Cost of one agent's paid hour", "money per hour", (0.0, 10_000.0))
    fixed_per_month: float = parameter(
        0.0, "Fixed cost of the whole firm", "money per month", (0.0, 1e9))
    remote_share: float = parameter(
        0.0, "Share of staff who work from home (video conferences)", "share", SHARE,
        source="seed: 003; value: assumption")
    remote_saving: float = parameter(
        0.3, "Share of the fixed cost (rent, travel) that is saved if all work from home", "share",
        SHARE, (0.1, 0.5), source="seed: 003 (direction); value: assumption")
    acquisition: float = parameter(
        0.0, "Usual spend on advertising for one customer whom it wins", "money", (0.0, 1e6),
        source="computed: Dorfman-Steiner rule: η times the worth of a customer")
    discount_per_year: float = parameter(
        0.12, "Discount rate of customer equity", "per year", SHARE, (0.08, 0.16),
        source="published✓: Gupta, Lehmann and Stuart 2004 (12 %)")
    systems_share: float = parameter(
        0.0, "Share of the fixed cost that systems take which serve without staff", "share", SHARE,
        (0.05, 0.3))
    remote_equipment: float = parameter(
        100.0, "Equipment and software of an agent who works from home", "money per agent-month",
        (0.0, 10_000.0), (50.0, 200.0))
    remote_slowdown: float = parameter(
        0.08, "How much longer service takes from home (not at stores)", "share", (-0.5, 1.0),
        (-0.13, 0.19), source="published~ range: Bloom et al. 2015 (-.13) to Gibbs, Mengel and "
        "Siemroth 2023 (.08 to .19)")
# fmt: on


class Buyer(Member, Needy):
    """What a person buys and is worth."""

    value_factor: float
    purchases: int
    bought_lately: int  # purchases in the last year of the run
    bought_before: int  # purchases in the year before that
    spend: float
    spend_factor: float  # usual spend of a purchase, 1 on the average


class MoneyTotals(Record):
    """What is counted about money."""

    purchases: float
    repeat_purchases: float
    purchase_revenue: float
    revenue: float
    gross_profit: float
    acquisition_cost: float
    wages: float
    fixed_cost: float
    programme_cost: float
    sales_profit: float  # the part of gross profit from fees and purchases


@rule
def margin(person: Buyer, offer: Offer, referral_margin: float, now: float) -> float:
    """Gross margin of a sale at the usual price.

    A higher price is all margin. A referred customer brings more, half as much more each year.
    """
    share = offer.gross_margin + (offer.price - 1.0)
    if referral_margin > 0.0 and person.referrer >= 0:
        share = share + referral_margin * 0.5 ** ((now - person.joined) / YEAR_DAYS)
    return share


@rule
def own_rate(person: Buyer, is_purchase: bool, purchase: Purchase) -> float:
    """Ceiling of a customer's own rate of a kind of need, as a factor on the market's rate."""
    return person.purchases_per_day * purchase.ceiling if is_purchase else person.need_factor


@rule
def wants_it_now(luck: float, shift: float, purchase: Purchase) -> bool:
    """Thinning: a candidate becomes a purchase with probability (rate now) / (ceiling)."""
    return luck * purchase.ceiling < math.exp(shift)


@rule
def amount(person: Buyer, luck: float, cv: float, purchase: Purchase) -> float:
    """Amount of a purchase, mean 1: Gamma-Gamma where customers differ, else lognormal."""
    if purchase.spend_cv == 0.0:
        return lognormal(luck, 1.0, cv)
    return person.spend_factor * cv * cv * gamma(luck, 1.0 / (cv * cv))


@rule
def pay(
    seed: int, customer: int, person: Buyer, totals: MoneyTotals, need: int, candidate: int,
    purchase: Purchase, offer: Offer, neutral: float, referral_margin: float,
    now: float, horizon: float,
) -> float:  # fmt: skip
    """Money changes hands; returns the spend."""
    luck, _ = draw(seed, customer, block(PURCHASE, need), candidate)
    usual = (
        offer.basket
        * person.value_factor
        * amount(person, luck, offer.basket_cv, purchase)
        * math.exp(purchase.basket_heart * (person.heart - neutral))
    )
    spend = usual * offer.price
    person.purchases += 1
    person.spend += spend
    totals.purchases += 1
    totals.purchase_revenue += spend
    totals.revenue += spend
    profit = usual * margin(person, offer, referral_margin, now)
    totals.gross_profit += profit
    totals.sales_profit += profit
    days_left = horizon - now
    if days_left <= YEAR_DAYS:
        person.bought_lately += 1
    elif days_left <= 2.0 * YEAR_DAYS:
        person.bought_before += 1
    return spend


@rule
def collect_fee(
    person: Buyer, totals: MoneyTotals, offer: Offer, referral_margin: float,
    days: float, end: float,
) -> None:  # fmt: skip
    """A contract's fee for some days up to a day."""
    usual = offer.fee_per_month / MONTH_DAYS * person.value_factor * days
    paid = usual * offer.price
    person.spend += paid
    totals.revenue += paid
    profit = usual * margin(person, offer, referral_margin, end - 0.5 * days)
    totals.gross_profit += profit
    totals.sales_profit += profit


@rule
def earn(person: Buyer, totals: MoneyTotals, amount: float) -> None:
    """Gross profit that a customer brings beside purchases and fees."""
    person.spend += amount
    totals.revenue += amount
    totals.gross_profit += amount
