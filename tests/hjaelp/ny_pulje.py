"""Run the worked example of ``docs/ny-pulje.md``: write its files and run its commands, in the order of the page.

``PYTHONPATH=tests python -m hjaelp.ny_pulje`` writes the outputs to the page; a test fails if they differ.
"""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hjaelp.alle_flader import kommando
from hjaelp.steder import ROD

NY_PULJE = ROD / "docs" / "ny-pulje.md"
_LED = re.compile(
    r"<!-- (?P<maade>fil|tilfoej): (?P<fil>\S+) -->\n```yaml\n(?P<indhold>.*?)```"
    r"|<!-- koer: (?P<kode>\d+) -->\n```text\n(?P<koert>.*?)```",
    re.DOTALL,
)


def opdateret(tekst: str) -> str:
    """Return the page with the present outputs. Raises AssertionError if a command has another exit code."""
    with tempfile.TemporaryDirectory() as navn, _i(Path(navn)):
        return _LED.sub(_led, tekst)


def skriv_pakken(mappe: Path) -> None:
    """Write the pack of the page under ``mappe``, including its scaffold."""
    with _i(mappe):
        for m in _LED.finditer(NY_PULJE.read_text("utf-8")):
            if m["fil"] is not None or "regler ny" in m["koert"]:
                _led(m)


def _led(m: re.Match[str]) -> str:
    if m["fil"] is not None:
        Path(m["fil"]).parent.mkdir(parents=True, exist_ok=True)
        with Path(m["fil"]).open("w" if m["maade"] == "fil" else "a", encoding="utf-8") as fil:
            fil.write(m["indhold"])
        return m[0]
    # A command may continue over lines that end with a backslash.
    linje = re.match(r"\$ (?:[^\n]*\\\n)*[^\n]*\n", m["koert"])
    assert linje is not None, m["koert"]
    led = shlex.split(linje[0][2:].replace("\\\n", " "))
    kode, svar = kommando(*led[1:])
    assert (led[0], kode) == ("ansoegning", int(m["kode"])), (led, kode, svar)
    return f"<!-- koer: {kode} -->\n```text\n{linje[0]}{svar}```"


@contextmanager
def _i(mappe: Path) -> Iterator[None]:
    foer = Path.cwd()
    os.chdir(mappe)
    try:
        yield
    finally:
        os.chdir(foer)


if __name__ == "__main__":
    NY_PULJE.write_text(opdateret(NY_PULJE.read_text("utf-8")), encoding="utf-8")
