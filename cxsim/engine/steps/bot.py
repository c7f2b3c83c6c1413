"""What a chatbot does: it contains, hands over, or closes without an answer; and it may sell."""

from __future__ import annotations

from cxsim.compilation import rule
from cxsim.engine.state import CLOSED_FALSELY, HANDED_OVER, World
from cxsim.engine.streams import BOT, HANDS, block, draw


@rule
def answer_by_bot(world: World, slot: int) -> None:
    """Contained with p_u p_s; of the rest a share p_f is closed falsely, the others escalated."""
    parameters, ticket, totals = world.parameters[0], world.tickets[slot], world.totals[0]
    place = world.touchpoints[ticket["touchpoint"]]
    seed, customer, need = parameters["seed"], ticket["customer"], ticket["need"]
    n = 8 * ticket["candidate"] + ticket["step"]
    _, u_contained = draw(seed, customer, block(HANDS, need), n)
    u_closed, u_sells = draw(seed, customer, block(BOT, need), n)
    totals["bot_contacts"] += 1
    ticket["resolved"] = 0
    if u_contained < place["bot.understands"] * place["bot.resolves"]:
        ticket["resolved"] = 1
        totals["bot_contained"] += 1
        bot_may_sell(world, slot, u_sells)
    elif u_closed < place["bot.false_closure"]:
        ticket["transfer"] = CLOSED_FALSELY
        totals["bot_false_closures"] += 1
    else:
        ticket["transfer"] = HANDED_OVER


@rule
def bot_may_sell(world: World, slot: int, luck: float) -> None:
    """A sale at the end of a contained contact; a bot that says what it is sells less."""
    parameters, ticket, totals = world.parameters[0], world.tickets[slot], world.totals[0]
    place = world.touchpoints[ticket["touchpoint"]]
    heard = 1.0 - parameters["messages.disclosure_loss"] * place["bot.disclosed"]
    if luck < place["bot.sells"] * heard:
        ticket["spend"] += place["bot.sale"]
        world.people[ticket["customer"]]["spend"] += place["bot.sale"]
        totals["revenue"] += place["bot.sale"]
        totals["gross_profit"] += place["bot.sale"]
