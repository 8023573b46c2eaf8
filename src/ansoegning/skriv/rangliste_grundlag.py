"""What the answer about a round rests on, as tables: the files outside the calculation, and its basis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import PurePath

from ..model.rangliste import RanglisteSvar
from ..model.visning import med_stort, nogle, opremsning, vis_tal
from ..sprog.erklaeringer import DAGEN
from .tabel import Celle, Tabel, Tabelkolonne


def filer(svar: RanglisteSvar) -> Tabel:
    """Return the files that are not part of the calculation, with reasons."""
    vis = _filnavne(svar)
    fejl = [(vis(f.fil), "Ikke med", f.sted, vis(f.besked)) for f in svar.fejl]
    andre = [(vis(f.fil), "Sprunget over", "", vis(f.grund)) for f in svar.sprunget_over]
    return Tabel(
        "filer",
        "Fejl og filer",
        "Filer, der ikke er med i beregningen.",
        (
            Tabelkolonne("Fil", bredde=40),
            Tabelkolonne("Hvad", bredde=16),
            Tabelkolonne("Sted", bredde=16),
            Tabelkolonne("Hvorfor", bredde=90),
        ),
        (*fejl, *andre),
        "Alle filer er med.",
    )


def _filnavne(svar: RanglisteSvar) -> Callable[[str], str]:
    """Return a function that shortens the round's paths in a text to file names, with the folder if not unique."""
    filer = [*(p.fil for p in svar.projekter), *(f.fil for f in svar.fejl), *(f.fil for f in svar.sprunget_over)]
    stier = {PurePath(fil) for fil in filer}
    antal_af = Counter(sti.name for sti in stier)
    navne = {str(x): x.name if antal_af[x.name] == 1 else f"{x.parent.name}/{x.name}" for x in stier if x.name}
    # Longest first, since a path may be the beginning of another.
    laengste = sorted(navne, key=len, reverse=True)

    def vis(tekst: str) -> str:
        for sti in laengste:
            tekst = tekst.replace(sti, navne[sti])
        return tekst

    return vis


def grundlag(svar: RanglisteSvar) -> Tabel:
    """Return the basis of the answer, with all that is needed to reproduce it."""
    raekker: list[tuple[Celle, ...]] = [
        ("Pulje", f"{svar.titel} ({svar.pulje})"),
        *(("Kilde", titel) for titel in svar.dokumenter.values()),
        ("Filerne dækker", _omfang(svar)),
        ("Ordnet efter", "point" if svar.metode == "point" else "puljens prioriterede rækkefølge"),
        ("Det, der kræver vurdering", "er med som kandidater" if svar.medtag_skoen else "er ikke med som kandidater"),
        (med_stort(DAGEN.navn), date.fromisoformat(svar.dato) if svar.dato else "ikke givet"),
        ("Antaget, hvor det manglede", "; ".join(svar.antaget_tekst) or "intet"),
        (
            "Ændrede parametre",
            "; ".join(svar.forskel.tekst) if svar.forskel is not None else "; ".join(svar.sat_tekst) or "ingen",
        ),
        *((("Bemærkning", b)) for b in svar.bemaerkninger),
        *((("Vurdering, der ikke er brugt", v)) for v in svar.vurderinger_ikke_brugt),
        ("Program", f"ansoegning {svar.program}"),
        ("Regelsættets kontrolsum (SHA-256)", svar.regelsaet_sha256),
    ]
    if svar.forskel is not None:
        f = svar.forskel
        sted = next(nr for nr, (hvad, _) in enumerate(raekker) if hvad == "Ændrede parametre") + 1
        raekker[sted:sted] = [
            ("Kommer ind på grund af ændringen", nogle(f.flyt.ind) or "ingen"),
            ("Går ud på grund af ændringen", nogle(f.flyt.ud) or "ingen"),
            (
                "Inden for rammen uden ændringen",
                _beloeb(svar, f.beregnet) if f.beregnet is not None else "beregnes ikke",
            ),
        ]
    return Tabel(
        "grundlag",
        "Grundlag",
        "Det, beregningen hviler på.",
        (Tabelkolonne("Hvad", bredde=40), Tabelkolonne("Værdi", bredde=90)),
        tuple(raekker),
    )


def _omfang(svar: RanglisteSvar) -> str:
    if svar.omfang.art == "hele":
        return "hele runden"
    return svar.omfang.navn or f"én {svar.gruppe_navn or 'gruppe'}"


def _beloeb(svar: RanglisteSvar, beloeb: dict[str, int]) -> str:
    return opremsning([f"{vis_tal(kr)} kr.{svar.ord.i_ramme(b)}" for b, kr in beloeb.items()])
