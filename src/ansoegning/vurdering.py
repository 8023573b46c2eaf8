"""Application → result: judge every criterion, make every form check, draw the conclusions, say why.

Pure: no file, no clock, no network. The chainers are given, and must agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from .model.ansoegning import Ansoegning
from .model.regelsaet import Fakta, Rolle, Vaerdiform
from .model.resultat import (
    Belaeg,
    Fund,
    JsonVaerdi,
    KommuneSvar,
    KriteriumSvar,
    Opgave,
    RaekkeSvar,
    Resultat,
    SporSvar,
    Udestaaende,
    Udledning,
    VurderingSvar,
)
from .model.vaerdier import Vaerdi
from .model.visning import IKKE_OPLYST, json_vaerdi, med_stort, opremsning, vis_tal, vis_vaerdi
from .model.vurderinger import Vurdering
from .motor.forslag import korteste, raekkefoelge
from .motor.forslagssvar import forslagssvar
from .motor.fraser import KAN_IKKE_REGNES, udfyld, vis_parameter, vist
from .motor.hvorfor import Spor, led, spor
from .motor.kaeder import slut_enige
from .motor.reference import Bedoemt, Kontekst, baerende, baerende_dele, bedoem, fakt, vaerdi
from .motor.slutning import Kaede, Sluttet, Symbol, regelbaser, symbol_af
from .motor.vendepunkter import Navn
from .sprog.erklaeringer import DATO_NAVN
from .sprog.konklusioner import RAEKKERESULTAT
from .sprog.regelsaet import (
    Grundfakta,
    Regelsaet,
    TypetGrund,
    TypetKriterium,
    TypetTjek,
    grundfakta,
)
from .sprog.traeer import Fakt, Knude, Param
from .version import VERSION

VAERDIFEJL = "S00"


# Packs are few and compared by being the same object.
_baser = lru_cache(maxsize=64)(regelbaser)


def vurder(
    ansoegning: Ansoegning,
    regelsaet: Regelsaet,
    kaeder: tuple[Kaede, ...],
    *,
    dato: date | None = None,
    antag: Mapping[tuple[str | None, str], Vaerdi] | None = None,
    sat: tuple[str, ...] = (),
    hvorfor: bool = False,
    vurderinger: tuple[Vurdering, ...] = (),
) -> Resultat:
    """Judge one application by a pack.

    ``dato`` is the day the run says it is (None: not said); ``antag`` fills in facts that are missing, by (list or
    None, fact); ``sat`` names the parameters that were overridden when the pack was loaded. Raises InternFejl when
    the chainers disagree. ``hvorfor`` adds the derivation of every status and conclusion.
    ``vurderinger`` are a person's answers; each settles a criterion that needs judgement while what it rests on holds.
    """
    return _Vurdering(ansoegning, regelsaet, kaeder, dato, antag or {}, hvorfor, vurderinger).resultat(sat)


def kontekst(
    ansoegning: Ansoegning,
    regelsaet: Regelsaet,
    *,
    dato: date | None = None,
    antag: Mapping[tuple[str | None, str], Vaerdi] | None = None,
) -> Kontekst:
    """What is known of an application, what is assumed where it is missing included."""
    forkerte = {m.felt for m in ansoegning.vaerdimangler}

    def med_antaget(liste: str | None, sti: str, fakta: Mapping[str, Vaerdi]) -> Mapping[str, Vaerdi]:
        # A value that could not be read is wrong, not missing.
        nye = {
            navn: v
            for (li, navn), v in (antag or {}).items()
            if li == liste and navn not in fakta and sti + navn not in forkerte
        }
        return {**fakta, **nye} if nye else fakta

    raekker = {
        liste: tuple(med_antaget(liste, f"{liste}[{i}].", r) for i, r in enumerate(ansoegning.raekker.get(liste, ())))
        for liste in regelsaet.data.lister
    }
    return Kontekst(regelsaet, med_antaget(None, "", ansoegning.fakta), raekker, dato)


def samme_raekke(v: Vurdering, k: Kontekst) -> bool:
    """Whether an assessment is of the row seen from here, by its number or its name."""
    if k.liste is None or k.raekke is None:
        return True
    if isinstance(v.raekke, int):
        raekker = k.raekker[k.liste]
        return 1 <= v.raekke <= len(raekker) and raekker[v.raekke - 1] is k.raekke
    return k.raekke.get(k.regelsaet.data.lister[k.liste].navn_fakta) == v.raekke


class _Vurdering:
    def __init__(
        self,
        ansoegning: Ansoegning,
        regelsaet: Regelsaet,
        kaeder: tuple[Kaede, ...],
        dato: date | None,
        antag: Mapping[tuple[str | None, str], Vaerdi],
        hvorfor: bool,
        vurderinger: tuple[Vurdering, ...],
    ) -> None:
        self.vurderinger = [v for v in vurderinger if v.kriterium is not None and gaelder(v, ansoegning, regelsaet)]
        self.ikke_brugt: list[str] = []
        self.brugte: set[int] = set()
        self.hvorfor = hvorfor
        self.ansoegning = ansoegning
        self.regelsaet = regelsaet
        self.kaeder = kaeder
        self.dato = dato
        self.antag = antag
        self.forkerte = {m.felt for m in ansoegning.vaerdimangler}
        self.forkerte_i = _efter_sted(self.forkerte)
        self.k = kontekst(ansoegning, regelsaet, dato=dato, antag=antag)
        # The rows are found by being the same object: two may say the same.
        self.numre = {id(r): nr for rs in self.k.raekker.values() for nr, r in reversed([*enumerate(rs, 1)])}
        self.symboler: dict[tuple[str, int], list[Symbol]] = {}
        self.draget: dict[tuple[str, int], tuple[Sluttet, ...]] = {}

    # Contexts: the application itself (list "", row 0) and each row

    def steder(self) -> list[tuple[str, int, Kontekst]]:
        return [("", 0, self.k)] + [
            (liste, nr, k) for liste in self.k.raekker for nr, k in enumerate(self.k.fra_raekkerne(liste), 1)
        ]

    def symbol(self, art: str, navn: str, vaerdi_: str, liste: str, nr: int) -> None:
        self.symboler.setdefault((liste, nr), []).append(Symbol(art, navn, vaerdi_, liste, nr))

    def resultat(self, sat: tuple[str, ...]) -> Resultat:
        data = self.regelsaet.data
        kriterier: dict[tuple[str, int], list[KriteriumSvar]] = {}
        skema = [
            Fund(
                id=VAERDIFEJL,
                alvor="fejl",
                felt=m.felt,
                besked=med_stort(f"{self._feltnavn(m.felt)}: {m.besked}"),
                linje=m.sted.linje,
                kolonne=m.sted.kolonne,
                celle=m.sted.celle,
            )
            for m in self.ansoegning.vaerdimangler
        ]
        for f in skema:
            liste, nr = _raekke_af(f.felt)
            self.symbol("fund", VAERDIFEJL, "fejl", liste, nr)
        for liste, nr, k in self.steder():
            for kriterium in self.regelsaet.kriterier:
                if (kriterium.liste or "") == liste:
                    svar = self._kriterium(kriterium, k)
                    kriterier.setdefault((liste, nr), []).append(svar)
                    self.symbol("kriterium", svar.id, svar.status, liste, nr)
            skema_k = k.med_skrevet(self._skrevet(liste, nr))
            for tjek in self.regelsaet.skema:
                if (tjek.liste or "") == liste and (fund := self._tjek(tjek, skema_k, liste, nr)):
                    skema.append(fund)
                    self.symbol("fund", fund.id, fund.alvor, liste, nr)
            for forhold in self.regelsaet.forhold:
                if (forhold.liste or "") == liste and vaerdi(forhold.naar, k) is True:
                    self.symbol("forhold", forhold.id, "ja", liste, nr)
        rang = {VAERDIFEJL: -1} | {t.id: i for i, t in enumerate(data.skema)}
        skema.sort(key=lambda f: (f.alvor != "fejl", _raekke_af(f.felt)[1], rang[f.id]))

        sluttet, belaeg = self._slut()
        raekker = {
            liste: tuple(
                RaekkeSvar(
                    nr=nr,
                    navn=_tekst(raekke.get(data.lister[liste].navn_fakta)),
                    resultat=sluttet[liste, nr][RAEKKERESULTAT],
                    kriterier=tuple(kriterier.get((liste, nr), ())),
                )
                for nr, raekke in enumerate(raekker_, 1)
            )
            for liste, raekker_ in self.k.raekker.items()
        }
        resultat = sluttet["", 0]["resultat"]
        antal = dict.fromkeys(reversed(list(data.statusser)), 0)
        for b in belaeg:
            if b.konklusion == "resultat_antal":
                antal[b.vaerdi] = len(b.af)
        ansoeger, bruger = self._ansoeger()
        return Resultat(
            fil=self.ansoegning.fil,
            program=VERSION,
            pulje=self.regelsaet.id,
            regelsaet_sha256=self.regelsaet.sha256,
            dato=self._dato(),
            resultat=resultat,
            resultat_antal=antal,
            klar="klar" in sluttet["", 0],
            antaget={navn: json_vaerdi(v) for (_, navn), v in self.antag.items()},
            sat={navn: self._parameter_json(navn) for navn in sat},
            ansoeger=ansoeger,
            bruger=bruger,
            raekker=raekker,
            kriterier=tuple(kriterier.get(("", 0), ())),
            skema=tuple(skema),
            opgaver=tuple(self._opgaver(bruger)),
            udestaaende=tuple(self._udestaaende(skema)),
            belaeg=tuple(belaeg),
            hvorfor=self.hvorfor,
            vurderinger=(*self.ikke_brugt, *self._uden_modtager()),
            rolle=data.statusser[resultat].rolle,
        )

    def _dato(self) -> str | None:
        if self.dato is not None:
            return self.dato.isoformat()
        indsendt = self.k.ansoegning.get(self.regelsaet.data.dato_fakta or "")
        return indsendt.isoformat() if isinstance(indsendt, date) else None

    def _parameter_json(self, navn: str) -> JsonVaerdi:
        v = self.regelsaet.parametre[navn]
        erklaering = self.regelsaet.omfang.find(navn)
        if erklaering is not None and erklaering.faktor != 1 and not isinstance(v, str | bool | date | tuple):
            return json_vaerdi(Fraction(v) / erklaering.faktor)
        return json_vaerdi(v)

    # Parts

    def _kriterium(self, kriterium: TypetKriterium, k: Kontekst) -> KriteriumSvar:
        bedoemt = bedoem(kriterium, k)
        navne = [
            (g.liste, g.navn)
            for knude in bedoemt.ukendte
            for g in grundfakta(self.regelsaet, knude)
            if self._ukendt(g, k)
        ]
        mangler = raekkefoelge(self.regelsaet, kriterium, list(dict.fromkeys(navne)), k)
        rolle: Rolle = bedoemt.rolle
        begrundelse = self._begrundelse(kriterium, bedoemt, mangler, k)
        vurdering = self._vurdering(kriterium, bedoemt, k)
        if vurdering is not None:
            rolle = "opfyldt" if vurdering.opfyldt else "ikke_opfyldt"
            begrundelse += f" Vurderet af {vurdering.af} den {vurdering.dato:%d/%m/%Y}: {vurdering.begrundelse}"
        return KriteriumSvar(
            id=kriterium.data.id,
            titel=kriterium.data.titel,
            status=self.regelsaet.status(rolle),
            begrundelse=begrundelse,
            kilde=kriterium.data.kilde,
            fakta=self._fakta(kriterium, bedoemt, k),
            mangler=tuple(navn for _, navn in mangler),
            forslag=forslagssvar(kriterium, k) if bedoemt.rolle == "ikke_opfyldt" else (),
            hvorfor=tuple(self._udledning(kriterium, k)) if self.hvorfor else None,
            vurdering=self._vurderingssvar(vurdering, bedoemt),
            rolle=rolle,
        )

    # A person's answers

    def _vurdering(self, kriterium: TypetKriterium, bedoemt: Bedoemt, k: Kontekst) -> Vurdering | None:
        """The answer that settles a criterion here; one that cannot be used is told, never silently dropped."""
        valgt: Vurdering | None = None
        for v in self.vurderinger:
            if v.kriterium != kriterium.data.id or not samme_raekke(v, k):
                continue
            self.brugte.add(id(v))
            hvem = f"{v.kriterium}, vurderet af {v.af} den {v.dato:%d/%m/%Y}"
            aendrede = [navn for navn, saa in v.hviler_paa if self._nu(navn, k) != saa]
            if aendrede:
                navne = opremsning([f"»{self._form(n, k.liste).navn}«" for n in aendrede])
                self.ikke_brugt.append(f"{hvem}: {navne} er ændret siden. Vurdér igen.")
            elif bedoemt.rolle != "skoen":
                self.ikke_brugt.append(f"{hvem}: kriteriet kræver ikke længere en vurdering.")
            elif valgt is not None:
                self.ikke_brugt.append(f"{hvem}: kriteriet er vurderet mere end én gang. Slet den ene vurdering.")
            else:
                valgt = v
        return valgt

    def _nu(self, navn: str, k: Kontekst) -> object:
        liste = k.liste if (k.liste, navn) in self.regelsaet.fakta else None
        return fakt(navn, liste, k)

    def _uden_modtager(self) -> list[str]:
        return [
            f"{v.kriterium}, vurderet af {v.af} den {v.dato:%d/%m/%Y}: »{v.raekke}« findes ikke i ansøgningen."
            for v in self.vurderinger
            if id(v) not in self.brugte
        ]

    def _vurderingssvar(self, v: Vurdering | None, bedoemt: Bedoemt) -> VurderingSvar | None:
        if v is None:
            return None
        return VurderingSvar(
            svar=self.regelsaet.status("opfyldt" if v.opfyldt else "ikke_opfyldt"),
            beregnet=self.regelsaet.status(bedoemt.rolle),
            af=v.af,
            dato=v.dato.isoformat(),
            begrundelse=v.begrundelse,
        )

    def _udledning(self, kriterium: TypetKriterium, k: Kontekst) -> list[Udledning]:
        dele = [("krav", kriterium.krav)]
        dele += [("undtagelse", d.naar) for d in kriterium.undtagelser]
        dele += [("forbehold", d.naar) for d in kriterium.forbehold]
        return [
            Udledning(
                del_=navn,
                led=tuple(_spor(s) for s in led(knude, k, self._navngiv)),
                trae=_spor(spor(knude, k)),
            )
            for navn, knude in dele
        ]

    def _navngiv(self, n: Fakt | Param, v: Any) -> str:
        if isinstance(n, Param):
            form: Vaerdiform = self.regelsaet.data.parametre[n.navn]
            return f"{form.navn} ({vis_parameter(self.regelsaet, n.navn)})"
        if n.navn == DATO_NAVN:
            return f"dagen for kørslen ({IKKE_OPLYST if v is None else f'{v:%d/%m/%Y}'})"
        form = self.regelsaet.fakta[n.liste, n.navn]
        return f"{form.navn} ({vis_vaerdi(form, v, self.regelsaet.kommuner)})"

    # What could be changed, and what is still open

    def _udestaaende(self, skema: list[Fund]) -> list[Udestaaende]:
        """The shortest list that settles everything still open: the unknown facts of the unknown parts that matter."""
        afklarer: dict[str, list[str]] = {}
        for liste, _nr, k in self.steder():
            for kriterium in self.regelsaet.kriterier:
                if (kriterium.liste or "") != liste:
                    continue
                aabne = {
                    (g.liste, g.navn): g
                    for f in _aabne(kriterium, k)
                    for g in grundfakta(self.regelsaet, f)
                    if self._ukendt(g, k)
                }
                for navn in korteste(self.regelsaet, kriterium, list(aabne), k):
                    for felt in self._felter(aabne[navn], k):
                        afklarer.setdefault(felt, []).append(kriterium.data.id)
        for fund in skema:
            liste, nr = _raekke_af(fund.felt)
            sti = (liste or None, fund.felt.partition("].")[2] if nr else fund.felt)
            if sti in self.regelsaet.fakta and self.regelsaet.fakta[sti].dokument == "ja":
                afklarer.setdefault(fund.felt, []).append(fund.id)
        svar = []
        for felt, ids in afklarer.items():
            liste, nr = _raekke_af(felt)
            form = self._form(felt.partition("].")[2] if nr else felt, liste or None)
            svar.append(
                Udestaaende(
                    felt=felt,
                    navn=form.navn,
                    afklarer=tuple(dict.fromkeys(ids)),
                    dokument=form.dokument == "ja",
                )
            )
        return sorted(svar, key=lambda u: (u.dokument, _raekke_af(u.felt)[1], -len(u.afklarer)))

    def _felter(self, g: Grundfakta, k: Kontekst) -> list[str]:
        """Where a missing fact is to be filled in."""
        if g.liste is None:
            return [g.navn]
        raekker = self.k.raekker[g.liste]
        numre = (
            [i for i, r in enumerate(raekker) if g.navn not in r]
            if g.samlet or k.raekke is None
            else [self.numre[id(k.raekke)] - 1]
        )
        return [f"{g.liste}[{i}].{g.navn}" for i in numre]

    def _ukendt(self, g: Grundfakta, k: Kontekst) -> bool:
        if g.liste is None:
            return g.navn not in k.ansoegning
        if k.raekke is not None and not g.samlet:
            return g.navn not in k.raekke
        return any(g.navn not in r for r in k.raekker[g.liste])

    def _fakta(self, kriterium: TypetKriterium, bedoemt: Bedoemt, k: Kontekst) -> dict[str, JsonVaerdi]:
        knuder = [kriterium.krav]
        if bedoemt.krav is not True:
            knuder += [d.naar for d in kriterium.undtagelser]
        if bedoemt.krav is not False:
            knuder += [d.naar for d in kriterium.forbehold]
        fundne: dict[str, JsonVaerdi] = {}
        for knude in knuder:
            for f in baerende(knude, k):
                if f.liste is None or f.liste == k.liste:
                    fundne[f.navn] = json_vaerdi(fakt(f.navn, f.liste, k))
        return fundne

    def _begrundelse(self, kriterium: TypetKriterium, bedoemt: Bedoemt, mangler: list[Navn], k: Kontekst) -> str:
        if bedoemt.rolle == "uoplyst":
            led = []
            for forkert, hvad in ((False, "er oplyst"), (True, "er rettet")):
                navne = [f"»{self.regelsaet.fakta[n].navn}«" for n in mangler if self._forkert(n, k) is forkert]
                led += [f"{opremsning(navne)} {hvad}"] if navne else []
            return f"Kan ikke vurderes, før {opremsning(led)}." if led else KAN_IKKE_REGNES
        krav = self._grund(kriterium.opfyldt if bedoemt.krav else kriterium.ikke_opfyldt, k)
        return " ".join([krav, *(udfyld(d.grund, k) for d in bedoemt.udloest(kriterium))])

    def _forkert(self, navn: Navn, k: Kontekst) -> bool:
        """Whether a missing fact is one that is written, but cannot be read."""
        liste, fakt_ = navn
        if liste is None:
            return fakt_ in self.forkerte
        if k.raekke is not None and k.liste == liste and fakt_ not in k.raekke:
            return navn in self.forkerte_i.get((liste, self.numre[id(k.raekke)]), ())
        # Where this row has it, it is another row that lacks it.
        return any(navn in forkerte for (li, _), forkerte in self.forkerte_i.items() if li == liste)

    def _grund(self, grunde: tuple[TypetGrund, ...], k: Kontekst) -> str:
        valgt = next(g for g in grunde if g.naar is None or vaerdi(g.naar, k) is True)
        return udfyld(valgt.tekst, k)

    def _form(self, navn: str, liste: str | None) -> Fakta:
        fakta = self.regelsaet.fakta
        return fakta[liste, navn] if (liste, navn) in fakta else fakta[None, navn]

    def _skrevet(self, liste: str, nr: int) -> frozenset[tuple[str | None, str]]:
        """The facts seen from here whose values could not be read: said once, and not missing as well."""
        return self.forkerte_i.get(("", 0), frozenset()) | self.forkerte_i.get((liste, nr), frozenset())

    def _tjek(self, tjek: TypetTjek, k: Kontekst, liste: str, nr: int) -> Fund | None:
        felt = f"{liste}[{nr - 1}].{tjek.felt}" if nr else tjek.felt
        if vaerdi(tjek.naar, k) is not True:
            return None
        ekstra = None
        if tjek.gaelder is not None:
            ekstra = {"felt": self._feltnavn(felt), "vaerdi": vist(tjek.gaelder, k)}
        besked = udfyld(tjek.data.besked, k, ekstra)
        return Fund(id=tjek.data.id, alvor=tjek.data.alvor, felt=felt, besked=med_stort(besked))

    def _feltnavn(self, felt: str) -> str:
        liste, nr = _raekke_af(felt)
        form = self._form(felt.partition("].")[2] if nr else felt, liste or None)
        sted = (form.kolonne and f" (kolonne {form.kolonne})") or (form.felt and f" ({form.felt})") or ""
        return f"{form.navn}{sted}"

    def _ansoeger(self) -> tuple[KommuneSvar | None, tuple[str, str | None] | None]:
        erklaering = self.regelsaet.data.ansoeger
        if erklaering is None:
            return None, None
        noegle = erklaering.bruger_noegle
        kode = self.k.ansoegning.get(erklaering.fakta)
        if not isinstance(kode, str):
            skrevet = next((m.skrevet for m in self.ansoegning.vaerdimangler if m.felt == erklaering.fakta), None)
            return KommuneSvar(kode=None, navn=skrevet, region=None), (noegle, None) if noegle else None
        kommune = self.regelsaet.kommuner.kode(kode)
        bruger = (erklaering.bruger or "").format(nummer=kommune.kode[1:])
        svar = KommuneSvar(kode=kommune.kode, navn=kommune.navn, region=kommune.region)
        return svar, (noegle, bruger) if noegle else None

    # Conclusions

    def _slut(self) -> tuple[dict[tuple[str, int], dict[str, str]], list[Belaeg]]:
        baser = _baser(self.regelsaet)
        sluttet: dict[tuple[str, int], dict[str, str]] = {}
        belaeg: list[Belaeg] = []
        opad: list[Symbol] = list(self.symboler.get(("", 0), ()))
        for liste, raekker in self.k.raekker.items():
            for nr in range(1, len(raekker) + 1):
                symboler = self.symboler.get((liste, nr), [])
                draget = slut_enige(baser[liste], symboler, self.kaeder)
                self.draget[liste, nr] = draget
                sluttet[liste, nr] = {d.konklusion: d.vaerdi for d in draget}
                belaeg += [_belaeg(d, nr) for d in draget]
                opad += symboler
                for d in draget:
                    s = symbol_af(d, baser[liste])
                    opad.append(Symbol(s.art, s.navn, s.vaerdi, liste, nr))
        draget = slut_enige(baser[""], opad, self.kaeder)
        sluttet["", 0] = {d.konklusion: d.vaerdi for d in draget}
        belaeg += [_belaeg(d, None) for d in draget]
        self.draget["", 0] = draget
        return sluttet, belaeg

    def _opgaver(self, bruger: tuple[str, str | None] | None) -> list[Opgave]:
        af: dict[tuple[str, str], dict[int, list[Sluttet]]] = {}
        for (liste, nr), draget in self.draget.items():
            for d in draget:
                af.setdefault((liste, d.konklusion), {}).setdefault(nr, []).append(d)
        opgaver = []
        for k in self.regelsaet.data.konklusioner:
            if k.opgave is None or k.kilde is None:
                continue
            liste = k.for_ or ""
            for nr, sluttede in af.get((liste, k.id), {}).items():
                raekker = sorted({(s.liste, s.raekke) for d in sluttede for s in d.belaeg if s.raekke})
                ekstra = {
                    "bruger": self._bruger(bruger),
                    "raekker": opremsning([self._raekkenavn(*r) for r in raekker or [(liste, nr)] if r[1]]),
                }
                her = self.k.fra_raekkerne(liste)[nr - 1] if nr else self.k
                opgaver.append(Opgave(id=k.id, tekst=udfyld(k.opgave, her, ekstra), kilde=k.kilde))
        return opgaver

    def _bruger(self, bruger: tuple[str, str | None] | None) -> str:
        """The user name, or its pattern (``ansog***``) where the applicant is not known."""
        if bruger is not None and bruger[1] is not None:
            return bruger[1]
        ansoeger = self.regelsaet.data.ansoeger
        return (ansoeger.bruger or "").format(nummer="***") if ansoeger is not None else ""

    def _raekkenavn(self, liste: str, nr: int) -> str:
        erklaering = self.regelsaet.data.lister[liste]
        navn = _tekst(self.k.raekker[liste][nr - 1].get(erklaering.navn_fakta))
        return f"»{navn}«" if navn else f"{erklaering.ental} {vis_tal(nr)}"


def gaelder(v: Vurdering, a: Ansoegning, regelsaet: Regelsaet) -> bool:
    """Whether an assessment is of this application: by its file's name, by who applies, or both."""
    if v.fil is not None and v.fil != Path(a.fil).name:
        return False
    ansoeger = regelsaet.data.ansoeger
    return v.ansoeger is None or ansoeger is None or a.fakta.get(ansoeger.fakta) == v.ansoeger


def _efter_sted(felter: Iterable[str]) -> dict[tuple[str, int], frozenset[Navn]]:
    """The facts that paths name, by where they are: the application's at ("", 0), a row's at its list and number."""
    fundne: dict[tuple[str, int], set[Navn]] = {}
    for felt in felter:
        liste, nr = _raekke_af(felt)
        fundne.setdefault((liste, nr), set()).add((liste or None, felt.partition("].")[2] if nr else felt))
    return {sted: frozenset(navne) for sted, navne in fundne.items()}


def _spor(s: Spor) -> SporSvar:
    return SporSvar(udtryk=s.udtryk, vaerdi=s.vaerdi, dele=tuple(_spor(d) for d in s.dele))


def _aabne(kriterium: TypetKriterium, k: Kontekst) -> list[Knude]:
    """The unknown conditions of a criterion that is still open, in the parts that can still matter."""
    bedoemt = bedoem(kriterium, k)
    if bedoemt.rolle != "uoplyst":
        return []
    knuder = [kriterium.krav] if bedoemt.krav is None else []
    if bedoemt.krav is not True:
        knuder += [d.naar for d, v in zip(kriterium.undtagelser, bedoemt.undtagelser, strict=True) if v is None]
    if bedoemt.krav is not False:
        knuder += [d.naar for d, v in zip(kriterium.forbehold, bedoemt.forbehold, strict=True) if v is None]
    return [del_ for knude in knuder for del_ in baerende_dele(knude, k)]


def _belaeg(d: Sluttet, nr: int | None) -> Belaeg:
    af = tuple(f"{s.art}:{s.navn}={s.vaerdi}" + (f"@{s.raekke}" if s.raekke else "") for s in d.belaeg)
    return Belaeg(konklusion=d.konklusion, vaerdi=d.vaerdi, regel=d.regel, af=af, raekke=nr)


def _tekst(v: object) -> str | None:
    return v if isinstance(v, str) else None


def _raekke_af(felt: str) -> tuple[str, int]:
    """``projekter[0].navn`` → ("projekter", 1); anything else → ("", 0)."""
    fundet = re.match(r"([a-z_]+)\[(\d+)\]", felt)
    return (fundet[1], int(fundet[2]) + 1) if fundet else ("", 0)
