"""Random answers to rounds from a seed: every outcome, hostile names, one to three budgets, ties, interpretations."""

from __future__ import annotations

import random
from typing import Any

from ansoegning.model.data import Kilde
from ansoegning.model.rangliste import (
    AabentSvar,
    AfvigelseSvar,
    FilFejl,
    FlytSvar,
    FortolkningSvar,
    GarantiSvar,
    GruppeSvar,
    LigeSvar,
    NoegleSvar,
    PrisSvar,
    ProjektSvar,
    RanglisteSvar,
    SaetSvar,
    SprungetOver,
    Udfald,
)
from ansoegning.model.resultat import KommuneSvar
from ansoegning.model.robusthed import AabneSpoergsmaalSvar, BedstSvar, Kan, RobusthedSvar, SpoergsmaalSvar, UbrugtSvar

FJENDTLIGE = (
    "=1+1", "+45", "-2", "@SUM(A1)", "=HYPERLINK(\"http://x\",\"y\")", "<script>alert(1)</script>", "& < > \" '",
    "{{ 7*7 }}", "{% raise %}", "[[K1]]", "# overskrift", "- punkt", "@tabel rangliste", "@side", "a\nb\r\nc",
    "\x07\x1b[31m", "\u202eomvendt", "\ud800", "\ue023\ue040", "Ærø Åbæk", "x" * 300, "http://eksempel.invalid", "]]",
    "|", "0751", "1e5",
)  # fmt: skip
KAN: tuple[Kan, ...] = ("kan_ikke", "kan", "uvist")
REGIONER = ("Region Nord", "Region Syd")
_UDFALD: tuple[Udfald, ...] = ("kraever_vurdering", "mangler_oplysninger", "opfylder_ikke")
_KILDE = Kilde(dokument="brev", afsnit="Kriterier", nr=3, citat="efter ordene")


def lav_svar(seed: int, *, uskyldige: bool = False) -> RanglisteSvar:
    """Return the answer for a seed; ``uskyldige``: with plain names."""
    r = random.Random(seed)
    budgetter = [str(2025 + i) for i in range(r.choice((1, 2, 2, 3)))]
    ramme = {b: r.choice((0, 1, 20_000_000, 600_000_000)) for b in budgetter}
    navne = [f"Projekt {i}" if uskyldige else f"{r.choice(FJENDTLIGE)} {i}" for i in range(r.choice((0, 1, 2, 7, 12)))]
    robust = r.random() < 0.5
    kandidater = len(navne) - r.randrange(len(navne) + 1)
    projekter = [_projekt(r, navn, i, i < kandidater, budgetter, robust) for i, navn in enumerate(navne)]
    betegnelser = [p.betegnelse for p in projekter]
    beregnet = {b: sum((p.beregnet or {}).get(b, 0) for p in projekter) for b in budgetter}
    nogle = tuple(r.sample(betegnelser, min(2, len(betegnelser))))
    flyt = FlytSvar(ind=nogle[:1], ud=nogle[1:])
    return RanglisteSvar(
        program="0.0.0",
        pulje="opdigtet-pulje",
        titel="En pulje (opdigtet)",
        regelsaet_sha256="0" * 64,
        dato=r.choice((None, "2024-05-10")),
        metode=r.choice(("prioriteret", "point")),
        medtag_skoen=r.random() < 0.5,
        antaget={"koordinering": "kkr"} if (antaget := r.random() < 0.3) else {},
        antaget_tekst=("»koordinering« = i regi af KKR",) if antaget else (),
        sat={},
        budget=ramme,
        ansoegt={b: sum(p.ansoegt[b] or 0 for p in projekter if p.rang is not None) for b in budgetter},
        ansoegt_alle={b: sum(p.ansoegt[b] or 0 for p in projekter) for b in budgetter},
        beregnet=beregnet,
        ubrugt={b: ramme[b] - beregnet[b] for b in budgetter},
        ydelse_enhed=r.choice((None, "pladser")),
        gruppe_navn=r.choice((None, "region")),
        overansoegt=r.random() < 0.5,
        regionsgaranti=GarantiSvar(
            udloest=True,
            regioner={REGIONER[0]: nogle[0] if nogle else None, REGIONER[1]: None},
            begrundelse="Garantien er udløst.",
            pris=PrisSvar(
                ind=nogle[:1], ud=nogle[1:], beloeb=dict.fromkeys(budgetter, -1_000), ydelse=dict.fromkeys(budgetter, 2)
            ),
        ),
        projekter=tuple(projekter),
        lige_rang=(LigeSvar(projekter=nogle, afgoer_beregning=r.random() < 0.5),) if len(nogle) == 2 else (),
        fortolkninger=(_fortolkning(1, nogle, ()), _fortolkning(2, (), nogle), _fortolkning(3, (), ())),
        grupper=tuple(_gruppe(r, g, budgetter) for g in REGIONER) if r.random() < 0.8 else (),
        bemaerkninger=("»Noget« ordner intet.",) if r.random() < 0.5 else (),
        forskel=SaetSvar(
            tekst=("Rammen: 1 kr. (ellers 2 kr.)",), sat={"ramme": 1}, grundlag={"ramme": 2}, flyt=flyt,
            beregnet=beregnet, budget=ramme,
        ) if r.random() < 0.3 else None,
        fejl=(FilFejl(fil="/mappe/=fil.yaml", besked="Kan ikke læses.", linje=3),) if r.random() < 0.5 else (),
        sprunget_over=(SprungetOver(fil="gammel.yaml", grund="Erstattet."),) if r.random() < 0.5 else (),
        robusthed=RobusthedSvar(
            antal=10, seed=1, noegler=("V1",), foerst=(), som_beregnet=0.5, forklaring="10 sæt vægte er trukket."
        ) if robust else None,
        triage=AabneSpoergsmaalSvar(
            spoergsmaal=tuple(
                SpoergsmaalSvar(projekt=n, art="oplysning", id="K1", titel="Titel", kan=kan, tekst=f"Om {n}.")
                for n, kan in zip(betegnelser, KAN, strict=False)
            ),
            fuldstaendig=True, forklaring="Prøvet.",
        ) if r.random() < 0.5 else None,
        ubrugt_kunne=UbrugtSvar(
            rest=dict.fromkeys(budgetter, 1), i_resten=(), forklaring="Frit valg.",
            hele_rammen=(
                BedstSvar(maal="antal", vaerdi=3, beregnet=2, hoejst=3, bevist=True, beloeb={}, ind=nogle, ud=(),
                          andre=False, tekst="Kan række til tre."),
            ),
        ) if r.random() < 0.5 else None,
    )  # fmt: skip


def _projekt(r: random.Random, navn: str, i: int, kandidat: bool, budgetter: list[str], robust: bool) -> ProjektSvar:
    inde = kandidat and r.random() < 0.7
    soegt: dict[str, int | None] = {b: r.randrange(1, 40_000) * 1_000 for b in budgetter}
    if not kandidat and r.random() < 0.4:
        soegt[budgetter[0]] = None
    delvis = inde and r.random() < 0.2
    udfald: Udfald = ("inden_for_rammen" if inde else "uden_for_rammen") if kandidat else r.choice(_UDFALD)
    aabent = () if kandidat else (AabentSvar(id="K1", titel="Titel", status=udfald, begrundelse=f"Grund {i}."),)
    afvigelse: dict[str, Any] = r.choice(({"udfald": "uden_for_rammen", "plads": None}, {"udfald": None, "plads": 3}))
    return ProjektSvar(
        rang=i + 1 if kandidat else None,
        kommune=r.choice((None, KommuneSvar(kode=f"{700 + i:04}", navn="Ærøskøbing", region=REGIONER[0]))),
        nr=1,
        navn=navn,
        fil=f"/mappe/{i}.yaml",
        udfald=udfald,
        beregnet={b: (kr or 0) // (2 if delvis else 1) * inde for b, kr in soegt.items()} if kandidat else None,
        garanti=inde and r.random() < 0.3,
        robusthed=r.choice((0.0, 0.25, 0.123456, 1.0)) if robust and kandidat else None,
        begrundelse=(f"Nr. {i + 1} i rækkefølgen.", f"Grund {i}.") if kandidat else (f"K1 Titel: Grund {i}.",),
        betegnelse=f"{700 + i:04}/1 {navn}",
        status="opfyldt",
        ansoegt=soegt,
        ydelse={b: r.choice((None, 3, 2.5, 1 / 3, "0.1")) for b in budgetter},
        gruppe=r.choice((None, *REGIONER)),
        noegler=(NoegleSvar(id="V1", titel="Størrelse", vaerdi=5, vist="5 kr."),),
        point=r.choice((None, 7, 7.5, "0.001")),
        delvis=delvis,
        robust_rang=(1, 4) if robust and kandidat else None,
        aabent=aabent,
        afvigelse=AfvigelseSvar(**afvigelse, begrundelse="Fordi.", af="AB", dato="2024-06-01")
        if r.random() < 0.2
        else None,
    )


def _fortolkning(nr: int, ind: tuple[str, ...], ud: tuple[str, ...]) -> FortolkningSvar:
    return FortolkningSvar(
        id=f"F{nr}", spoergsmaal=f"Spørgsmål {nr}?", valg="Ja.", alternativ="Nej.", aendrer=(*ind, *ud), ind=ind, ud=ud,
        uoplyst=(), kun_rang=(), overansoegt=True, udloest=True, beregnet=True, kilde=_KILDE,
    )  # fmt: skip


def _gruppe(r: random.Random, navn: str, budgetter: list[str]) -> GruppeSvar:
    return GruppeSvar(
        gruppe=navn, ansoegninger=3, projekter=4, kandidater=3, inden_for_rammen=2,
        ansoegt={b: r.randrange(9) * 1_000_000 for b in budgetter}, beregnet=dict.fromkeys(budgetter, 0),
        ydelse=dict.fromkeys(budgetter, 4),
    )  # fmt: skip
