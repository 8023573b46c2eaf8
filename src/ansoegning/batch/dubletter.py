"""Find rows that are the same project of the same applicant. They are reported, and receive no money."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

from typing import TYPE_CHECKING

from ..fejl import vis_sikkert
from ..model.visning import vis_tal
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from .db import som_navn_sql
from .ind import NR, Indkilde, kolonnenavn
from .svar import ansoegernoegle

if TYPE_CHECKING:
    import duckdb

_VIST_GRUPPER = 5
_VIST_RAEKKER = 6


@dataklasse(frozen=True, slots=True)
class Dublet:
    """One project that appears in several rows. ``ansoeger`` is the applicant's value in the table, such as a code."""

    ansoeger: str
    navn: str
    raekker: tuple[int, ...]

    def som_tekst(self) -> str:
        numre = [vis_tal(r) for r in self.raekker[:_VIST_RAEKKER]]
        resten = len(self.raekker) - _VIST_RAEKKER
        sidste = f"{vis_tal(resten)} til" if resten > 0 else numre.pop()
        hvem = ", ".join(d for d in (vis_sikkert(self.ansoeger, 60), vis_sikkert(self.navn, 60)) if d)
        return f"række {', '.join(numre)} og {sidste} ({hvem})"


def find_dubletter(con: duckdb.DuckDBPyConnection, kilde: Indkilde, regelsaet: Regelsaet, gode: str) -> list[Dublet]:
    """Return the projects that appear in several of the rows in ``gode``, in the order of their first row.

    Two rows are the same project if applicant and name are equal, whatever application the rows name; in a pack without
    a list of projects, if the applicant is. Names are compared in one normal form that ignores case and differences in
    white space. A row without applicant or name is not compared.
    """
    fakta = kilde.overskrifter.fakta
    ansoeger = fakta.get(regelsaet.data.ansoeger.fakta) if regelsaet.data.ansoeger is not None else None
    liste = next(iter(regelsaet.data.lister.values()), None)
    projekt = fakta.get(liste.navn_fakta) if liste is not None else None
    if ansoeger is None or (liste is not None and projekt is None):
        return []
    hvem = kolonnenavn(ansoeger)
    ens = ansoegernoegle(kilde, regelsaet)
    hvad = f"CAST({kolonnenavn(projekt)} AS VARCHAR)" if projekt is not None else "''"
    # The query groups by hash, which needs little memory whatever the names; the rows found are then compared in full.
    med = (
        f"SELECT {NR} AS nr, {hvem} AS hvem, {ens} AS ens_hvem, {hvad} AS hvad, hash({ens}, {som_navn_sql(hvad)}) AS h "
        f"FROM {gode}"
    )
    flere = f"SELECT h FROM ({med}) WHERE hvem IS NOT NULL AND hvad IS NOT NULL GROUP BY h HAVING count(*) > 1"
    if not con.execute(f"SELECT 1 FROM ({flere}) LIMIT 1").fetchall():
        return []
    svar = con.execute(
        f"SELECT first(hvem ORDER BY nr), first(hvad ORDER BY nr), list(nr ORDER BY nr) FROM "
        f"(SELECT *, {som_navn_sql('hvad')} AS ens FROM ({med}) WHERE hvem IS NOT NULL AND hvad IS NOT NULL "
        f"AND h IN ({flere})) GROUP BY ens_hvem, ens HAVING count(*) > 1 ORDER BY min(nr)"
    ).fetchall()
    return [Dublet(str(hvem_), str(hvad_), tuple(numre)) for hvem_, hvad_, numre in svar]


def sagt(dubletter: list[Dublet], *, ordnes: bool) -> str | None:
    """Return the warning about duplicate rows, or None if there are none. ``ordnes``: the rows are also ranked."""
    if not dubletter:
        return None
    vist = "; ".join(d.som_tekst() for d in dubletter[:_VIST_GRUPPER])
    til = f"; og {vis_tal(len(dubletter) - _VIST_GRUPPER)} til" if len(dubletter) > _VIST_GRUPPER else ""
    antal = f"{vis_tal(len(dubletter))} {'navn' if len(dubletter) == 1 else 'navne'} fra samme ansøger"
    penge = (
        "Ingen af rækkerne er ordnet, og de er ikke regnet med i penge"
        if ordnes
        else "Hver række har fået sit eget svar"
    )
    return (
        f"{antal} står i flere rækker: {vist}{til}. {penge}. Slet dem, der ikke gælder, eller giv hver række sit "
        "navn, og kør igen."
    )


def ens_uden_navn(con: duckdb.DuckDBPyConnection, kilde: Indkilde, regelsaet: Regelsaet, gode: str) -> str | None:
    """Return the warning about rows of one applicant that have no name and are otherwise the same; None without any.

    They may be two projects, so each keeps its answer and its place.
    """
    fakta = kilde.overskrifter.fakta
    liste = next(iter(regelsaet.data.lister.values()), None)
    ansoeger = ansoegernoegle(kilde, regelsaet)
    if liste is None or ansoeger is None:
        return None
    navn = fakta.get(liste.navn_fakta)
    uden = f"{kolonnenavn(navn)} IS NULL AND " if navn is not None else ""
    alle = ", ".join(kolonnenavn(k) for k in fakta.values())
    fundne = con.execute(
        f"SELECT min(nr), max(nr), count(*) FROM (SELECT {NR} AS nr, hash({alle}) AS h FROM {gode} "
        f"WHERE {uden}{ansoeger} IS NOT NULL) GROUP BY h HAVING count(*) > 1 ORDER BY min(nr)"
    ).fetchall()
    if not fundne:
        return None
    foerste, sidste, _ = fundne[0]
    return (
        f"{vis_tal(sum(antal for *_, antal in fundne))} rækker uden navn er ens med en anden fra samme ansøger, fx "
        f"række {vis_tal(foerste)} og {vis_tal(sidste)}. Hver er regnet for sig, og beløbene tælles med for dem alle. "
        "Er det samme skrevet flere gange, så slet det overflødige; giv ellers hver række sit navn."
    )
