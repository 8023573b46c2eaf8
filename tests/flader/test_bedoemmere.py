"""Points that two assessors give together, and budgets of which a row has one: lists, letters, tables, the page."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from ansoegning.cli.gruppe import koer_kommando
from hjaelp.puljer import DATA

HUS = """\
pulje: kulturhuse
ansoeger: {navn}
indsendt: 15/01/2026
medlemmer: 60
stoette_2023: 0
stoette_2024: 0
stoette_2025: 0
indsatser:
  - betegnelse: Salen
    prioritet: 1
    art: drift
    landsdel: nord
    sted: {sted}
    aabent: alle
    areal: 400
    start: 01/05/2026
    slut: 31/08/2026
    udgift: 800.000
    kontant: 320.000
    frivillige: 0
    soegt: 400.000
    aabningstimer: 50
    samarbejde: kommunen
"""
VURDERINGER = """\
vurderinger:
  - {ansoeger: Asta, indsats: 1, fakta: kvalitet_1, vaerdi: 8, begrundelse: Godt., af: AB, dato: 01/03/2026}
  - {ansoeger: Asta, indsats: 1, fakta: kvalitet_2, vaerdi: 7, begrundelse: Godt., af: CD, dato: 01/03/2026}
  - {ansoeger: Bo, indsats: 1, fakta: kvalitet_1, vaerdi: 8, begrundelse: Godt., af: AB, dato: 01/03/2026}
  - {ansoeger: Bo, indsats: 1, fakta: kvalitet_2, vaerdi: 3, begrundelse: Svagt., af: CD, dato: 01/03/2026}
"""
AFGOERELSER = """\
afgoerelser:
  - {ansoeger: Asta, indsats: 1, udfald: tilsagn, begrundelse: Mange point., af: AB, dato: 01/04/2026}
"""
REGLER = ("--regler", str(DATA))


@pytest.fixture
def runde(tmp_path: Path) -> Path:
    mappe = tmp_path / "runde"
    mappe.mkdir()
    for navn, sted in (("Asta", "oe"), ("Bo", "ellers_hvor")):
        (mappe / f"{navn}.yaml").write_text(HUS.format(navn=navn, sted=sted), encoding="utf-8")
    (tmp_path / "vurderinger.yaml").write_text(VURDERINGER, encoding="utf-8")
    (tmp_path / "afgoerelser.yaml").write_text(AFGOERELSER, encoding="utf-8")
    return tmp_path


def _koer(*argumenter: str, svar: int = 0) -> None:
    assert koer_kommando([*argumenter, *REGLER]) == svar


def test_en_andel_rundes_ikke_op_til_det_den_skal_vaere(runde: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The condition multiplies the expense by the share required; 29,99 of 100 is not shown as 30 pct."""
    fil = runde / "runde" / "Bo.yaml"
    rettet = fil.read_text("utf-8").replace("800.000", "750.150").replace("320.000", "225.044")
    fil.write_text(rettet, encoding="utf-8")
    _koer("tjek", str(fil), svar=1)
    vist = " ".join(capsys.readouterr().out.split())
    assert "Medfinansieringen er 225.044 kr., knap 30 pct. af udgiften på 750.150 kr. Den skal være mindst 30" in vist


def test_en_tredje_bedoemmer_mangler(runde: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _koer("rangliste", str(runde / "runde"), "--vurderinger", str(runde / "vurderinger.yaml"))
    vist = " ".join(capsys.readouterr().out.split())
    assert "Asta" in vist
    assert "(Kan ikke få point, før »Kvalitet« er vurderet)" in vist


def test_brevet_naevner_bedoemmernes_point_som_noget_der_ikke_kommer_fra_ansoegeren(runde: Path) -> None:
    valg = ("--vurderinger", str(runde / "vurderinger.yaml"), "--afgoerelser", str(runde / "afgoerelser.yaml"))
    _koer("breve", str(runde / "runde"), *valg, "-o", str(runde / "breve"))
    brev = (runde / "breve" / "afgørelse Asta.txt").read_text(encoding="utf-8")
    assert "- Indsats 1: »Kvalitet« er vurderet til 7,5." in brev
    # The assessors have not finished with the other application, and its applicant is asked nothing.
    assert not (runde / "breve" / "anmodning Bo.txt").exists()


def test_ingen_kolonne_hedder_det_samme_som_en_anden(runde: Path) -> None:
    hoved = ["ansoeger", "indsendt", "medlemmer", "betegnelse", "prioritet", "art", "samarbejde"]
    (runde / "ind.csv").write_text(f"{';'.join(hoved)}\nAsta;15/01/2026;60;Salen;1;drift;intet\n", encoding="utf-8")
    _koer("batch", str(runde / "ind.csv"), "-o", str(runde / "ud.csv"), "--pulje", "kulturhuse", "--rangliste")
    with (runde / "ud.rangliste.csv").open(encoding="utf-8-sig", newline="") as fil:
        kolonner = next(csv.reader(fil, delimiter=";"))
    assert len(set(kolonner)) == len(kolonner)
    # The order's key »Point i alt« and the total of the points.
    assert {"point_i_alt_n2", "point_i_alt"} <= set(kolonner)


def test_siden_om_regelsaettet_siger_puljens_ord_om_det_hoejeste(capsys: pytest.CaptureFixture[str]) -> None:
    _koer("regler", "oversigt", "kulturhuse")
    vist = capsys.readouterr().out
    assert "Foreninger får hver i alt højst 600.000 kr. (det højeste beløb til én forening)." in vist


def test_en_sum_over_raekker_viser_ingen_enkelt_raekkes_tal(runde: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Inside a sum a fact has a value for each row, so the name stands alone; outside, it has its value."""
    regler = runde / "regler" / "kulturhuse"
    shutil.copytree(DATA / "kulturhuse", regler)
    fil = regler / "kriterier.yaml"
    loftet = "stoette_i_alt <= stoetteloft × eurokurs"
    tekst = fil.read_text("utf-8").replace(loftet, f"{loftet} og soegt <= sum(soegt for indsatser)")
    fil.write_text(tekst, encoding="utf-8")
    assert koer_kommando(["tjek", str(runde / "runde" / "Bo.yaml"), "--hvorfor", "--regler", str(regler)]) == 0
    vist = " ".join(capsys.readouterr().out.split())
    assert "beløbet der søges om (400.000 kr.) er højst (summen af beløbet der søges om for alle indsatser)? ja" in vist
