"""How far a call is: one form of ``progress`` everywhere, a bar for people only."""

import pytest

import cxsim as cx
from cxsim.progress import reporting

BANK = cx.load("bank").replace(customers=20, days=61, warm_up_days=0)
GAP = "company.gaps.delivery"
CALLS = {
    "simulate": lambda progress: cx.simulate(BANK, progress=progress),
    "compare": lambda progress: cx.compare(
        {"a": BANK, "b": BANK.replace({GAP: 0.5})}, 2, progress=progress
    ),
    "sweep": lambda progress: cx.sweep(BANK, {GAP: [0.1, 0.2]}, 2, progress=progress),
    "robustness": lambda progress: cx.robustness(
        BANK, BANK.replace({GAP: 0.5}), draws=10, progress=progress
    ),
    "warm_up": lambda progress: cx.warm_up(
        BANK, "active", replications=2, months=20, progress=progress
    ),
    "validate": lambda progress: cx.validate(["T-22", "T-27"], progress=progress),
}
calls = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


@pytest.fixture(scope="module", autouse=True)
def compiled():
    """Whatever is said about compiling is said before."""
    cx.simulate(BANK)


@calls
def test_a_function_is_told_how_much_is_done(call, capsys):
    steps = []
    call(lambda done, total: steps.append((done, total)))
    done, totals = zip(*steps, strict=True)
    assert list(done) == sorted(done)
    assert len(set(totals)) == 1 and done[-1] == totals[-1]
    assert capsys.readouterr().err == ""


@calls
def test_no_bar_where_nobody_looks(call, capsys):
    call(True)
    assert capsys.readouterr().err == ""


@calls
def test_what_is_no_progress_is_refused(call):
    with pytest.raises(cx.CxsimError, match="progress must be True, False or a function of"):
        call("yes")


@pytest.mark.parametrize("colour", [True, False])
def test_a_person_sees_a_bar_that_goes(colour, capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")
    with reporting(True, "run") as tell:
        tell(1_000, 2_000)
    shown = capsys.readouterr()
    assert "run 1,000 of 2,000" in shown.err
    assert shown.err.endswith("\x1b[2K")  # the line is empty again
    assert ("\x1b[3" in shown.err) == colour
    assert shown.out == ""
