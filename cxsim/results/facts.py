"""What a stored run must carry, so that it can be made again from its file alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cxsim import __version__
from cxsim.errors import CxsimError
from cxsim.scenario.scenario import Scenario


class Facts(NamedTuple):
    """Scenario and seed decide a run; engine and version say how it was made."""

    scenario: Scenario
    seed: int
    engine: str
    version: str = __version__

    def to_data(self) -> dict[str, Any]:
        """Return plain data, ready for JSON."""
        return {**self._asdict(), "scenario": self.scenario.to_data()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any], path: Path) -> Facts:
        """Build the facts from plain data; a mistake names the file and its version."""
        version = data.get("version", "an unknown version")
        try:
            scenario = Scenario.from_data(data["scenario"])
            return cls(scenario, int(data["seed"]), str(data["engine"]), str(version))
        except KeyError as error:
            raise CxsimError(f"'{path}' does not say the {error.args[0]} of its run.") from None
        except CxsimError as error:
            raise CxsimError(
                f"'{path}' was written by cxsim {version}, this is {__version__}: {error}"
            ) from None
