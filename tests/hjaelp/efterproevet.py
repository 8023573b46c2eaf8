"""Writes the list of the built-in packs whose conditions all matter.

Run as ``PYTHONPATH=tests python -m hjaelp.efterproevet``. A pack in the list is not tried again each time the program
starts.
"""

from __future__ import annotations

from ansoegning.fejl import Sted
from ansoegning.indlaes.regelsaet import EFTERPROEVET, find_pakker, load_regelsaet
from ansoegning.motor.naaelighed import unaaelige
from ansoegning.sprog.erklaeringer import Sti
from hjaelp.steder import ROD

FIL = ROD / "rules" / EFTERPROEVET


def _sted(sti: Sti, plads: int) -> Sted:
    return Sted("/".join(map(str, sti)), plads)


def indhold() -> str:
    linjer = ["# Written by tests/hjaelp/efterproevet.py."]
    for navn in find_pakker():
        regelsaet = load_regelsaet(navn)
        assert not unaaelige(regelsaet, _sted), navn
        linjer.append(f"{regelsaet.sha256} {navn}")
    return "\n".join(linjer) + "\n"


if __name__ == "__main__":
    FIL.write_text(indhold(), encoding="utf-8")
