"""The firm: its touchpoints, gaps, readiness, offer and costs.

Blocks that customers feel stand in the modules of their ideas, in `cxsim.model`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from cxsim.fields import SHARE, FrozenDict, Model, parameter
from cxsim.model.contact import Context, Service
from cxsim.model.data import Data
from cxsim.model.failure import Recovery
from cxsim.model.gaps import Gaps
from cxsim.model.messages import Personalisation, Privacy
from cxsim.model.motivation import Staff
from cxsim.model.outreach import Outreach
from cxsim.model.purchase import Costs, Offer
from cxsim.model.pyramid import Pyramid
from cxsim.model.survey import SurveyDesign
from cxsim.model.touchpoint import Touchpoint
from cxsim.scenario.management import Management, Staffing

# fmt: off


class Readiness(Model):
    """Five elements of readiness for experience management (S1-29 to S1-33), each from 0 to 1."""

    strategy: float = parameter(
        0.6, "Goals, key moments and measures are set", "0-1", SHARE, (0.2, 0.9))
    team: float = parameter(0.6, "People for the work", "0-1", SHARE, (0.2, 0.9))
    motivation: float = parameter(0.5, "Staff are rewarded and supported", "0-1", SHARE, (0.2, 0.9))
    organisation: float = parameter(0.5, "Departments work together", "0-1", SHARE, (0.2, 0.9))
    technology: float = parameter(0.6, "Systems and business processes", "0-1", SHARE, (0.2, 0.9))
# fmt: on


class Company(Model):
    """Everything the firm decides."""

    touchpoints: Annotated[dict[str, Touchpoint], AfterValidator(FrozenDict)] = Field(
        ..., title="Touchpoints by name", min_length=1, max_length=64
    )
    gaps: Gaps = Field(Gaps(), title="Service quality gaps 1 to 4")
    readiness: Readiness = Field(Readiness(), title="Readiness")
    staff: Staff = Field(Staff(), title="Staff motivation")
    offer: Offer = Field(Offer(), title="Offer")
    costs: Costs = Field(Costs(), title="Costs")
    recovery: Recovery = Field(Recovery(), title="Failure and recovery")
    context: Context = Field(Context(), title="Context between contacts")
    staffing: Staffing = Field(Staffing(), title="How many agents work")
    management: Management = Field(Management(), title="The firm's quarter")
    service: Service = Field(Service(), title="Routing and waiting")
    personalisation: Personalisation = Field(Personalisation(), title="Personal messages")
    privacy: Privacy = Field(Privacy(), title="Customers' data")
    outreach: Outreach = Field(Outreach(), title="Proactive service")
    pyramid: Pyramid = Field(Pyramid(), title="CX pyramid")
    feedback: SurveyDesign = Field(SurveyDesign(), title="How the firm asks")
    data: Data = Field(Data(), title="Data foundation")
