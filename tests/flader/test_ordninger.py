"""Packs for other schemes of the sources: their pages are up to date, and the rule language covers them."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ansoegning import load_regelsaet, tjek
from ansoegning.indlaes.regelsaet import find_pakker
from ansoegning.skriv.betingelser import i_ord
from ansoegning.skriv.projektmappe import skriv_projektmappe
from ansoegning.vaerksted.muter import muter
from ansoegning.vaerksted.proev import proev
from hjaelp import trafiklys, udfald_2020
from hjaelp.alle_flader import kommando
from hjaelp.kilder import KILDER, med_kilder
from hjaelp.puljer import DATA
from hjaelp.steder import ROD


def test_trafiklysets_side_er_som_programmet_regner() -> None:
    ventet = trafiklys.siden()
    assert trafiklys.SIDE.read_text(encoding="utf-8") == ventet, "kør: PYTHONPATH=tests python -m hjaelp.trafiklys"


def test_udfaldets_side_er_som_programmet_regner() -> None:
    ventet = udfald_2020.siden()
    assert udfald_2020.SIDE.read_text(encoding="utf-8") == ventet, "kør: PYTHONPATH=tests python -m hjaelp.udfald_2020"


@med_kilder
def test_udfaldet_er_tabellens() -> None:
    fundet = {
        (p.kommune.kode, p.kommune.navn, p.gruppe, p.beregnet["puljen"])
        for p in udfald_2020.udfaldet().projekter
        if p.kommune is not None and p.beregnet is not None
    }
    ventet = {(r["kode"], r["navn"], r["region"], int(r["tildelt_mio_kr"]) * 1_000_000) for r in udfald_2020.tabellen()}
    assert fundet == ventet
    assert len(fundet) == 17


@med_kilder
def test_trafiklyset_er_regnet_paa_tabellens_tal() -> None:
    (hoved, *linjer) = (KILDER / "resultatkontrakt-2023.csv").read_text(encoding="utf-8").splitlines()
    assert hoved == "nr,maal,maaltal,realiseret,enhed"
    data, svar = load_regelsaet(trafiklys.PULJE), tjek(trafiklys.FIL)
    realiseret = {k.id: k.fakta[f"realiseret_{k.id[1:]}"] for k in svar.kriterier}
    assert len(linjer) == len(svar.kriterier) == 20
    for linje in linjer:
        nr, _, maaltal, tal, _ = linje.split(",")
        assert data.parametre[f"maal_{nr}"] == Decimal(maaltal)
        assert realiseret[f"M{nr}"] == (Decimal(tal) if tal else None)


def test_lyset_kan_vende_og_et_maal_kan_vaere_uden_tal() -> None:
    assert proev("trafiklys", regler=DATA).afvigelser == ()
    assert muter("trafiklys", regler=DATA).overlevende == ()


def test_batch_svarer_ikke_paa_raekker_hvor_intet_kan_regnes_af_dem(tmp_path: Path) -> None:
    """Criteria over periods cannot be judged row by row: each row alone would seem to be within the limit."""
    ind, ud = tmp_path / "ind.jsonl", tmp_path / "ud.csv"
    ind.write_text('{"dag": "01/01/2024", "arbejdstimer": 8, "hjemmetimer": 8}\n', encoding="utf-8")
    kode, tekst = kommando("batch", str(ind), "-o", str(ud), "--pulje", "hjemmearbejde-oeresund")
    assert kode == 2
    assert "H1 regnes af hele ansøgningen. Brug »ansoegning tjek«" in tekst
    assert not ud.exists()
    filer = sorted((ROD / "samples" / "hjemmearbejde-oeresund").glob("*.yaml"))
    kode, tekst = kommando("tjek", *map(str, filer), "--format", "json")
    assert kode == 1
    assert [svar["resultat"] for svar in json.loads(tekst)] == ["overholdt", "overskredet"]


@pytest.mark.parametrize("pulje", sorted(find_pakker(None)))
def test_hver_ordning_har_en_projektmappe_med_kriterierne_i_ord(pulje: str) -> None:
    regelsaet = load_regelsaet(pulje)
    bog = openpyxl.load_workbook(io.BytesIO(skriv_projektmappe(regelsaet)))
    celler = {str(c.value) for ark in bog.worksheets for raekke in ark.iter_rows() for c in raekke if c.value}
    for k in regelsaet.kriterier:
        assert any(k.data.id == c or c.startswith(f"{k.data.id} ") for c in celler)


def test_en_betingelse_over_perioder_er_i_ord() -> None:
    (kriterium,) = load_regelsaet("hjemmearbejde-oeresund").kriterier
    regelsaet = load_regelsaet("hjemmearbejde-oeresund")
    assert i_ord(regelsaet, kriterium.krav) == (
        "for alle perioder på 3 måneder gælder: »timerne hjemme« er højst 50 pct. × »timerne i alt«"
    )
    assert i_ord(regelsaet, kriterium.forbehold[0].naar) == "antallet af perioder på 3 måneder er 0"
    side = (ROD / "rules" / "hjemmearbejde-oeresund" / "OVERSIGT.md").read_text("utf-8")
    i_ordene = [linje for linje in side.splitlines() if linje.strip().startswith("- i ord:")]
    assert i_ordene
    assert not any("glidende" in linje or "timer\\_" in linje for linje in i_ordene)


@pytest.mark.parametrize(
    ("fil", "skrives_under"), [("laanepulje-2020/ikast-brande", False), ("botilbud-2025-26/klar", True)]
)
def test_kun_et_skema_skrives_under(fil: str, skrives_under: bool, tmp_path: Path) -> None:
    kommando("skriv", str(ROD / "samples" / f"{fil}.yaml"), "-o", str(tmp_path), "--som", "print")
    (side,) = tmp_path.glob("*-print.html")
    tekst = side.read_text("utf-8")
    assert ("<div>Underskrift</div>" in tekst) is skrives_under
    assert ("Kvitteringen er den udskrift, indtast.dk selv viser" in tekst) is skrives_under
