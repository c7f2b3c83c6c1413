"""How customers behave: every coefficient of the behavioural rules, with its source."""

from __future__ import annotations

from pydantic import Field

from cxsim.scenario.decisions import (
    Attitude,
    Choice,
    Churn,
    Failure,
    Hierarchy,
    Messages,
    Purchase,
    Resolution,
    Survey,
    Talk,
    Trust,
    Voice,
)
from cxsim.scenario.experience import (
    Effort,
    Expectation,
    Kano,
    Memory,
    Quality,
    Satisfaction,
    Weights,
)
from cxsim.scenario.fields import Model


class Behaviour(Model):
    """How customers behave."""

    quality: Quality = Field(Quality(), title="Quality")
    weights: Weights = Field(Weights(), title="Heart, mind and hands")
    kano: Kano = Field(Kano(), title="Must-be and attractive qualities")
    expectation: Expectation = Field(Expectation(), title="Expectations")
    satisfaction: Satisfaction = Field(Satisfaction(), title="Satisfaction")
    effort: Effort = Field(Effort(), title="Effort")
    choice: Choice = Field(Choice(), title="Choice of touchpoint")
    resolution: Resolution = Field(Resolution(), title="Resolution")
    failure: Failure = Field(Failure(), title="Failure and recovery")
    voice: Voice = Field(Voice(), title="Exit, voice, public voice, silence")
    memory: Memory = Field(Memory(), title="Memory of an episode")
    attitude: Attitude = Field(Attitude(), title="Attitude and loyalty")
    hierarchy: Hierarchy = Field(Hierarchy(), title="CX pyramid")
    churn: Churn = Field(Churn(), title="Churn")
    purchase: Purchase = Field(Purchase(), title="Purchases")
    messages: Messages = Field(Messages(), title="Personal messages")
    trust: Trust = Field(Trust(), title="Breach of trust")
    talk: Talk = Field(Talk(), title="Word of mouth and reviews")
    survey: Survey = Field(Survey(), title="Survey")
