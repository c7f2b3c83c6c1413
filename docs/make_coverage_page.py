"""What shows which idea of the papers: `python docs/make_coverage_page.py`.

`coverage.csv` holds the ideas. Tests claim them with ``@pytest.mark.covers("S1-16", "what it
shows")``, data sets and notebooks with their field ``covers``. The page `coverage.md` is made from
both; ``--check`` says whether it is old, ``--print`` prints it.
"""

from __future__ import annotations

import ast
import csv
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
IDEAS, PAGE = ROOT / "docs" / "coverage.csv", ROOT / "docs" / "coverage.md"
PART = "part: "  # so begins the sentence of a test that shows less than the whole idea
HEAD = """# Coverage: what the five papers describe, and what shows it

*Made by `python docs/make_coverage_page.py`; do not edit.*

Ideas of the papers 000 to 004 are S0 to S4. A kind is M mechanism, P parameter, K key figure,
D data, N notebook, C concept. Each line says what is shown, and where; *part* says that it is less
than the whole idea, and **open** what nothing shows.
"""


class Claim(NamedTuple):
    """Something that shows an idea: where it is, and what it shows."""

    idea: str
    where: str
    shows: str


def ideas() -> list[dict[str, str]]:
    """Return the rows of the table: id, kind, idea, open."""
    with IDEAS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_tests() -> Iterator[Claim]:
    """Yield what tests show: a mark has ids, and one sentence for all of them."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for test in ast.parse(path.read_text(encoding="utf-8")).body:
            for mark in getattr(test, "decorator_list", []):
                if isinstance(mark, ast.Call) and getattr(mark.func, "attr", "") == "covers":
                    *names, shows = (ast.literal_eval(one) for one in mark.args)
                    where = f"{path.relative_to(ROOT / 'tests').as_posix()}::{test.name}"
                    yield from (Claim(name, where, shows) for name in names)


def by_data() -> Iterator[Claim]:
    """Yield what data sets hold, by their title."""
    text = (ROOT / "datasets" / "datapackage.json").read_text(encoding="utf-8")
    for resource in json.loads(text)["resources"]:
        for name in resource.get("covers", []):
            yield Claim(name, f"data set {resource['name']}", resource["title"])


def by_notebooks() -> Iterator[Claim]:
    """Yield what notebooks show: their metadata hold a sentence for each idea."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        covers = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("covers", {})
        yield from (Claim(name, f"notebook {path.stem}", shows) for name, shows in covers.items())


def claims() -> list[Claim]:
    """Return all claims."""
    return [*by_tests(), *by_data(), *by_notebooks()]


def page() -> str:
    """Return the page."""
    found = claims()
    lines = [HEAD]
    for row in ideas():
        lines.append(f"**{row['id']}** ({', '.join(row['kind'])}) {row['idea']}\n")
        mine = [claim for claim in found if claim.idea == row["id"]]
        lines += [f"- {claim.shows} (`{claim.where}`)" for claim in mine]
        lines += [f"- **open:** {row['open']}"] * bool(row["open"]) + [""]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Renew the page, check it or print it."""
    new = page()
    if "--print" in arguments:
        print(new)
    elif "--check" not in arguments:
        PAGE.write_text(new, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != new:
        print("docs/coverage.md is old: run python docs/make_coverage_page.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
