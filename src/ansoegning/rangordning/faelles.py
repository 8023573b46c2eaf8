"""Joint projects: rows of several applications that belong to the same project, found across the files of a round.

Two applicants' rows belong together if they state the same project name and each names the other as a partner. An
applicant's statement about another is only compared with the other's own; a partner that does not name the applicant
back is reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..fejl import vis_sikkert
from ..model.vaerdier import VaerdiFejl
from ..model.visning import opremsning
from ..motor.reference import Kontekst, fakt
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from ..system.navne import som_navn

# A row: its file and its number from 1.
Plads = tuple[str, int]


@dataklasse(frozen=True, slots=True)
class Del:
    """One party to a joint project: a row that states the project's name.

    ``ansoeger``: the applicant's code, or its name if the pool has no codes.
    """

    plads: Plads
    betegnelse: str
    ansoeger: str | None
    kendt: Kontekst = field(repr=False)


@dataklasse(frozen=True, slots=True)
class Faellesprojekt:
    """One joint project. ``mangler``: the applicants that are named as partners but have no row here that names back.

    ``bemaerkninger``: what is missing, as Danish sentences. ``helt``: whether the project is complete.
    """

    navn: str
    dele: tuple[Del, ...]
    mangler: tuple[str, ...] = ()
    bemaerkninger: tuple[str, ...] = ()

    @property
    def helt(self) -> bool:
        return not self.bemaerkninger


@dataclass(slots=True)
class _Ansoegers:
    """One applicant's rows with the same project name, and the partners they name.

    ``partnere`` maps the key that applicants are compared by to the name as written; ``ukendte`` are names that match
    no applicant.
    """

    dele: list[Del]
    partnere: dict[str, str] = field(default_factory=dict)
    ukendte: list[str] = field(default_factory=list)

    @property
    def hvem(self) -> str | None:
        return self.dele[0].ansoeger


def find_faelles(regelsaet: Regelsaet, liste: str | None, raekker: Sequence[Del]) -> tuple[Faellesprojekt, ...]:
    """Return the joint projects among the rows, in the order of their first parties."""
    erklaeret = regelsaet.data.lister[liste].faelles if liste is not None else None
    if erklaeret is None:
        return ()
    efter_navn: dict[str, dict[str, _Ansoegers]] = {}
    skrevet: dict[str, str] = {}
    for d in raekker:
        navn = fakt(erklaeret.navn, liste, d.kendt)
        if navn is None:
            continue
        noegle = som_navn(navn)
        skrevet.setdefault(noegle, " ".join(navn.split()))
        egne = efter_navn.setdefault(noegle, {}).setdefault(d.plads[0], _Ansoegers([]))
        egne.dele.append(d)
        for partner in fakt(erklaeret.partnere, liste, d.kendt) or ():
            hvem = _ansoeger(regelsaet, partner)
            if hvem is None:
                egne.ukendte.append(partner)
            elif hvem != d.ansoeger:
                egne.partnere.setdefault(hvem, partner)
    andre_navne = _efter_par(efter_navn, skrevet)
    fundne = [
        _projekt(regelsaet, skrevet[noegle], gruppe, ansoegere, andre_navne)
        for noegle, ansoegere in ((n, list(a.values())) for n, a in efter_navn.items())
        for gruppe in _sammenhaengende(ansoegere)
    ]
    foerst = {d.plads: i for i, d in enumerate(raekker)}
    return tuple(sorted(fundne, key=lambda p: foerst[p.dele[0].plads]))


def _ansoeger(regelsaet: Regelsaet, partner: str) -> str | None:
    """Return the key that applicants are compared by: a municipality code or a normalised name; None if unknown."""
    ansoeger = regelsaet.data.ansoeger
    if ansoeger is not None and regelsaet.fakta[None, ansoeger.fakta].type != "kommune":
        return som_navn(partner)
    try:
        return regelsaet.kommuner.find(partner).kode
    except VaerdiFejl:
        return None


def _efter_par(
    efter_navn: Mapping[str, Mapping[str, _Ansoegers]], skrevet: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    """Return the name of the joint project by (applicant, named partner), in its first spelling."""
    fundne: dict[tuple[str, str], str] = {}
    for noegle, ansoegere in efter_navn.items():
        for a in ansoegere.values():
            for partner in a.partnere:
                if a.hvem is not None:
                    fundne.setdefault((a.hvem, partner), skrevet[noegle])
    return fundne


def _sammenhaengende(ansoegere: list[_Ansoegers]) -> list[list[_Ansoegers]]:
    """Divide applicants with the same project name into groups whose members are linked by naming each other."""
    efter_hvem = {a.hvem: a for a in ansoegere if a.hvem is not None}
    tilbage = {id(a): a for a in ansoegere}
    grupper = []
    while tilbage:
        gruppe = [tilbage.pop(next(iter(tilbage)))]
        for a in gruppe:
            for partner in a.partnere:
                anden = efter_hvem.get(partner)
                if anden is not None and a.hvem in anden.partnere and id(anden) in tilbage:
                    gruppe.append(tilbage.pop(id(anden)))
        grupper.append(gruppe)
    return grupper


def _projekt(
    regelsaet: Regelsaet,
    navn: str,
    gruppe: list[_Ansoegers],
    samme_navn: list[_Ansoegers],
    andre_navne: Mapping[tuple[str, str], str],
) -> Faellesprojekt:
    med = {a.hvem for a in gruppe}
    med_navnet = {a.hvem for a in samme_navn}
    mangler: dict[str, str] = {}
    siges: list[str] = []
    for a in gruppe:
        egen = _vist(regelsaet, a.hvem, a.hvem or a.dele[0].betegnelse)
        for hvem, partner in a.partnere.items():
            if hvem in med:
                continue
            anden = mangler.setdefault(hvem, _vist(regelsaet, hvem, partner))
            if hvem in med_navnet:
                siges.append(f"{anden} har en del, men nævner ikke {egen} som partner.")
            elif a.hvem is not None and (andet := andre_navne.get((hvem, a.hvem))) is not None:
                siges.append(
                    f"{anden} kalder det, der er fælles med {egen}, »{vis_sikkert(andet, 60)}«; skriv ens navne."
                )
            else:
                siges.append(f"Der er ingen del fra {anden} her.")
        siges += [f"{egen} nævner »{vis_sikkert(u, 60)}«, som ikke kendes som ansøger." for u in a.ukendte]
        if not (a.partnere or a.ukendte):
            siges.append(f"{egen} skriver ikke, hvem de andre er.")
    dele = tuple(d for a in gruppe for d in a.dele)
    return Faellesprojekt(navn, dele, tuple(mangler.values()), tuple(dict.fromkeys(siges)))


def _vist(regelsaet: Regelsaet, hvem: str | None, ellers: str) -> str:
    ansoeger = regelsaet.data.ansoeger
    if hvem is not None and ansoeger is not None and regelsaet.fakta[None, ansoeger.fakta].type == "kommune":
        return regelsaet.kommuner.kode(hvem).navn
    return vis_sikkert(ellers, 60)


def sammen_med(p: Faellesprojekt, plads: Plads) -> str:
    """Return the remarks on a joint project as shown at one of its parties, in one or more Danish sentences."""
    andre = [d.betegnelse for d in p.dele if d.plads != plads]
    navn = vis_sikkert(p.navn, 60)
    if not andre:
        return " ".join((f"Del af det fælles »{navn}«, men står her alene.", *p.bemaerkninger))
    return " ".join((f"Del af det fælles »{navn}« sammen med {opremsning(andre)}.", *p.bemaerkninger))
