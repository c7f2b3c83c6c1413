"""The house's floors: imports go downwards only, and nothing heavy is loaded before it is used."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "cxsim"
FLOORS = {
    "scenario": 0,
    "datasets": 0,
    "errors": 0,
    "folders": 0,
    "compilation": 0,
    "behaviour": 1,
    "company": 1,
    "theory": 1,
    "engine": 2,
    "results": 3,
    "experiment": 4,
    "plots": 5,
    "course": 5,
    "explorers": 6,
    "commands": 6,
    "cli": 6,
    "__main__": 6,
}
# A result draws itself when it is asked to: these modules fetch the picture then, and not before.
DRAWN_ON_DEMAND = {
    "experiment/calibrate.py",
    "experiment/comparison.py",
    "experiment/robustness.py",
    "experiment/warm_up.py",
}
PICTURES = {"matplotlib", "seaborn", "ipywidgets", "IPython", "jupyterlab"}


def place(path):
    """The part of the package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path):
    """Names of all modules that a file imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports say the whole name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


MODULES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.parent != PACKAGE or path.name != "__init__.py"
]
NAMES = [path.relative_to(PACKAGE).as_posix() for path in MODULES]


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_imports_go_downwards(path):
    assert place(path) in FLOORS, f"say in this test on which floor {place(path)} lives"
    for name in imported(path):
        package, _, rest = name.partition(".")
        if package != "cxsim" or rest == "__version__":
            continue
        below = rest.partition(".")[0]
        assert below in FLOORS, f"{path.name} takes '{name}' from the roof, not from its floor"
        if below == "plots" and path.relative_to(PACKAGE).as_posix() in DRAWN_ON_DEMAND:
            continue
        assert FLOORS[below] <= FLOORS[place(path)], f"{path.name} imports {name} from above"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_the_lower_floors_draw_nothing(path):
    if FLOORS[place(path)] <= 3:
        assert not PICTURES & {name.partition(".")[0] for name in imported(path)}


def test_only_results_run_the_engine():
    """Everybody else simulates by `cx.simulate`, and reads KPIs and the window of the run."""
    inside = ("cxsim.engine.run.execute", "cxsim.engine.books.", "cxsim.engine.log.")
    for path in MODULES:
        if FLOORS[place(path)] > FLOORS["results"]:
            assert not [name for name in imported(path) if name.startswith(inside)], path.name


def test_the_engines_do_without_pandas():
    for path in MODULES:
        if place(path) in ("behaviour", "company", "engine"):
            assert "pandas" not in {name.partition(".")[0] for name in imported(path)}, path.name


def _loaded(code):
    """Names of the modules that are loaded after some code ran in a fresh Python."""
    code = f"import sys; before = set(sys.modules); {code}; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_import_is_light():
    loaded = _loaded("import cxsim")
    assert {name for name in loaded if name.partition(".")[0] == "cxsim"} == {"cxsim"}
    assert not loaded & {"numpy", "pandas", "pydantic", "numba", "scipy", "yaml", "typer"}
    assert len(loaded) < 40, sorted(loaded)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_a_run_without_tables_needs_neither_pandas_nor_pictures(engine):
    loaded = _loaded(
        "import cxsim as cx; scenario = cx.load('bank').replace(customers=20, days=91); "
        f"cx.simulate(scenario, engine={engine!r})"
    )
    assert "cxsim.engine.run" in loaded
    assert not loaded & {"pandas", *PICTURES}


def test_every_public_name_resolves():
    import cxsim

    for name in cxsim.__all__:
        assert getattr(cxsim, name) is not None
    assert set(dir(cxsim)) == set(cxsim.__all__)
    with pytest.raises(AttributeError, match="did you mean 'simulate'"):
        cxsim.simulat  # noqa: B018
