"""Write a pack as a page for a lawyer: every rule with its source, interpretations and cases, and the coverage.

The page is Danish Markdown, stored as ``rules/<pulje>/OVERSIGT.md``.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from ..fejl import BrugsFejl
from ..indlaes.pakkelaeser import FORDELINGSFIL, Pakke
from ..indlaes.regelsaet import find_pakker, load_regelsaet
from ..model.data import Kilde
from ..model.ord import ord_af
from ..model.regelsaet import (
    Bilagsforslag,
    Faktaerklaering,
    Forhold,
    Fortolkning,
    Konklusion,
    Kriterium,
    Moenster,
    Naar,
    Parameter,
    Skematjek,
    Skoensgrund,
    Vaerdiform,
)
from ..model.vaerdier import laes_tekst
from ..model.visning import med_stort, opremsning, vis_tal, vis_vaerdi
from ..motor.fraser import ordvalg, pladsholdere
from ..skriv.betingelser import regnet_i_ord
from ..skriv.opslagstabeller import Opslagstabel, brugte_tabeller, opslagstabeller
from ..skriv.rapport import kilde_tekst
from ..sprog.dagen import bruger_dagen
from ..sprog.erklaeringer import ANSOEGNING, DAGEN, DATO_NAVN
from ..sprog.regelsaet import Regelsaet, TypetKriterium, laeste_parametre
from ..sprog.skriv import skriv_udtryk
from ..sprog.traeer import Eller, Fakt, Knude, Og, Param
from ..system.dataklasse import dataklasse
from ..system.filer import skriv_fil
from ..system.steder import mappe
from .daekning import Daekning, Daekningsstatus, Enighed, Post, Slags, laes_daekning, laes_enighed
from .markdown import Faerdig, md, som_kode
from .oversigt_laesninger import aendringer
from .oversigt_rangordning import raekkefoelge_i_ord
from .rundetilfaelde import laes_rundetilfaelde
from .tilfaelde import Tilfaelde, laes_tilfaelde

FIL = "OVERSIGT.md"
_SKABELON = "faelles/oversigt.md.j2"
_SLAGS: dict[Slags, str] = {
    "kriterium": "kriterium",
    "vaegtningskriterium": "vægtningskriterium",
    "kolonne": "kolonne",
    "tekstfelt": "tekstfelt",
    "felt": "felt",
    "krav": "krav",
    "instruks": "instruks",
    "frist": "frist",
    "baggrund": "baggrund",
}
DAEKNINGSORD: dict[Daekningsstatus, str] = {"kodet": "kodet", "delvist": "delvist kodet", "ikke_kodet": "ikke kodet"}
TYPEORD = {
    "tal": "tal",
    "dato": "dato",
    "ja_nej": "ja eller nej",
    "valg": "valg",
    "tekst": "tekst",
    "tekstliste": "liste af tekster",
    "kommune": "kommune",
    "telefoner": "telefonnumre",
    "mails": "mailadresser",
}
# What reads a parameter or a table, where that is not one criterion or check.
_ORDEN = "rækkefølgen"
_PLADSHOLDER = re.compile(r"\{([^{}]*)\}")
_SAERLIGE = {"vaerdi": "værdien", "felt": "feltet", "raekker": "rækkerne", "bruger": "brugernavnet"}


@dataklasse(frozen=True, slots=True)
class Oversigtsled:
    """A condition as written and in words, with its justification phrase, source, question and attachments."""

    udtryk: str
    i_ord: str
    grund: str | None = None
    kilde: Kilde | None = None
    spoergsmaal: str | None = None
    bilag: tuple[Bilagsforslag, ...] = ()


@dataklasse(frozen=True, slots=True)
class Kriterieside:
    """A criterion with everything about it.

    ``tabeller`` are the tables it looks up; ``tilfaelde`` counts its cases, ``statusser`` the statuses required.
    """

    data: Kriterium
    krav: Oversigtsled
    undtagelser: tuple[Oversigtsled, ...]
    forbehold: tuple[Oversigtsled, ...]
    parametre: tuple[tuple[str, Parameter], ...]
    tabeller: tuple[Opslagstabel, ...]
    fortolkninger: tuple[Fortolkning, ...]
    tilfaelde: int
    statusser: tuple[tuple[str, int], ...]


@dataklasse(frozen=True, slots=True)
class Tjekside:
    """A form check with its message.

    ``gaelder`` are the facts that share its condition, if there are several; ``betingelser`` is the shared condition,
    or one for each fact.
    """

    data: Skematjek
    gaelder: tuple[str, ...]
    betingelser: tuple[str, ...]
    besked: str
    tilfaelde: int


@dataklasse(frozen=True, slots=True)
class Opgaveside:
    """A task in words, the condition that triggers it, and the number of cases that test it."""

    data: Konklusion
    opgave: str
    naar: str
    tilfaelde: int


@dataklasse(frozen=True, slots=True)
class Pakkeside:
    """A complete pack in words.

    ``orden`` is (id, description) line by line, with identifiers between backticks; ``fakta`` are the facts by their
    heading; ``regnet`` says in words how a fact with this expression is calculated; ``daekning`` is the coverage
    register.
    """

    regelsaet: Regelsaet
    kriterier: tuple[Kriterieside, ...]
    tjek: tuple[Tjekside, ...]
    opgaver: tuple[Opgaveside, ...]
    tabeller: tuple[Opslagstabel, ...]
    konklusioner: tuple[tuple[Konklusion, str], ...]
    orden: tuple[tuple[str, str], ...]
    fakta: tuple[tuple[str, tuple[tuple[str, Faktaerklaering | Vaerdiform], ...]], ...]
    regnet: Callable[[Faktaerklaering], str]
    daekning: Daekning | None


def lav_oversigt(navn: str, *, regler: str | os.PathLike[str] | None = None) -> str:
    """Return the page of the pack with this id, ending in a line break.

    Raises BrugsFejl for an unknown id, RegelsaetFejl for an invalid pack, register or case.
    """
    regelsaet = load_regelsaet(navn, regler=regler)
    return _Side(
        regelsaet,
        laes_tilfaelde(navn, regler=regler),
        sum(not t.een_raekke for t in laes_rundetilfaelde(navn, regler=regler)),
        laes_daekning(navn, regler=regler),
        laes_enighed(navn, regler=regler),
    ).tegn()


def pakkeside(navn: str, *, regler: str | os.PathLike[str] | None = None) -> Pakkeside:
    """Return the content of ``lav_oversigt`` as objects, for a page with another layout. Raises as ``lav_oversigt``."""
    regelsaet = load_regelsaet(navn, regler=regler)
    daekning = laes_daekning(navn, regler=regler)
    return _Side(regelsaet, laes_tilfaelde(navn, regler=regler), 0, daekning, None).pakke()


def skriv_oversigt(navn: str, *, regler: str | os.PathLike[str] | None = None) -> Path:
    """Write the page to the pack's folder and return its path. No other file is written.

    Raises as ``lav_oversigt``, and BrugsFejl if the pack is part of an installed program, or if the path is not a
    regular file.
    """
    fordelinger = find_pakker(regler, FORDELINGSFIL)
    if navn in fordelinger:
        from .oversigt_fordeling import lav_fordelingsoversigt

        tekst, pakke = lav_fordelingsoversigt(navn, regler=regler), fordelinger[navn]
    else:
        tekst = lav_oversigt(navn, regler=regler)
        pakke = find_pakker(regler)[navn]
    sti = pakke.mappe / FIL
    if _installeret(pakke):
        raise BrugsFejl(
            f"--skriv: »{navn}« hører til det installerede program. Brug en kopi af kildekoden, eller gem det, der "
            "skrives uden --skriv."
        )
    return skriv_fil(sti, tekst.encode(), overskriv=True)


def _installeret(pakke: Pakke) -> bool:
    return not pakke.egen and Path(__file__).resolve().parent in pakke.mappe.resolve().parents


class _Side:
    def __init__(
        self,
        regelsaet: Regelsaet,
        tilfaelde: tuple[Tilfaelde, ...],
        runder: int,
        daekning: Daekning | None,
        enighed: Enighed | None,
    ) -> None:
        self.regelsaet = regelsaet
        self.data = regelsaet.data
        self.tilfaelde = tilfaelde
        self.runder = runder
        self.daekning = daekning
        self.enighed = enighed
        self.ord = ord_af(regelsaet.data)
        self.tabeller = opslagstabeller(regelsaet)

    def tegn(self) -> str:
        omgivelser = SandboxedEnvironment(
            loader=FileSystemLoader(mappe("templates"), encoding="utf-8"),
            undefined=StrictUndefined,
            autoescape=False,
            finalize=md,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        omgivelser.filters.update(
            kode=som_kode,
            # A non-breaking space in a text file would only hinder searching.
            kilde=lambda k: kilde_tekst(k, self.data).replace("\u00a0", " "),
            plads=self._plads,
            dag=_dag,
            antal=_antal,
            stort=med_stort,
            fakt=self._fakt,
            form=_form,
            vaerdi=_vaerdi,
        )
        return omgivelser.get_template(_SKABELON).render(self._indhold())

    def _indhold(self) -> dict[str, Any]:
        pakke = self.pakke()
        return {
            "d": self.data,
            "po": self.ord,
            "kriterierne": self.ord.kriterierne,
            "sha256": self.regelsaet.sha256,
            "kriterier": pakke.kriterier,
            "tjek": pakke.tjek,
            "opgaver": pakke.opgaver,
            "konklusioner": pakke.konklusioner,
            "forhold": [(f, self._led(self._forhold(f), f.naar)) for f in self.data.forhold],
            "fortolkninger": [(f, (*self._beroert(f), *_orden_beroert(f))) for f in self.data.fortolkninger],
            "raekkefoelge": [(i, Faerdig(t)) for i, t in pakke.orden],
            "uden_retter": any(not a.retter for f in self.data.fortolkninger for a in f.alternativer),
            "retter": partial(aendringer, self.regelsaet),
            "bruges": self._bruges,
            "tabeller": [(t, self._bruger_tabel(t.id)) for t in pakke.tabeller],
            "fakta": pakke.fakta,
            "tilfaelde": len(self.tilfaelde),
            "runder": self.runder,
            "daekning": self.daekning,
            "daekket": () if self.daekning is None else tuple(
                (DAEKNINGSORD[s], n) for s, n in self.daekning.antal.items()
            ),
            "slags": _SLAGS,
            "status": DAEKNINGSORD,
            "enighed": self.enighed,
        }  # fmt: skip

    # The parts of the page

    def pakke(self) -> Pakkeside:
        """Return the complete pack in words."""
        return Pakkeside(
            regelsaet=self.regelsaet,
            kriterier=tuple(self.kriterium(k) for k in self.regelsaet.kriterier),
            tjek=tuple(self._tjek(t) for t in self.data.skema),
            opgaver=tuple(self._opgave(k, k.opgave) for k in self.data.konklusioner if k.opgave is not None),
            tabeller=self.tabeller,
            konklusioner=tuple((k, self._konklusion(k)) for k in self.data.konklusioner if k.opgave is None),
            orden=tuple(raekkefoelge_i_ord(self.regelsaet)),
            fakta=self._faktagrupper(),
            regnet=self._regnet,
            daekning=self.daekning,
        )

    def kriterium(self, kriterium: TypetKriterium) -> Kriterieside:
        """Return one criterion with everything about it."""
        knuder = kriterium.betingelser
        brugt = laeste_parametre(self.regelsaet, *knuder)
        tabeller = brugte_tabeller(self.regelsaet, knuder)
        statusser: Counter[str] = Counter()
        antal = 0
        for t in self.tilfaelde:
            her = [s for plads, s in t.giver.statusser.items() if plads.kriterium == kriterium.data.id]
            statusser.update(set(her))
            antal += bool(her) or any(plads.kriterium == kriterium.data.id for plads in t.giver.mangler)
        return Kriterieside(
            data=kriterium.data,
            krav=self._led(kriterium.krav, kriterium.data.krav),
            undtagelser=self._dele(kriterium, kriterium.data.undtagelser, [d.naar for d in kriterium.undtagelser]),
            forbehold=self._dele(kriterium, kriterium.data.forbehold, [d.naar for d in kriterium.forbehold]),
            parametre=tuple((n, p) for n, p in self.data.parametre.items() if n in brugt),
            tabeller=tuple(t for t in self.tabeller if t.id in tabeller),
            fortolkninger=tuple(f for f in self.data.fortolkninger if kriterium.data.id in self._beroert(f)),
            tilfaelde=antal,
            statusser=tuple((s.navn, statusser[n]) for n, s in self.data.statusser.items() if statusser[n]),
        )

    def _dele(
        self, kriterium: TypetKriterium, dele: tuple[Skoensgrund, ...], knuder: list[Knude]
    ) -> tuple[Oversigtsled, ...]:
        liste = kriterium.data.for_
        return tuple(
            replace(
                self._led(knude, d.naar),
                grund=self._frase(d.grund, liste),
                kilde=d.kilde,
                spoergsmaal=self._frase(d.afklaring.spoergsmaal, liste) if d.afklaring is not None else None,
                bilag=d.afklaring.bilag if d.afklaring is not None else (),
            )
            for d, knude in zip(dele, knuder, strict=True)
        )

    def _led(self, knude: Knude, skrevet: str) -> Oversigtsled:
        return Oversigtsled(" ".join(skrevet.split()), self._saetning(knude))

    def _saetning(self, knude: Knude) -> str:
        """Return the condition in the names of its facts, with parentheses around »og« inside »eller«."""
        if isinstance(knude, Eller):
            dele = [(self._skriv(d), isinstance(d, Og)) for d in knude.dele]
            return " eller ".join(f"({tekst})" if flere else tekst for tekst, flere in dele)
        return self._skriv(knude)

    def _skriv(self, knude: Knude) -> str:
        return skriv_udtryk(knude, ordvalg(self.regelsaet, self._i_ord, self._valgord, "»{}«"))

    def _valgord(self, knude: Fakt, v: Any) -> str:
        return vis_vaerdi(self.regelsaet.form(knude.liste, knude.navn), v, self.regelsaet.kommuner)

    def _i_ord(self, knude: Fakt | Param) -> str:
        form: Vaerdiform | None
        if isinstance(knude, Param):
            form = self.data.parametre.get(knude.navn)
        else:
            form = self.regelsaet.form(knude.liste, knude.navn) if knude.navn != DATO_NAVN else None
        # The day of the run has no declaration.
        return f"»{form.navn}«" if form is not None else DAGEN.navn

    def _tjek(self, t: Skematjek) -> Tjekside:
        gaelder = t.for_hver if isinstance(t.for_hver, tuple) else ()
        betingelser = tuple(t.for_hver.values()) if isinstance(t.for_hver, dict) else (t.naar or "",)
        antal = sum(t.id in x.giver.fund or t.id in x.giver.uden_fund for x in self.tilfaelde)
        return Tjekside(t, gaelder, betingelser, self._frase(t.besked, t.for_), antal)

    def _opgave(self, konklusion: Konklusion, opgave: str) -> Opgaveside:
        antal = sum(konklusion.id in t.giver.opgaver or konklusion.id in t.giver.uden_opgaver for t in self.tilfaelde)
        return Opgaveside(konklusion, self._frase(opgave, konklusion.for_), self._naar(konklusion.naar), antal)

    def _konklusion(self, konklusion: Konklusion) -> str:
        if konklusion.naar is not None:
            return f"Sand {self._naar(konklusion.naar)}."
        hvad = (
            self.ord.kriterierne
            if "kriterier" in (konklusion.vaerste_af, konklusion.antal_af)
            else f"»{konklusion.vaerste_af or konklusion.antal_af}«"
        )
        hvor = f" for alle {self.data.lister[konklusion.for_].flertal}" if konklusion.for_ is not None else ""
        if konklusion.antal_af is not None:
            return f"Antallet af hver status af {hvad}{hvor}."
        uden = f" Er der ingen: {self.data.statusser[konklusion.uden].navn}." if konklusion.uden is not None else ""
        return f"Den dårligste status af {hvad}{hvor}.{uden}"

    def _naar(self, naar: Naar | str | None) -> str:
        if not isinstance(naar, Naar):
            return "altid"
        dele = [
            foran + binder.join(self._moenster(m) for m in moenstre)
            for foran, binder, moenstre in (
                ("når ", " eller ", naar.mindst_en),
                ("når ", " og ", naar.alle),
                ("når det ikke gælder, at ", " eller ", naar.ingen),
            )
            if moenstre
        ]
        return ", og ".join(dele)

    def _moenster(self, moenster: Moenster) -> str:
        ord_ = " eller ".join(f"»{self.data.statusser[s].navn}«" for s in moenster.er or ())
        if moenster.kriterium is not None:
            hvad = f"mindst 1 af {self.ord.kriterierne}" if moenster.kriterium == "alle" else moenster.kriterium
            return f"{hvad} er {ord_}"
        if moenster.fund is not None:
            saerlige = {"fejl": "skemaet har en fejl", "advarsel": "skemaet har en advarsel"}
            return saerlige.get(moenster.fund, f"tjekket {moenster.fund} har et fund")
        if moenster.forhold is not None:
            titel = next(f.titel for f in self.data.forhold if f.id == moenster.forhold)
            return f"forholdet »{titel}« er der"
        return f"»{moenster.konklusion}« er {ord_}" if ord_ else f"»{moenster.konklusion}« er sand"

    def _forhold(self, f: Forhold) -> Knude:
        return next(t.naar for t in self.regelsaet.forhold if t.id == f.id)

    def _beroert(self, fortolkning: Fortolkning) -> tuple[str, ...]:
        """Return the criteria that an interpretation concerns.

        These are the criteria that its alternatives change, directly or through a parameter, and those with the same
        source location.
        """
        rettes = {r.kriterium for a in fortolkning.alternativer for r in a.retter}
        parametre = {r.parameter for a in fortolkning.alternativer for r in a.retter if r.parameter is not None}
        return tuple(
            k.data.id
            for k in self.regelsaet.kriterier
            if k.data.id in rettes
            or parametre & laeste_parametre(self.regelsaet, *k.betingelser)
            or (k.data.kilde.nr is not None and _sted(k.data.kilde) == _sted(fortolkning.kilde))
        )  # fmt: skip

    def _bruges(self, navn: str) -> tuple[str, ...]:
        """Return the criteria, checks, conditions, tasks and order that read a parameter."""
        i_opgaver = [k.id for k in self.data.konklusioner if f"{{{navn}}}" in (k.opgave or "")]
        o = self.regelsaet.raekkefoelge
        i_orden = [_ORDEN] if o is not None and navn in o.faste_parametre() else []
        return self._laeses(navn, lambda knude: navn in laeste_parametre(self.regelsaet, knude), i_opgaver, i_orden)

    def _bruger_tabel(self, navn: str) -> tuple[str, ...]:
        """Return the criteria, checks, conditions and order that look a table up."""
        deling = self.data.raekkefoelge.deling if self.data.raekkefoelge is not None else None
        i_orden = [_ORDEN] if deling is not None and deling.efter == navn else []
        return self._laeses(navn, lambda knude: navn in brugte_tabeller(self.regelsaet, [knude]), (), i_orden)

    def _laeses(
        self, navn: str, laeser: Callable[[Knude], bool], i_opgaver: Iterable[str], i_orden: Iterable[str]
    ) -> tuple[str, ...]:
        """Return the criteria, checks and conditions that read or show something, the tasks, the order."""
        r = self.regelsaet

        def viser(liste: str | None, tekster: Iterable[str]) -> bool:
            vist = {n for t in tekster for n in pladsholdere(t)}
            return navn in vist or any(
                laeser(a.trae) for s, a in r.afledte.items() if s[1] in vist and s[0] in (liste, None)
            )

        def i_kriterium(k: TypetKriterium) -> bool:
            grunde, dele = (*k.opfyldt, *k.ikke_opfyldt), (*k.undtagelser, *k.forbehold)
            return any(map(laeser, k.betingelser)) or viser(
                k.liste, [*(g.tekst for g in grunde), *(d.grund for d in dele)]
            )

        i_kriterier = [k.data.id for k in r.kriterier if i_kriterium(k)]
        i_tjek = [t.data.id for t in r.skema if laeser(t.naar) or viser(t.liste, [t.data.besked])]
        i_forhold = [f.id for f in r.forhold if laeser(f.naar)]
        if r.raekkefoelge is not None and any(map(laeser, r.raekkefoelge.traeer())):
            i_orden = [_ORDEN]
        return tuple(dict.fromkeys([*i_kriterier, *i_tjek, *i_forhold, *i_opgaver, *i_orden]))

    def _faktagrupper(self) -> tuple[tuple[str, tuple[tuple[str, Faktaerklaering | Vaerdiform], ...]], ...]:
        grupper: list[tuple[str, tuple[tuple[str, Faktaerklaering | Vaerdiform], ...]]] = [
            (
                "Ansøgningen"
                if omraade == ANSOEGNING
                else f"{med_stort(self.data.lister[omraade].flertal)}, hver for sig",
                tuple(fakta.items()),
            )
            for omraade, fakta in self.data.fakta.items()
        ]
        if self.data.vurderingsfakta:
            grupper.append(("Fra den, der vurderer", tuple(self.data.vurderingsfakta.items())))
        if bruger_dagen(self.regelsaet):
            grupper.append(("Ved kørslen", ((DATO_NAVN, DAGEN),)))
        return tuple(grupper)

    # Words

    def _frase(self, tekst: str, liste: str | None = None) -> str:
        """Return a phrase with each placeholder replaced by its name in square brackets."""

        def navn(fundet: re.Match[str]) -> str:
            noegle = fundet[1]
            forme = (self.regelsaet.fakta.get((liste, noegle)), self.regelsaet.fakta.get((None, noegle)),
                     self.data.parametre.get(noegle))  # fmt: skip
            form = next((f for f in forme if f is not None), None)
            if form is not None:
                return f"[{form.navn}]"
            if noegle == "raekker" and len(self.data.lister) == 1:
                return f"[{next(iter(self.data.lister.values())).flertal}]"
            return f"[{_SAERLIGE.get(noegle, noegle)}]"

        return _PLADSHOLDER.sub(navn, tekst)

    def _plads(self, p: Post) -> str:
        """Return the location of a requirement; its document is named only if it is not the register's own."""
        assert self.daekning is not None
        foran = "" if p.dokument == self.daekning.dokument else f"{self.data.dokumenter[p.dokument].kort}, "
        return f"{foran}{p.afsnit}"

    def _fakt(self, f: Faktaerklaering | Vaerdiform) -> str:
        """Return where a fact is written in the form, or how it is calculated."""
        if not isinstance(f, Faktaerklaering):
            return ""
        if f is DAGEN:
            return f"siges ved kørslen; bruges i {opremsning(list(bruger_dagen(self.regelsaet)))}"
        if f.afledt is not None:
            return Faerdig(f"regnes ud: {md(self._regnet(f))} ({som_kode(f.afledt)})")
        return f"kolonne {f.kolonne}" if f.kolonne else f.felt or ""

    def _regnet(self, f: Faktaerklaering) -> str:
        """Return in words how a fact is calculated."""
        sted = next(sted for sted, form in self.regelsaet.fakta.items() if form is f)
        return regnet_i_ord(self.regelsaet, self.regelsaet.afledte[sted].trae)


def _orden_beroert(fortolkning: Fortolkning) -> tuple[str, ...]:
    return (_ORDEN,) if any(r.raekkefoelge is not None for a in fortolkning.alternativer for r in a.retter) else ()


def _sted(kilde: Kilde) -> tuple[str, str, int | None]:
    return kilde.dokument, kilde.afsnit, kilde.nr


def _form(f: Vaerdiform) -> str:
    """Describe the values that a fact can have."""
    if f.valg:
        return Faerdig("; ".join(f"{som_kode(n)} {md(navn)}" for n, navn in f.valg.items()))
    graenser = f", {f.mindst}–{f.hoejst}" if f.mindst is not None and f.hoejst is not None else ""
    return TYPEORD[f.type] + (f" i {f.enhed}" if f.enhed else "") + graenser


def _vaerdi(p: Parameter) -> str:
    return vis_vaerdi(p, laes_tekst(p, p.vaerdi))


def _dag(iso: str) -> str:
    """Return an ISO date in Danish notation, and any other text unchanged."""
    try:
        return f"{date.fromisoformat(iso):%d/%m/%Y}"
    except ValueError:
        return iso


def _antal(antal: int, ental: str, flertal: str) -> str:
    return f"{vis_tal(antal) if antal else 'ingen'} {ental if antal == 1 else flertal}"
