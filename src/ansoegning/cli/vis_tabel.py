"""Show the documents' tables in the terminal, with as many columns as the width allows."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from ..fejl import vis_sikkert
from ..model.visning import med_lille
from ..skriv.tabel import Stand, Tabel, Tabelkolonne, vis_celle
from .vis_tjek import Skaerm

_LUFT = 2
# A text column is not made narrower than the first; a column with longer texts than the second is shown below the row.
_MINDST, _LAENGST = 12, 44
# A value this short does not get a line of its own.
_KORT = 26
_TEGN: dict[Stand, tuple[str, str, str]] = {
    "inde": ("✓", "[+]", "opfyldt"),
    "delvis": ("~", "[~]", "skoen"),
    "ude": ("✗", "[-]", "ikke_opfyldt"),
}


@dataclass(frozen=True, slots=True)
class _Udlagt:
    """The layout of a table: cells as text, the columns side by side with their widths, and those below the rows."""

    t: Tabel
    celler: list[list[str]]
    valgte: list[int]
    bredder: dict[int, int]
    under: list[int]


def vis_tabel(t: Tabel, skaerm: Skaerm, *, spalter: int = 1) -> str:
    """Show a table without the columns that do not fit; long texts are cut. ``spalter``: the number of row columns."""
    if not t.raekker:
        return skaerm.afsnit(t.tom, "  ") if t.tom else ""
    bredde = (skaerm.bredde - 3 * (spalter - 1)) // spalter
    u = _udlaeg(t, bredde - _tegnbredde(t, skaerm), kort=True)
    blok = [(_linje(u, nr, skaerm), _rolle(t, nr)) for nr in range(len(t.raekker))]
    for nr in sorted(t.streger, reverse=True):
        blok.insert(nr, (_streg(t.streger[nr], bredde, skaerm), None))
    hoejde = -(-len(blok) // spalter)
    hoved = _hoved(u, skaerm)
    ud = [(" │ " if skaerm.tegn else " | ").join([linje] * spalter).rstrip() for linje in hoved]
    for nr in range(hoejde):
        *foran, (sidste, rolle) = blok[nr::hoejde]
        dele = [skaerm.farvet(f"{tekst:<{bredde}}", r) for tekst, r in foran]
        ud.append((" │ " if skaerm.tegn else " | ").join([*dele, skaerm.farvet(sidste.rstrip(), rolle)]))
    return "\n".join(ud) + "\n"


def vis_hele_tabellen(t: Tabel, skaerm: Skaerm) -> str:
    """Return a table with every value; columns that do not fit the width are listed below their row.

    Columns without values are left out. A long text equal to that of the row above is not repeated if both rows have
    the same name. If only one column fits and only one is below it, each row is written as ``name: value``.
    """
    if not t.raekker:
        return skaerm.afsnit(t.tom, "  ") if t.tom else ""
    t = t.uden_tomme()
    u = _udlaeg(t, skaerm.bredde - _tegnbredde(t, skaerm), kort=False)
    if len(u.valgte) == len(u.under) == 1 and not t.stande and t.sum is None:
        return "".join(skaerm.afsnit(f"{navn}: {vaerdi}", "  ", 4) for navn, vaerdi in u.celler)
    ud = [f"{linje.rstrip()}\n" for linje in _hoved(u, skaerm)]
    for nr in range(len(t.raekker)):
        if nr in t.streger:
            ud.append(f"{_streg(t.streger[nr], skaerm.bredde, skaerm)}\n")
        linje = _linje(u, nr, skaerm).rstrip()
        if linje:
            ud.append(skaerm.farvet(linje, _rolle(t, nr)) + "\n")
        ud += _under(u, u.celler[nr], skaerm, u.celler[nr - 1] if nr else None)
    if t.sum is not None:
        sum_ = [vis_celle(k.art, c) for k, c in zip(t.kolonner, t.sum, strict=True)]
        ud.append(skaerm.farvet(" " * _tegnbredde(t, skaerm) + _raekke(u, sum_), fed=True).rstrip() + "\n")
        ud += _under(u, sum_, skaerm)
    return "".join(ud)


def _under(u: _Udlagt, celler: list[str], skaerm: Skaerm, foer: list[str] | None = None) -> list[str]:
    """Return the lines below a row: short values together on a line, each long text on lines of its own.

    ``foer``: the row above. If it has the same name, long texts equal to its texts are left out.
    """
    samme = foer if foer is not None and foer[0] == celler[0] else None
    ud, korte = [], list[str]()
    for k in u.under:
        if not celler[k] or (samme is not None and samme[k] == celler[k] and len(celler[k]) > _KORT):
            continue
        tekst = f"{u.t.kolonner[k].titel}: {celler[k]}"
        if len(celler[k]) <= _KORT:
            korte.append(tekst)
            continue
        if korte:
            ud.append(skaerm.afsnit("; ".join(korte), "     "))
            korte = []
        ud.append(skaerm.afsnit(tekst, "     ", 7))
    return [*ud, skaerm.afsnit("; ".join(korte), "     ")] if korte else ud


def _udlaeg(t: Tabel, bredde: int, *, kort: bool) -> _Udlagt:
    """Choose columns while they fit: first those that identify the row, then the others by importance (``niveau``).

    ``kort``: texts may be cut; otherwise a column with long texts is listed below the row.
    """
    celler = [
        [" ".join(vis_sikkert(vis_celle(k.art, c), 10_000).split()) for k, c in zip(t.kolonner, r, strict=True)]
        for r in t.raekker
    ]
    alle = celler if t.sum is None else [*celler, [vis_celle(k.art, c) for k, c in zip(t.kolonner, t.sum, strict=True)]]
    hele = [max(map(len, (*k.titel.split(), *(r[nr] for r in alle))), default=0) for nr, k in enumerate(t.kolonner)]
    mindst = [_mindst(k, hel) if kort else hel for k, hel in zip(t.kolonner, hele, strict=True)]
    # The marks say how a row came out.
    mulige = [nr for nr, k in enumerate(t.kolonner) if not (t.stande and k.titel == "Udfald")]
    if not kort:
        mulige = [nr for nr in mulige if hele[nr] <= _LAENGST]
    bredder: dict[int, int] = {}
    rest = bredde + _LUFT
    for nr in sorted(mulige, key=lambda nr: (nr >= t.laast, t.kolonner[nr].niveau)):
        sammen = t.kolonner[nr].sammen
        gruppe = [x for x in mulige if t.kolonner[x].sammen == sammen] if sammen else [nr]
        if nr != gruppe[0]:
            # Decided with the first of its group.
            continue
        plads = sum(mindst[x] + _LUFT for x in gruppe)
        if plads <= rest:
            bredder |= {x: mindst[x] for x in gruppe}
            rest -= plads
        elif not kort:
            # Related columns, such as one for each year, are not separated.
            break
    valgte = sorted(bredder)
    for nr in valgte:
        mere = min(rest, hele[nr] - bredder[nr])
        bredder[nr] += mere
        rest -= mere
    titler = {nr: max(bredder[nr], len(t.kolonner[nr].titel)) for nr in valgte}
    if sum(titler.values()) - sum(bredder.values()) <= rest:
        # Every title fits on one line.
        bredder = titler
    return _Udlagt(t, celler, valgte, bredder, [nr for nr in range(len(t.kolonner)) if nr not in bredder])


def _mindst(kolonne: Tabelkolonne, hele: int) -> int:
    """Return the least width of a column whose full width is ``hele``: numbers and the title's words are not cut."""
    ord_ = max(map(len, kolonne.titel.split()), default=0)
    return hele if kolonne.er_tal else min(hele, max(_MINDST, ord_))


def _tegnbredde(t: Tabel, skaerm: Skaerm) -> int:
    return (2 if skaerm.tegn else 4) if t.stande else 0


def _rolle(t: Tabel, raekke: int) -> str | None:
    return _TEGN[t.stande[raekke]][2] if t.stande else None


def _hoved(u: _Udlagt, skaerm: Skaerm) -> list[str]:
    """Return the column titles, wrapped to as many lines as they need and aligned at the bottom."""
    brudt = {nr: textwrap.wrap(u.t.kolonner[nr].titel, u.bredder[nr]) or [""] for nr in u.valgte}
    hoejde = max(map(len, brudt.values()), default=0)
    foran = " " * _tegnbredde(u.t, skaerm)
    linjer = []
    for i in range(hoejde):
        dele = ["" if i < hoejde - len(brudt[nr]) else brudt[nr][i - hoejde + len(brudt[nr])] for nr in u.valgte]
        linjer.append(foran + _stil_op(u, dele))
    return linjer


def _linje(u: _Udlagt, raekke: int, skaerm: Skaerm) -> str:
    tegn = ""
    if u.t.stande:
        tegn = _TEGN[u.t.stande[raekke]][0 if skaerm.tegn else 1] + " "
    return tegn + _raekke(u, u.celler[raekke])


def _raekke(u: _Udlagt, celler: list[str]) -> str:
    return _stil_op(u, [celler[nr] for nr in u.valgte])


def _stil_op(u: _Udlagt, dele: list[str]) -> str:
    """Join cells side by side, numbers right-aligned; a text that is too long is cut."""
    ud = []
    for nr, tekst in zip(u.valgte, dele, strict=True):
        b = u.bredder[nr]
        vist = tekst if len(tekst) <= b else tekst[: b - 1] + "…"
        ud.append(f"{vist:>{b}}" if u.t.kolonner[nr].er_tal else f"{vist:<{b}}")
    return (" " * _LUFT).join(ud)


def _streg(tekst: str, bredde: int, skaerm: Skaerm) -> str:
    """Return a budget line across the table."""
    return f" {med_lille(tekst)} ".center(bredde, "─" if skaerm.tegn else "-")
