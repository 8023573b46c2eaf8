"""A person's answers to the criteria that need judgement: which of them are of this application, and are used."""

from __future__ import annotations

from pathlib import Path

from ..model.ansoegning import Ansoegning
from ..model.resultat import VurderingSvar
from ..model.visning import opremsning
from ..model.vurderinger import Vurdering
from ..motor.reference import Bedoemt, Kontekst, fakt
from ..sprog.regelsaet import Regelsaet, TypetKriterium
from .sag import Sag


def gaelder(v: Vurdering, a: Ansoegning, regelsaet: Regelsaet) -> bool:
    """Whether an assessment is of this application: by its file's name, by who applies, or both."""
    if v.fil is not None and v.fil != Path(a.fil).name:
        return False
    ansoeger = regelsaet.data.ansoeger
    return v.ansoeger is None or ansoeger is None or a.fakta.get(ansoeger.fakta) == v.ansoeger


def samme_raekke(v: Vurdering, k: Kontekst) -> bool:
    """Whether an assessment is of the row seen from here, by its number or its name."""
    if k.liste is None or k.raekke is None:
        return True
    if isinstance(v.raekke, int):
        raekker = k.raekker[k.liste]
        return 1 <= v.raekke <= len(raekker) and raekker[v.raekke - 1] is k.raekke
    return k.raekke.get(k.regelsaet.data.lister[k.liste].navn_fakta) == v.raekke


class Vurderingsbrug:
    """The assessments of one application; those that cannot be used are told, never silently dropped."""

    def __init__(self, sag: Sag, vurderinger: tuple[Vurdering, ...]) -> None:
        self.sag = sag
        self.vurderinger = [
            v for v in vurderinger if v.kriterium is not None and gaelder(v, sag.ansoegning, sag.regelsaet)
        ]
        self._ikke_brugt: list[str] = []
        self._set: set[int] = set()

    def find(self, kriterium: TypetKriterium, bedoemt: Bedoemt, k: Kontekst) -> Vurdering | None:
        """The answer that settles a criterion here."""
        valgt: Vurdering | None = None
        for v in self.vurderinger:
            if v.kriterium != kriterium.data.id or not samme_raekke(v, k):
                continue
            self._set.add(id(v))
            hvem = f"{v.kriterium}, vurderet af {v.af} den {v.dato:%d/%m/%Y}"
            aendrede = [navn for navn, saa in v.hviler_paa if self._nu(navn, k) != saa]
            if aendrede:
                navne = opremsning([f"»{self.sag.form(n, k.liste).navn}«" for n in aendrede])
                self._ikke_brugt.append(f"{hvem}: {navne} er ændret siden. Vurdér igen.")
            elif bedoemt.rolle != "skoen":
                self._ikke_brugt.append(f"{hvem}: kriteriet kræver ikke længere en vurdering.")
            elif valgt is not None:
                self._ikke_brugt.append(f"{hvem}: kriteriet er vurderet mere end én gang. Slet den ene vurdering.")
            else:
                valgt = v
        return valgt

    def _nu(self, navn: str, k: Kontekst) -> object:
        liste = k.liste if (k.liste, navn) in self.sag.regelsaet.fakta else None
        return fakt(navn, liste, k)

    def ikke_brugt(self) -> tuple[str, ...]:
        """Those not used when every criterion has been asked for, each with why."""
        uden_modtager = [
            f"{v.kriterium}, vurderet af {v.af} den {v.dato:%d/%m/%Y}: »{v.raekke}« findes ikke i ansøgningen."
            for v in self.vurderinger
            if id(v) not in self._set
        ]
        return (*self._ikke_brugt, *uden_modtager)


def vurderingssvar(regelsaet: Regelsaet, v: Vurdering | None, bedoemt: Bedoemt) -> VurderingSvar | None:
    """A person's answer beside what the rules gave."""
    if v is None:
        return None
    return VurderingSvar(
        svar=regelsaet.status("opfyldt" if v.opfyldt else "ikke_opfyldt"),
        beregnet=regelsaet.status(bedoemt.rolle),
        af=v.af,
        dato=v.dato.isoformat(),
        begrundelse=v.begrundelse,
    )
