"""The answer about a round as one self-contained page: no network, no scripts, charts with text, suited for print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..fejl import vis_sikkert
from ..model.rangliste import RanglisteSvar
from .papir import papirskabelon
from .rangliste_grafik import budgetlinje, gruppesoejler, robusthedssoejler
from .rangliste_overblik import overblik, paafaldende, resultat
from .rangliste_tabeller import tabeller
from .rapport import VEJLEDENDE
from .skabeloner import Skabeloner
from .tabel import SIDE, Celle, Tabel, Tabelkolonne, nogle_navne, vis_celle

_SKABELON = "rangliste.html.j2"
# Characters. Columns up to this width are not wrapped.
_HEL = 28
# Characters. A column of at least this width contains sentences.
_LANG = 50
# Characters. A longer list of projects is folded.
_FOLD = 200


def skriv_rangliste_html(svar: RanglisteSvar, *, skabeloner: Path | None = None) -> str:
    """Return the page; the same answer always gives the same text.

    Raises BrugsFejl if the user's template is invalid.
    """
    from markupsafe import Markup

    grafer = [g for g in (budgetlinje(svar), gruppesoejler(svar), robusthedssoejler(svar)) if g is not None]
    ved = {"budgetlinje": "rammen", "grupper": "grupper", "robusthed": "robusthed"}
    fundne = Skabeloner(skabeloner)
    return fundne.udfyld(
        papirskabelon(_SKABELON, svar.pulje, fundne),
        {
            "titel": vis_sikkert(svar.titel),
            "program": svar.program,
            "vejledende": VEJLEDENDE,
            "resultat": vis_sikkert(resultat(svar)),
            "overblik": [vis_sikkert(o) for o in overblik(svar)],
            "paafaldende": [vis_sikkert(o) for o in paafaldende(svar)],
            "budgetter": [
                {"i": svar.ord.i_ramme(b), "ramme": svar.budget[b], "brugt": kr}
                for b, kr in (svar.beregnet or {}).items()
            ],
            "raekker": svar.ord.raekker,
            "tabeller": [tabel_til_html(t.til(SIDE).uden_tomme()) for t in tabeller(svar)],
            # The charts are drawn by this program, with every text in them escaped.
            "grafer": {ved[g.id]: Markup(g.svg) for g in grafer},  # noqa: S704
        },
    )


def tabel_til_html(tabel: Tabel) -> dict[str, Any]:
    """Return a table as the pages' templates expect it."""
    bredder = [_bredde(tabel, nr) for nr in range(len(tabel.kolonner))]
    return {
        "id": tabel.id,
        "titel": tabel.titel,
        "forklaring": vis_sikkert(tabel.forklaring),
        "kolonner": [
            {"titel": k.titel, "tal": k.er_tal, "bredde": max(100 * b // sum(bredder), 1)}
            for k, b in zip(tabel.kolonner, bredder, strict=True)
        ],
        "raekker": [_raekke(tabel, r, tabel.ude(nr)) for nr, r in enumerate(tabel.raekker)],
        "sum": None if tabel.sum is None else _raekke(tabel, tabel.sum, False),
        "streger": tabel.streger,
        "tom": tabel.tom,
        # The column that names the row to a screen reader.
        "navn": tabel.laast - 1 if tabel.raekker else 0,
    }


def _bredde(tabel: Tabel, nr: int) -> int:
    """Return a column's width in characters: what its longest text needs, of a long text half, for it is wrapped."""
    k = tabel.kolonner[nr]
    alle = tabel.raekker if tabel.sum is None else (*tabel.raekker, tabel.sum)
    laengste = max((len(nogle_navne(vis_celle(k.art, r[nr]))) for r in alle), default=0)
    laengste = min(laengste, 2 * k.bredde)
    return max((min(laengste, _HEL) + laengste) // 2, -(-len(k.titel) // 2), *map(len, k.titel.split()))


def _raekke(tabel: Tabel, raekke: tuple[Celle, ...], ude: bool) -> dict[str, Any]:
    return {
        "celler": [
            {
                "tekst": vis_celle(k.art, c),
                "klasse": _klasse(k, c),
                "antal": vis_celle(k.art, c).count("; ") + 1,
                "fold": k.navne and len(vis_celle(k.art, c)) > _FOLD,
                "tryk": nogle_navne(vis_celle(k.art, c)),
            }
            for k, c in zip(tabel.kolonner, raekke, strict=True)
        ],
        "ude": ude,
    }


def _klasse(k: Tabelkolonne, celle: Celle) -> str:
    """Return a cell's CSS class: numbers right-aligned, short texts on one line, long texts with extra width."""
    if k.er_tal and not isinstance(celle, str):
        return "tal"
    if k.bredde <= _HEL:
        return "hel" if len(vis_celle(k.art, celle)) <= _HEL else ""
    return "lang" if k.bredde >= _LANG else ""
