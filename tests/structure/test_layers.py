"""The house's floors: imports go downwards only, and nothing heavy is loaded before it is used."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from cxsim.pictures import picture

PACKAGE = Path(__file__).parents[2] / "cxsim"
FLOORS = {
    "errors": 0,
    "folders": 0,
    "lazy_names": 0,
    "pictures": 0,
    "progress": 0,
    "arguments": 0,
    "intervals": 0,
    "units": 0,
    "compilation": 0,
    "fields": 0,
    "datasets": 0,
    "theory": 1,
    "model": 2,
    "scenario": 3,
    "company": 4,
    "engine": 5,
    "results": 6,
    "experiment": 7,
    "plots": 8,
    "course": 8,
    "explorers": 9,
    "commands": 9,
    "cli": 9,
    "__main__": 9,
}
PICTURES = {"matplotlib", "seaborn", "ipywidgets", "IPython", "jupyterlab"}


SOURCES = {
    ".".join(("cxsim", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


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
SOURCES = {  # the name of every module -> its file
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
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
        assert FLOORS[below] <= FLOORS[place(path)], f"{path.name} imports {name} from above"


def neighbours(module):
    """The modules that one imports, at its top, inside a function or for its types only."""
    for name in imported(SOURCES[module]):
        home = name if name in SOURCES else name.rpartition(".")[0]
        if home in SOURCES and home != module:
            yield home


def reached_from(module, graph):
    """All modules that a module needs, by whatever way."""
    found, waiting = set(), [*graph[module]]
    while waiting:
        new = waiting.pop()
        if new not in found:
            found.add(new)
            waiting += graph[new]
    return found


def test_no_two_modules_need_each_other():
    graph = {module: set(neighbours(module)) for module in SOURCES}
    assert graph["cxsim.results.run"] >= {"cxsim.results.story"}
    in_circles = {module for module in graph if module in reached_from(module, graph)}
    assert not in_circles


def test_pictures_named_by_text_exist():
    """What an import would have found missing at once."""
    named = {
        node.args[0].value
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "picture"
    }
    assert len(named) >= 6
    for name in named:
        assert callable(picture(name)), name


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_the_lower_floors_draw_nothing(path):
    if FLOORS[place(path)] <= FLOORS["results"]:
        assert not PICTURES & {name.partition(".")[0] for name in imported(path)}


def test_only_results_run_the_engine():
    """Everybody else simulates by `cx.simulate`, and reads KPIs and the window of the run."""
    inside = ("cxsim.engine.run.execute", "cxsim.engine.books.", "cxsim.engine.log.")
    for path in MODULES:
        if FLOORS[place(path)] > FLOORS["results"]:
            assert not [name for name in imported(path) if name.startswith(inside)], path.name


def test_the_engines_do_without_pandas():
    for path in MODULES:
        if place(path) in ("model", "company", "engine"):
            assert "pandas" not in {name.partition(".")[0] for name in imported(path)}, path.name


def _loaded(code):
    """Names of the modules that are loaded after some code ran in a fresh Python."""
    code = f"import sys; before = set(sys.modules); {code}; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_import_is_light():
    loaded = _loaded("import cxsim")
    assert {name for name in loaded if name.partition(".")[0] == "cxsim"} == {
        "cxsim",
        "cxsim.lazy_names",
    }
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
