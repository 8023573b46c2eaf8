"""Generate the list of the built-in packs whose conditions all matter, their contents, and their expressions' trees.

Run as ``PYTHONPATH=tests python -m hjaelp.efterproevet``. A pack in the list is not checked again at each start of the
program, its files are not read as YAML, and an expression with a stored tree is not parsed.
"""

from __future__ import annotations

import json
from unittest.mock import patch

from ansoegning.fejl import Sted
from ansoegning.indlaes.pakkelaeser import EFTERPROEVET, INDHOLD, Pakkelaeser
from ansoegning.indlaes.regelsaet import find_pakker, load_regelsaet
from ansoegning.motor.naaelighed import unaaelige
from ansoegning.sprog import laes, typer
from ansoegning.sprog.erklaeringer import Sti
from ansoegning.sprog.udtrykstrae import UDTRYKSFIL, Tree, som_fil
from hjaelp.steder import ROD

FIL = ROD / "rules" / EFTERPROEVET
GEMT = ROD / "rules" / INDHOLD
UDTRYK = ROD / "rules" / UDTRYKSFIL


def _sted(sti: Sti, plads: int) -> Sted:
    return Sted("/".join(map(str, sti)), plads)


def indhold() -> str:
    linjer = ["# Written by tests/hjaelp/efterproevet.py."]
    for navn in find_pakker():
        regelsaet = load_regelsaet(navn)
        assert not unaaelige(regelsaet, _sted), navn
        linjer.append(f"{regelsaet.sha256} {navn}")
    return "\n".join(linjer) + "\n"


def gemt() -> str:
    """Return the content of the file of the packs' contents."""
    linjer = []
    for pakke in find_pakker().values():
        laeser = Pakkelaeser(pakke)
        laeser.filer()
        data = json.dumps(laeser.raa(), ensure_ascii=False, separators=(",", ":"))
        linjer.append(f"{laeser.filsum().hexdigest()} {data}")
    return "\n".join(linjer) + "\n"


def udtryk() -> str:
    """Return the content of the file of trees."""
    alle: dict[str, Tree] = {}

    def parset(tekst: str) -> Tree:
        alle[tekst] = laes.parset(tekst)
        return alle[tekst]

    with patch.object(typer, "laes_udtryk", parset):
        for pakke in find_pakker().values():
            laeser = Pakkelaeser(pakke)
            laeser.laes_filer()
            laeser.laes({})
    return som_fil(laes.grammatiknoegle(), alle.items())


if __name__ == "__main__":
    GEMT.write_text(gemt(), encoding="utf-8", newline="\n")
    FIL.write_text(indhold(), encoding="utf-8")
    UDTRYK.write_text(udtryk(), encoding="utf-8", newline="\n")
