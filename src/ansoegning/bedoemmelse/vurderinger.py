"""Select the assessor's answers that apply to an application's criteria."""

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
    """Return whether an assessment applies to this application, by the file's name, the applicant, or both."""
    if v.fil is not None and not samme_fil(v.fil, a.fil):
        return False
    ansoeger = regelsaet.data.ansoeger
    return v.ansoeger is None or ansoeger is None or a.fakta.get(ansoeger.fakta) == v.ansoeger


def samme_raekke(v: Vurdering, k: Kontekst) -> bool:
    """Return whether an assessment applies to the context's row, by its number or its name.

    A name that several rows have matches none of them (see ``flere_raekker``).
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
    """Return the error of an assessment whose row name occurs several times in a list; None if it does not."""
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
    """Choose one of several assessments of the same thing.

    If they differ, none is used, because it is unknown which of them should apply. If they agree, the first is used.

    Args:
        vurderinger: the assessments.
        svar: returns the value by which they are compared.
        ord_: returns an answer in words, for messages.

    Returns:
        The assessment to use or None, and those that are not used, each with the reason.
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
    """The assessments of one application. Those that cannot be used are reported."""

    def __init__(self, sag: Sag, vurderinger: tuple[Vurdering, ...]) -> None:
        self.sag = sag
        self.vurderinger = [
            v for v in vurderinger if v.kriterium is not None and gaelder(v, sag.ansoegning, sag.regelsaet)
        ]
        self._ikke_brugt: list[str] = []
        self._set: set[int] = set()

    def find(self, kriterium: TypetKriterium, bedoemt: Bedoemt, k: Kontekst) -> Vurdering | None:
        """Return the answer that settles a criterion in this context, or None."""
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
                self._ikke_brugt.append(f"{hvem}: det kræver ikke længere en vurdering.")
            else:
                gyldige.append(v)
        brugt, ikke_brugt = en_af(gyldige, lambda v: v.opfyldt, lambda v: _svarord(self.sag.regelsaet, v))
        self._ikke_brugt += [f"{v.kriterium}, vurderet af {v.af} den {v.dato:%d/%m/%Y}: {b}" for v, b in ikke_brugt]
        return brugt

    def _nu(self, navn: str, k: Kontekst) -> object:
        liste = k.liste if (k.liste, navn) in self.sag.regelsaet.fakta else None
        return fakt(navn, liste, k)

    def ikke_brugt(self) -> tuple[str, ...]:
        """Return the messages about unused assessments. ``find`` must have been called for every criterion."""
        uden_modtager = [
            f"{v.kriterium}, vurderet af {v.af} den {v.dato:%d/%m/%Y}: "
            + (flere_raekker(v, self.sag.k) or f"»{v.raekke}« findes ikke i ansøgningen.")
            for v in self.vurderinger
            if id(v) not in self._set
        ]
        return (*self._ikke_brugt, *uden_modtager)


def vurderingssvar(regelsaet: Regelsaet, v: Vurdering | None, bedoemt: Bedoemt) -> VurderingSvar | None:
    """Return an assessor's answer together with the status by the rules."""
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
