"""What levers do in a run: switches at a threshold, moves within bounds, levers of one's own."""

import numpy as np
import pandas as pd
import pytest
from small_worlds import assert_same_run, assert_some_effect, small

import cxsim as cx
from cxsim.company.levers import Pull, moves_of
from cxsim.engine.log import Log
from cxsim.engine.run import execute
from cxsim.errors import CxsimError
from cxsim.fields import parameters_of
from cxsim.scenario.levers import Lever, is_real, shipped_levers, target_of

AT_ONCE = {"company.management.organisation.delay_quarters": 0.0}
READY = {f"company.readiness.{name}": 0.9 for name in
         ("strategy", "team", "motivation", "organisation", "technology")}  # fmt: skip


def with_lever(scenario, strength=1.0, **effects):
    """A scenario with a lever of one's own that costs nothing and shows at once."""
    own = {"strength": strength, "delay": 0.0, "effects": effects}
    return scenario.replace(levers={**scenario.levers, "own": own})


def last_stage(scenario):
    """The firm as it stands at the end of a run, with all that levers have switched."""
    return execute(scenario, 1, "auto", Log(keep=False)).books.stretches[-1].stage


def simulated(scenario, seed=1):
    return cx.simulate(scenario, seed)


def same_events(one, other):
    for name in ("encounters", "episodes", "queues"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


# -- switches -------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", ["bank", "telecom"])
def test_phone_closes_channels_at_its_threshold_and_not_little_by_little(preset):
    """It costs nothing and does nothing but switch: below .5 like 0, from .5 on like 1."""
    firm = small(preset)
    runs = {u: simulated(firm.replace({"levers.phone": u})) for u in (0.01, 0.49, 0.5, 1.0)}
    nothing = simulated(firm)
    for run in (runs[0.01], runs[0.49]):
        same_events(run, nothing)
    same_events(runs[0.5], runs[1.0])
    channels = {n: place.channel for n, place in firm.company.touchpoints.items()}
    open_now = set(runs[0.5].encounters.touchpoint.map(channels).dropna())
    assert open_now <= {"call_centre", "store"} < set(nothing.encounters.touchpoint.map(channels))


@pytest.mark.parametrize(("strength", "pooled"), [(0.01, False), (0.49, False), (0.5, True)])
def test_omnichannel_makes_one_queue_of_its_channels_or_none(strength, pooled):
    """A pool of the firm's own is left alone below the threshold, and joined with others above."""
    bank = small("bank").replace(AT_ONCE | READY | {"company.touchpoints.chat.pool": "window"})
    half = bank.replace({"levers.omnichannel": strength})
    pools = {name: place.pool for name, place in last_stage(half).company.touchpoints.items()}
    joined = {"call_centre": "single window", "chat": "single window"}
    known = {name: place.pool for name, place in bank.company.touchpoints.items()}
    assert pools == known | (joined if pooled else {})
    queues = simulated(half).queues.pivot(index="month", columns="touchpoint", values="agents")
    together = (queues.call_centre == queues.chat).all()
    assert together == pooled


def test_a_threshold_is_a_parameter():
    bank = small("bank").replace({"levers.phone": 0.3})
    assert_some_effect(bank, {"levers.phone.effects.closed_channels.threshold": 0.3})
    early = bank.replace({"levers.phone.effects.closed_channels.threshold": 0.2})
    stage = last_stage(early)
    assert not stage.company.touchpoints["app"].open
    assert stage.company.staffing.rule == "fixed"  # that effect has a threshold of its own


def test_a_switch_goes_back_when_the_lever_is_let_go():
    bank = small("bank", days=200).replace({"levers.phone": 1.0}).at(90, {"levers.phone": 0.2})
    contacts = simulated(bank).encounters
    days = contacts.started[contacts.touchpoint == "app"]
    assert days.min() > 90 and len(days) > 50


@pytest.mark.covers("S3-03")
def test_phone_lets_staff_follow_the_work():
    """Agents stay under fixed staffing; under phone they move by the quarter, unless told not."""
    telecom = small("telecom", customers=400, days=300)
    assert telecom.company.staffing.rule == "fixed"
    under = telecom.under("phone")
    fixed = under.replace({"levers.phone.effects.staff_follow_the_work.threshold": 1.0})
    fixed = fixed.replace({"levers.phone": 0.9})
    moves = {}
    for name, scenario in {"phone": under, "fixed": fixed, "nothing": telecom}.items():
        agents = simulated(scenario).queues.groupby("touchpoint", observed=True).agents
        moves[name] = agents.nunique().max() > 1
    assert moves == {"phone": True, "fixed": False, "nothing": False}


@pytest.mark.covers("S0-02")
@pytest.mark.parametrize("beside", ["cem", "customer_centricity"])
def test_crm_alone_blinds_a_managed_firm_to_feelings(beside):
    """It sees sales and complaints only; not so where the firm also cares for the experience."""
    enabled = {"company.management.enabled": True, "company.management.information": "all"}
    bank = small("bank", customers=400, days=300).replace(AT_ONCE | enabled)
    assert simulated(bank).management.nps_seen.notna().any()
    blind = simulated(bank.under("reactive_crm")).management
    assert blind.nps_seen.isna().all() and blind.complaints_per_customer.notna().any()
    assert simulated(bank.under("reactive_crm", beside)).management.nps_seen.notna().any()
    weak = bank.replace({"levers.reactive_crm": 0.4})
    assert simulated(weak).management.nps_seen.notna().any()


# -- moves ----------------------------------------------------------------------------------------


OWN = [
    ({"path": "company.service.announced_waits", "set": True},
     {"company.service.announced_waits": True}),
    ({"path": "company.staffing.rule", "set": "target_occupancy"},
     {"company.staffing.rule": "target_occupancy"}),
    ({"path": "company.touchpoints.branch.agents", "set": 2},
     {"company.touchpoints.branch.agents": 2}),
    ({"path": "company.touchpoints.*.patience_minutes", "times": 0.5, "channels": ["call_centre"]},
     {"company.touchpoints.call_centre.patience_minutes": 3.0}),
    ({"path": "company.offer.fee_per_month", "plus": 4.0}, {"company.offer.fee_per_month": 18.0}),
    ({"path": "company.recovery.justice", "towards": 0.9}, {"company.recovery.justice": 0.9}),
    ({"path": "company.staff.know", "towards": 0.4}, {"company.staff.know": 0.4}),
    ({"path": "company.staffing.target_occupancy", "plus": -0.3},
     {"company.staffing.target_occupancy": 0.45}),
    ({"path": "company.management.analysis.study_answers", "times": 3.0},
     {"company.management.analysis.study_answers": 300.0}),
    ({"path": "company.management.organisation.work_in_progress", "set": 5},
     {"company.management.organisation.work_in_progress": 5}),
]  # fmt: skip


@pytest.mark.parametrize(("effect", "changes"), OWN, ids=[next(iter(c)) for _, c in OWN])
def test_a_lever_at_once_is_the_same_as_the_change_itself(effect, changes):
    """At strength 1 without cost and delay, word for word and number for number."""
    bank = small("bank", days=300).replace(
        {"company.management.enabled": True, "company.touchpoints.call_centre.agents": 3}
    )
    if "target_occupancy" in effect["path"]:
        bank = bank.replace({"company.staffing.rule": "target_occupancy"})
    for path, value in changes.items():
        assert bank.value(path) != value
    changed = bank.at(0, changes)
    pulled = with_lever(bank, e={**effect, "role": "setting"})
    assert_some_effect(bank, {"schedule": changed.model_dump()["schedule"]})
    assert_same_run(simulated(pulled), simulated(changed))


def movable(scenario):
    """Path -> value of all that an effect may name in a firm."""
    found = {}
    for path, value, field in parameters_of(scenario):
        try:
            target_of(path)
        except CxsimError:
            continue
        found[path] = value, is_real(field)
    return found


@pytest.mark.parametrize("preset", ["bank", "retailer"])
def test_all_that_an_effect_may_name_can_be_moved(preset):
    """A factor of 1, and each word and switch set to what it is, change nothing; 1.05 does."""
    firm = small(preset, customers=60, days=120).replace({"company.management.enabled": True})
    paths = movable(firm)
    assert len(paths) > 200
    still = {
        f"effect_{k}": {"path": path, "role": "setting"}
        | ({"times": 1.0} if real else {"set": value})
        for k, (path, (value, real)) in enumerate(paths.items())
        if real or value is not None
    }
    assert_same_run(simulated(firm), simulated(with_lever(firm, **still)))
    moved = {
        name: effect | {"times": 1.05} if "times" in effect else effect
        for name, effect in still.items()
    }
    assert simulated(with_lever(firm, **moved)).kpis.value["csat"] > 0.0


def test_a_lever_not_pulled_changes_nothing():
    bank = small("bank")
    idle = with_lever(bank, 0.0, e={"path": "company.gaps.design", "plus": 2.0})
    assert_same_run(simulated(bank), simulated(idle))


def test_a_lever_may_make_the_firm_ready_for_another():
    """Readiness that a lever brings lets the benefits of CEM grow."""
    firm = small("bank").replace(AT_ONCE | {"company.staff.strain": 0.0}).under("cem")
    effects = {
        f"more_{name}": {"path": f"company.readiness.{name}", "towards": 1.0, "role": "setting"}
        for name in ("strategy", "team", "motivation", "organisation", "technology")
    }
    plain, ready = (simulated(s).timeline.gap_1 for s in (firm, with_lever(firm, **effects)))
    assert ready.iloc[-1] == pytest.approx(0.2 * 0.5)  # e = 1: the whole benefit
    assert plain.iloc[-1] > ready.iloc[-1] + 0.02


def test_a_move_stays_within_the_bounds_of_its_number():
    lever = Lever.model_validate(
        {
            "strength": 1.0,
            "effects": {
                "up": {"path": "company.recovery.justice", "plus": 5.0, "role": "setting"},
                "down": {"path": "company.outreach.reach", "plus": -5.0, "role": "setting"},
                "capped": {"path": "behaviour.talk.rate", "plus": 0.9, "at_most": 0.5},
                "endless": {"path": "company.touchpoints.*.patience_minutes", "times": 0.5},
            },
        }
    )
    moves = {
        move.path: move
        for move in moves_of({"own": lever}, {"own": Pull(1.0, 0.0)}, 1.0, 0.5, lambda _: 1.0)
    }
    assert moves["company.recovery.justice"].moved(0.6) == 1.0
    assert moves["company.outreach.reach"].moved(0.6) == 0.0
    assert moves["behaviour.talk.rate"].moved(0.2) == 0.5
    assert moves["company.touchpoints.*.patience_minutes"].moved(np.inf) == np.inf


def test_half_a_lever_moves_half_as_far():
    """Real numbers move with the strength; all of the kit's settings and side effects do."""
    for lever in shipped_levers().values():
        pulls = [{"x": Pull(u, 0.0)} for u in (0.5, 1.0)]
        half, full = (
            moves_of({**shipped_levers(), "x": lever}, p, 0.4, 0.5, lambda _: 0.5) for p in pulls
        )
        far = {(m.path, m.effect.role): m for m in full}
        for move in half:
            other = far[move.path, move.effect.role]
            assert move.times - 1.0 == pytest.approx(0.5 * (other.times - 1.0))
            assert (move.plus, move.by) == pytest.approx((0.5 * other.plus, 0.5 * other.by))
            assert move.towards == other.towards
