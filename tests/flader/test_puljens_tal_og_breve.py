"""What the lists, papers and letters say of points, calculated amounts, unknown calculated facts, and no letters."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hjaelp.alle_flader import NATBUSSER, STIPENDIET, fladt, kommando, skriv_ansoegninger
from hjaelp.puljer import DATA
from hjaelp.side import side
from hjaelp.steder import ROD

REGLER = ("--regler", str(DATA))


def _natbusser(mappe: Path, *tilvalg: str) -> str:
    vurderinger = mappe / "vurderinger.yaml"
    vurderinger.write_text(NATBUSSER.vurderinger, encoding="utf-8")
    ind = skriv_ansoegninger(NATBUSSER, mappe)
    kode, tekst = kommando("rangliste", str(ind), *REGLER, "--vurderinger", str(vurderinger), *tilvalg)
    assert kode == 0, tekst
    return tekst


def test_det_pointene_slaas_op_efter_staar_i_listerne(tmp_path: Path) -> None:
    assert "Nætter (point): 30; Nætter: 6 nætter;" in fladt(_natbusser(tmp_path, "--fuldt"))
    fil = tmp_path / "r.xlsx"
    assert kommando("rangliste", str(tmp_path / "ind"), *REGLER, "-o", str(fil))[0] == 0


def test_den_korte_liste_har_hvert_kriteriums_point(tmp_path: Path) -> None:
    tekst = _natbusser(tmp_path)
    assert "1  Anker Bus A/S (opdigtet)/1 Alfa         30  20,769231       0,5      8" in tekst


def test_en_vaerdis_enhed_staar_i_kolonnens_hoved(tmp_path: Path) -> None:
    assert "Pris pr. passager (kr. pr. passager): 40" in fladt(_natbusser(tmp_path, "--fuldt"))


def test_det_ingen_soeger_om_hedder_ikke_soegt(tmp_path: Path) -> None:
    ind = skriv_ansoegninger(STIPENDIET, tmp_path)
    valg = (str(ind), *REGLER, "--dato", STIPENDIET.dato)
    for tilvalg in ((), ("--fuldt",)):
        _, tekst = kommando("rangliste", *valg, *tilvalg)
        assert "Efter reglerne (kr.)" in tekst
        # The pack itself says »Ansøgt« of a day.
        assert re.findall(r"(?i)\bsøgt\w*", tekst) == []
    for endelse in ("xlsx", "html", "docx"):
        assert kommando("rangliste", *valg, "-o", str(tmp_path / f"r.{endelse}"))[0] == 0
    bog = openpyxl.load_workbook(tmp_path / "r.xlsx")
    celler = [str(c.value) for ark in bog for raekke in ark.iter_rows() for c in raekke if c.value is not None]
    assert [c for c in celler if re.search(r"(?i)\bsøgt", c)] == []
    assert re.findall(r"(?i)\bsøgt\w*", (tmp_path / "r.html").read_text(encoding="utf-8")) == []
    _, oversigt = kommando("regler", "oversigt", STIPENDIET.pulje, *REGLER)
    assert "beløbet er »stipendiet« (`stipendium`)" in oversigt
    _, oversigt = kommando("regler", "oversigt", NATBUSSER.pulje, *REGLER)
    assert "der søges om »det søgte beløb« (`soegt`)" in oversigt


def _tjek(ansoegning: dict[str, Any], mappe: Path, *tilvalg: str) -> str:
    fil = mappe / "a.json"
    fil.write_text(json.dumps({"pulje": "studiestipendium", **ansoegning}), encoding="utf-8")
    return fladt(kommando("tjek", str(fil), *REGLER, *tilvalg)[1])


def test_et_regnet_faktum_siger_hvad_det_mangler(tmp_path: Path) -> None:
    uden = {"ansoeger": "Asta", "indsendt": "20/09/2026", "partner": True, "partnerindkomst": 1, "soeskende": 0}
    tekst = _tjek(uden, tmp_path, "--hvorfor", "--dato", "15/10/2026")
    assert "alderen (mangler »den studerendes fødselsdag«) er mindst 17 år" in tekst
    assert "husstandens indkomst (mangler »husstandens indkomst uden partneren«) er under" in tekst
    assert "dagen for den seneste tildeling (ikke oplyst) er ikke udfyldt? ja" in tekst
    # The branch of a condition that does not apply lacks nothing.
    alene = {"ansoeger": "Asta", "indsendt": "20/09/2026", "partner": False, "soeskende": 0}
    tekst = _tjek(alene, tmp_path, "--hvorfor", "--dato", "15/10/2026")
    assert "husstandens indkomst (mangler »husstandens indkomst uden partneren«) er under" in tekst
    assert "»den studerendes fødselsdag« og »dagen for kørslen«) er mindst" in _tjek(alene, tmp_path, "--hvorfor")


def test_en_noegles_saetning_har_ingen_ukendt_vaerdi(tmp_path: Path) -> None:
    tekst = _tjek({"ansoeger": "Asta", "indsendt": "20/09/2026", "indkomst": 1, "partner": False}, tmp_path)
    assert "Indkomst i procent af grænsen: Kan ikke vurderes, før »antallet af søskende« er oplyst." in tekst
    assert "ikke oplyst af grænsen" not in tekst


def test_andre_laesninger_er_i_ord() -> None:
    _, tekst = kommando("regler", "oversigt", STIPENDIET.pulje, *REGLER)
    assert (
        "Kravet i K2: »husstandens indkomst uden partneren« er under »indkomstgrænsen« (`indkomst < indkomstgraense`)."
    ) in tekst
    assert "Nøglen N1 er »husstandens indkomst uden partneren« i procent af »indkomstgrænsen« (`andel(" in tekst
    # So is how a fact is calculated.
    assert "regnes ud: hele år fra »den studerendes fødselsdag« til dagen for kørslen (`hele_aar(" in tekst
    _, tekst = kommando("regler", "oversigt", NATBUSSER.pulje, *REGLER)
    assert "Parameteren »bevillingen til ruter i landområder« (`bevilling_land`) er 11.400.000 kr." in tekst


def test_summen_siger_kun_at_noget_mangler_hvor_skemaet_kraever_det(tmp_path: Path) -> None:
    ind, ark = skriv_ansoegninger(NATBUSSER, tmp_path), tmp_path / "svar.xlsx"
    (fil,) = (f for f in ind.iterdir() if "Beta" in f.read_text(encoding="utf-8"))
    indhold = json.loads(fil.read_text(encoding="utf-8"))
    del indhold["ruter"][1]["laengde"]
    fil.write_text(json.dumps(indhold), encoding="utf-8")
    kommando("tjek", str(fil), *REGLER, "--svar-i-ark", str(ark))
    ruter = openpyxl.load_workbook(ark, data_only=True)["Ruter"]
    summer = {ruter.cell(7 - 1, k).value: ruter.cell(2, k).value for k in range(1, 13)}
    # Electric buses have no distance to a charging place, and the form does not ask for it.
    assert (summer["laengde"], summer["ladeafstand"], summer["soegt"]) == ("noget mangler", "–", 1_000_000)
    assert kommando("skriv", str(fil), *REGLER, "-o", str(tmp_path), "--som", "indtast")[0] == 0
    tekst = (tmp_path / f"{fil.stem}-indtast.txt").read_text(encoding="utf-8").partition("I alt\n")[2]
    assert "Længden (km): (kan ikke regnes ud, før alle er rigtigt udfyldt)" in tekst
    assert "Afstanden til den nærmeste ladeplads (km): –" in tekst


def test_en_pulje_kan_sige_at_den_ingen_breve_har(tmp_path: Path) -> None:
    hvorfor = "Udfaldet er offentliggjort i 2020, og hver kommune har fået svar af ministeriet."
    ud = tmp_path / "ud"
    kode, tekst = kommando("breve", str(ROD / "samples" / "laanepulje-2020"), "-o", str(ud))
    assert kode in (0, 3)
    assert f"Skrevet i {ud}: mødepapir. Ingen breve: {hvorfor}" in tekst
    assert [f.name for f in ud.iterdir()] == ["mødepapir.docx"]
    with side() as s:
        runde = str(s.send("/runder/ny", navn="2020", pulje="laanepulje-2020").url.path).rpartition("/")[2]
        filer = sorted((ROD / "samples" / "laanepulje-2020").glob("*.yaml"))[:2]
        s.send(f"/runder/{runde}/filer", filer=[("filer", (f.name, f.read_bytes())) for f in filer], slags="runden")
        for sti in ("papirer", "afgoerelser"):
            tekst = s.klient.get(f"{s.rod}/runder/{runde}/{sti}").text
            assert f"Puljen har ingen breve. {hvorfor}" in tekst
            assert "Hent brevene" not in tekst


@pytest.mark.parametrize(("tiltale", "ord_"), [((), "I"), (("--tiltale", "du"), "du")])
def test_et_nyt_regelsaet_siger_hvordan_brevene_tiltaler(tmp_path: Path, tiltale: tuple[str, ...], ord_: str) -> None:
    fast = (
        "--titel", "Elevpuljen", "--ansoeger", "elev", "--ansoegere", "elever", "--ramme", "1.000",
        "--frist", "01/03/2025", "--kilde", "Opslag",
    )  # fmt: skip
    assert kommando("regler", "ny", "elev", "-o", str(tmp_path), *fast, *tiltale)[0] == 0
    assert f"tiltale: {ord_}\n" in (tmp_path / "elev" / "pulje.yaml").read_text(encoding="utf-8")
    kode, tekst = kommando("regler", "ny", "elev2", "-o", str(tmp_path), *fast, "--tiltale", "De")
    assert (kode, tekst) == (2, "Fejl: --tiltale: »De« er hverken I eller du.\n")


def test_det_der_kun_venter_paa_dagen_er_een_linje(tmp_path: Path) -> None:
    ind = skriv_ansoegninger(STIPENDIET, tmp_path)
    _, tekst = kommando("rangliste", str(ind), *REGLER, "--fuldt")
    raekke = "2 ansøgninger Venter kun på dagen for kørslen Spørgsmål: K1 Alder; K3 Ikke givet inden for 24 måneder"
    assert raekke in fladt(tekst)
    assert fladt(tekst).count("Mangler: »dagen for kørslen«") == 1
    _, kort = kommando("rangliste", str(ind), *REGLER)
    assert "Åbne spørgsmål: Venter kun på dagen for kørslen: spørgsmål om 2 ansøgninger." in fladt(kort)
    _, med_dagen = kommando("rangliste", str(ind), *REGLER, "--dato", STIPENDIET.dato)
    assert "Venter kun på" not in med_dagen


def test_en_tabels_graense_er_paa_et_trin(tmp_path: Path) -> None:
    shutil.copytree(DATA / "natbusser", tmp_path / "natbusser")
    fil = tmp_path / "natbusser" / "parametre.yaml"
    fil.write_text(fil.read_text(encoding="utf-8").replace("{under: 2, v", '{under: "2,5", v'), encoding="utf-8")
    kode, tekst = kommando("regler", "tjek", "natbusser", "--regler", str(tmp_path))
    assert kode == 4
    ventet = "antallet af nætter kan ikke være 2,5: det er mellem to trin. Ret værdien eller nøglens trin."
    assert ventet in fladt(tekst)


def test_graensetilfaelde_har_den_betingelse_tallet_afhaenger_af(tmp_path: Path) -> None:
    _, tekst = kommando("regler", "graenser", "studiestipendium", *REGLER)
    k2 = tekst.split('- navn: "K2 krav')[1:]
    assert len(k2) == 3
    assert all("partner: ja" in t.partition("giver:")[0] for t in k2)
