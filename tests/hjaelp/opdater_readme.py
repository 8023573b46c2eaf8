"""Generate parts of README.md: ``PYTHONPATH=tests python -m hjaelp.opdater_readme``. The tests compare the same parts.

A generated part is a fenced block or a table after a marker: ``<!-- uddata: … -->`` is the output of a command at 80
columns without colour, ``<!-- regel: FIL ID -->`` a rule as written in its file, ``<!-- tabel: regelsæt -->`` the
built-in packs, ``<!-- tabel: fordelinger -->`` those that split a joint cost.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

from ansoegning.indlaes.fordelingspakke import load_fordeling
from ansoegning.indlaes.pakkelaeser import FORDELINGSFIL
from ansoegning.indlaes.regelsaet import find_pakker, load_regelsaet
from ansoegning.vaerksted.fordelingstilfaelde import laes_fordelingstilfaelde
from ansoegning.vaerksted.rundetilfaelde import laes_rundetilfaelde
from ansoegning.vaerksted.tilfaelde import laes_tilfaelde
from hjaelp.steder import ROD

README = ROD / "README.md"
_MAERKET = re.compile(
    r"(<!-- (uddata|regel|tabel): (.+?) -->\n)(```\w+\n.*?```\n|(?:\|[^\n]*\n)*)",
    re.DOTALL,
)


def koer(kommando: str) -> tuple[int, str]:
    """Run an ``ansoegning …`` command in the project's root; returns its exit code and standard output."""
    program, *argumenter = shlex.split(kommando)
    assert program == "ansoegning", kommando
    miljoe = {navn: v for navn, v in os.environ.items() if navn != "ANSOEGNING_REGLER"}
    proces = subprocess.run(
        [sys.executable, "-m", "ansoegning", *argumenter],
        cwd=ROD,
        env=miljoe | {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    return proces.returncode, proces.stdout


def regel(fil: str, id_: str) -> str:
    """Return the lines of one rule in a pack's file, including its comments."""
    linjer = (ROD / fil).read_text(encoding="utf-8").splitlines()
    fra = next(nr for nr, linje in enumerate(linjer) if re.fullmatch(rf"  - id: {re.escape(id_)}", linje))
    til = next((nr for nr, linje in enumerate(linjer) if nr > fra and linje.startswith("  - id: ")), len(linjer))
    return "\n".join(linjer[fra:til]).rstrip() + "\n"


def tabel() -> str:
    """Return the table of packs: what each is, its source, and its content."""
    raekker = [
        "| pack | what it is | source | criteria | form checks | tasks | interpretations | cases |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for navn in find_pakker():
        data = load_regelsaet(navn).data
        opgaver = sum(k.opgave is not None for k in data.konklusioner)
        tilfaelde = len(laes_tilfaelde(navn)) + sum(not t.een_raekke for t in laes_rundetilfaelde(navn))
        antal = [len(data.kriterier), len(data.skema), opgaver, len(data.fortolkninger), tilfaelde]
        link = f"[`{navn}`](rules/{navn})<br>{data.titel}"
        kilder = "; ".join(d.titel for d in data.dokumenter.values() if d.fil is not None)
        raekker.append(" | ".join([f"| {link}", data.beskrivelse, kilder, *map(str, antal)]) + " |")
    return "\n".join(raekker) + "\n"


def fordelinger() -> str:
    """Return the table of packs that split a joint cost: what each is, and its source."""
    raekker = [
        "| pack | what it splits | source | components | parties | cases |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for navn in find_pakker(None, FORDELINGSFIL):
        pakke = load_fordeling(navn)
        tilfaelde = len(laes_fordelingstilfaelde(navn))
        kilder = "; ".join(d.titel for d in pakke.data.dokumenter.values())
        celler = [
            f"[`{navn}`](rules/{navn})<br>{pakke.data.titel}", pakke.data.beskrivelse, kilder,
            str(len(pakke.data.komponenter)), str(len(pakke.parter)), str(tilfaelde),
        ]  # fmt: skip
        raekker.append(f"| {' | '.join(celler)} |")
    return "\n".join(raekker) + "\n"


def opdateret(tekst: str) -> str:
    """Return the README with its generated parts regenerated."""

    def del_(fundet: re.Match[str]) -> str:
        maerke, art, hvad, gammel = fundet.groups()
        if art == "tabel":
            return f"{maerke}{fordelinger() if hvad == 'fordelinger' else tabel()}"
        hegn, slut = gammel.splitlines()[0], "```"
        return f"{maerke}{hegn}\n{koer(hvad)[1] if art == 'uddata' else regel(*hvad.split())}{slut}\n"

    return _MAERKET.sub(del_, tekst)


if __name__ == "__main__":
    README.write_text(opdateret(README.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    sys.stdout.write("README.md er skrevet\n")
