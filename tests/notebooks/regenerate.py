"""Run the notebooks and store their outputs, the same bytes each time.

    python tests/notebooks/regenerate.py            # all notebooks
    python tests/notebooks/regenerate.py 01_*.ipynb

Strict comparison (``pytest --nbval notebooks/``) needs stored outputs. What differs from run to run
or from machine to machine is not stored: times, versions, and the live widgets, of which the page
keeps the picture instead.
"""

from __future__ import annotations

import base64
import io
import sys
import warnings
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

from cxsim.commands.lab import prepare_engine

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
PNG, WIDGET = "image/png", "application/vnd.jupyter.widget-view+json"


def regenerate(path: Path) -> None:
    """Run one notebook from top to bottom and write it back."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,  # how printed lines arrive depends on the load of the machine
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    tidy(notebook)
    nbformat.write(notebook, path)


def tidy(notebook: nbformat.NotebookNode) -> None:
    """Keep what a reader needs: sources, outputs, the kernel's name, the ideas covered."""
    kept = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    if "covers" in notebook.metadata:
        kept["covers"] = notebook.metadata["covers"]
    notebook.metadata = nbformat.from_dict(kept)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET, None)
            if PNG in data:
                data[PNG] = smaller(data[PNG])


def smaller(picture: str) -> str:
    """Store a picture with a palette of its own: charts have few colours."""
    file = io.BytesIO()
    pixels = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    pixels.quantize(128).save(file, "png", optimize=True)
    return base64.b64encode(file.getvalue()).decode("ascii")


def main(patterns: list[str]) -> None:
    """Regenerate the notebooks whose names match."""
    warnings.filterwarnings("ignore", message=".*event loop.*")
    prepare_engine()  # else the first notebook would store the message that the engine compiles
    paths = sorted({path for pattern in patterns for path in NOTEBOOKS.glob(pattern)})
    for path in paths:
        regenerate(path)
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:] or ["*.ipynb"])
