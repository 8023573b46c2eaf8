"""A person's answers to the criteria that need judgement: which of them are of this application, and are used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..fejl import vis_sikkert
from ..model.ansoegning import Ansoegning
from ..model.resultat import VurderingSvar
from ..model.visning import opremsning, vis_tal
from ..model.vurderinger import Vurdering
from ..motor.reference import Bedoemt, Kontekst, fakt
from ..sprog.regelsaet import Regelsaet, TypetKriterium
from ..system.navne import ment, samme_fil, som_navn
from .sag import Sag


def gaelder(v: Vurdering, a: Ansoegning, regelsaet: Regelsaet) -> bool:
    """Whether an assessment is of this application: by its file's name, by who applies, or both."""
    if v.fil is not None and not samme_fil(v.fil, a.fil):
        return False
    ansoeger = regelsaet.data.ansoeger
    return v.ansoeger is None or ansoeger is None or a.fakta.get(ansoeger.fakta) == v.ansoeger


def samme_raekke(v: Vurdering, k: Kontekst) -> bool:
    """Whether an assessment is of the row seen from here, by its number or its name.

    A name that several rows have is of none of them (``flere_raekker``).
    """
    if k.liste is None or k.raekke is None:
        return True
    raekker = k.raekker[k.liste]
    if isinstance(v.raekke, int):
        return 1 <= v.raekke <= len(raekker) and raekker[v.raekke - 1] is k.raekke
    navn = _raekkens_navn(k.raekke, k, k.liste)
    if v.raekke is None or navn is None or som_navn(navn) != som_navn(v.raekke):
        return False
    return [id(r) for r in _ment_af(v, k, k.liste)] == [id(k.raekke)]


def flere_raekker(v: Vurdering, k: Kontekst) -> str | None:
    """What is wrong with an assessment whose name several rows of a list have; None where no list has several."""
    for liste, raekker in k.raekker.items():
        if not isinstance(v.raekke, str):
            continue
        ramte = {id(r) for r in _ment_af(v, k, liste)}
        if len(ramte) > 1:
            numre = [vis_tal(nr) for nr, r in enumerate(raekker, 1) if id(r) in ramte]
            erklaering = k.regelsaet.data.lister[liste]
            return (
                f"»{vis_sikkert(v.raekke, 60)}« er navnet på flere {erklaering.flertal} (nr. {opremsning(numre)}). "
                "Skriv nummeret i stedet for navnet."
            )
    return None


def _ment_af(v: Vurdering, k: Kontekst, liste: str) -> list[Mapping[str, Any]]:
    return ment(str(v.raekke), k.raekker[liste], lambda r: _raekkens_navn(r, k, liste))


def _raekkens_navn(raekke: Mapping[str, Any], k: Kontekst, liste: str) -> str | None:
    navn = raekke.get(k.regelsaet.data.lister[liste].navn_fakta)
    return navn if isinstance(navn, str) else None


def en_af(
    vurderinger: Sequence[Vurdering], svar: Callable[[Vurdering], object], ord_: Callable[[Vurdering], str]
) -> tuple[Vurdering | None, list[tuple[Vurdering, str]]]:
    """The one to use of several assessments of the same thing, and those that are not used, each with why.

    Where they differ in ``svar``, none is used: which of them a person meant to stand cannot be known. Where they
    agree, the first is. ``ord_`` gives an answer in words.
    """
    if not vurderinger:
        return None, []
    if len({svar(v) for v in vurderinger}) == 1:
        brugt, *ens = vurderinger
        return brugt, [(v, f"det samme er vurderet i linje {brugt.sted.linje}. Slet den ene vurdering.") for v in ens]
    fundne = []
    for v in vurderinger:
        anden = next(a for a in vurderinger if svar(a) != svar(v))
        fundne.append(
            (
                v,
                f"vurderingen er {ord_(v)}, men en anden vurdering af det samme (linje {anden.sted.linje}, {anden.af} "
                f"den {anden.dato:%d/%m/%Y}) er {ord_(anden)}. Ingen af dem er brugt. Slet den, der ikke gælder.",
            )
        )
    return None, fundne


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
        gyldige: list[Vurdering] = []
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
            else:
                gyldige.append(v)
        brugt, ikke_brugt = en_af(gyldige, lambda v: v.opfyldt, lambda v: _svarord(self.sag.regelsaet, v))
        self._ikke_brugt += [f"{v.kriterium}, vurderet af {v.af} den {v.dato:%d/%m/%Y}: {b}" for v, b in ikke_brugt]
        return brugt

    def _nu(self, navn: str, k: Kontekst) -> object:
        liste = k.liste if (k.liste, navn) in self.sag.regelsaet.fakta else None
        return fakt(navn, liste, k)

    def ikke_brugt(self) -> tuple[str, ...]:
        """Those not used when every criterion has been asked for, each with why."""
        uden_modtager = [
            f"{v.kriterium}, vurderet af {v.af} den {v.dato:%d/%m/%Y}: "
            + (flere_raekker(v, self.sag.k) or f"»{v.raekke}« findes ikke i ansøgningen.")
            for v in self.vurderinger
            if id(v) not in self._set
        ]
        return (*self._ikke_brugt, *uden_modtager)


def vurderingssvar(regelsaet: Regelsaet, v: Vurdering | None, bedoemt: Bedoemt) -> VurderingSvar | None:
    """A person's answer beside what the rules gave."""
    if v is None:
        return None
    return VurderingSvar(
        svar=_svarord(regelsaet, v),
        beregnet=regelsaet.status(bedoemt.rolle),
        af=v.af,
        dato=v.dato.isoformat(),
        begrundelse=v.begrundelse,
    )


def _svarord(regelsaet: Regelsaet, v: Vurdering) -> str:
    return regelsaet.status("opfyldt" if v.opfyldt else "ikke_opfyldt")
