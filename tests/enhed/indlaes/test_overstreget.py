"""What a cell shows struck through is neither a value nor nothing: an error with its place, wherever it is read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped] # ships no types

from hjaelp.batchkoersel import afviste, bestil, csv_af
from hjaelp.ret_projektmappe import PULJE, laes

pytestmark = pytest.mark.tung

BESKED = "Noget i cellen er overstreget. Slet det, eller fjern overstregningen."


def _bog(form: str, *, i_raekken: bool) -> bytes:
    """A workbook of ours (or a table) with one project, whose share and cost are written in one of the forms."""
    ud = io.BytesIO()
    # Without shared strings, xlsxwriter writes each text in its cell.
    bog = xlsxwriter.Workbook(ud, {"constant_memory": form.endswith("i cellen")})
    streg, fed = bog.add_format({"font_strikeout": True}), bog.add_format({"bold": True})
    if i_raekken:
        ark = bog.add_worksheet("Svarene")
        for r, raekke in enumerate((["Oplysning", "Svar"], ["Pulje", PULJE], ["Kommunen", "Odense"])):
            ark.write_row(r, 0, raekke)
    ark = bog.add_worksheet("Projekter")
    ark.write_row(0, 0, ["navn", "andel_andre", *([] if i_raekken else ["kommune"])])
    ark.write_string(1, 0, "Et")
    match form.removesuffix(" i cellen"):
        case "tal":
            ark.write_number(1, 1, 31, streg)
        case "tekst":
            ark.write_string(1, 1, "31", streg)
        case "del":
            ark.write_rich_string(1, 1, streg, "2", fed, "31")
        case "fed":
            ark.write_rich_string(1, 1, fed, "3", "1")
        case "blankt":
            ark.write_rich_string(1, 1, fed, "31", streg, " ")
        case "tom":
            ark.write_blank(1, 1, None, streg)
    if not i_raekken:
        ark.write_string(1, 2, "Odense")
    bog.close()
    return ud.getvalue()


FORMER = ["tal", "tekst", "del", "tekst i cellen", "del i cellen"]
LAESES = {"fed": "31,00", "fed i cellen": "31,00", "blankt": "31,00", "tom": ""}


@pytest.mark.parametrize("form", FORMER)
def test_det_overstregede_er_en_fejl(form: str, tmp_path: Path) -> None:
    """Without it a struck 2 before 31 was read as 231, and a struck row as a project."""
    a = laes(_bog(form, i_raekken=True))
    (mangel,) = a.vaerdimangler
    assert mangel.besked.endswith(BESKED)
    assert mangel.sted.celle == "Projekter!B2"
    assert "andel_andre" not in a.raekker["projekter"][0]
    (tmp_path / "t.xlsx").write_bytes(_bog(form, i_raekken=False))
    bestil(tmp_path / "t.xlsx", tmp_path / "ud.csv")
    (r,) = afviste(tmp_path / "ud.csv")
    assert (r["raekke"], r["kolonne"], r["aarsag"]) == ("1", "andel_andre", BESKED)


@pytest.mark.parametrize("form", LAESES)
def test_det_der_ikke_er_overstreget_laeses(form: str, tmp_path: Path) -> None:
    assert not laes(_bog(form, i_raekken=True)).vaerdimangler
    (tmp_path / "t.xlsx").write_bytes(_bog(form, i_raekken=False))
    bestil(tmp_path / "t.xlsx", tmp_path / "ud.csv")
    assert [r["andel_andre"] for r in csv_af(tmp_path / "ud.csv")] == [LAESES[form]]
