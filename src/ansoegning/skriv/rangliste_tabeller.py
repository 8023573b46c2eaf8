"""The answer about a round as tables, which the terminal, the workbook, the page and the documents show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import accumulate
from pathlib import PurePath

from ..model.rangliste import AfvigelseSvar, IRundenSvar, NoegleSvar, ProjektSvar, RanglisteSvar
from ..model.visning import med_stort, nogle, vis_tal, vis_vaegt
from .rangliste_fasthed import (
    andre_laesninger,
    fortolkninger,
    frit_valg,
    lige_rang,
    robusthed,
    triage,
    uregnet_triage,
)
from .rangliste_grundlag import filer, grundlag
from .rangliste_overblik import STREG, UDFALD, er_inde, ikke_kandidater, kandidater, streger, udfaldsord
from .tabel import ARK, PAPIR, SIDE, SMAL, VIGTIG, Art, Celle, Stand, Tabel, Tabelkolonne, som_celle

# A column and its cells, one for each row of the table.
_Kolonne = tuple[Tabelkolonne, Sequence[Celle]]


def tabeller(svar: RanglisteSvar) -> tuple[Tabel, ...]:
    """Return the tables that have something to show; some are always returned, even if empty.

    The amounts table is left out, because the ranking has the same amounts.
    """
    altid = {"rammen", "rangliste", "aabne", "fortolkninger", "lige_rang", "filer", "grundlag"}
    # If a calculation was not made, the empty table tells so.
    altid |= {"triage"} if uregnet_triage(svar) else set()
    altid |= {"frit_valg"} if svar.ubrugt_kunne is not None and svar.ubrugt_kunne.besked is not None else set()
    return tuple(t for t in alle_tabeller(svar) if (t.raekker or t.id in altid) and t.id != "beloeb")


def alle_tabeller(svar: RanglisteSvar) -> tuple[Tabel, ...]:
    """Return every table, in display order."""
    byg = (
        ranglisten, pointene, beloebene, rammen, udenfor, grupper, garantien, faelles, lige_rang, robusthed, triage,
        fortolkninger, andre_laesninger, frit_valg, afvigelser, begrundelser, filer, grundlag,
    )  # fmt: skip
    return tuple(b(svar) for b in byg if b is not garantien or svar.ord.garanti)


def rammen(svar: RanglisteSvar) -> Tabel:
    """Return the table of budgets: available, requested, used and unused amounts."""
    return Tabel(
        "rammen",
        "Rammen",
        "Beløb i hele kroner."
        + ("" if svar.beregnet is not None else " Rammen er landets; den fordeles ikke på denne liste alene."),
        *_kolonner_og_raekker(_rammens_kolonner(svar)),
    )


def _rammens_kolonner(svar: RanglisteSvar) -> Iterator[_Kolonne]:
    yield Tabelkolonne("Ramme for", bredde=12), [svar.ord.ramme(b) for b in svar.budget]
    yield Tabelkolonne("Ramme (kr.)", "kr", 16), list(svar.budget.values())
    soegt = set(svar.soeges) == set(svar.budget)
    alle, kandidaternes = ("Søgt i alt", "Søgt af kandidaterne") if soegt else ("Beløb i alt", "Kandidaternes beløb")
    yield Tabelkolonne(f"{alle} (kr.)", "kr", 18, PAPIR), [svar.ansoegt_alle[b] for b in svar.budget]
    yield Tabelkolonne(f"{kandidaternes} (kr.)", "kr", 18), [svar.ansoegt[b] for b in svar.budget]
    if svar.beregnet is not None:
        beregnet, ubrugt = svar.beregnet, svar.ubrugt or {}
        yield Tabelkolonne("Inden for rammen (kr.)", "kr", 18), [beregnet[b] for b in svar.budget]
        yield Tabelkolonne("Ubrugt (kr.)", "kr", 16), [ubrugt.get(b) for b in svar.budget]
        yield Tabelkolonne("Brugt", "andel", 10, PAPIR), [_andel(beregnet[b], svar.budget[b]) for b in svar.budget]


def ranglisten(svar: RanglisteSvar) -> Tabel:
    """Return the candidates by rank: ranking keys, outcome and its robustness, and the money used down the order."""
    med = kandidater(svar)
    linjer = streger(svar) if svar.omfang.art == "hele" else {}
    return Tabel(
        "rangliste",
        "Rangliste",
        _om_ranglisten(svar, bool(linjer)),
        *_kolonner_og_raekker(_ranglistens_kolonner(svar, med)),
        "Der er ingen kandidater.",
        streger=linjer,
        stande=_stande(svar),
        laast=2 + svar.ord.har_raekker,
    )


def _kolonner_og_raekker(
    kolonner: Iterable[_Kolonne],
) -> tuple[tuple[Tabelkolonne, ...], tuple[tuple[Celle, ...], ...]]:
    hoveder, celler = zip(*kolonner, strict=True)
    return hoveder, tuple(zip(*celler, strict=True))


def _ranglistens_kolonner(svar: RanglisteSvar, med: list[ProjektSvar]) -> Iterator[_Kolonne]:
    yield Tabelkolonne("Nr.", "heltal", 6), [p.rang for p in med]
    if svar.ord.har_raekker:
        yield _ansoegerkolonne(svar), [_ansoeger(svar, p) for p in med]
    yield _raekkekolonne(svar, 28), [p.navn for p in med]
    yield from _noeglekolonner(med)
    yield from _udfaldskolonner(svar, med)
    if svar.gruppe_navn is not None:
        yield _gruppekolonne(svar, SIDE), [svar.ord.gruppe(p.gruppe) for p in med]
    yield from _beloebskolonner(svar, med)
    if svar.ydelse_enhed is not None:
        for b in svar.budget:
            yield Tabelkolonne(_enhed(svar, b), "tal", 12, ARK), [som_celle(p.ydelse.get(b)) for p in med]
    if any(p.robust_rang is not None for p in med):
        for nr, titel in enumerate(("Bedste plads", "Dårligste plads")):
            pladser = [p.robust_rang[nr] if p.robust_rang is not None else None for p in med]
            yield Tabelkolonne(titel, "heltal", 11, ARK), pladser
    if any(p.faelles is not None for p in med):
        yield Tabelkolonne(f"Fælles {svar.ord.raekke}", bredde=24, niveau=ARK), [p.faelles or "" for p in med]


def _udfaldskolonner(svar: RanglisteSvar, med: list[ProjektSvar]) -> Iterator[_Kolonne]:
    """Yield each candidate's points and yield, its outcome, and how robust the outcome is."""
    if any(p.point is not None for p in med):
        yield Tabelkolonne("Point", "tal", 10, VIGTIG), [som_celle(p.point) for p in med]
    if svar.ydelse_enhed is not None:
        yield Tabelkolonne(svar.ydelse_enhed.capitalize(), "tal", 10), [_ydelse(p) for p in med]
    if any(p.skemafejl for p in med):
        yield Tabelkolonne("Fejl i skemaet", "heltal", 9, VIGTIG), [p.skemafejl or None for p in med]
    if svar.omfang.art == "hele":
        yield Tabelkolonne("Udfald", bredde=28), [_udfald(p) for p in med]
    if any(p.robusthed is not None for p in med):
        yield Tabelkolonne("Robusthed", "andel", 12, VIGTIG), [som_celle(p.robusthed) for p in med]
    if any(p.i_runden is not None for p in med):
        yield from _rundens_kolonner(svar, [p.i_runden for p in med])


def _beloebskolonner(svar: RanglisteSvar, med: list[ProjektSvar]) -> Iterator[_Kolonne]:
    """Yield the requested amounts by budget; in a list with an allocation also the amounts inside the budget."""
    for b in svar.budget:
        yield _kronekolonne(svar, svar.soegt(b), b, 15, SIDE), [p.ansoegt.get(b) for p in med]
    if svar.omfang.art == "gruppe":
        return
    # Without a rule that reduces the award, the amount inside the budget equals the requested amount.
    niveau = VIGTIG if svar.tildelingsregel else SIDE if any(p.delvis for p in med) else ARK
    beregnet = {b: [(p.beregnet or {}).get(b, 0) for p in med] for b in svar.budget}
    for b, beloeb in beregnet.items():
        yield _kronekolonne(svar, "Beregnet", b, 15, niveau), beloeb
    for b, beloeb in beregnet.items():
        yield _kronekolonne(svar, "Brugt hertil", b, 16, ARK), list(accumulate(beloeb))
    if svar.ord.garanti:
        yield Tabelkolonne("Garanti", bredde=10, niveau=ARK), ["ja" if p.garanti else "" for p in med]


def _kronekolonne(svar: RanglisteSvar, hvad: str, budget: str, bredde: int, niveau: int = SMAL) -> Tabelkolonne:
    return Tabelkolonne(svar.ord.med_ramme(hvad, budget, "(kr.)"), "kr", bredde, niveau)


def _om_ranglisten(svar: RanglisteSvar, streg: bool) -> str:
    if svar.omfang.art == "gruppe":
        return "Kandidaterne i indbyrdes rækkefølge. Der er ingen streg, for rammen fordeles ikke på denne liste."
    if streg:
        efter = "De efter den kan stadig være med."
        if svar.rammer_lukkes:
            efter = "De efter den får intet" + (" af den ramme." if len(svar.budget) > 1 else ".")
        return f"»{STREG}«: den første, der ikke kan være i rammen. {efter}"
    if any(p.udfald == "uden_for_rammen" or p.delvis for p in kandidater(svar)):
        return "Rammen rækker i alt. Ved dem, der ikke får det hele, står grunden."
    return "Alle kandidater kan rummes." if kandidater(svar) else ""


def _noeglekolonner(med: list[ProjektSvar]) -> Iterator[_Kolonne]:
    """Yield the ranking keys' columns, without keys that are unknown for every candidate and so decide nothing.

    A criterion that gives points has a column with the points before the weight, and one with its value where that is
    not the points themselves.
    """
    for nr, noegle in enumerate(med[0].noegler if med else ()):
        egne = [p.noegler[nr] for p in med]
        if all(e.vaerdi is None and not e.kort_vist for e in egne):
            continue
        niveau, sammen = SMAL, ""
        if noegle.vaegt is not None:
            point = [som_celle(e.point) for e in egne]
            yield Tabelkolonne(f"{noegle.titel} (point)", "tal", 12, sammen="point"), point
            niveau, sammen = PAPIR, "værdi"
            if all(e.vaerdi == e.point and not isinstance(e.vaerdi, bool) for e in egne):
                # The value is the points; what gives them is shown instead.
                grundlag = [e.grundlag or "" for e in egne]
                if any(grundlag):
                    bredde = min(max(len(g) + 2 for g in grundlag), 24)
                    yield Tabelkolonne(noegle.titel, "tekst", max(bredde, 10), niveau, sammen=sammen), grundlag
                continue
        titel, art = noegle.kort_titel or noegle.titel, _art(noegle)
        laengste = max(len(e.kort_vist or e.vist) for e in egne)
        bredde = min(max(laengste + 2, 10), 24) if art == "tekst" else 15
        yield (
            Tabelkolonne(_med_enhed(titel, noegle), art, bredde, niveau, sammen=sammen),
            [_noeglevaerdi(e, art) for e in egne],
        )


def _med_enhed(titel: str, noegle: NoegleSvar) -> str:
    """Return a column's title with the unit of its numbers, unless the title says it or every cell shows it."""
    enhed = noegle.enhed or ""
    sagt = enhed in ("", "pct.") or enhed.lower() in titel.lower()
    return titel if sagt else f"{titel} ({enhed})"


def _art(noegle: NoegleSvar) -> Art:
    if noegle.enhed is None:
        return "tekst"
    return "kr" if noegle.enhed == "kr." else "procent" if noegle.enhed == "pct." else "tal"


def _noeglevaerdi(noegle: NoegleSvar, art: Art) -> Celle:
    """Return a key's value, or the words for an unknown value."""
    if art == "tekst" or noegle.vaerdi is None:
        return noegle.kort_vist or noegle.vist
    tal = som_celle(noegle.vaerdi)
    return Decimal(tal) / 100 if art == "procent" and isinstance(tal, int | Decimal) else tal


def _ydelse(projekt: ProjektSvar) -> Celle:
    """Return a project's yield summed over all budgets; None if one of them is unknown."""
    dele = [som_celle(y) for y in projekt.ydelse.values()]
    return None if any(d is None for d in dele) or not dele else _sum(dele)


def _udfald(projekt: ProjektSvar) -> str:
    return UDFALD[projekt.udfald] + (", en del" if projekt.delvis else ", garanti" if projekt.garanti else "")


def _stande(svar: RanglisteSvar) -> tuple[Stand, ...]:
    """Return each candidate's state; empty in a list without an allocation that is not part of a round."""
    if svar.omfang.art == "gruppe" and svar.runde is None:
        return ()
    return tuple("delvis" if p.delvis else "inde" if er_inde(p) else "ude" for p in kandidater(svar))


def _rundens_kolonner(svar: RanglisteSvar, i_runden: list[IRundenSvar | None]) -> Iterator[_Kolonne]:
    """Yield the columns of each candidate's outcome in the national round."""
    yield Tabelkolonne("Nr. i hele runden", "heltal", 9, VIGTIG), [p.rang if p is not None else None for p in i_runden]
    udfald = ["" if p is None else UDFALD[p.udfald] + (", garanti" if p.garanti else "") for p in i_runden]
    yield Tabelkolonne("I hele runden", bredde=24), udfald
    for b in svar.budget:
        beloeb = [(p.beregnet or {}).get(b) if p is not None else None for p in i_runden]
        yield Tabelkolonne(svar.ord.med_ramme("Beregnet", b, "i hele runden (kr.)"), "kr", 16, ARK), beloeb


def _gruppekolonne(svar: RanglisteSvar, niveau: int) -> Tabelkolonne:
    return Tabelkolonne((svar.gruppe_navn or "gruppe").capitalize(), bredde=20, niveau=niveau)


def med_begrundelser(svar: RanglisteSvar) -> Tabel:
    """Return the ranking without amounts, with each candidate's reasons."""
    t = ranglisten(svar).til(PAPIR)
    return replace(
        t,
        kolonner=(*t.kolonner, Tabelkolonne("Begrundelse", bredde=90)),
        raekker=tuple((*r, " ".join(p.begrundelse)) for r, p in zip(t.raekker, kandidater(svar), strict=True)),
    )


def beloebene(svar: RanglisteSvar) -> Tabel:
    """Return the ranking's amounts by budget."""
    t = ranglisten(svar)
    beloeb = {svar.ord.med_ramme(hvad, b, "(kr.)") for b in svar.budget for hvad in (svar.soegt(b), "Beregnet")}
    penge = [nr for nr, k in enumerate(t.kolonner) if k.niveau <= SIDE and k.titel in beloeb]
    return replace(
        t,
        id="beloeb",
        titel="Beløb",
        forklaring="Beløbene før fordelingen" + (" og de beregnede." if len(penge) > len(svar.budget) else "."),
        kolonner=(t.kolonner[0], _raekkekolonne(svar, 34), *(t.kolonner[nr] for nr in penge)),
        raekker=tuple(
            (r[0], p.betegnelse, *(r[nr] for nr in penge)) for r, p in zip(t.raekker, kandidater(svar), strict=True)
        ),
        laast=2,
    )


def pointene(svar: RanglisteSvar) -> Tabel:
    """Return each candidate's points per criterion, with the weights; empty if the pack does not rank by points."""
    med = [p for p in kandidater(svar) if p.point is not None]
    noegler = [n for n in (med[0].noegler if med else ()) if n.vaegt is not None]
    return Tabel(
        "point",
        "Point",
        "Hver slags point før vægten; i alt er point gange vægt, lagt sammen.",
        (
            Tabelkolonne("Nr.", "heltal", 6),
            _raekkekolonne(svar, 30),
            *(Tabelkolonne(f"{n.titel} (vægt {vis_vaegt(n.vaegt)})", "tal", 14) for n in noegler),
            Tabelkolonne("Point i alt", "tal", 12),
        ),
        tuple(
            (
                p.rang,
                p.betegnelse if svar.ord.har_raekker else p.navn,
                *(som_celle(n.point) for n in p.noegler if n.vaegt is not None),
                som_celle(p.point),
            )
            for p in med
        ),
        laast=2,
    )


def begrundelser(svar: RanglisteSvar) -> Tabel:
    """Return the reasons for each candidate's rank, in sentences."""
    med = kandidater(svar)
    return Tabel(
        "begrundelser",
        "Begrundelser",
        "Hvorfor hver kandidat står, hvor den står.",
        (
            Tabelkolonne("Nr.", "heltal", 6),
            *([_ansoegerkolonne(svar)] if svar.ord.har_raekker else []),
            _raekkekolonne(svar, 24),
            Tabelkolonne("Begrundelse", bredde=90),
            Tabelkolonne("Fil", bredde=26, niveau=ARK),
        ),
        tuple((p.rang, *_hvem(svar, p), " ".join(p.begrundelse), PurePath(p.fil).name) for p in med),
        "Der er ingen kandidater.",
        stande=_stande(svar),
        laast=2 + svar.ord.har_raekker,
    )


def udenfor(svar: RanglisteSvar) -> Tabel:
    """Return the projects that are not ranked, by outcome, with what is open about each."""
    andre = [p for fundne in ikke_kandidater(svar).values() for p in fundne]
    fejl = any(p.skemafejl for p in andre)
    return Tabel(
        "aabne",
        "Ikke i rækkefølgen",
        f"{med_stort(svar.ord.raekker)}, der ikke er kandidater, og det, der er åbent om dem.",
        (
            *([_ansoegerkolonne(svar)] if svar.ord.har_raekker else []),
            _raekkekolonne(svar, 24),
            Tabelkolonne("Udfald", bredde=24),
            *([Tabelkolonne("Fejl i skemaet", "heltal", 9)] if fejl else []),
            *(_kronekolonne(svar, svar.soegt(b), b, 15, PAPIR) for b in svar.budget),
            Tabelkolonne("Hvorfor", bredde=80, niveau=PAPIR),
            *([_gruppekolonne(svar, ARK)] if svar.gruppe_navn is not None else []),
            Tabelkolonne("Fil", bredde=30, niveau=ARK),
        ),
        tuple(
            (
                *_hvem(svar, p),
                udfaldsord(p, svar.ord),
                *([p.skemafejl or None] if fejl else []),
                *(p.ansoegt.get(b) for b in svar.budget),
                " ".join(p.begrundelse),
                *([svar.ord.gruppe(p.gruppe)] if svar.gruppe_navn is not None else []),
                PurePath(p.fil).name,
            )
            for p in andre
        ),
        f"Alle {svar.ord.raekker} er i rækkefølgen."
        if svar.projekter
        else f"Der er ingen {svar.ord.raekker}, der kunne vurderes.",
        laast=1 + svar.ord.har_raekker,
    )


def grupper(svar: RanglisteSvar) -> Tabel:
    """Return the totals of each group (region), and of all groups."""
    kolonner, raekker = _kolonner_og_raekker(_gruppernes_kolonner(svar))
    ydelsens = svar.omfang.art == "hele" and svar.ydelse_enhed
    return Tabel(
        "grupper",
        "Regioner" if svar.gruppe_navn == "region" else f"Fordelt på {svar.gruppe_navn or 'grupper'}",
        f"»{'« og »'.join(svar.slags_beloeb)}« er kandidaternes."
        + (f" {ydelsens.capitalize()} er dem inden for rammen." if ydelsens else ""),
        kolonner,
        raekker,
        # An application may have rows in several groups, and is one application.
        sum=("I alt", svar.ansoegninger, *(_sum(r[nr] for r in raekker) for nr in range(2, len(kolonner))))
        if raekker
        else None,
    )


def _gruppernes_kolonner(svar: RanglisteSvar) -> Iterator[_Kolonne]:
    inde = svar.omfang.art == "hele"
    yield _gruppekolonne(svar, SMAL), [svar.ord.gruppe(g.gruppe) for g in svar.grupper]
    yield Tabelkolonne("Ansøgninger", "heltal", 15, PAPIR), [g.ansoegninger for g in svar.grupper]
    yield Tabelkolonne(med_stort(svar.ord.raekker), "heltal", 13, PAPIR), [g.projekter for g in svar.grupper]
    yield Tabelkolonne("Kandidater", "heltal", 14), [g.kandidater for g in svar.grupper]
    if inde:
        yield Tabelkolonne("Inden for rammen", "heltal", 12), [g.inden_for_rammen for g in svar.grupper]
    for b in svar.budget:
        yield _kronekolonne(svar, svar.soegt(b), b, 15, PAPIR), [g.ansoegt.get(b) for g in svar.grupper]
    if inde:
        for b in svar.budget:
            yield _kronekolonne(svar, "Beregnet", b, 15), [g.beregnet.get(b) for g in svar.grupper]
    if inde and svar.ydelse_enhed is not None:
        for b in svar.budget:
            yield Tabelkolonne(_enhed(svar, b), "tal", 12, PAPIR), [som_celle(g.ydelse.get(b)) for g in svar.grupper]


def faelles(svar: RanglisteSvar) -> Tabel:
    """Return projects that several applicants share: the parties, the total requested amount, what is missing."""
    return Tabel(
        "faelles",
        f"Fælles {svar.ord.raekker}",
        f"{med_stort(svar.ord.raekker)}, som flere søger om sammen, hver til sin del. Hver del står for sig i "
        "ranglisten.",
        (
            Tabelkolonne(f"Fælles {svar.ord.raekke}", bredde=30),
            Tabelkolonne("Dele", bredde=50, navne=True),
            *(Tabelkolonne(svar.ord.med_ramme(svar.soegt(b), b, "i alt (kr.)"), "kr", 15) for b in svar.budget),
            Tabelkolonne("Mangler del fra", bredde=30),
            Tabelkolonne("Bemærkning", bredde=60),
        ),
        tuple(
            (
                f.navn,
                "; ".join(f"{n} (kun i den øvrige runde)" if n in f.uden_for_listen else n for n in f.dele),
                *(f.ansoegt.get(b) for b in svar.budget),
                "; ".join(f.mangler),
                " ".join(f.bemaerkninger),
            )
            for f in svar.faelles_projekter
        ),
    )


def garantien(svar: RanglisteSvar) -> Tabel:
    """Return the project that the guarantee selected for each group."""
    g = svar.regionsgaranti
    return Tabel(
        "garanti",
        "Garanti",
        " ".join((g.begrundelse, *garantiens_pris(svar))),
        (
            Tabelkolonne((svar.gruppe_navn or "gruppe").capitalize(), bredde=22),
            Tabelkolonne("Taget på grund af garantien", bredde=50),
        ),
        tuple((svar.ord.gruppe(navn), projekt or "ingen") for navn, projekt in g.regioner.items()) if g.udloest else (),
        "",
    )


def garantiens_pris(svar: RanglisteSvar) -> tuple[str, ...]:
    """Return the effect of the guarantee in sentences: projects in and out, and kroner and yield for each budget."""
    pris = svar.regionsgaranti.pris
    if pris is None:
        return ()
    if not (pris.ind or pris.ud or any(pris.beloeb.values())):
        return (f"Uden garantien ville de samme {svar.ord.raekker} være inden for rammen med de samme beløb.",)
    dele = [f"På grund af garantien kommer {_navne(pris.ind)} ind, og {_navne(pris.ud)} går ud."]
    for b, kr in pris.beloeb.items():
        y = som_celle(pris.ydelse.get(b))
        ydelse = f" og {_fortegn(y)} {svar.ydelse_enhed}" if isinstance(y, int | Decimal) and svar.ydelse_enhed else ""
        dele.append(f"Forskellen{svar.ord.i_ramme(b)} er {_fortegn(kr)} kr.{ydelse}" + ("." if ydelse else ""))
    return tuple(dele)


def afvigelser(svar: RanglisteSvar) -> Tabel:
    """Return the deviations recorded by assessors, beside the calculated outcome."""
    return Tabel(
        "afvigelser",
        "Afvigelser",
        "Det, en person har noteret ved siden af beregningen. Beregningen er ikke ændret.",
        (
            *([_ansoegerkolonne(svar)] if svar.ord.har_raekker else []),
            _raekkekolonne(svar, 34),
            Tabelkolonne("Beregnet", bredde=24),
            Tabelkolonne("Noteret", bredde=24),
            Tabelkolonne("Begrundelse", bredde=60),
            Tabelkolonne("Af", bredde=16),
            Tabelkolonne("Dato", "dato", 12),
        ),
        tuple(
            (
                *_hvem(svar, p),
                udfaldsord(p, svar.ord) + (f", nr. {p.rang}" if p.rang is not None else ""),
                _noteret(p.afvigelse),
                p.afvigelse.begrundelse,
                p.afvigelse.af,
                date.fromisoformat(p.afvigelse.dato),
            )
            for p in svar.projekter
            if p.afvigelse is not None
        ),
        laast=1 + svar.ord.har_raekker,
    )


def _noteret(a: AfvigelseSvar) -> str:
    return f"Plads {a.plads}" if a.udfald is None else UDFALD[a.udfald]


def _ansoegerkolonne(svar: RanglisteSvar) -> Tabelkolonne:
    return Tabelkolonne(med_stort(svar.ord.ansoeger if svar.ord.har_ansoeger else "ansøgning"), bredde=18)


def _raekkekolonne(svar: RanglisteSvar, bredde: int) -> Tabelkolonne:
    """Return the column that names what is ranked: the rows, or the applicants if whole applications are ranked."""
    return Tabelkolonne(med_stort(svar.ord.raekke if svar.ord.har_raekker else svar.ord.ansoeger), bredde=bredde)


def _hvem(svar: RanglisteSvar, projekt: ProjektSvar) -> tuple[str, ...]:
    """Return the cells of the applicant's and the row's columns."""
    return (_ansoeger(svar, projekt), projekt.navn) if svar.ord.har_raekker else (projekt.navn,)


def _ansoeger(svar: RanglisteSvar, projekt: ProjektSvar) -> str:
    """Return the applicant; in a pack without applicants, the application's file name."""
    if not svar.ord.har_ansoeger:
        return PurePath(projekt.fil).stem
    if projekt.kommune is None or projekt.kommune.navn is None:
        return "ukendt"
    return projekt.kommune.navn


def _enhed(svar: RanglisteSvar, budget: str) -> str:
    return svar.ord.med_ramme((svar.ydelse_enhed or "").capitalize(), budget)


def _andel(del_: int, hele: int) -> Decimal | None:
    return None if hele == 0 else (Decimal(del_) / Decimal(hele)).quantize(Decimal("0.0001"))


def _sum(celler: Iterable[Celle]) -> Celle:
    return sum((c for c in celler if isinstance(c, int | Decimal)), start=0)


def _navne(navne: tuple[str, ...]) -> str:
    return nogle(navne) if navne else "ingen"


def _fortegn(tal: int | Decimal) -> str:
    return ("+" if tal > 0 else "−" if tal < 0 else "±") + vis_tal(-tal if tal < 0 else tal)
