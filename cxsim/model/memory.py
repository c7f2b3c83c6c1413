"""The memory of a matter: its peak, its end and its average."""

from __future__ import annotations

from pydantic import model_validator

from cxsim.compilation import rule
from cxsim.fields import SHARE, Model, parameter
from cxsim.model.satisfaction import Felt

# fmt: off


class Memory(Model):
    """Peak-end rule with moments of truth: weights of the remembered satisfaction."""

    peak: float = parameter(0.35, "Weight of the strongest moment (w_p)", "share", SHARE)
    end: float = parameter(0.35, "Weight of the last moment (w_e)", "share", SHARE)
    average: float = parameter(0.30, "Weight of the average (w_a)", "share", SHARE, (0.1, 1.0))

    @model_validator(mode="after")
    def _sum_to_one(self) -> Memory:
        if abs(self.peak + self.end + self.average - 1.0) > 1e-6:
            raise ValueError("peak, end and average must sum to 1")
        return self
# fmt: on


class Remembered(Felt):
    """What the peak-end rule needs; ``calm_...``: the same memory, had nothing failed."""

    peak_size: float = -1.0
    peak: float
    end: float
    sum: float
    weight: float
    calm_size: float = -1.0
    calm_peak: float
    calm_end: float
    calm_sum: float
    remembered: float


@rule
def remembered(
    peak: float, end: float, mean: float, w_peak: float, w_end: float, w_average: float
) -> float:
    """Remembered satisfaction of an episode: w_p S_peak + w_e S_end + w_a (Σ μ S / Σ μ).

    The peak is the contact with the largest μ |S|; a tie goes to the earlier contact. Source:
    Kahneman, Fredrickson, Schreiber and Redelmeier 1993, Psychological Science 4:401-405;
    moments of truth μ: Carlzon 1987.
    """
    return w_peak * peak + w_end * end + w_average * mean


@rule
def remember_contact(matter: Remembered, importance: float) -> None:
    """Keep what the peak-end rule needs: the strongest moment, the last one and the mean."""
    felt, calm = matter.satisfaction, matter.calm
    size = importance * abs(felt)
    if size > matter.peak_size:  # a tie goes to the earlier contact
        matter.peak_size = size
        matter.peak = felt
    matter.end = felt
    matter.sum += importance * felt
    if importance * abs(calm) > matter.calm_size:
        matter.calm_size = importance * abs(calm)
        matter.calm_peak = calm
    matter.calm_end = calm
    matter.calm_sum += importance * calm
    matter.weight += importance


@rule
def recall(matter: Remembered, memory: Memory, ending: float, capped: bool) -> float:
    """Form the memory of the matter, its ending included; return what of it lasts.

    Where it is ``capped``, a recovery never makes people more loyal than no failure would have.
    """
    weight, w_peak, w_end, w_average = matter.weight, memory.peak, memory.end, memory.average
    mean = matter.sum / weight if weight > 0.0 else matter.end
    contacts = remembered(matter.peak, matter.end, mean, w_peak, w_end, w_average)
    matter.remembered = ending + contacts
    if not capped:
        return matter.remembered
    mean = matter.calm_sum / weight if weight > 0.0 else matter.calm_end
    calm = remembered(matter.calm_peak, matter.calm_end, mean, w_peak, w_end, w_average)
    return min(matter.remembered, ending + calm)
