"""``docs/model.md`` tells what the code holds: its tables are made from it, by one command."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def maker():
    path = ROOT / "docs" / "make_model_page.py"
    spec = importlib.util.spec_from_file_location("make_model_page", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_its_tables_have_not_drifted(maker):
    assert maker.filled(PAGE) == PAGE, "run: python docs/make_model_page.py"


def test_check_says_when_the_page_is_old(maker, tmp_path, monkeypatch, capsys):
    old = tmp_path / "model.md"
    old.write_text(PAGE.replace("| `customers` |", "| `clients` |", 1), encoding="utf-8")
    monkeypatch.setattr(maker, "PAGE", old)
    assert maker.main(["--check"]) == 1
    assert "python docs/make_model_page.py" in capsys.readouterr().out
    assert maker.main([]) == 0
    assert old.read_text(encoding="utf-8") == PAGE


def test_the_equations_name_rules_that_exist(maker):
    known = {name for module in maker._modules() for name, _ in maker.public_functions(module)}
    assert len(known) > 50
    core = PAGE.split("## 7. Submodels")[1].split("<!-- begin equations -->")[0]
    named = [row.split(" | ")[2] for row in core.splitlines() if row.startswith("| ")][2:]
    assert len(named) > 15
    for cell in named:
        assert set(re.findall(r"`(\w+)`", cell)) <= known, cell


def test_it_holds_every_field_of_the_schema():
    from cxsim import load

    described = load("bank").describe().index
    fields = {path.rpartition(".")[2] for path in described if ".fit." not in path}
    for field in sorted(fields):
        assert f"| `{field}` |" in PAGE, field


def test_it_follows_both_protocols():
    for words in ("Purpose and patterns", "Entities, state variables", "Process overview",
                  "Design concepts", "Initialization", "Input data", "Submodels"):  # fmt: skip
        assert words in PAGE
    items = re.findall(r"^\| (\d\.\d) ", PAGE, re.MULTILINE)
    expected = {"1": 3, "2": 5, "3": 4, "4": 3, "5": 4, "6": 1}
    assert items == [f"{part}.{k}" for part, count in expected.items() for k in range(1, count + 1)]
