"""Count the applications, and find those whose rows state different things about the application itself."""

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


def tael_ansoegninger(
    con: duckdb.DuckDBPyConnection, kilde: Indkilde, regelsaet: Regelsaet, gode: str
) -> tuple[int | None, str | None]:
    """Return the number of applications, and the warning about those whose rows disagree on a fact of the application.

    The number is None if no column identifies the applications, and the warning if no rows disagree. The values are not
    quoted, because they may be contact data. A fact that only some of the rows state is missing in the others, and is
    reported there.
    """
    if (hvilken := noegle(kilde, regelsaet)) is None:
        return None, None
    kan_modsige = ansoegningskolonne(kilde) is not None and regelsaet.data.lister
    fakta = [
        (n, kolonnenavn(k)) for n, k in kilde.overskrifter.fakta.items() if kan_modsige and (None, n) in regelsaet.fakta
    ]
    uens = "".join(f", min({k}) <> max({k}) AS u{i}" for i, (_, k) in enumerate(fakta))
    nogen = " OR ".join(f"u{i}" for i in range(len(fakta))) or "false"
    pr_ansoegning = f"SELECT min({NR}) AS foerst{uens} FROM {gode} GROUP BY {hvilken}"
    alle, modsagte = con.execute(f"SELECT count(*), count_if({nogen}) FROM ({pr_ansoegning})").fetchall()[0]
    return alle, _modsigelser(con, pr_ansoegning, nogen, [n for n, _ in fakta]) if modsagte else None


def _modsigelser(con: duckdb.DuckDBPyConnection, pr_ansoegning: str, nogen: str, fakta: list[str]) -> str:
    fundne = con.execute(f"SELECT * FROM ({pr_ansoegning}) WHERE {nogen} ORDER BY foerst").fetchall()
    vist = [
        f"den i række {vis_tal(foerst)} ({opremsning([n for n, u in zip(fakta, svar, strict=True) if u])})"
        for foerst, *svar in fundne[:_VIST]
    ]
    if len(fundne) > _VIST:
        vist.append(f"og {vis_tal(len(fundne) - _VIST)} til")
    return (
        f"{antal(len(fundne), 'ansøgning', 'ansøgninger')} har rækker, der siger forskelligt om ansøgningen selv: "
        f"{'; '.join(vist)}. Hver række er regnet med sit eget. Ret rækkerne, eller giv dem hver sin ansøgning, og kør "
        "igen."
    )
