"""How customers behave: every coefficient of the behavioural rules, with its source.

Each block stands in the module of its idea, in `cxsim.model`.
"""

from __future__ import annotations

from pydantic import Field

from cxsim.fields import Model
from cxsim.model.choice import Choice
from cxsim.model.churn import Churn
from cxsim.model.demand import Demand
from cxsim.model.effort import Effort
from cxsim.model.expectation import Expectation
from cxsim.model.failure import Failure, Voice
from cxsim.model.loyalty import Attitude
from cxsim.model.memory import Memory
from cxsim.model.messages import Messages, Trust
from cxsim.model.purchase import Purchase
from cxsim.model.pyramid import Hierarchy
from cxsim.model.quality import Kano, Quality, Weights
from cxsim.model.resolution import Resolution
from cxsim.model.satisfaction import Satisfaction
from cxsim.model.survey import Survey
from cxsim.model.talk import Talk


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
    demand: Demand = Field(Demand(), title="Demand")
