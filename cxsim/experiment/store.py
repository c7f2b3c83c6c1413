"""Results on disk, written as they come, so that an interrupted sweep can go on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from cxsim import __version__
from cxsim.errors import CxsimError
from cxsim.experiment.jobs import Job, Result
from cxsim.results.window import Kpi

# What a result depends on, beside the scenario and the seed.
_MODEL = ("scenario", "model", "company", "theory", "engine", "results")


class Store:
    """A folder with one small JSON file a result.

    A file's name is a hash of the scenario, the seed, the version, the source of the model, the
    formulas of one's own KPIs and the hooks of one's own mechanisms: a changed model never meets
    results of the old one, and several sweeps can share a folder.

    Parameters
    ----------
    folder : str or Path
        Made if it does not exist.
    own : sequence of Kpi
        The KPIs of one's own that results hold beside the shipped ones.
    """

    def __init__(self, folder: str | Path, own: Sequence[Kpi] = ()) -> None:
        self.folder = Path(folder)
        self._own = "".join(f" {kpi.fingerprint}" for kpi in own)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except (OSError, ValueError) as error:
            raise self._cannot_write(error) from None

    def find(self, job: Job, timeline: bool = False) -> Result | None:
        """Return a job's result, or None where it is not here, or lacks a timeline asked for."""
        try:
            kept = json.loads(self._file(job).read_text(encoding="utf-8"))
            kpis, measured, months = kept["kpis"], kept["measured"], kept["timeline"]
        except (OSError, ValueError, KeyError, TypeError):
            return None  # never written, or damaged: the job runs again
        if not timeline:
            return Result(kpis, measured)
        if months is None:
            return None
        return Result(kpis, measured, {name: np.array(values) for name, values in months.items()})

    def add(self, job: Job, result: Result) -> None:
        """Keep a job's result; a crash leaves the whole file or none."""
        months = result.timeline
        facts = {
            "scenario": job.label or job.scenario.name,
            "seed": int(job.seed),
            "version": __version__,
            "kpis": result.kpis,
            "measured": result.measured,
            "timeline": months and {name: values.tolist() for name, values in months.items()},
        }
        file = self._file(job)
        unfinished = file.with_suffix(f".{os.getpid()}")
        try:
            unfinished.write_text(json.dumps(facts), encoding="utf-8")
            unfinished.replace(file)
        except OSError as error:
            raise self._cannot_write(error) from None

    def _file(self, job: Job) -> Path:
        mechanisms = [own.fingerprint for own in job.scenario.mechanisms.values()]
        what = f"{job.seed} {job.scenario.model_dump_json()}{self._own}{mechanisms or ''}"
        told = f"{__version__} {_model()} {what}"
        return self.folder / f"{hashlib.sha256(told.encode()).hexdigest()[:32]}.json"

    def _cannot_write(self, error: OSError | ValueError) -> CxsimError:
        reason = (getattr(error, "strerror", None) or "no folder can have this name").lower()
        return CxsimError(f"store: '{self.folder}' cannot be written: {reason}.")


@cache
def _model() -> str:
    """Hash of the files that the model is made of."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    files = [file for folder in _MODEL for file in sorted((root / folder).rglob("*"))]
    for file in [root / "units.py", *files]:
        if file.suffix in (".py", ".yaml"):
            digest.update(file.relative_to(root).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
