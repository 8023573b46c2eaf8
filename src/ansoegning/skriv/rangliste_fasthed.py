"""Tables of how robust a round is: interpretations, ties, weights, open questions, and what the money could reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

from ..model.rangliste import FortolkningSvar, ProjektSvar, RanglisteSvar
from ..model.robusthed import SpoergsmaalSvar
from ..model.visning import antal, med_stort, opremsning
from .rangliste_overblik import KAN, KUN_DAGEN, UDFALD, er_inde, kandidater, stillet, uden_uoplyste
from .tabel import ARK, PAPIR, SMAL, Celle, Tabel, Tabelkolonne, som_celle

_UREGNET = "Det er ikke regnet ud."


def fortolkninger(svar: RanglisteSvar) -> Tabel:
    """Return the interpretations whose alternative changes an outcome or an amount, or cannot be calculated.

    If no project enters or leaves the budget under any alternative (a region's own list), the narrow formats show the
    projects with another outcome or amount instead.
    """
    flytter = any(f.ind or uden_uoplyste(f) for f in svar.fortolkninger)
    return Tabel(
        "fortolkninger",
        "Fortolkninger",
        "Det, kilden lader stå åbent, hvor en anden læsning ville ændre, hvem der er inden for rammen, eller beløb.",
        (
            Tabelkolonne("Id", bredde=6),
            Tabelkolonne("Spørgsmål", bredde=40),
            Tabelkolonne("Valgt", bredde=40),
            Tabelkolonne("Ellers", bredde=40),
            Tabelkolonne("Virkning", bredde=22),
            Tabelkolonne("Kommer ind", bredde=40, niveau=SMAL if flytter else ARK, navne=True),
            Tabelkolonne("Går ud", bredde=40, niveau=SMAL if flytter else ARK, navne=True),
            Tabelkolonne("Kan ikke siges, oplysninger mangler", bredde=40, navne=True),
            Tabelkolonne("Andet udfald eller beløb", bredde=40, niveau=ARK if flytter else SMAL, navne=True),
            Tabelkolonne("Kun en anden plads", bredde=40, niveau=ARK, navne=True),
            Tabelkolonne("Kilde", bredde=34, niveau=ARK),
        ),
        tuple(
            (
                f.id,
                f.spoergsmaal,
                f.valg,
                f.alternativ,
                virkning(f),
                "; ".join(f.ind),
                "; ".join(uden_uoplyste(f)),
                "; ".join(f.uoplyst),
                "; ".join(n for n in f.aendrer if n not in {*f.ind, *f.ud, *f.uoplyst}),
                "; ".join(f.kun_rang),
                _kilde(svar, f),
            )
            for f in svar.fortolkninger
            if har_virkning(f)
        ),
        "Ingen anden læsning ændrer, hvem der er inden for rammen, eller beløb.",
        laast=2,
    )


def andre_laesninger(svar: RanglisteSvar) -> Tabel:
    """Return the interpretations whose alternative changes no outcome and no amount."""
    return Tabel(
        "andre_laesninger",
        "Læsninger uden virkning",
        "Regnet igennem uden at ændre, hvem der er inden for rammen, eller beløb.",
        (
            Tabelkolonne("Id", bredde=6),
            Tabelkolonne("Spørgsmål", bredde=50),
            Tabelkolonne("Valgt", bredde=50, niveau=ARK),
            Tabelkolonne("Ellers", bredde=50),
            Tabelkolonne("Virkning", bredde=22),
            Tabelkolonne("Kun en anden plads", bredde=40, niveau=ARK, navne=True),
            Tabelkolonne("Kilde", bredde=34, niveau=ARK),
        ),
        tuple(
            (f.id, f.spoergsmaal, f.valg, f.alternativ, virkning(f), "; ".join(f.kun_rang), _kilde(svar, f))
            for f in svar.fortolkninger
            if not har_virkning(f)
        ),
        laast=2,
    )


def har_virkning(fortolkning: FortolkningSvar) -> bool:
    """Return whether the alternative changes an outcome or an amount, or whether that is unknown."""
    return not fortolkning.beregnet or bool(fortolkning.aendrer)


# What an alternative does, the strongest first; see ``slags_virkning``.
Virkningsart = Literal["flytter", "uvist", "uregnet", "ingen"]
VIRKNINGER: tuple[Virkningsart, ...] = get_args(Virkningsart)


def slags_virkning(fortolkning: FortolkningSvar) -> Virkningsart:
    """Return whether an alternative changes an outcome or an amount, and if not, whether that is known."""
    if not fortolkning.beregnet:
        return "uregnet"
    if set(fortolkning.aendrer) - set(fortolkning.uoplyst):
        return "flytter"
    return "uvist" if fortolkning.aendrer else "ingen"


def virkning(fortolkning: FortolkningSvar) -> str:
    """Return an alternative's effect in a few words."""
    if not fortolkning.beregnet:
        return "Kan ikke beregnes"
    if fortolkning.ind or uden_uoplyste(fortolkning):
        return "Flytter, hvem der er inden for rammen"
    if fortolkning.uoplyst:
        return "Kan ikke siges, oplysninger mangler"
    if fortolkning.aendrer:
        return "Ændrer udfald eller beløb"
    return "Ændrer kun pladser" if fortolkning.kun_rang else "Ingen"


def _kilde(svar: RanglisteSvar, fortolkning: FortolkningSvar) -> str:
    dokument = svar.dokumenter.get(fortolkning.kilde.dokument, fortolkning.kilde.dokument)
    return f"{dokument}, {fortolkning.kilde.afsnit}" + (
        f" nr. {fortolkning.kilde.nr}" if fortolkning.kilde.nr is not None else ""
    )


def lige_rang(svar: RanglisteSvar) -> Tabel:
    """Return the projects that the ranking cannot separate, with those that decide money first."""
    return Tabel(
        "lige_rang",
        "Lige rang",
        f"{med_stort(svar.ord.raekker)}, som rækkefølgen ikke kan skelne. De er ordnet efter {svar.ord.lige_efter}.",
        (
            Tabelkolonne("Virkning", bredde=18),
            Tabelkolonne(f"{med_stort(svar.ord.raekker)}, der står lige", bredde=90),
        ),
        tuple(
            ("Afgør penge" if g.afgoer_beregning else "Afgør ikke penge", "; ".join(g.projekter))
            for g in sorted(svar.lige_rang, key=lambda g: not g.afgoer_beregning)
        ),
        f"Ingen {svar.ord.raekker} står lige.",
    )


def uregnet_triage(svar: RanglisteSvar) -> str:
    """Return why the open questions were not tested; empty if they were."""
    t = svar.triage
    return t.forklaring if t is not None and not t.fuldstaendig and not t.spoergsmaal else ""


def triage(svar: RanglisteSvar) -> Tabel:
    """Return the open questions by whether they can still move the budget line.

    Questions that can, or for which that is undecided, have one row for each project, or for several if all of it is
    the same. Questions that cannot are the same for many projects, and have one row for each question. All that wait
    only for the day of the run have one row.
    """
    alle = svar.triage.spoergsmaal if svar.triage is not None else ()
    fundne = [q for q in alle if not q.kun_dagen]
    raekker: list[tuple[Celle, ...]] = list(_paa_dagen(svar, [q for q in alle if q.kun_dagen]))
    for kan in ("kan", "uvist"):
        egne = [q for q in fundne if q.kan == kan]
        om = [
            _om_projektet([q for q in egne if q.projekt == projekt])
            for projekt in dict.fromkeys(q.projekt for q in egne)
        ]
        # The same about several projects is one row.
        ens: dict[tuple[Celle, ...], list[str]] = {}
        for projekt, celler in om:
            ens.setdefault(celler, []).append(projekt)
        raekker += [("; ".join(hvem), *celler, "; ".join(hvem)) for celler, hvem in ens.items()]
    resten = [q for q in fundne if q.kan == "kan_ikke"]
    for navn in dict.fromkeys(map(_spoergsmaal, resten)):
        hvilke = [q.projekt for q in resten if _spoergsmaal(q) == navn]
        hvem = hvilke[0] if len(hvilke) == 1 else f"{len(hvilke)} {svar.ord.raekker}"
        raekker.append((hvem, navn, KAN["kan_ikke"], "", "", "", "; ".join(hvilke)))
    return Tabel(
        "triage",
        "Åbne spørgsmål",
        svar.triage.forklaring if svar.triage is not None else "",
        (
            Tabelkolonne(med_stort(svar.ord.raekke), bredde=34, navne=True),
            Tabelkolonne("Spørgsmål", bredde=60),
            Tabelkolonne("Virkning", bredde=24),
            Tabelkolonne("Kan fx komme ind", bredde=34, navne=True),
            Tabelkolonne("Kan fx gå ud", bredde=34, navne=True),
            Tabelkolonne("Mangler", bredde=60, niveau=PAPIR),
            Tabelkolonne(f"Hvilke {svar.ord.raekker}", bredde=60, niveau=ARK, navne=True),
        ),
        tuple(raekker),
        _UREGNET,
        laast=2,
    )


def _paa_dagen(svar: RanglisteSvar, egne: list[SpoergsmaalSvar]) -> Iterator[tuple[Celle, ...]]:
    """Yield the row of the questions that wait only for the day of the run, if there are any."""
    if egne:
        hvilke = list(dict.fromkeys(q.projekt for q in egne))
        hvem = hvilke[0] if len(hvilke) == 1 else f"{len(hvilke)} {svar.ord.raekker}"
        spoergsmaal = "; ".join(dict.fromkeys(map(_spoergsmaal, egne)))
        yield hvem, spoergsmaal, KUN_DAGEN, "", "", egne[0].mangler[0], "; ".join(hvilke)


def _om_projektet(egne: list[SpoergsmaalSvar]) -> tuple[str, tuple[Celle, ...]]:
    """Return the project that the questions are about, and the cells between its two columns."""
    med = next((q for q in egne if q.ind or q.ud), egne[0])
    mangler = dict.fromkeys(m for q in egne for m in q.mangler)
    return egne[0].projekt, (
        "; ".join(map(_spoergsmaal, egne)),
        KAN[egne[0].kan],
        "; ".join(med.ind),
        "; ".join(med.ud),
        opremsning(list(mangler)) if mangler else "",
    )


def _spoergsmaal(q: SpoergsmaalSvar) -> str:
    """Return ``K4 Bruttoanlægsudgift over 20 mio. kr.`` for a criterion, ``»Størrelse«`` for a key, or the amount."""
    if q.art == "beloeb":
        return f"Beløbet ({q.titel})"
    return f"{q.id} {q.titel}" if q.art in ("vurdering", "oplysning") else f"»{q.titel}«"


def robusthed(svar: RanglisteSvar) -> Tabel:
    """Return the candidates whose outcome depends on the weights; empty unless the calculation was requested."""
    med = [p for p in kandidater(svar) if p.robusthed is not None]
    return Tabel(
        "robusthed",
        "Robusthed",
        " ".join((svar.robusthed.forklaring if svar.robusthed is not None else "", *fordelt_paa_vaegte(svar))).strip(),
        (
            Tabelkolonne("Nr.", "heltal", 6),
            Tabelkolonne(med_stort(svar.ord.raekke), bredde=34),
            Tabelkolonne("Udfald", bredde=18),
            Tabelkolonne("Robusthed", "andel", 12),
            Tabelkolonne("Bedste plads", "heltal", 12),
            Tabelkolonne("Dårligste plads", "heltal", 12),
        ),
        tuple(
            (
                p.rang,
                p.betegnelse,
                UDFALD[stillet(p)],
                som_celle(p.robusthed),
                p.robust_rang[0] if p.robust_rang else None,
                p.robust_rang[1] if p.robust_rang else None,
            )
            for p in med
            if afhaenger(p)
        ),
        "Ingen plads i rammen afhænger af vægtene.",
        laast=2,
    )


def afhaenger(projekt: ProjektSvar) -> bool:
    """Return whether a project is inside the budget under some weights only, or contrary to the calculation."""
    return projekt.robusthed not in (None, 0, 1) or (
        projekt.robusthed is not None and (projekt.robusthed == 1) != er_inde(projekt)
    )


def fordelt_paa_vaegte(svar: RanglisteSvar) -> tuple[str, ...]:
    """Return how many projects are inside under all weight sets, some, and none; empty unless it was requested."""
    med = [p for p in kandidater(svar) if p.robusthed is not None]
    if not med:
        return ()
    altid, aldrig = (sum(p.robusthed == x for p in med) for x in (1, 0))
    dele = ((altid, "altid"), (len(med) - altid - aldrig, "under nogle af vægtsættene"), (aldrig, "aldrig"))
    return (f"Inden for rammen er {opremsning([f'{_antal(svar, n)} {hvad}' for n, hvad in dele if n])}.",)


def _antal(svar: RanglisteSvar, n: int) -> str:
    return antal(n, svar.ord.raekke, svar.ord.raekker)


def frit_valg(svar: RanglisteSvar) -> Tabel:
    """Return what the budgets could at most have covered by a free choice of projects: information, not a proposal."""
    kunne = svar.ubrugt_kunne
    navne = {
        "beloeb": "Flest kroner",
        "antal": f"Flest {svar.ord.raekker}",
        "ydelse": f"Flest {svar.ydelse_enhed or ''}".strip(),
    }
    return Tabel(
        "frit_valg",
        "Ubrugte penge",
        " ".join(t for t in (kunne.forklaring if kunne.hele_rammen else None, kunne.besked) if t)
        if kunne is not None
        else "",
        (
            Tabelkolonne("Mål", bredde=20),
            Tabelkolonne("Hvad det kunne række til", bredde=50),
            Tabelkolonne("Ville komme ind", bredde=50, navne=True),
            Tabelkolonne("Ville gå ud", bredde=50, navne=True),
            Tabelkolonne("Bevist bedst", bredde=12),
        ),
        tuple(
            (navne[m.maal], m.tekst, "; ".join(m.ind), "; ".join(m.ud), "ja" if m.bevist else "nej")
            for m in (kunne.hele_rammen if kunne is not None else ())
        ),
        _UREGNET,
    )
