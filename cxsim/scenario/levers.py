"""The levers that a strategy pulls, each from 0 (not used) to 1 (fully used)."""

from __future__ import annotations

from typing import Any

from cxsim.fields import Model, parameter


def _lever(title: str, source: str) -> Any:
    return parameter(0.0, title, unit="0-1", source=source, bounds=(0.0, 1.0))


class Levers(Model):
    """How far each concept of the papers is put to work."""

    reactive_crm: float = _lever("CRM: data store, automation, complaint desk", "seed: 002, 000")
    cem: float = _lever("CEM: journey map, training, measurement, gap work", "seed: 002, 001")
    customer_centricity: float = _lever("Customer-centric culture and targets", "seed: 002")
    service_dominant: float = _lever("Co-creation and solution services", "seed: 002")
    brand_advocacy: float = _lever("Referral and ambassador programme", "seed: 002")
    experience_economy: float = _lever("Staged, memorable experiences", "seed: 002")
    proactive: float = _lever("Detection of problems and outreach", "seed: 002")
    personalisation: float = _lever("Personal content and offers", "seed: 000, 003")
    phone: float = _lever("Telephone and in-person service only", "seed: 003")
    multichannel: float = _lever("Many isolated channels", "seed: 003")
    crosschannel: float = _lever("Linked pairs of channels", "seed: 003")
    omnichannel: float = _lever("One window on all channels", "seed: 003")
