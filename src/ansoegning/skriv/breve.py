"""Drafts of letters: requests for information, and letters about recorded decisions.

Each sentence is based on a criterion, a form check, a step of the calculation or the recorded decision, and each of
these that concerns the letter has a sentence. A template that omits a sentence, or adds one without a basis, is
refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path, PurePath
from typing import Any, Literal

from ..fejl import BrugsFejl, vis_sikkert
from ..model.afgoerelser import Afgoerelse
from ..model.felter import navn_af, raekke_af
from ..model.ord import bestemt_flertal, ord_af
from ..model.rangliste import ProjektSvar, RanglisteSvar
from ..model.regelsaet import Faktaerklaering, RegelsaetData
from ..model.resultat import KriteriumSvar, Resultat
from ..model.visning import dato_i_prosa, med_lille, med_stort
from ..system.dataklasse import dataklasse
from ..system.filer import sikkert_navn
from ..system.navne import ment, samme_fil
from .afgjort import ORD, afvigelse, andre_rammer, beloebet, uden_beloeb
from .brev_docx import skriv_docx
from .brevord import dokumenter, kort, kriterium, tiltale
from .brevrang import (
    Udsagn,
    andre_laesninger,
    er_vurderet,
    pladsen,
    pointene,
    reglerne,
    sammen_med,
    uden_plads,
    vis_kilde,
)
from .brevtekst import Blok, Brevsaetning, beskyt, laes_brevtekst, som_tekst, uden_markering
from .fundtekst import saml
from .papir import papirskabelon
from .rangliste_overblik import udfaldsord
from .rapport import VEJLEDENDE, fundkilde
from .skabeloner import Skabeloner
from .tabel import Tabel, Tabelkolonne

STANDARD = "skabelonen"
EGET_FORSLAG = "programmets eget forslag"


@dataklasse(frozen=True, slots=True)
class Brev:
    """One letter: its file name without suffix, its blocks, and ``afviger``: notes for the user who runs the command.

    ``udkast``: marked as a draft, because not every project of the application has been decided.
    """

    navn: str
    art: Literal["anmodning", "afgoerelse"]
    titel: str
    blokke: tuple[Blok, ...]
    afviger: tuple[str, ...] = ()
    udkast: bool = True

    @property
    def felter(self) -> int:
        """The number of fields that the sender must fill in."""
        return sum(b.art == "udfyld" for b in self.blokke)

    @property
    def hoved(self) -> str:
        """The header of every page: the state of the letter, and what the sender still has to do."""
        if self.art == "anmodning":
            return f"UDKAST · {VEJLEDENDE}"
        if self.udkast:
            return "UDKAST – udfyld de mærkede felter, og slet bilaget, før brevet sendes"
        if self.felter:
            return "Ikke klar – udfyld de mærkede felter, og slet bilaget, før brevet sendes"
        return "Slet bilaget og denne linje, før brevet sendes"

    @property
    def kilder(self) -> tuple[Brevsaetning, ...]:
        """The letter's sentences with their sources, in order; without the appendix for the sender."""
        brev = takewhile(lambda b: b.art != "side", self.blokke)
        return tuple(s for b in brev if b.art in ("tekst", "punkt") for s in b.saetninger)


@dataclass(slots=True)
class _Sag:
    """One application: its result, and its projects in the ranking and decisions, both by project number."""

    resultat: Resultat
    projekter: dict[int, ProjektSvar] = field(default_factory=dict)
    afgjort: dict[int, Afgoerelse] = field(default_factory=dict)


def lav_breve(
    svar: RanglisteSvar,
    resultater: Sequence[Resultat],
    data: RegelsaetData,
    afgoerelser: Sequence[Afgoerelse] = (),
    *,
    skabeloner: Path | None = None,
) -> list[Brev]:
    """Return all letters of a round, ordered by applicant; none if the pack says that the pool has no letters.

    Args:
        resultater: the applications that take part in the round.
        afgoerelser: the recorded decisions.
        skabeloner: a folder with the user's own templates, or None.

    Raises:
        BrugsFejl: a decision matches no project or several, is given twice, or needs an amount that neither the
            decision nor the calculation has; or a template cannot be used.
    """
    if data.uden_breve is not None:
        return []
    sager = _sager(svar, resultater, afgoerelser)
    fundne = Skabeloner(skabeloner)
    brugte: set[str] = set()
    breve: list[Brev] = []
    for sag in sager:
        if sag.afgjort:
            breve.append(_afgoerelsesbrev(svar, sag, data, fundne, brugte))
        brev = _anmodning(svar, sag, data, fundne, brugte)
        if brev is not None:
            breve.append(brev)
    return breve


def som_filer(brev: Brev, pulje: str) -> dict[str, bytes]:
    """Return the letter as Word and as plain text, by file name; each has an appendix for the sender."""
    tabel = _kildetabel(brev)
    blokke = (
        *brev.blokke,
        Blok("afsnit", (Brevsaetning("Sætning for sætning"),)),
        Blok("tabel", (Brevsaetning(tabel.id),)),
    )
    docx = skriv_docx(blokke, titel=brev.titel, hoved=brev.hoved, fod=pulje, tabeller={tabel.id: tabel})
    liste = "\n".join(f"  [{vis_sikkert(s.kilde)}] {vis_sikkert(s.tekst)}" for s in brev.kilder)
    tekst = f"{brev.hoved}\n\n{som_tekst(brev.blokke)}\nSætning for sætning\n-------------------\n\n{liste}\n"
    return {f"{brev.navn}.docx": docx, f"{brev.navn}.txt": tekst.encode("utf-8", "replace")}


def _kildetabel(brev: Brev) -> Tabel:
    return Tabel(
        "kilder",
        "Sætning – kilde",
        "",
        (Tabelkolonne("Sætning", bredde=70), Tabelkolonne("Hviler på", bredde=30)),
        tuple((s.tekst, s.kilde) for s in brev.kilder),
    )


# --- Applications and decisions --------------------------------------------------------


def _sager(svar: RanglisteSvar, resultater: Sequence[Resultat], afgoerelser: Sequence[Afgoerelse]) -> list[_Sag]:
    sager = {r.fil: _Sag(r) for r in resultater}
    for p in svar.projekter:
        if p.fil in sager:
            sager[p.fil].projekter[p.nr] = p
    for sag in sager.values():
        sag.projekter = dict(sorted(sag.projekter.items()))  # a letter follows the application, not the ranking
    for a in afgoerelser:
        ramte = [(s, nr) for s in sager.values() if _er_om(a, s) for nr in _numre(a, s)]
        if not ramte:
            raise BrugsFejl(f"{a.sted}: afgørelsen gælder ikke noget, der er med. Ret navnet, eller slet den.")
        if len(ramte) > 1:
            raise BrugsFejl(f"{a.sted}: afgørelsen kan gælde flere. Skriv nummeret.")
        sag, nr = ramte[0]
        if nr in sag.afgjort:
            raise BrugsFejl(
                f"{a.sted}: der er to afgørelser om {vis_sikkert(sag.projekter[nr].betegnelse, 100)} (den anden står i "
                f"{sag.afgjort[nr].sted}). Slet den ene."
            )
        p = sag.projekter[nr]
        if a.beloeb is None and a.udfald == "tilsagn" and uden_beloeb(p):
            raise BrugsFejl(
                f"{a.sted}: der er intet beregnet beløb for {vis_sikkert(p.betegnelse, 100)} "
                f"({med_lille(udfaldsord(p, svar.ord))}). Skriv »beloeb« i afgørelsen."
            )
        if (andre := andre_rammer(p, a.beloeb or {}, svar.ord)) is not None:
            raise BrugsFejl(f"{a.sted}: {andre}")
        sag.afgjort[nr] = a
    return sorted(sager.values(), key=lambda s: (_kode(s) is None, _kode(s) or "", s.resultat.fil))


def _er_om(afgoerelse: Afgoerelse, sag: _Sag) -> bool:
    """Return whether a decision concerns this application: by file name, by applicant, or both."""
    if afgoerelse.fil is not None and not samme_fil(afgoerelse.fil, sag.resultat.fil):
        return False
    return afgoerelse.ansoeger is None or afgoerelse.ansoeger == _kode(sag)


def _numre(afgoerelse: Afgoerelse, sag: _Sag) -> list[int]:
    """Return the numbers of the projects that a decision may concern, by number or name."""
    if afgoerelse.raekke is None:
        return list(sag.projekter)
    if isinstance(afgoerelse.raekke, int):
        return [afgoerelse.raekke] if afgoerelse.raekke in sag.projekter else []
    return [p.nr for p in ment(afgoerelse.raekke, sag.projekter.values(), lambda p: p.navn)]


def _kode(sag: _Sag) -> str | None:
    return sag.resultat.ansoeger.kode if sag.resultat.ansoeger is not None else None


def _modtager(sag: _Sag) -> str:
    a = sag.resultat.ansoeger
    return a.navn if a is not None and a.kode is not None and a.navn else PurePath(sag.resultat.fil).stem


def _filnavn(art: str, sag: _Sag, brugte: set[str]) -> str:
    # In pools whose applicants have no municipality code, the code is the name itself, which is not repeated.
    grund = sikkert_navn(" ".join(dict.fromkeys(d for d in (art, _kode(sag), _modtager(sag)) if d)))
    navn, nr = grund, 1
    while navn.casefold() in brugte:
        nr += 1
        navn = f"{grund} {nr}"
    brugte.add(navn.casefold())
    return navn


def _her(data: RegelsaetData, nr: int) -> str:
    """Return what a row is called in a letter: ``projekt 1``; in a pool without a list, ``ansøgningen``."""
    liste = data.raekkefoelge.for_ if data.raekkefoelge is not None else None
    return f"{data.lister[liste].ental} {nr}" if liste is not None else "ansøgningen"


def _kriterier(sag: _Sag, data: RegelsaetData, nr: int) -> list[tuple[KriteriumSvar, str]]:
    """Return the criteria of one row, then those of the whole application, each with its name as a source."""
    raekker = [r for liste in sag.resultat.raekker.values() for r in liste if r.nr == nr]
    egne = [(k, f"{_her(data, nr)}, {k.id}") for r in raekker for k in r.kriterier]
    return [*egne, *((k, k.id) for k in sag.resultat.kriterier)]


# --- Requests for information --------------------------------------------------------------


def _anmodning(
    svar: RanglisteSvar, sag: _Sag, data: RegelsaetData, skabeloner: Skabeloner, brugte: set[str]
) -> Brev | None:
    """Return the request about the undecided projects and the form's errors; None if there is nothing to ask."""
    aabne = [nr for nr in sag.projekter if nr not in sag.afgjort]
    if sag.afgjort and not aabne:
        return None
    projekter = []
    skal: list[Udsagn] = []
    ogsaa: list[Udsagn] = []
    for nr in aabne:
        dele, egne = _aabent(sag, data, nr, {u.kilde for u in skal})
        if egne:
            faelles = sammen_med(svar, sag.projekter[nr], _her(data, nr))
            projekter.append({**dele, "faelles": _som(faelles)})
            skal += egne
            ogsaa += faelles
    fejl = _skemafejl(sag, data, {u.felt for u in skal})
    skal += fejl
    if not skal:
        return None
    indhold = {
        **_faelles(svar, sag, data, aabne),
        "projekter": projekter,
        # In a pool without a form, the errors are in the application.
        "skemaet": "skemaet" if data.har_skema else "ansøgningen",
        "fejl": _som(fejl),
        "kilder": dokumenter((k for nr in aabne for k, _ in _kriterier(sag, data, nr)), data),
        "egne_bilag": any(EGET_FORSLAG in u.kilde for u in skal),
    }
    blokke = _blokke("brev-anmodning.txt.j2", indhold, svar.pulje, skabeloner, skal, ogsaa)
    return Brev(_filnavn("anmodning", sag, brugte), "anmodning", f"Anmodning om oplysninger – {_modtager(sag)}", blokke)


def _aabent(sag: _Sag, data: RegelsaetData, nr: int, sagt: set[str]) -> tuple[dict[str, Any], list[Udsagn]]:
    """Return what a request asks about one project, and every sentence it must contain.

    ``sagt``: the sources of the sentences that the letter has already.
    """
    kriterier = [(k, kilde) for k, kilde in _kriterier(sag, data, nr) if kilde not in sagt]
    imod = [
        Udsagn(f"{kriterium(k, data)}: {k.grund}", kilde)
        for k, kilde in kriterier
        if k.rolle == "ikke_opfyldt" and k.vurdering is None
    ]
    uoplyst = {k.id: (k, kilde) for k, kilde in kriterier if k.rolle == "uoplyst"}
    mangler = [u for u in _oplysninger(sag, data, nr, uoplyst) if u.kilde not in sagt]
    holder_ude, uden = uden_plads(sag.projekter[nr], _her(data, nr), data)
    imod, mangler = [*imod, *holder_ude], [*mangler, *uden]
    spoergsmaal: list[dict[str, Any]] = []
    alle = [*imod, *mangler]
    bilag_naevnt: set[str] = set()
    for k, kilde in kriterier:
        if k.rolle != "skoen":
            continue
        spurgt = [Udsagn(f"{kriterium(k, data)}: {a.spoergsmaal}", kilde) for a in k.afklaring]
        spurgt = spurgt or [Udsagn(f"{kriterium(k, data)}: {k.grund}", kilde)]
        bilag = []
        for b in (b for a in k.afklaring for b in a.bilag if b.tekst not in bilag_naevnt):
            bilag_naevnt.add(b.tekst)
            fra = vis_kilde(b.kilde, data) if b.kilde is not None else EGET_FORSLAG
            bilag.append(Udsagn(b.tekst, f"{kilde} ({fra})"))
        spoergsmaal.append({"tekster": _som(spurgt), "bilag": _som(bilag)})
        alle += [*spurgt, *bilag]
    dine = tiltale(data)["dine"]
    dele = {
        "nr": nr,
        "her": _her(data, nr),
        "navn": sag.projekter[nr].navn,
        "imod": _som(imod),
        "imod_overskrift": f"{med_stort(data.kriterieord.flertal)}, der ikke er opfyldt efter {dine} oplysninger"
        if not holder_ude
        else f"Det, der holder {_her(data, nr)} ude efter {dine} oplysninger",
        "mangler": _som(mangler),
        "spoergsmaal": spoergsmaal,
    }
    return dele, alle


def _oplysninger(
    sag: _Sag, data: RegelsaetData, nr: int, uoplyst: Mapping[str, tuple[KriteriumSvar, str]]
) -> list[Udsagn]:
    """Return the missing facts and documents of a project, each with its format and the criteria that need it.

    A criterion that none of them settles (because it depends on another row) is given with its reason.
    """
    fundne: list[Udsagn] = []
    daekket: set[str] = set()
    for u in sag.resultat.udestaaende:
        (_, raekke), (liste, navn) = raekke_af(u.felt), navn_af(u.felt)
        if raekke not in (nr, 0):
            continue
        ids = [i for i in u.afklarer if i in uoplyst]
        form = data.fakta.get(liste or "ansoegning", {}).get(navn)
        if form is None or not (ids or u.dokument):
            continue
        daekket.update(ids)
        til = f" Skal bruges til {kort([uoplyst[i][0] for i in ids], data)}." if ids else ""
        kilde = ", ".join(uoplyst[i][1] for i in ids) or f"{_her(data, nr)}, skemaet, {', '.join(u.afklarer)}"
        fundne.append(Udsagn(f"{_faktum(form)}{til}", kilde, u.felt))
    rest = [
        Udsagn(f"{kriterium(k, data)}: {k.begrundelse}", kilde) for i, (k, kilde) in uoplyst.items() if i not in daekket
    ]
    return [*fundne, *rest]


def _faktum(form: Faktaerklaering) -> str:
    """Return a fact as a line to answer: ``Bruttoanlægsudgift i 2025 (t.kr.).``, with its choices or help text."""
    match form.type:
        case "valg":
            efter = f": {' / '.join((form.valg or {}).values())}"
        case "ja_nej":
            efter = ": ja eller nej"
        case "dato":
            efter = " (dd/mm/åååå)"
        case _:
            # An abbreviation is a unit to write in (t.kr.); a word is what is counted (pladser).
            efter = f" ({'i' if form.enhed.endswith('.') else 'antal'} {form.enhed})" if form.enhed else ""
    # A help text that is not a sentence describes the notation of a cell, which is given above.
    hjaelp = f" {form.hjaelp}" if (form.hjaelp or "").endswith(".") else ""
    return f"{med_stort(form.navn)}{efter}.{hjaelp}"


def _skemafejl(sag: _Sag, data: RegelsaetData, spurgt: set[str]) -> list[Udsagn]:
    """Return the form's errors, merged; not those that a fact is empty which the letter asks for (``spurgt``)."""

    def raekke(felt: str) -> str:
        _, nr = raekke_af(felt)
        return _her(data, nr) if nr else ""

    om_faktum = {t.id for t in data.skema if t.for_hver is not None}
    fundene = [f for f in sag.resultat.skema if f.alvor == "fejl" and not (f.felt in spurgt and f.id in om_faktum)]
    # The letter asks the applicant; the origin of the yardstick is information for the sender only.
    kilder = {f.id: kilde for f in fundene if (kilde := fundkilde(f, data))}
    return [
        Udsagn(tekst, f"skemaet, {id_}" + (f" ({kilder[id_]})" if id_ in kilder else ""))
        for id_, tekst in saml(fundene, raekke)
    ]


# --- Letters of decisions ------------------------------------------------------------------


def _afgoerelsesbrev(
    svar: RanglisteSvar, sag: _Sag, data: RegelsaetData, skabeloner: Skabeloner, brugte: set[str]
) -> Brev:
    skal: list[Udsagn] = []
    projekter, afviger, husk = [], [], []
    for nr, a in sorted(sag.afgjort.items()):
        p = sag.projekter[nr]
        dele, egne = _afgjort(sag, data, p, a, svar.soeges)
        projekter.append(dele)
        skal += egne
        forskel = afvigelse(p, a, svar.ord)
        if forskel is not None:
            afviger.append(forskel)
        husk += _ikke_fra_ansoeger(svar, sag, data, p)
    udkast = len(sag.afgjort) < len(sag.projekter)
    indhold = {
        **_faelles(svar, sag, data, sag.afgjort),
        "projekter": projekter,
        "udkast": udkast,
        "uafgjorte": [p.navn for nr, p in sag.projekter.items() if nr not in sag.afgjort],
        "afviger": afviger,
        "partshoering": husk,
        "fejl": [u.tekst for u in _skemafejl(sag, data, set())],
        "fuldt": all(_fuldt(sag.projekter[nr], a) for nr, a in sag.afgjort.items()),
        "kilder": dokumenter((k for nr in sag.afgjort for k, _ in _kriterier(sag, data, nr)), data),
    }
    blokke = _blokke("brev-afgoerelse.txt.j2", indhold, svar.pulje, skabeloner, skal)
    navn, titel = _filnavn("afgørelse", sag, brugte), f"Afgørelse – {_modtager(sag)}"
    return Brev(navn, "afgoerelse", titel, blokke, tuple(afviger), udkast)


def _fuldt(projekt: ProjektSvar, afgoerelse: Afgoerelse) -> bool:
    """Return whether a decision grants the whole requested amount, which a rule of the award may reduce."""
    return afgoerelse.udfald == "tilsagn" and all(
        kr >= (projekt.ansoegt.get(b) or 0) for b, kr in beloebet(projekt, afgoerelse).items()
    )


def _afgjort(
    sag: _Sag, data: RegelsaetData, projekt: ProjektSvar, afgoerelse: Afgoerelse, soeges: Sequence[str]
) -> tuple[dict[str, Any], list[Udsagn]]:
    """Return the contents of a letter about one decided project, and every sentence it must contain.

    ``soeges``: the budgets from which applicants request an amount of their own; the letter mentions no other.
    """
    her = _her(data, projekt.nr)
    faar, ord_ = beloebet(projekt, afgoerelse), ord_af(data)
    kilden = f"{her}, afgørelsen"
    afgjort = Udsagn(afgoerelse.begrundelse, kilden, ordret=True)
    hensyn = [Udsagn(afgoerelse.hovedhensyn, kilden, ordret=True)] if afgoerelse.hovedhensyn is not None else []
    kriterier = _kriterier(sag, data, projekt.nr)
    imod, fakta, resten = _vurderet(kriterier, data, afslag=afgoerelse.udfald == "afslag")
    # If the decision deviates from the calculation, the calculation is not a reason for it.
    beregning = pladsen(projekt, her, data) if afvigelse(projekt, afgoerelse, ord_) is None else []
    # The points are a fact whatever the decision is.
    point = [] if beregning or projekt.rang is None else pointene(projekt, her)
    orden = data.raekkefoelge
    rangordnet = (
        [Udsagn(f"Ansøgningerne er sat i rækkefølge efter {vis_kilde(orden.kilde, data)}.", f"{her}, rækkefølgen")]
        if beregning and projekt.rang is not None and orden is not None
        else []
    )
    # A refusal because of a minimum of the order rests on that rule, and the criteria are met.
    ikke = projekt.ikke_kandidat
    mindstekrav = afgoerelse.udfald == "afslag" and ikke is not None and ikke.grund in ("point_under", "under_mindst")
    af_kriterier = [] if mindstekrav else [k.kilde for k, _ in kriterier]
    regler = reglerne(af_kriterier, projekt, her, data, rangordnet=bool(rangordnet))
    dele = {
        "nr": projekt.nr,
        "her": her,
        "navn": projekt.navn,
        "udfald": afgoerelse.udfald,
        "ord": ORD[afgoerelse.udfald],
        "af": afgoerelse.af,
        "dato": dato_i_prosa(afgoerelse.dato),
        "beloeb": [
            {"i": ord_.i_ramme(b), "kr": kr, "soegt": projekt.ansoegt.get(b) if b in soeges else None}
            for b, kr in faar.items()
        ],
        "afgoerelsen": kilden,
        "begrundelse": _som([afgjort])[0],
        "hensyn": _som(hensyn),
        "imod": _som(imod),
        "fakta": _som(fakta),
        "resten": _som(resten),
        "point": _som(point),
        "beregning": _som([*rangordnet, *beregning]),
        "har_plads": projekt.rang is not None,
        "regler": _som(regler),
    }
    return dele, [afgjort, *hensyn, *imod, *fakta, *resten, *point, *rangordnet, *beregning, *regler]


def _vurderet(
    kriterier: Sequence[tuple[KriteriumSvar, str]], data: RegelsaetData, *, afslag: bool
) -> tuple[list[Udsagn], list[Udsagn], list[Udsagn]]:
    """Return three lists: criteria not met with their sources, facts, and the other criteria in one sentence.

    A refusal based on unmet criteria describes those, and says of the others only that they are met. Facts come from
    settled criteria only.
    """
    ikke = [(k, kilde) for k, kilde in kriterier if k.rolle == "ikke_opfyldt"] if afslag else []
    opfyldt = [(k, kilde) for k, kilde in kriterier if k.rolle == "opfyldt" or (not afslag and k.rolle in _AFGJORTE)]
    imod = [
        Udsagn(f"{kriterium(k, data)}: {k.grund} Kravet står i {vis_kilde(k.kilde, data)}.", kilde) for k, kilde in ikke
    ]
    if not imod:
        sagt: dict[str, list[tuple[KriteriumSvar, str]]] = {}
        for k, kilde in opfyldt:
            sagt.setdefault(k.grund, []).append((k, kilde))
        fakta = [
            Udsagn(f"{med_stort(kort([k for k, _ in ks], data))}: {tekst}", ", ".join(x for _, x in ks))
            for tekst, ks in sagt.items()
        ]
        return [], fakta, []
    navne = kort([k for k, _ in opfyldt], data)
    er = "er også vurderet og er opfyldt" if len(opfyldt) > 1 else "er opfyldt"
    resten = [Udsagn(f"{med_stort(navne)} {er}.", ", ".join(x for _, x in opfyldt))] if opfyldt else []
    return imod, [], resten


_AFGJORTE = ("opfyldt", "ikke_opfyldt")


def _ikke_fra_ansoeger(svar: RanglisteSvar, sag: _Sag, data: RegelsaetData, projekt: ProjektSvar) -> list[str]:
    """Return facts of the case that did not come from the applicant: assessed by an assessor, or assumed for the run.

    The authority may have to hear the applicant about them (forvaltningsloven § 19).
    """
    her = _her(data, projekt.nr).capitalize()
    fundne = []
    orden = data.raekkefoelge
    vurderede = {n.id for n in orden.noegler if n.vurdering is not None} if orden is not None else set()
    if orden is not None and orden.point is not None:
        vurderede |= {k.id for k in orden.point.kriterier if er_vurderet(k, data)}
    fundne += [
        f"{her}: »{n.titel}« er vurderet til {n.vist}."
        for n in projekt.noegler
        if n.id in vurderede and n.vaerdi is not None
    ]
    fundne += [
        f"{her}: {k.id} er vurderet af {k.vurdering.af} ({k.vurdering.begrundelse.rstrip('.')})."
        for k, _ in _kriterier(sag, data, projekt.nr)
        if k.vurdering is not None
    ]
    fundne += [f"{her}: Antaget, hvor det manglede: {tekst.rstrip('.')}." for tekst in svar.antaget_tekst]
    return fundne


# --- Shared parts of the letters --------------------------------------------------------


def _faelles(svar: RanglisteSvar, sag: _Sag, data: RegelsaetData, numre: Iterable[int]) -> dict[str, Any]:
    """Return what both kinds of letters have. ``numre``: the projects that the letter is about."""
    ansoeger = sag.resultat.ansoeger
    return {
        "laesninger": [t for nr in numre for t in andre_laesninger(svar, sag.projekter[nr], _her(data, nr))],
        "titel": svar.titel,
        "soeges_om": data.soeges_om or "",
        "tiltale": tiltale(data),
        "kriterierne": bestemt_flertal(data.kriterieord.flertal),
        "modtager": (ansoeger.fulde_navn if ansoeger is not None else None) or _modtager(sag),
        "standard": STANDARD,
        "vejledende": VEJLEDENDE,
    }


def _som(udsagn: Iterable[Udsagn]) -> list[dict[str, str]]:
    return [{"tekst": u.tekst, "kilde": u.kilde} for u in udsagn]


def _blokke(
    skabelon: str,
    indhold: Mapping[str, Any],
    pulje: str,
    skabeloner: Skabeloner,
    skal: Sequence[Udsagn],
    ogsaa: Sequence[Udsagn] = (),
) -> tuple[Blok, ...]:
    """Return a letter's blocks. Raises BrugsFejl if a sentence has no source, or a sentence of ``skal`` is missing.

    ``ogsaa``: sentences that a template may leave out.
    """
    navn = papirskabelon(skabelon, pulje, skabeloner)
    tekst = skabeloner.udfyld(navn, beskyt(indhold))
    ventet = {u.kilde for u in (*skal, *ogsaa)}
    blokke = laes_brevtekst(tekst, navn, kilder=[*ventet, STANDARD])
    sagt = [(s.tekst, s.kilde) for b in takewhile(lambda b: b.art != "side", blokke) for s in b.saetninger]
    for u in skal:
        tekst = uden_markering(u.tekst)
        if not any(kilde == u.kilde and tekst in sagt_tekst for sagt_tekst, kilde in sagt):
            raise BrugsFejl(
                f"Skabelonen »{navn}« siger ikke »{vis_sikkert(tekst, 80)}« ({vis_sikkert(u.kilde, 60)}). "
                "Hvert resultat skal have sin sætning. Ret skabelonen."
            )
    return blokke
