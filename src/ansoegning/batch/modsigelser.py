"""Find applications whose rows state different things about the application itself. They are reported."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.visning import antal, opremsning, vis_tal
from ..sprog.regelsaet import Regelsaet
from .ind import NR, Indkilde, kolonnenavn
from .svar import ansoegningskolonne, noegle

if TYPE_CHECKING:
    import duckdb

_VIST = 5


def modsigelser(con: duckdb.DuckDBPyConnection, kilde: Indkilde, regelsaet: Regelsaet, gode: str) -> str | None:
    """Return the warning about applications whose rows disagree on a fact of the application; None if there are none.

    The values are not quoted, because they may be contact data. A fact that only some of the rows state is missing in
    the others, and is reported there.
    """
    if ansoegningskolonne(kilde) is None or (hvilken := noegle(kilde, regelsaet)) is None:
        return None
    fakta = [(n, kolonnenavn(k)) for n, k in kilde.overskrifter.fakta.items() if (None, n) in regelsaet.fakta]
    if not regelsaet.data.lister or not fakta:
        return None
    uens = ", ".join(f"min({k}) <> max({k}) AS u{i}" for i, (_, k) in enumerate(fakta))
    nogen = " OR ".join(f"u{i}" for i in range(len(fakta)))
    pr_ansoegning = f"SELECT min({NR}) AS foerst, {uens} FROM {gode} GROUP BY {hvilken}"
    fundne = con.execute(f"SELECT * FROM ({pr_ansoegning}) WHERE {nogen} ORDER BY foerst").fetchall()
    if not fundne:
        return None
    vist = [
        f"den i række {vis_tal(foerst)} ({opremsning([n for (n, _), u in zip(fakta, svar, strict=True) if u])})"
        for foerst, *svar in fundne[:_VIST]
    ]
    if len(fundne) > _VIST:
        vist.append(f"og {vis_tal(len(fundne) - _VIST)} til")
    return (
        f"{antal(len(fundne), 'ansøgning', 'ansøgninger')} har rækker, der siger forskelligt om ansøgningen selv: "
        f"{'; '.join(vist)}. Hver række er regnet med sit eget. Ret rækkerne, eller giv dem hver sin ansøgning, og kør "
        "igen."
    )
