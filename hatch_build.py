"""Build hook: the data folders of the repository become ``ansoegning/_data/`` in the wheel.

Editable installs read the folders where they stand (``ansoegning.system.steder``) and get no copy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Each folder in the repository, and its name below ansoegning/_data/, where ``ansoegning.system.steder`` finds it.
MAPPER = {"rules": "rules", "templates": "templates", "samples": "samples", "docs/schema": "schema"}


class DataBuildHook(BuildHookInterface[Any]):
    """Maps the data folders into standard wheels."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before each build; ``version`` is ``standard`` or ``editable``."""
        if version == "editable":
            return
        for sted, navn in MAPPER.items():
            kilde = Path(self.root, sted)
            # A wheel without its rules would install without a word and fail at the first use.
            if not kilde.is_dir():
                msg = f"Mappen {sted}/ mangler i {self.root}; hjulet kan ikke bygges uden den."
                raise FileNotFoundError(msg)
            build_data["force_include"][str(kilde)] = f"ansoegning/_data/{navn}"
