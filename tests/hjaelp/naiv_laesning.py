"""The loan pool's criteria, order and alternative interpretations, from the letter; imports nothing from ``src``.

Deliberately slow and plain. An application is a dict with ``kommune`` (code) and ``projekter``; a project is a dict of
facts (None or absent: unknown). Amounts are t.kr. An interpretation is named ``F3.2``: the second alternative of F3; ""
is the pool's own. The exchange and the tie-break of F12 are not implemented here, nor the joint projects of F16.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

LAESNINGER = (
    "F1.1", "F2.1", "F2.2", "F3.1", "F3.2", "F3.3", "F4.1", "F5.1", "F6.1", "F6.2", "F7.1", "F8.1", "F9.1", "F10.1",
    "F11.1", "F11.2", "F11.3", "F12.3", "F13.1", "F14.1", "F15.1", "F17.1",
)  # fmt: skip
RAMME = (600_000, 700_000)
GRAENSE = 20_000
ANDEL = 25
SIDSTE_DAG = date(2026, 12, 31)
VAERST_FOERST = ("ikke_opfyldt", "mangler_oplysninger", "kraever_vurdering", "opfyldt")
UDFALD = {"ikke_opfyldt": "opfylder_ikke", "opfyldt": "mangler_oplysninger"}
KOORDINERING = {"kkr": 2, "tvaerkommunal": 1, "ingen": 0, None: 0}

Fakta = Mapping[str, Any]
# Index of the application and of the row, from 0.
Hvem = tuple[int, int]


@dataclass
class Laest:
    """The result of a round under one interpretation.

    ``stilling``: the outcome of each project, or the amounts allocated. ``knap``: whether the budgets are exceeded.
    ``udloest``: whether the guarantee applies.
    """

    stilling: dict[Hvem, str | tuple[int, int] | None]
    knap: bool
    udloest: bool


# --- Kleene logic -------------------------------------------------------------------------


def og(*dele: bool | None) -> bool | None:
    if False in dele:
        return False
    return None if None in dele else True


def eller(*dele: bool | None) -> bool | None:
    if True in dele:
        return True
    return None if None in dele else False


def er(vaerdi: Any, *mulige: str) -> bool | None:
    return None if vaerdi is None else vaerdi in mulige


def plus(*led: Any) -> Any:
    return None if None in led else sum(led)


def gange(a: Any, b: Any) -> Any:
    return None if a is None or b is None else a * b


def over(a: Any, b: Any) -> bool | None:
    return None if a is None or b is None else a > b


def mindst(a: Any, b: Any) -> bool | None:
    return None if a is None or b is None else a >= b


# --- The criteria -------------------------------------------------------------------------


def udvidelse(p: Fakta) -> Any:
    return plus(p.get("pladser_2025"), p.get("pladser_2026"))


def udgift(p: Fakta) -> Any:
    return plus(p.get("bruttoanlaegsudgift_2025"), p.get("bruttoanlaegsudgift_2026"))


def laan(p: Fakta) -> Any:
    return plus(p.get("ansoegt_2025"), p.get("ansoegt_2026"))


def status(krav: bool | None, undtagelse: bool | None = False, forbehold: bool | None = False) -> str:
    if krav is None:
        return "mangler_oplysninger"
    skoen = forbehold if krav else undtagelse
    if skoen is None:
        return "mangler_oplysninger"
    if skoen:
        return "kraever_vurdering"
    return "opfyldt" if krav else "ikke_opfyldt"


def resultat(p: Fakta, alle: Sequence[Fakta], kommune: str, laesning: str) -> str:
    """Return the worst of the six criteria; ``alle`` are the application's projects, ``kommune`` the applicant."""
    vedligeholdelse = er(p.get("art"), "vedligeholdelse")
    omdannet = over(p.get("omdannede_abl105_pladser"), 0)
    bortfald = p.get("bortfald_forventes")
    udvider = over(udvidelse(p), 0)
    if laesning == "F4.1":
        udvider = over(plus(*(_netto(q) for q in alle)), 0)
    i_kommunen = laesning != "F17.1" or p.get("placering_kommune") in (None, kommune)
    dag = p.get("ibrugtagning" if laesning == "F5.1" else "afsluttes")
    fundne = (
        status(
            er(p.get("lovgrundlag"), "sel107", "sel108", "sel107_og_108"), er(p.get("lovgrundlag"), "blandet_abl105")
        ),
        status(
            og(udvider, i_kommunen),
            og(vedligeholdelse, bortfald, None if omdannet is None else not omdannet),
            omdannet,
        ),
        status(None if dag is None else dag <= SIDSTE_DAG),
        status(_stor_nok(p, alle, laesning)),
        _andelen(p, alle, laesning, vedligeholdelse),
        status(udvider, og(vedligeholdelse, bortfald), er(p.get("art"), "blandet")),
    )
    return min(fundne, key=VAERST_FOERST.index)


def _netto(p: Fakta) -> Any:
    nedlagt, omdannet = (gange(-1, p.get(n)) for n in ("nedlagte_pladser", "omdannede_abl105_pladser"))
    return plus(p.get("pladser_etableret"), nedlagt, omdannet)


def _stor_nok(p: Fakta, alle: Sequence[Fakta], laesning: str) -> bool | None:
    if laesning == "F2.1":
        # The total cost is at least the cost of the two years.
        hele = plus(udgift(p), p.get("bruttoanlaegsudgift_andre_aar"))
        return eller(over(udgift(p), GRAENSE), over(hele, GRAENSE))
    if laesning == "F2.2":
        return over(laan(p), GRAENSE)
    dem = alle if laesning == "F1.1" else [p]
    if None not in [udgift(q) for q in dem]:
        return over(plus(*map(udgift, dem)), GRAENSE)
    # A loan is never larger than the cost, so a loan over the limit proves that the cost is over it too.
    return over(plus(*map(laan, dem)), GRAENSE) or None


def _andelen(p: Fakta, alle: Sequence[Fakta], laesning: str, vedligeholdelse: bool | None) -> str:
    krav = mindst(p.get("andel_andre"), ANDEL)
    if laesning == "F3.1":
        krav = mindst(plus(*(q.get("andel_andre") for q in alle)), ANDEL * len(alle))
    elif laesning in ("F3.2", "F3.3"):
        vaegt: Callable[[Fakta], Any] = udvidelse if laesning == "F3.3" else lambda q: q.get("pladser_etableret")
        pladser = plus(*map(vaegt, alle))
        til_andre = plus(*(gange(q.get("andel_andre"), vaegt(q)) for q in alle))
        krav = mindst(til_andre, gange(ANDEL, pladser))
        # The share of zero places is unknown.
        krav = None if pladser == 0 else krav
    elif laesning == "F6.1":
        return status(krav)
    elif laesning == "F6.2":
        return status(eller(krav, vedligeholdelse))
    return status(krav, vedligeholdelse)


# --- The round ----------------------------------------------------------------------------


def laes(
    ansoegninger: Sequence[Mapping[str, Any]],
    region_af: Mapping[str, str],
    laesning: str = "",
    *,
    medtag_skoen: bool = False,
) -> Laest:
    """Calculate the round under one interpretation. ``region_af``: a municipality's region, by code."""
    stilling: dict[Hvem, str | tuple[int, int] | None] = {}
    kandidater: list[dict[str, Any]] = []
    alle_laan = [0, 0]
    for i, a in enumerate(ansoegninger):
        for j, p in enumerate(a["projekter"]):
            fundet = resultat(p, a["projekter"], a["kommune"], laesning)
            beloeb = (_kendt(p.get("ansoegt_2025"), RAMME[0]), _kendt(p.get("ansoegt_2026"), RAMME[1]))
            for b in (0, 1):
                alle_laan[b] += beloeb[b] or 0
            med = fundet == "opfyldt" or (medtag_skoen and fundet == "kraever_vurdering")
            if med and None not in beloeb:
                kandidater.append(_kandidat((i, j), a["kommune"], p, region_af, laesning))
            else:
                stilling[i, j] = "mangler_oplysninger" if med else UDFALD.get(fundet, fundet)
    _ordn(kandidater, laesning)
    soegt = alle_laan if laesning in ("F11.2", "F11.3") else [sum(k["beloeb"][b] for k in kandidater) for b in (0, 1)]
    knap = any(s > r for s, r in zip(soegt, RAMME, strict=True))
    if laesning in ("F11.1", "F11.3"):
        knap = sum(soegt) > sum(RAMME)
    modtaget = {region_af[a["kommune"]] for a in ansoegninger}
    udloest = knap and modtaget == set(region_af.values()) and laesning != "F12.3"
    ved_loft = {"F14.1": "stop", "F15.1": "delvis"}.get(laesning, "spring_over")
    stilling |= _fordel(kandidater, sorted(modtaget) if udloest else [], ved_loft)
    return Laest(stilling, knap, udloest)


def _kendt(beloeb: int | None, ramme: int) -> int | None:
    """Return an amount; one larger than the year's budget must be in the wrong unit and is unknown."""
    return None if beloeb is None or beloeb > ramme else beloeb


def _kandidat(hvem: Hvem, kommune: str, p: Fakta, region_af: Mapping[str, str], laesning: str) -> dict[str, Any]:
    koordineret = p.get("koordinering")
    if laesning == "F9.1" and not p.get("dokumentation"):
        koordineret = None
    stoerrelse = laan(p) if laesning == "F7.1" or udgift(p) is None else udgift(p)
    sted = p.get("placering_kommune") if laesning == "F13.1" else None
    return {
        "hvem": hvem,
        "beloeb": (p["ansoegt_2025"], p["ansoegt_2026"]),
        "noegler": (KOORDINERING[koordineret], stoerrelse, p.get("andel_andre")),
        "fast": (kommune, p["navn"]),
        "region": region_af[sted or kommune],
    }


def _ordn(kandidater: list[dict[str, Any]], laesning: str) -> None:
    """Sort by coordination, size and share (the price is not assessed); ties by municipality and name.

    Under F8.1 and F10.1 the keys are added with decreasing weights. The assessed price is the last key, and it has no
    effect when it is unknown.
    """
    if laesning not in ("F8.1", "F10.1"):
        kandidater.sort(key=lambda k: (tuple(map(stoerst_foerst, k["noegler"])), k["fast"]))
        return
    vaegtes = (0, 1, 2) if laesning == "F8.1" else (1, 2)
    antal = len(vaegtes) + 1
    for k in kandidater:
        k["sum"] = Fraction(0)
    for nr, n in enumerate(vaegtes, 1):
        vaegt = sum(Fraction(1, m) for m in range(nr, antal + 1)) / antal
        vaerdier = [k["noegler"][n] for k in kandidater if k["noegler"][n] is not None]
        if vaerdier and max(vaerdier) > min(vaerdier):
            for k in kandidater:
                if k["noegler"][n] is None:
                    continue
                k["sum"] += vaegt * Fraction(k["noegler"][n] - min(vaerdier)) / (max(vaerdier) - min(vaerdier))
    foerst = 0 if laesning == "F8.1" else 1
    kandidater.sort(key=lambda k: (tuple(map(stoerst_foerst, k["noegler"][:foerst])), -k["sum"], k["fast"]))


def stoerst_foerst(vaerdi: Any) -> tuple[bool, Any]:
    """Sort larger values first, unknown ones last."""
    return (True, 0) if vaerdi is None else (False, -vaerdi)


def _fordel(
    kandidater: list[dict[str, Any]], regioner: list[str], ved_loft: str
) -> dict[Hvem, str | tuple[int, int] | None]:
    """Return what each candidate is allocated (None: nothing).

    ``regioner``: the regions that are each guaranteed their first candidate that fits.
    """
    faar: dict[Hvem, str | tuple[int, int] | None] = {k["hvem"]: None for k in kandidater}
    rest = list(RAMME)

    def giv(k: dict[str, Any], beloeb: tuple[int, int]) -> None:
        faar[k["hvem"]] = beloeb
        for b in (0, 1):
            rest[b] -= beloeb[b]

    def kan(k: dict[str, Any]) -> bool:
        return all(kr <= r for kr, r in zip(k["beloeb"], rest, strict=True))

    mangler = set(regioner)
    for k in kandidater:
        if k["region"] in mangler and kan(k):
            mangler.remove(k["region"])
            giv(k, k["beloeb"])
    stoppet: set[int] = set()
    for k in kandidater:
        if faar[k["hvem"]] is not None:
            continue
        if len(stoppet) == 2 or any(k["beloeb"][b] for b in stoppet):
            continue
        if kan(k):
            giv(k, k["beloeb"])
            continue
        over = {b for b in (0, 1) if k["beloeb"][b] > rest[b]}
        if ved_loft == "delvis":
            del_ = (min(k["beloeb"][0], rest[0]), min(k["beloeb"][1], rest[1]))
            if any(del_):
                giv(k, del_)
        if ved_loft != "spring_over":
            stoppet |= over
    return faar
