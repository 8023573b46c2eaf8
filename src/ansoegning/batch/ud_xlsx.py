"""Write the answer as a workbook with one sheet of rows and one of totals, streaming the rows."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from ..fejl import BrugsFejl, vis_sikkert
from ..model.visning import vis_tal
from ..skriv.arkskriver import VEJLEDENDE, Arkskriver
from .db import navn
from .ud import Udkolonne

if TYPE_CHECKING:
    import duckdb

# The rows of an Excel sheet, without the header row.
HOEJST_RAEKKER = 1_048_575
_HOEJST_TEGN = 32_767
_PORTION = 2_000
# Excel stores 15 significant digits; a number with more is written as text.
_SIKRE_CIFRE = 15
# Excel's date system is wrong before this date (it has a 29 February 1900); earlier dates are written as text.
_FOERSTE_DAG = date(1900, 3, 1)
# The most columns that are kept in view.
_HOEJST_LAAST = 5
_HOEJST_BREDDE = 34
# Characters on an upright A4 page, in a wide font too; and the height of a line in points.
_BREDDE_PAA_SIDE, _LINJEHOEJDE = 76, 15
_BREDDER = {"begrundelse": 80, "skema": 40, "mangler": 30, "grundlag": 30, "navn": 30}


def kontroller_antal(raekker: int, ud: str) -> None:
    """Raise BrugsFejl if one sheet cannot hold this many rows."""
    if raekker > HOEJST_RAEKKER:
        raise BrugsFejl(
            f"{vis_sikkert(ud, 200)}: der er {vis_tal(raekker)} rækker, og et ark i Excel kan højst have "
            f"{vis_tal(HOEJST_RAEKKER)}. Skriv svaret som .csv eller .parquet."
        )


class Bog(Arkskriver):
    """A workbook of rows with values of any type."""

    def celle(self, ark: Any, r: int, k: int, v: Any) -> None:
        """Write a value with its own type.

        Text is never a formula; a number that would lose digits is written as text.
        """
        match v:
            case None | "":
                return
            case bool():
                self.tekst(ark, r, k, "ja" if v else "nej", self.format())
            case int() if abs(v) < 10**_SIKRE_CIFRE:
                ark.write_number(r, k, v)
            case Decimal() if v.is_finite() and len(v.normalize().as_tuple().digits) <= _SIKRE_CIFRE:
                ark.write_number(r, k, v)
            case date() if not isinstance(v, datetime) and v >= _FOERSTE_DAG:
                ark.write_datetime(r, k, v, self.format(num_format="dd/mm/yyyy"))
            case float() if isfinite(v):
                ark.write_number(r, k, v)
            case date() if not isinstance(v, datetime):
                self.tekst(ark, r, k, f"{v:%d/%m/%Y}", self.format())
            case list():
                self.tekst(ark, r, k, "; ".join(map(_i_liste, v)), self.format())
            case Decimal():
                self.tekst(ark, r, k, f"{v:f}".replace(".", ","), self.format())
            case _:
                self.tekst(ark, r, k, str(v), self.format())


def _i_liste(tekst: str) -> str:
    """Return an element of a list, quoted if it would otherwise be read back as several."""
    if any(t in tekst for t in ";\n\r") or tekst.startswith('"') or tekst.strip() != tekst:
        return '"' + tekst.replace('"', '""') + '"'
    return tekst


def skriv_bog(con: duckdb.DuckDBPyConnection, kolonner: Sequence[Udkolonne], fra: str, sti: Path, titel: str) -> Bog:
    """Write the rows in order. Returns the workbook, to which ``faerdig`` adds the totals.

    Raises BrugsFejl if a text is longer than a cell can hold.
    """
    bog = Bog(titel, sti)
    ark = bog.bog.add_worksheet("Svar")
    # The answers are far to the right; the name of the row stays in view beside them.
    foerste = [kolonne.navn for kolonne in kolonner[:_HOEJST_LAAST]]
    ark.freeze_panes(1, foerste.index("navn") + 1 if "navn" in foerste else 1)
    ark.set_landscape()
    ark.repeat_rows(0)
    for k, kolonne in enumerate(kolonner):
        # A column is wide enough for its name and the arrow of the filter.
        ark.set_column(k, k, _BREDDER.get(kolonne.navn, min(max(len(kolonne.navn) + 4, 12), _HOEJST_BREDDE)))
        bog.tekst(ark, 0, k, kolonne.navn, bog.format(bold=True))
    svar = con.execute(f"SELECT {', '.join(f'{k.sql} AS {navn(k.navn)}' for k in kolonner)} FROM {fra}")
    try:
        antal = _skriv_raekker(bog, ark, [k.navn for k in kolonner], svar)
    except BaseException:
        # XlsxWriter's temporary file of row data.
        ark.row_data_fh.close()
        raise
    ark.autofilter(0, 0, max(antal, 1), len(kolonner) - 1)
    return bog


def _skriv_raekker(bog: Bog, ark: Any, navne: Sequence[str], svar: duckdb.DuckDBPyConnection) -> int:
    r = 0
    while portion := svar.fetchmany(_PORTION):
        for raekke in portion:
            r += 1
            for k, v in enumerate(raekke):
                if isinstance(v, str) and len(v) * 2 > _HOEJST_TEGN and len(v.encode("utf-16-le")) // 2 > _HOEJST_TEGN:
                    raise BrugsFejl(
                        f"Række {vis_tal(raekke[0])}, {vis_sikkert(navne[k], 60)}: teksten er længere, end en celle i "
                        "Excel kan rumme (32.767 tegn). Skriv svaret som .csv eller .parquet."
                    )
                bog.celle(ark, r, k, v)
    return r


def faerdig(bog: Bog, totaler: str) -> None:
    """Add the totals as a separate sheet, and close the workbook."""
    ark = bog.bog.add_worksheet("Totaler")
    ark.set_paper(9)
    # As wide as a page, because a wider column is cut off when it is printed.
    ark.set_column(0, 0, _BREDDE_PAA_SIDE)
    for r, linje in enumerate([VEJLEDENDE, "", *totaler.splitlines()]):
        # Without a height, some programs draw wrapped lines on top of the next row.
        ark.set_row(r, _LINJEHOEJDE * max(1, len(wrap(linje, _BREDDE_PAA_SIDE))))
        bog.tekst(ark, r, 0, linje, bog.format(text_wrap=True, valign="top"))
    bog.bog.close()
