"""A round's answer as tables: what the workbook, the report and the paper show, each value with its kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any, Literal

from ..fejl import vis_sikkert
from ..model.rangliste import AfvigelseSvar, FortolkningSvar, ProjektSvar, RanglisteSvar, Udfald
from ..model.visning import HOEJST_DECIMALER, opremsning, vis_tal

VEJLEDENDE = "Vejledende beregning – ikke en afgørelse"
UDFALD: dict[Udfald, str] = {
    "inden_for_rammen": "Inden for rammen",
    "uden_for_rammen": "Uden for rammen",
    "kandidat": "Kandidat",
    "kraever_vurdering": "Kræver vurdering",
    "mangler_oplysninger": "Mangler oplysninger",
    "opfylder_ikke": "Opfylder ikke kriterierne",
}
ROBUSTHED = (
    "Andelen af de vægtsæt, der følger den prioriterede rækkefølge, hvor projektet er inden for rammen. "
    "Det er ikke en sandsynlighed."
)
Art = Literal["tekst", "heltal", "kr", "tal", "andel", "dato"]
Celle = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Tabelkolonne:
    """``art`` says how its values are shown; ``bredde`` in characters; ``kort``: also in narrow papers.

    ``navne``: its texts are lists of projects, which may be long.
    """

    titel: str
    art: Art = "tekst"
    bredde: int = 14
    kort: bool = True
    navne: bool = False


@dataclass(frozen=True, slots=True)
class Tabel:
    """``raekker`` have a value for each column; ``streg``: rows before which the frame is reached; ``sum``: last row.

    ``laast``: how many first columns name the row.
    """

    id: str
    titel: str
    forklaring: str
    kolonner: tuple[Tabelkolonne, ...]
    raekker: tuple[tuple[Celle, ...], ...]
    tom: str = "Intet at vise."
    sum: tuple[Celle, ...] | None = None
    streg: int | None = None
    laast: int = 1

    def smal(self) -> Tabel:
        """The same without the columns that a narrow paper has no room for."""
        med = [i for i, k in enumerate(self.kolonner) if k.kort]
        return Tabel(
            self.id,
            self.titel,
            self.forklaring,
            tuple(self.kolonner[i] for i in med),
            tuple(tuple(r[i] for i in med) for r in self.raekker),
            self.tom,
            None if self.sum is None else tuple(self.sum[i] for i in med),
            self.streg,
            min(self.laast, len(med)),
        )


def vis_celle(art: Art, celle: Celle) -> str:
    """A value in words, as every paper but the workbook shows it. Amounts are without their unit, which heads them."""
    if celle is None:
        return ""
    if isinstance(celle, date):
        return f"{celle:%d/%m/%Y}"
    if isinstance(celle, str):
        return vis_sikkert(celle)
    return f"{vis_tal(celle * 100)} pct." if art == "andel" else vis_tal(celle, HOEJST_DECIMALER)


def tabeller(s: RanglisteSvar) -> tuple[Tabel, ...]:
    """Every view that has something to show; the list itself, the money and what it rests on always."""
    altid = {"rammen", "rangliste", "aabne", "fortolkninger", "lige_rang", "filer", "grundlag"}
    # What was not worked out is said where it would have stood.
    altid |= {"triage"} if uregnet_triage(s) else set()
    altid |= {"frit_valg"} if s.ubrugt_kunne is not None and s.ubrugt_kunne.besked is not None else set()
    return tuple(t for t in alle_tabeller(s) if t.raekker or t.id in altid)


def alle_tabeller(s: RanglisteSvar) -> tuple[Tabel, ...]:
    """Every view there is, in the papers' order."""
    byg = (
        rammen, ranglisten, begrundelser, udenfor, grupper, garantien, fortolkninger, lige_rang, triage, robusthed,
        frit_valg, afvigelser, filer, grundlag,
    )  # fmt: skip
    return tuple(b(s) for b in byg)


def rammen(s: RanglisteSvar) -> Tabel:
    """Each budget: what there is, what is asked for, what is used, what is left."""
    raekker = [
        (
            b,
            s.budget[b],
            s.ansoegt_alle[b],
            s.ansoegt[b],
            (s.beregnet or {}).get(b),
            (s.ubrugt or {}).get(b),
            _andel(s.beregnet[b], s.budget[b]) if s.beregnet is not None else None,
        )
        for b in s.budget
    ]
    return Tabel(
        "rammen",
        "Rammen",
        "Beløb i hele kroner.",
        (
            Tabelkolonne("Ramme for", bredde=12),
            Tabelkolonne("Ramme (kr.)", "kr", 16),
            Tabelkolonne("Søgt i alt (kr.)", "kr", 18),
            Tabelkolonne("Søgt af kandidaterne (kr.)", "kr", 18),
            Tabelkolonne("Inden for rammen (kr.)", "kr", 18),
            Tabelkolonne("Ubrugt (kr.)", "kr", 16),
            Tabelkolonne("Brugt", "andel", 10),
        ),
        tuple(raekker),
    )


def ranglisten(s: RanglisteSvar) -> Tabel:
    """The candidates by rank, with each budget's use along the order."""
    kandidater = [p for p in s.projekter if p.rang is not None]
    gruppe = (s.gruppe_navn or "gruppe").capitalize()
    point = any(p.point is not None for p in kandidater)
    robust = any(p.robusthed is not None for p in kandidater)
    kolonner = [
        Tabelkolonne("Nr.", "heltal", 6),
        Tabelkolonne("Kommune", bredde=18),
        Tabelkolonne("Projekt", bredde=34),
        Tabelkolonne(gruppe, bredde=20),
        Tabelkolonne("Udfald", bredde=22),
        Tabelkolonne("Garanti", bredde=9, kort=False),
        *(Tabelkolonne(f"Søgt {b} (kr.)", "kr", 16) for b in s.budget),
        *(Tabelkolonne(f"Beregnet {b} (kr.)", "kr", 16) for b in s.budget),
        *(Tabelkolonne(f"Brugt hertil {b} (kr.)", "kr", 18, kort=False) for b in s.budget),
        *(Tabelkolonne(_enhed(s, b), "tal", 12, kort=False) for b in s.budget if s.ydelse_enhed is not None),
        *([Tabelkolonne("Point", "tal", 10, kort=False)] if point else []),
        *([Tabelkolonne("Robusthed", "andel", 12, kort=False)] if robust else []),
    ]
    raekker: list[tuple[Celle, ...]] = []
    brugt = dict.fromkeys(s.budget, 0)
    streg = None
    for p in kandidater:
        faar = p.beregnet or {}
        for b in brugt:
            brugt[b] += faar.get(b, 0)
        if streg is None and p.udfald == "uden_for_rammen":
            streg = len(raekker)
        raekker.append(
            (
                p.rang,
                _kommune(p),
                p.navn,
                p.gruppe or "",
                UDFALD[p.udfald] + (" (en del)" if p.delvis else ""),
                "ja" if p.garanti else "",
                *(p.ansoegt.get(b) for b in s.budget),
                *(faar.get(b, 0) for b in s.budget),
                *(brugt[b] for b in s.budget),
                *(_tal(p.ydelse.get(b)) for b in s.budget if s.ydelse_enhed is not None),
                *([_tal(p.point)] if point else []),
                *([_tal(p.robusthed)] if robust else []),
            )
        )
    inde = [p for p in kandidater if p.udfald == "inden_for_rammen"]
    return Tabel(
        "rangliste",
        "Rangliste",
        f"{len(inde)} af {_antal(len(kandidater), 'kandidat', 'kandidater')} er inden for rammen. "
        + (
            "Stregen viser, hvor det første projekt ikke kan være i rammen; de efter den kan stadig være med."
            if streg is not None
            else "Alle kandidater kan rummes."
        ),
        tuple(kolonner),
        tuple(raekker),
        "Der er ingen kandidater.",
        streg=streg,
        laast=3,
    )


def begrundelser(s: RanglisteSvar) -> Tabel:
    """Why each candidate stands where it does: the values of the order's keys, and the sentences."""
    kandidater = [p for p in s.projekter if p.rang is not None]
    noegler = kandidater[0].noegler if kandidater else ()
    return Tabel(
        "begrundelser",
        "Begrundelser",
        "Hvorfor hver kandidat står, hvor den står.",
        (
            Tabelkolonne("Nr.", "heltal", 6),
            Tabelkolonne("Kommune", bredde=18),
            Tabelkolonne("Projekt", bredde=30),
            Tabelkolonne("Udfald", bredde=18),
            *(Tabelkolonne(n.titel, bredde=18, kort=False) for n in noegler),
            Tabelkolonne("Begrundelse", bredde=80),
            Tabelkolonne("Fil", bredde=26, kort=False),
        ),
        tuple(
            (
                p.rang,
                _kommune(p),
                p.navn,
                UDFALD[p.udfald],
                *(n.vist for n in p.noegler),
                " ".join(p.begrundelse),
                PurePath(p.fil).name,
            )
            for p in kandidater
        ),
        "Der er ingen kandidater.",
        laast=3,
    )


def udenfor(s: RanglisteSvar) -> Tabel:
    """Projects that are not in the order, and what is open about each."""
    andre = [p for p in s.projekter if p.rang is None]
    return Tabel(
        "aabne",
        "Ikke i rækkefølgen",
        "Projekter, der ikke er kandidater, og det, der er åbent om dem.",
        (
            Tabelkolonne("Kommune", bredde=18),
            Tabelkolonne("Projekt", bredde=34),
            Tabelkolonne((s.gruppe_navn or "gruppe").capitalize(), bredde=20, kort=False),
            Tabelkolonne("Udfald", bredde=24),
            *(Tabelkolonne(f"Søgt {b} (kr.)", "kr", 16) for b in s.budget),
            Tabelkolonne("Hvorfor", bredde=80),
            Tabelkolonne("Fil", bredde=30, kort=False),
        ),
        tuple(
            (
                _kommune(p),
                p.navn,
                p.gruppe or "",
                UDFALD[p.udfald],
                *(p.ansoegt.get(b) for b in s.budget),
                " ".join(p.begrundelse),
                PurePath(p.fil).name,
            )
            for p in andre
        ),
        "Alle projekter er i rækkefølgen.",
        laast=2,
    )


def grupper(s: RanglisteSvar) -> Tabel:
    """Each group's (region's) totals, and all of them together."""
    navn = (s.gruppe_navn or "gruppe").capitalize()
    ydelse = [b for b in s.budget if s.ydelse_enhed is not None]
    raekker: list[tuple[Celle, ...]] = [
        (
            g.gruppe,
            g.ansoegninger,
            g.projekter,
            g.kandidater,
            g.inden_for_rammen,
            *(g.ansoegt[b] for b in s.budget),
            *(g.beregnet[b] for b in s.budget),
            *(_tal(g.ydelse.get(b)) for b in ydelse),
        )
        for g in s.grupper
    ]
    flertal = {"region": "Regioner"}.get(s.gruppe_navn or "", f"Fordelt på {s.gruppe_navn or 'grupper'}")
    return Tabel(
        "grupper",
        flertal,
        "Beløb i hele kroner. »Søgt« er kandidaternes.",
        (
            Tabelkolonne(navn, bredde=22),
            Tabelkolonne("Ansøgninger", "heltal", 15),
            Tabelkolonne("Projekter", "heltal", 13),
            Tabelkolonne("Kandidater", "heltal", 14),
            Tabelkolonne("Inden for rammen", "heltal", 12),
            *(Tabelkolonne(f"Søgt {b} (kr.)", "kr", 16) for b in s.budget),
            *(Tabelkolonne(f"Beregnet {b} (kr.)", "kr", 16) for b in s.budget),
            *(Tabelkolonne(_enhed(s, b), "tal", 12) for b in ydelse),
        ),
        tuple(raekker),
        sum=("I alt", *(_sum(r[i] for r in raekker) for i in range(1, len(raekker[0])))) if raekker else None,
    )


def garantien(s: RanglisteSvar) -> Tabel:
    """Which project the guarantee took for each group."""
    g = s.regionsgaranti
    return Tabel(
        "garanti",
        "Garanti",
        " ".join((g.begrundelse, *garantiens_pris(s))),
        (
            Tabelkolonne((s.gruppe_navn or "gruppe").capitalize(), bredde=22),
            Tabelkolonne("Taget på grund af garantien", bredde=50),
        ),
        tuple((navn, projekt or "intet projekt") for navn, projekt in g.regioner.items()) if g.udloest else (),
    )


def garantiens_pris(s: RanglisteSvar) -> tuple[str, ...]:
    """What the guarantee moves, in sentences: who comes in and goes out, and kroner and yield for each budget."""
    pris = s.regionsgaranti.pris
    if pris is None:
        return ()
    if not (pris.ind or pris.ud or any(pris.beloeb.values())):
        return ("Uden garantien ville de samme projekter være inden for rammen med de samme beløb.",)
    dele = [f"På grund af garantien kommer {_navne(pris.ind)} ind, og {_navne(pris.ud)} går ud."]
    for b, kr in pris.beloeb.items():
        y = _tal(pris.ydelse.get(b))
        ydelse = f" og {_fortegn(y)} {s.ydelse_enhed}" if isinstance(y, int | Decimal) and s.ydelse_enhed else ""
        dele.append(f"Forskellen i {b} er {_fortegn(kr)} kr.{ydelse}" + ("." if ydelse else ""))
    return tuple(dele)


def fortolkninger(s: RanglisteSvar) -> Tabel:
    """Every interpretation with each alternative, and what the alternative changes."""
    return Tabel(
        "fortolkninger",
        "Fortolkninger",
        "Det, kilden lader stå åbent: hvad der er valgt, og hvad en anden læsning ville ændre.",
        (
            Tabelkolonne("Id", bredde=6),
            Tabelkolonne("Spørgsmål", bredde=40),
            Tabelkolonne("Valgt", bredde=40),
            Tabelkolonne("Ellers", bredde=40),
            Tabelkolonne("Virkning", bredde=22),
            Tabelkolonne("Kommer ind", bredde=40, navne=True),
            Tabelkolonne("Går ud", bredde=40, navne=True),
            Tabelkolonne("Kan ikke siges, oplysninger mangler", bredde=40, kort=False, navne=True),
            Tabelkolonne("Andet udfald eller beløb", bredde=40, kort=False, navne=True),
            Tabelkolonne("Kun en anden plads", bredde=40, kort=False, navne=True),
            Tabelkolonne("Kilde", bredde=34, kort=False),
        ),
        tuple(_fortolkning(f) for f in s.fortolkninger),
        "Regelsættet har ingen fortolkninger.",
        laast=2,
    )


def _fortolkning(f: FortolkningSvar) -> tuple[Celle, ...]:
    uoplyst = set(f.uoplyst)
    ud = tuple(n for n in f.ud if n not in uoplyst)
    andre = tuple(n for n in f.aendrer if n not in {*f.ind, *f.ud, *f.uoplyst})
    kilde = f"{f.kilde.dokument}, {f.kilde.afsnit}" + (f" nr. {f.kilde.nr}" if f.kilde.nr is not None else "")
    return (
        f.id,
        f.spoergsmaal,
        f.valg,
        f.alternativ,
        virkning(f),
        "; ".join(f.ind),
        "; ".join(ud),
        "; ".join(f.uoplyst),
        "; ".join(andre),
        "; ".join(f.kun_rang),
        kilde,
    )


def virkning(f: FortolkningSvar) -> str:
    """An alternative's effect in a few words."""
    if not f.beregnet:
        return "Kan ikke beregnes"
    if f.ind or f.ud:
        return "Flytter, hvem der er inde"
    if f.aendrer:
        return "Ændrer udfald eller beløb"
    return "Ændrer kun pladser" if f.kun_rang else "Ingen"


def lige_rang(s: RanglisteSvar) -> Tabel:
    """Projects the order cannot tell apart; those that decide money first."""
    return Tabel(
        "lige_rang",
        "Lige rang",
        "Projekter, som rækkefølgen ikke kan skelne. De er ordnet efter nummer og navn.",
        (Tabelkolonne("Afgør penge", bredde=14), Tabelkolonne("Projekter, der står lige", bredde=90)),
        tuple(
            ("ja" if g.afgoer_beregning else "nej", "; ".join(g.projekter))
            for g in sorted(s.lige_rang, key=lambda g: not g.afgoer_beregning)
        ),
        "Ingen projekter står lige.",
    )


_KAN = {"kan": "Kan flytte, hvem der får", "kan_ikke": "Kan ikke flytte noget", "uvist": "Ikke afgjort"}


_UREGNET = "Det er ikke regnet ud."


def uregnet_triage(s: RanglisteSvar) -> str:
    """Why the open questions were not tried; empty where they were."""
    t = s.triage
    return t.forklaring if t is not None and not t.fuldstaendig and not t.spoergsmaal else ""


def triage(s: RanglisteSvar) -> Tabel:
    """Which open judgements and missing facts can still move the line; those that can first."""
    fundne = s.triage.spoergsmaal if s.triage is not None else ()
    orden = ("kan", "uvist", "kan_ikke")
    return Tabel(
        "triage",
        "Åbne spørgsmål",
        s.triage.forklaring if s.triage is not None else "",
        (
            Tabelkolonne("Projekt", bredde=34),
            Tabelkolonne("Spørgsmål", bredde=40),
            Tabelkolonne("Virkning", bredde=24),
            Tabelkolonne("Hvorfor", bredde=80),
        ),
        tuple(
            (q.projekt, f"{q.id} {q.titel}", _KAN[q.kan], q.tekst)
            for q in sorted(fundne, key=lambda q: orden.index(q.kan))
        ),
        _UREGNET,
        laast=2,
    )


def frit_valg(s: RanglisteSvar) -> Tabel:
    """What the frame could at most have reached by a free choice: information, no proposal."""
    kunne = s.ubrugt_kunne
    navne = {"beloeb": "Flest kroner", "antal": "Flest projekter", "ydelse": f"Flest {s.ydelse_enhed or ''}".strip()}
    return Tabel(
        "frit_valg",
        "Ubrugte penge",
        " ".join(t for t in (kunne.forklaring if kunne.hele_rammen else None, kunne.besked) if t)
        if kunne is not None
        else "",
        (
            Tabelkolonne("Mål", bredde=20),
            Tabelkolonne("Hvad det kunne række til", bredde=50),
            Tabelkolonne("Ville komme ind", bredde=50),
            Tabelkolonne("Ville gå ud", bredde=50),
            Tabelkolonne("Bevist bedst", bredde=12),
        ),
        tuple(
            (
                navne[m.maal],
                m.tekst,
                "; ".join(m.ind),
                "; ".join(m.ud),
                "ja" if m.bevist else "nej",
            )
            for m in (kunne.hele_rammen if kunne is not None else ())
        ),
        _UREGNET,
    )


def robusthed(s: RanglisteSvar) -> Tabel:
    """How firm each candidate's place is over sets of weights; empty unless it was asked for."""
    med = [p for p in s.projekter if p.rang is not None and p.robusthed is not None]
    return Tabel(
        "robusthed",
        "Robusthed",
        s.robusthed.forklaring if s.robusthed is not None else ROBUSTHED,
        (
            Tabelkolonne("Nr.", "heltal", 6),
            Tabelkolonne("Kommune", bredde=18),
            Tabelkolonne("Projekt", bredde=34),
            Tabelkolonne("Udfald", bredde=18),
            Tabelkolonne("Robusthed", "andel", 12),
            Tabelkolonne("Bedste plads", "heltal", 12),
            Tabelkolonne("Dårligste plads", "heltal", 12),
        ),
        tuple(
            (
                p.rang,
                _kommune(p),
                p.navn,
                UDFALD[p.udfald],
                _tal(p.robusthed),
                p.robust_rang[0] if p.robust_rang else None,
                p.robust_rang[1] if p.robust_rang else None,
            )
            for p in med
        ),
        laast=3,
    )


def afvigelser(s: RanglisteSvar) -> Tabel:
    """A person's recorded deviations, beside what is calculated."""
    return Tabel(
        "afvigelser",
        "Afvigelser",
        "Det, en person har noteret ved siden af beregningen. Beregningen er ikke ændret.",
        (
            Tabelkolonne("Kommune", bredde=18),
            Tabelkolonne("Projekt", bredde=34),
            Tabelkolonne("Beregnet", bredde=24),
            Tabelkolonne("Noteret", bredde=24),
            Tabelkolonne("Begrundelse", bredde=60),
            Tabelkolonne("Af", bredde=16),
            Tabelkolonne("Dato", "dato", 12),
        ),
        tuple(
            (
                _kommune(p),
                p.navn,
                UDFALD[p.udfald] + (f", nr. {p.rang}" if p.rang is not None else ""),
                _noteret(p.afvigelse),
                p.afvigelse.begrundelse,
                p.afvigelse.af,
                date.fromisoformat(p.afvigelse.dato),
            )
            for p in s.projekter
            if p.afvigelse is not None
        ),
        laast=2,
    )


def filer(s: RanglisteSvar) -> Tabel:
    """Files that are not part of the calculation, and why."""
    fejl = [(PurePath(f.fil).name, "Ikke med", f.linje, f.besked) for f in s.fejl]
    andre = [(PurePath(f.fil).name, "Sprunget over", None, f.grund) for f in s.sprunget_over]
    return Tabel(
        "filer",
        "Fejl og filer",
        "Filer, der ikke er med i beregningen.",
        (
            Tabelkolonne("Fil", bredde=40),
            Tabelkolonne("Hvad", bredde=16),
            Tabelkolonne("Linje", "heltal", 8),
            Tabelkolonne("Hvorfor", bredde=90),
        ),
        (*fejl, *andre),
        "Alle filer er med.",
    )


def grundlag(s: RanglisteSvar) -> Tabel:
    """What the answer rests on, so that it can be given again."""
    raekker: list[tuple[Celle, ...]] = [
        ("Pulje", f"{s.titel} ({s.pulje})"),
        ("Ordnet efter", "point" if s.metode == "point" else "kriterierne i prioriteret rækkefølge"),
        ("Det, der kræver vurdering", "er med som kandidater" if s.medtag_skoen else "er ikke med som kandidater"),
        ("Dag for indsendelse, givet for kørslen", date.fromisoformat(s.dato) if s.dato else "ikke givet"),
        ("Antaget, hvor det manglede", _par(s.antaget) or "intet"),
        ("Ændrede parametre", "; ".join(s.forskel.tekst) if s.forskel is not None else _par(s.sat) or "ingen"),
        *((("Bemærkning", b)) for b in s.bemaerkninger),
        *((("Vurdering, der ikke er brugt", v)) for v in s.vurderinger_ikke_brugt),
        ("Program", f"ansoegning {s.program}"),
        ("Regelsættets kontrolsum (SHA-256)", s.regelsaet_sha256),
    ]
    if s.forskel is not None:
        f = s.forskel
        raekker[6:6] = [
            ("Kommer ind på grund af ændringen", _navne(f.flyt.ind)),
            ("Går ud på grund af ændringen", _navne(f.flyt.ud)),
            ("Inden for rammen uden ændringen", _beloeb(f.beregnet) if f.beregnet is not None else "beregnes ikke"),
        ]
    return Tabel(
        "grundlag",
        "Grundlag",
        "Det, beregningen hviler på.",
        (Tabelkolonne("Hvad", bredde=40), Tabelkolonne("Værdi", bredde=90)),
        tuple(raekker),
    )


def _noteret(a: AfvigelseSvar) -> str:
    return f"Plads {a.plads}" if a.udfald is None else UDFALD[a.udfald]


def _kommune(p: ProjektSvar) -> str:
    if p.kommune is None or p.kommune.navn is None:
        return "ukendt"
    return p.kommune.navn


def _enhed(s: RanglisteSvar, budget: str) -> str:
    return f"{(s.ydelse_enhed or '').capitalize()} {budget}"


def _andel(del_: int, hele: int) -> Decimal | None:
    return None if hele == 0 else (Decimal(del_) / Decimal(hele)).quantize(Decimal("0.0001"))


def _tal(vaerdi: Any) -> Celle:
    """A number of the answer's JSON: an int, a double, or a decimal written as text."""
    if vaerdi is None or isinstance(vaerdi, bool):
        return None
    if isinstance(vaerdi, int):
        return vaerdi
    if isinstance(vaerdi, float):
        return Decimal(repr(vaerdi))
    tal = Decimal(vaerdi)
    return int(tal) if tal == int(tal) else tal


def _sum(celler: Iterable[Celle]) -> Celle:
    return sum((c for c in celler if isinstance(c, int | Decimal)), start=0)


def _navne(navne: tuple[str, ...]) -> str:
    return opremsning(list(navne)) if navne else "ingen"


def _fortegn(tal: int | Decimal) -> str:
    return ("+" if tal > 0 else "−" if tal < 0 else "±") + vis_tal(-tal if tal < 0 else tal)


def _beloeb(beloeb: dict[str, int]) -> str:
    return opremsning([f"{vis_tal(kr)} kr. i {b}" for b, kr in beloeb.items()])


def _par(par: dict[str, Any]) -> str:
    return "; ".join(f"{n} = {'ja' if v is True else 'nej' if v is False else v}" for n, v in par.items())


def _antal(tal: int, en: str, flere: str) -> str:
    return f"{tal} {en if tal == 1 else flere}"
