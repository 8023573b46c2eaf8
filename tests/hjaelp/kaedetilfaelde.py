"""A drawn pack with an application to it, and the answer that every evaluator must give."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from hypothesis import reject
from hypothesis import strategies as st

from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.bedoemmelse.sag import kontekst
from ansoegning.bedoemmelse.statusser import Statusser
from ansoegning.fejl import RegelsaetFejl
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.resultat import Resultat
from ansoegning.motor.slutning import (
    Kaede,
)
from ansoegning.sprog.regelsaet import Regelsaet
from hjaelp.pakkebyg import ROLLER, byg_pakke
from hjaelp.pakkedele import Miljoe
from hjaelp.pakkefacit import Facit, facit, skrevet_tegn, steder_i
from hjaelp.pakkestrategi import Pakke, ansoegninger_til, pakker

OVERLOEB = "Tallet kan blive større, end kolonner kan rumme"
# The divisor is a derived fact that is itself a ratio.
UDEN_GRAENSE = "kan være så tæt på 0, at forholdet ingen grænse har"


class Tilfaelde:
    """A pack that loads, and an application to it. Not a dataclass, whose repr would print the complete content."""

    def __init__(self, pakke: Pakke, regelsaet: Regelsaet, a: Ansoegning, dato: date | None) -> None:
        self.pakke = pakke
        self.regelsaet = regelsaet
        self.a = a
        self.dato = dato

    def __repr__(self) -> str:
        # Show the pack as its author would see it, not as the program represents it.
        valgte = {n: self.pakke.data[n] for n in ("kriterier", "skema", "forhold", "konklusioner")}
        return f"{json.dumps(valgte, ensure_ascii=False, indent=1)}\n{self.a}, dato={self.dato}"

    def steder(self) -> list[tuple[str, int, Miljoe]]:
        return steder_i(self.pakke, self.a, self.dato)

    def facit(self) -> Facit:
        return facit(self.pakke, self.a, self.dato)

    def vurder(self, brug: tuple[Kaede, ...]) -> Resultat:
        return bedoem_ansoegning(self.a, self.regelsaet, brug, dato=self.dato)


@st.composite
def tilfaelde(draw: st.DrawFn) -> Tilfaelde:
    """Draw a pack that loads, and an application to it."""
    pakke = draw(pakker())
    try:
        regelsaet = byg_pakke(pakke.data)
    except RegelsaetFejl as fejl:
        # A drawn pack may only be invalid because a product or a ratio has no bound, or because it reads such a number.
        if not any(besked in m.besked for m in fejl.mangler for besked in (OVERLOEB, UDEN_GRAENSE)):
            raise
        reject()
    return Tilfaelde(pakke, regelsaet, *draw(ansoegninger_til(pakke)))


def sammenhold_statusser(t: Tilfaelde) -> None:
    """Compare the statuses and results of the compiled criteria with the naive evaluation."""
    f, k = t.facit(), kontekst(t.a, t.regelsaet, dato=t.dato)
    svar = Statusser(t.regelsaet).svar(k.ansoegning, k.raekker, t.dato)
    fundne = {("", 0): {n: v for n, v in svar.items() if n != "resultat" and n not in t.regelsaet.data.lister}}
    resultater = {("", 0): svar["resultat"]}
    for liste in t.regelsaet.data.lister:
        for nr, r in enumerate(svar[liste], 1):
            resultater[liste, nr] = r.pop("resultat")
            fundne[liste, nr] = r
    assert fundne == f.statusser
    for (liste, nr), resultat in resultater.items():
        draget = f.konklusioner[liste, nr]["raekkeresultat" if nr else "resultat"]
        assert {v for v, _ in draget} == {resultat}


def sammenhold(resultat: Resultat, t: Tilfaelde) -> None:
    """Compare the answer, part by part, with the naive evaluation."""
    f = t.facit()
    statusser = {("", 0): {k.id: k.status for k in resultat.kriterier}}
    for liste, raekker in resultat.raekker.items():
        for r in raekker:
            statusser[liste, r.nr] = {k.id: k.status for k in r.kriterier}
            assert {(r.resultat)} == {v for v, _ in f.konklusioner[liste, r.nr]["raekkeresultat"]}
    assert statusser == f.statusser
    assert sorted((x.id, x.alvor, x.felt) for x in resultat.skema) == sorted(f.fund)
    draget = f.konklusioner["", 0]
    assert {resultat.resultat} == {v for v, _ in draget["resultat"]}
    assert resultat.resultat_antal == {
        s: sum(len(af) for v, af in draget.get("resultat_antal", ()) if v == s) for s in ROLLER
    }
    assert resultat.klar is ("klar" in draget)
    assert [o.id for o in resultat.opgaver] == [
        k["id"]
        for k in t.pakke.data["konklusioner"]
        if "opgave" in k
        for (liste, _), konklusioner in f.konklusioner.items()
        if liste == k.get("for", "") and k["id"] in konklusioner
    ]

    # Compare every conclusion with its premises. All premises of a row's conclusion are of that row, whether they name
    # it or not.
    def af_raekke(af: Iterable[str], nr: int) -> tuple[str, ...]:
        return tuple(sorted({x.partition("@")[0] if nr else x for x in af}))

    assert {(b.konklusion, b.vaerdi, b.raekke or 0, af_raekke(b.af, b.raekke or 0)) for b in resultat.belaeg} == {
        (navn, v, nr, af_raekke(map(skrevet_tegn, af), nr))
        for (_, nr), konklusioner in f.konklusioner.items()
        for navn, svar in konklusioner.items()
        for v, af in svar
    }
