"""Run the program as an unprivileged user: as root, a test of file permissions would prove nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

# The interpreter may be in a folder that only root can read. Therefore the command is run once to import its modules
# before the process gives up root's privileges (user and group 65534).
_BARN = """
import codecs, os, sys
from ansoegning.cli.gruppe import koer_kommando
ud = sys.argv[1]
argumenter = sys.argv[2:]
if os.geteuid() == 0:
    for tegnsaet in ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "ascii", "idna"):
        codecs.lookup(tegnsaet)
    gemt = os.dup(1), os.dup(2)
    ingen = os.open(os.devnull, os.O_WRONLY)
    os.dup2(ingen, 1); os.dup2(ingen, 2)
    koer_kommando([a.replace("{ud}", "foerst-" + ud) for a in argumenter])
    sys.stdout.flush(); sys.stderr.flush()
    os.dup2(gemt[0], 1); os.dup2(gemt[1], 2)
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
kode = koer_kommando([a.replace("{ud}", ud) for a in argumenter])
sys.stdout.flush()
sys.exit(kode)
"""


@contextmanager
def mappe_for_alle() -> Iterator[Path]:
    """Yield a folder that any user can read and write, which pytest's own is not."""
    with tempfile.TemporaryDirectory() as navn:
        sti = Path(navn)
        sti.chmod(0o777)
        yield sti
        for mappe, _, _ in os.walk(sti):
            Path(mappe).chmod(0o755)


def koer(argumenter: Sequence[str], mappe: Path, ud: str = "ud") -> subprocess.CompletedProcess[bytes]:
    """Run ``ansoegning`` with these arguments (``{ud}``: the output) in ``mappe``, without root's privileges."""
    return subprocess.run(
        [sys.executable, "-c", _BARN, ud, *argumenter],
        cwd=mappe,
        capture_output=True,
        timeout=180,
        check=False,
    )
