"""Sentences of a letter about a row's rank, or about the reason why it is not ranked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ..model.data import Kilde
from ..model.raekkefoelge import Pointkriterium
from ..model.rangliste import FortolkningSvar, NoegleSvar, ProjektSvar, RanglisteSvar
from ..model.regelsaet import RegelsaetData
from ..model.resultat import JsonVaerdi
from ..model.visning import (
    FORKERT_ENHED,
    HOEJST_DECIMALER,
    KAN_IKKE_LAESES,
    dato_i_prosa,
    med_lille,
    med_stort,
    opremsning,
    vis_tal,
    vis_vaegt,
)
from ..system.dataklasse import dataklasse
from .tabel import som_celle


@dataklasse(frozen=True, slots=True)
class Udsagn:
    """A sentence that the letter must contain, and the name of its source.

    Its dates are written out (``30. juni 2026``), except in quotations. ``felt``: the fact that it asks for;
    ``ordret``: a person's own words, which are not changed.
    """

    tekst: str
    kilde: str
    felt: str = ""
    ordret: bool = False

    def __post_init__(self) -> None:
        if not self.ordret:
            dele = (d if d.startswith("»") else i_prosa(d) for d in _CITAT.split(self.tekst))
            object.__setattr__(self, "tekst", "".join(dele))


def pladsen(projekt: ProjektSvar, her: str, data: RegelsaetData) -> list[Udsagn]:
    """Return the steps that led to a candidate's rank; for a project that is not a candidate, the reason."""
    if projekt.rang is None:
        # If criteria exclude the project, the letter says so in its section on criteria.
        return [*pointene(projekt, her), *_uden(projekt, her, data)] if _uden_kriterier(projekt) else []
    if projekt.beregnet is None:
        # Only ranked: no money is allocated.
        return [*pointene(projekt, her), *(Udsagn(_om(her, t), f"{her}, rækkefølgen") for t in projekt.til_ansoeger)]
    *orden, penge = projekt.til_ansoeger
    trin = "garantien" if projekt.garanti else "rammen"
    stillet = [Udsagn(_om(her, t), f"{her}, rækkefølgen") for t in orden]
    return [*pointene(projekt, her), *stillet, Udsagn(_om(her, penge), f"{her}, {trin}")]


_UDEN_SUBJEKT = re.compile(r"(?:Kan|Har|Går|Står|Hører|Opfylder) ")


def _om(her: str, tekst: str) -> str:
    """Return a sentence of the answer for a letter, with the project as its subject where a list leaves it out.

    ``Nr. 2 i rækkefølgen.`` becomes ``Projekt 1 er nr. 2 i rækkefølgen.``
    """
    if _UDEN_SUBJEKT.match(tekst):
        tekst = f"{med_stort(her)} {med_lille(tekst)}"
    elif tekst.startswith(("Nr. ", "Taget ")):
        tekst = f"{med_stort(her)} er {med_lille(tekst)}"
    return i_prosa(tekst)


def pointene(projekt: ProjektSvar, her: str) -> list[Udsagn]:
    """Return the points for each criterion, with the weights."""
    dele = [
        f"»{n.titel}« {_point(n.point)} point"
        + (f" med vægten {vis_vaegt(n.vaegt)}" if n.vaegt is not None and n.vaegt != 1 else "")
        for n in projekt.noegler
        if n.point is not None
    ]
    return [Udsagn(f"Der er givet point sådan: {opremsning(dele)}.", f"{her}, point")] if dele else []


def _tal(v: JsonVaerdi) -> int | Decimal:
    tal = som_celle(v)
    return tal if isinstance(tal, int | Decimal) else 0


def _point(v: JsonVaerdi) -> str:
    """Return a number of points; one that is rounded says so."""
    tal = _tal(v)
    vist = vis_tal(tal, HOEJST_DECIMALER)
    return f"ca. {vist}" if Decimal(vist.replace(".", "").replace(",", ".")) != tal else vist


def reglerne(
    kriterier: Iterable[Kilde], projekt: ProjektSvar, her: str, data: RegelsaetData, *, rangordnet: bool
) -> list[Udsagn]:
    """Return where the rules of a decision are found.

    They are the rules of the project's criteria (``kriterier``: their sources), of the ranking if it was used, and of
    what excludes the project. A source with an explanation is left out, because the applicant does not know it (such as
    a yardstick of the program).
    """
    kilder = list(kriterier)
    if rangordnet and data.raekkefoelge is not None:
        kilder.append(data.raekkefoelge.kilde)
    kilder += projekt.ikke_kandidat.kilder if projekt.ikke_kandidat is not None else ()
    afsnit: dict[str, dict[str, None]] = {}
    for k in kilder:
        if data.dokumenter[k.dokument].forklaring is None:
            afsnit.setdefault(k.dokument, {})[f"»{k.afsnit}«"] = None
    if not afsnit:
        return []
    steder = [f"{opremsning([*navne])} i {data.dokumenter[d].titel}" for d, navne in afsnit.items()]
    return [Udsagn(f"Afgørelsen om {her} er truffet efter reglerne i {opremsning(steder)}.", f"{her}, reglerne")]


def uden_plads(projekt: ProjektSvar, her: str, data: RegelsaetData) -> tuple[list[Udsagn], list[Udsagn]]:
    """Return what excludes a project apart from its criteria, for a request: reasons, and missing information.

    Reasons that depend on an assessor are left out: the applicant can neither confirm nor send them.
    """
    ikke = projekt.ikke_kandidat
    if ikke is not None and ikke.grund == "point_mangler":
        return [], _uden_point(projekt, her, data)
    if not _uden_kriterier(projekt) or _vurderes(projekt, data):
        return [], []
    fundne = _uden(projekt, her, data)
    if ikke is not None and ikke.grund == "beloeb":
        # The section on form errors already asks about an amount in a wrong unit, and shows the amount.
        fundne = [u for u in fundne if FORKERT_ENHED not in u.tekst]
    return (fundne, []) if projekt.udfald == "opfylder_ikke" else ([], fundne)


def _uden_kriterier(projekt: ProjektSvar) -> bool:
    return projekt.ikke_kandidat is not None and projekt.ikke_kandidat.grund != "kriterier"


def _uden(projekt: ProjektSvar, her: str, data: RegelsaetData) -> list[Udsagn]:
    ikke = projekt.ikke_kandidat
    id_ = ikke.id if ikke is not None else None
    kilde = f" Reglen står i {vis_kilde(ikke.kilde, data)}." if ikke is not None and ikke.kilde is not None else ""
    *foerste, sidste = projekt.til_ansoeger
    return [Udsagn(_om(her, t), f"{her}, {id_ or 'rækkefølgen'}") for t in (*foerste, f"{sidste}{kilde}")]


def _uden_point(projekt: ProjektSvar, her: str, data: RegelsaetData) -> list[Udsagn]:
    """Return the facts that the applicant has not stated and that points are given for."""
    point = data.raekkefoelge.point if data.raekkefoelge is not None else None
    vurderes = {k.id for k in point.kriterier if er_vurderet(k, data)} if point is not None else set()
    return [
        Udsagn(f"»{n.titel}« {_hvorfor_uden(n)} Det skal bruges til at give point.", f"{her}, {n.id}")
        for n in projekt.noegler
        if n.vaegt is not None and n.point is None and n.id not in vurderes
    ]


def _hvorfor_uden(noegle: NoegleSvar) -> str:
    return "kan ikke læses, som det er skrevet." if noegle.vist == KAN_IKKE_LAESES else "er ikke oplyst."


def _vurderes(projekt: ProjektSvar, data: RegelsaetData) -> bool:
    """Return whether the project is excluded because of an assessor's assessment."""
    orden, ikke = data.raekkefoelge, projekt.ikke_kandidat
    assert orden is not None
    assert ikke is not None
    if ikke.grund == "point_under":
        return orden.point is not None and any(er_vurderet(k, data) for k in orden.point.kriterier)
    return _laeser_vurdering(next((u.naar for u in orden.udeluk if u.id == ikke.id), ""), data)


def er_vurderet(kriterium: Pointkriterium, data: RegelsaetData) -> bool:
    """Return whether an assessor decides the points of a criterion, alone or together with the application."""
    return kriterium.vurdering is not None or _laeser_vurdering(kriterium.udtryk or "", data)


def _laeser_vurdering(udtryk: str, data: RegelsaetData) -> bool:
    return bool(set(re.findall(r"\w+", udtryk)) & set(data.vurderingsfakta))


_CITAT = re.compile(r"(»[^»«]*«)")
_DATO = re.compile(r"(?<![\d/])(\d{2})/(\d{2})/(\d{4})(?![\d/])")


def i_prosa(tekst: str) -> str:
    """Return a sentence of the answer for a letter, with its dates written out (``30. juni 2026``)."""

    def skrevet_ud(fundet: re.Match[str]) -> str:
        try:
            return dato_i_prosa(date(int(fundet[3]), int(fundet[2]), int(fundet[1])))
        except ValueError:
            # Not a date: part of a quoted text.
            return fundet[0]

    return _DATO.sub(skrevet_ud, tekst)


def vis_kilde(kilde: Kilde, data: RegelsaetData) -> str:
    """Return a source in words: the document's title, the section, the number and the quoted words."""
    dokument = data.dokumenter.get(kilde.dokument)
    nr = f" nr. {kilde.nr}" if kilde.nr is not None else ""
    citat = f": »{kilde.citat}«" if kilde.citat is not None else ""
    return f"{dokument.titel if dokument is not None else kilde.dokument}, {kilde.afsnit}{nr}{citat}"


def sammen_med(svar: RanglisteSvar, projekt: ProjektSvar, her: str) -> list[Udsagn]:
    """Return what the round holds of the joint project that a project is a share of, if any.

    Of the other applicants it has only their names, which the shares give themselves.
    """
    fundne = []
    for f in svar.faelles_projekter:
        if projekt.betegnelse not in f.dele:
            continue
        dele = [p.kommune for p in svar.projekter if p.betegnelse in f.dele and p.kommune != projekt.kommune]
        navne = list(dict.fromkeys(k.navn for k in dele if k is not None and k.navn))
        ansoegningen = "ansøgningen" if len(navne) == 1 else "ansøgningerne"
        fundne += [
            f"{med_stort(her)} er en del af det fælles {svar.ord.raekke} »{f.navn}«.",
            *([f"Vi har også fået {ansoegningen} fra {opremsning(navne)}."] if navne else []),
            *([f"Vi har ikke fundet en del fra {opremsning(list(f.mangler))}, der hører til."] if f.mangler else []),
        ]
    return [Udsagn(" ".join(fundne), f"{her}, fælles {svar.ord.raekke}")] if fundne else []


def andre_laesninger(svar: RanglisteSvar, projekt: ProjektSvar, her: str) -> list[str]:
    """Return the other readings of the source that give a project another outcome, for the sender of its letter."""
    navn = projekt.betegnelse
    return [
        f"{her.capitalize()} {_udfaldet(f, navn)}, læst anderledes ({f.id}): {f.alternativ}"
        for f in svar.fortolkninger
        if navn in f.aendrer and navn not in f.kun_rang
    ]


def _udfaldet(fortolkning: FortolkningSvar, navn: str) -> str:
    if navn in fortolkning.uoplyst:
        return "kan ikke afgøres af det, der er oplyst"
    if navn in (*fortolkning.ind, *fortolkning.ud) and fortolkning.overansoegt is not None:
        return f"ville {'' if navn in fortolkning.ind else 'ikke '}være inden for rammen"
    return "ville få et andet svar"
