"""Show the documents' tables in the terminal, with as many columns as the width allows."""

from __future__ import annotations

import textwrap

from ..fejl import vis_sikkert
from ..model.visning import med_lille
from ..skriv.tabel import Stand, Tabel, Tabelkolonne, vis_celle
from ..system.dataklasse import dataklasse
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


@dataklasse(frozen=True, slots=True)
class _Udlagt:
    """The layout of a table: cells as text, the columns side by side with their widths, and those below the rows."""

    t: Tabel
    celler: list[list[str]]
    valgte: list[int]
    bredder: dict[int, int]
    under: list[int]


def vis_tabel(tabel: Tabel, skaerm: Skaerm, *, spalter: int = 1) -> str:
    """Show a table without the columns that do not fit; long texts are cut. ``spalter``: the number of row columns."""
    if not tabel.raekker:
        return skaerm.afsnit(tabel.tom, "  ") if tabel.tom else ""
    bredde = (skaerm.bredde - 3 * (spalter - 1)) // spalter
    udlagt = _udlaeg(tabel, bredde - _tegnbredde(tabel, skaerm), kort=True)
    blok = [(_linje(udlagt, nr, skaerm), _rolle(tabel, nr)) for nr in range(len(tabel.raekker))]
    for nr in sorted(tabel.streger, reverse=True):
        blok.insert(nr, (_streg(tabel.streger[nr], bredde, skaerm), None))
    hoejde = -(-len(blok) // spalter)
    hoved = _hoved(udlagt, skaerm)
    ud = [(" │ " if skaerm.tegn else " | ").join([f"{linje:<{bredde}}"] * spalter).rstrip() for linje in hoved]
    for nr in range(hoejde):
        *foran, (sidste, rolle) = blok[nr::hoejde]
        dele = [skaerm.farvet(f"{tekst:<{bredde}}", r) for tekst, r in foran]
        ud.append((" │ " if skaerm.tegn else " | ").join([*dele, skaerm.farvet(sidste.rstrip(), rolle)]))
    return "\n".join(ud) + "\n"


def viste_kolonner(tabel: Tabel, skaerm: Skaerm, spalter: int = 1) -> list[Tabelkolonne]:
    """Return the columns that ``vis_tabel`` has room for."""
    bredde = (skaerm.bredde - 3 * (spalter - 1)) // spalter
    udlagt = _udlaeg(tabel, bredde - _tegnbredde(tabel, skaerm), kort=True)
    return [tabel.kolonner[nr] for nr in udlagt.valgte]


def vis_hele_tabellen(tabel: Tabel, skaerm: Skaerm) -> str:
    """Return a table with every value; columns that do not fit the width are listed below their row.

    Columns without values are left out. A long text equal to that of the row above is not repeated if both rows have
    the same name. If only one column fits and only one is below it, each row is written as ``name: value``.
    """
    if not tabel.raekker:
        return skaerm.afsnit(tabel.tom, "  ") if tabel.tom else ""
    tabel = tabel.uden_tomme()
    udlagt = _udlaeg(tabel, skaerm.bredde - _tegnbredde(tabel, skaerm), kort=False)
    if len(udlagt.valgte) == len(udlagt.under) == 1 and not tabel.stande and tabel.sum is None:
        return "".join(skaerm.afsnit(f"{navn}: {vaerdi}", "  ", 4) for navn, vaerdi in udlagt.celler)
    ud = [f"{linje.rstrip()}\n" for linje in _hoved(udlagt, skaerm)]
    for nr in range(len(tabel.raekker)):
        if nr in tabel.streger:
            ud.append(f"{_streg(tabel.streger[nr], skaerm.bredde, skaerm)}\n")
        linje = _linje(udlagt, nr, skaerm).rstrip()
        if linje:
            ud.append(skaerm.farvet(linje, _rolle(tabel, nr)) + "\n")
        ud += _under(udlagt, udlagt.celler[nr], skaerm, udlagt.celler[nr - 1] if nr else None)
    if tabel.sum is not None:
        sum_ = [vis_celle(k.art, c) for k, c in zip(tabel.kolonner, tabel.sum, strict=True)]
        ud.append(skaerm.farvet(" " * _tegnbredde(tabel, skaerm) + _raekke(udlagt, sum_), fed=True).rstrip() + "\n")
        ud += _under(udlagt, sum_, skaerm)
    return "".join(ud)


def _under(udlagt: _Udlagt, celler: list[str], skaerm: Skaerm, foer: list[str] | None = None) -> list[str]:
    """Return the lines below a row: short values together on a line, each long text on lines of its own.

    ``foer``: the row above. If it has the same name, long texts equal to its texts are left out.
    """
    samme = foer if foer is not None and foer[0] == celler[0] else None
    ud, korte = [], list[str]()
    for k in udlagt.under:
        if not celler[k] or (samme is not None and samme[k] == celler[k] and len(celler[k]) > _KORT):
            continue
        tekst = f"{udlagt.t.kolonner[k].titel}: {celler[k]}"
        if len(celler[k]) <= _KORT:
            korte.append(tekst)
            continue
        if korte:
            ud.append(skaerm.afsnit("; ".join(korte), "     "))
            korte = []
        ud.append(skaerm.afsnit(tekst, "     ", 7))
    return [*ud, skaerm.afsnit("; ".join(korte), "     ")] if korte else ud


def _udlaeg(tabel: Tabel, bredde: int, *, kort: bool) -> _Udlagt:
    """Choose columns while they fit: first those that identify the row, then the others by importance (``niveau``).

    ``kort``: texts may be cut; otherwise a column with long texts is listed below the row.
    """
    celler = [
        [" ".join(vis_sikkert(vis_celle(k.art, c), 10_000).split()) for k, c in zip(tabel.kolonner, r, strict=True)]
        for r in tabel.raekker
    ]
    alle = (
        celler
        if tabel.sum is None
        else [*celler, [vis_celle(k.art, c) for k, c in zip(tabel.kolonner, tabel.sum, strict=True)]]
    )
    hele = [max(map(len, (*k.titel.split(), *(r[nr] for r in alle))), default=0) for nr, k in enumerate(tabel.kolonner)]
    mindst = [_mindst(k, hel) if kort else hel for k, hel in zip(tabel.kolonner, hele, strict=True)]
    # The marks say how a row came out.
    mulige = [nr for nr, k in enumerate(tabel.kolonner) if not (tabel.stande and k.titel == "Udfald")]
    if not kort:
        mulige = [nr for nr in mulige if hele[nr] <= _LAENGST]
    bredder: dict[int, int] = {}
    rest = bredde + _LUFT
    for nr in sorted(mulige, key=lambda nr: (nr >= tabel.laast, tabel.kolonner[nr].niveau)):
        sammen = tabel.kolonner[nr].sammen
        gruppe = [x for x in mulige if tabel.kolonner[x].sammen == sammen] if sammen else [nr]
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
    titler = {nr: max(bredder[nr], len(tabel.kolonner[nr].titel)) for nr in valgte}
    if sum(titler.values()) - sum(bredder.values()) <= rest:
        # Every title fits on one line.
        bredder = titler
    return _Udlagt(tabel, celler, valgte, bredder, [nr for nr in range(len(tabel.kolonner)) if nr not in bredder])


def _mindst(kolonne: Tabelkolonne, hele: int) -> int:
    """Return the least width of a column whose full width is ``hele``: numbers and the title's words are not cut."""
    ord_ = max(map(len, kolonne.titel.split()), default=0)
    return hele if kolonne.er_tal else min(hele, max(_MINDST, ord_))


def _tegnbredde(tabel: Tabel, skaerm: Skaerm) -> int:
    return (2 if skaerm.tegn else 4) if tabel.stande else 0


def _rolle(tabel: Tabel, raekke: int) -> str | None:
    return _TEGN[tabel.stande[raekke]][2] if tabel.stande else None


def _hoved(udlagt: _Udlagt, skaerm: Skaerm) -> list[str]:
    """Return the column titles, wrapped to as many lines as they need and aligned at the bottom."""
    brudt = {nr: textwrap.wrap(udlagt.t.kolonner[nr].titel, udlagt.bredder[nr]) or [""] for nr in udlagt.valgte}
    hoejde = max(map(len, brudt.values()), default=0)
    foran = " " * _tegnbredde(udlagt.t, skaerm)
    linjer = []
    for i in range(hoejde):
        dele = ["" if i < hoejde - len(brudt[nr]) else brudt[nr][i - hoejde + len(brudt[nr])] for nr in udlagt.valgte]
        linjer.append(foran + _stil_op(udlagt, dele))
    return linjer


def _linje(udlagt: _Udlagt, raekke: int, skaerm: Skaerm) -> str:
    tegn = ""
    if udlagt.t.stande:
        tegn = _TEGN[udlagt.t.stande[raekke]][0 if skaerm.tegn else 1] + " "
    return tegn + _raekke(udlagt, udlagt.celler[raekke])


def _raekke(udlagt: _Udlagt, celler: list[str]) -> str:
    return _stil_op(udlagt, [celler[nr] for nr in udlagt.valgte])


def _stil_op(udlagt: _Udlagt, dele: list[str]) -> str:
    """Join cells side by side, numbers right-aligned; a text that is too long is cut."""
    ud = []
    for nr, tekst in zip(udlagt.valgte, dele, strict=True):
        b = udlagt.bredder[nr]
        vist = tekst if len(tekst) <= b else tekst[: b - 1] + "…"
        ud.append(f"{vist:>{b}}" if udlagt.t.kolonner[nr].er_tal else f"{vist:<{b}}")
    return (" " * _LUFT).join(ud)


def _streg(tekst: str, bredde: int, skaerm: Skaerm) -> str:
    """Return a budget line across the table."""
    return f" {med_lille(tekst)} ".center(bredde, "─" if skaerm.tegn else "-")
