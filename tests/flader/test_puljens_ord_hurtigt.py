"""A pack's own words in single commands: the fast part of what ``test_puljens_ord`` checks in every face."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from hjaelp.alle_flader import NATBUSSER, STIPENDIET, fladt, kommando, skriv_ansoegninger
from hjaelp.puljer import DATA

REGLER = ("--regler", str(DATA))


def test_vis_har_tabeller_og_det_en_person_vurderer() -> None:
    _, tekst = kommando("regler", "vis", "natbusser", *REGLER)
    flad = fladt(tekst)
    assert "Tabeller efter_naetter · point for nætter om ugen [vejledningen, Point nr. 1]" in flad
    assert "antallet af nætter: mindst 4 og højst 5 nætter = 20" in flad
    assert "fra den, der vurderer jury: juryens karakter (tal, fra 0 til 10)" in flad
    assert "omraade: området (land = landområde; andet = andet område, kolonne B)" in flad


def test_raekkefoelgen_har_hver_graenses_vaerdi_og_navn() -> None:
    _, tekst = kommando("regler", "vis", "natbusser", *REGLER)
    flad = fladt(tekst)
    assert "Point i alt: mindst 35 (de mindste point i alt)." in flad
    assert "vægt 20 (vægten af andelen af unge)" in flad
    assert "på linjen gennem 20 kr. pr. passager (den udgift pr. passager, der giver flest point): 30" in flad
    assert "kun når »området« er landområde (omraade er land)" in flad


def test_dagen_er_ikke_en_noegle_i_oversigten() -> None:
    _, tekst = kommando("regler", "oversigt", "studiestipendium", *REGLER)
    assert "er senest dagen for kørslen" in tekst
    assert "i ord: »dagen for den seneste tildeling« er ikke udfyldt eller" in fladt(tekst)
    assert "senest dato" not in tekst.replace("<= dato", "")


def test_et_delvist_tilsagn_uden_beloeb_naevner_rammerne(tmp_path: Path) -> None:
    ind = skriv_ansoegninger(NATBUSSER, tmp_path)
    afgoerelser = tmp_path / "afgoerelser.json"
    post = {"selskab": "Anker Bus A/S (opdigtet)", "rute": "Alfa", "udfald": "delvist_tilsagn", "begrundelse": "Nej."}
    afgoerelser.write_text(json.dumps({"afgoerelser": [{**post, "af": "AB", "dato": "01/03/2027"}]}), encoding="utf-8")
    kode, tekst = kommando("breve", str(ind), *REGLER, "--afgoerelser", str(afgoerelser), "-o", str(tmp_path / "breve"))
    assert kode == 2
    assert "hele kroner for »land« (ruter i landområder) og »andre« (andre ruter)." in tekst


def test_et_ukendt_valg_faar_valgenes_navne(tmp_path: Path) -> None:
    ind = skriv_ansoegninger(NATBUSSER, tmp_path)
    fil = ind / "1.json"
    fil.write_text(fil.read_text(encoding="utf-8").replace('"omraade": "land"', '"omraade": "by"'), encoding="utf-8")
    _, tekst = kommando("tjek", str(fil), *REGLER)
    assert "»by« er ikke et af valgene: landområde; andet område." in fladt(tekst)
    assert "[rute 2, »Det søgte beløb« (soegt)]" in fladt(tekst)


def test_en_sum_i_en_tabel_har_intet_koen(tmp_path: Path) -> None:
    tabel = tmp_path / "t.csv"
    tabel.write_text("selskab;rutenavn;udgift\nAnker;Alfa;100\nAnker;I alt;100\n", encoding="utf-8")
    svar = tmp_path / "svar.csv"
    kode, _ = kommando("batch", str(tabel), "-o", str(svar), "--pulje", "natbusser", *REGLER)
    assert kode == 3
    afviste = (tmp_path / "svar.afviste.csv").read_text(encoding="utf-8-sig")
    assert "Rækken er en sum af de andre og hører ikke med. Slet den." in afviste


def _koer_tabel(p: str, tekst: str, mappe: Path, *tilvalg: str) -> tuple[str, list[dict[str, str]], Path]:
    tabel, svar = mappe / "t.csv", mappe / "svar.csv"
    tabel.write_text(tekst, encoding="utf-8")
    kode, sagt = kommando("batch", str(tabel), "-o", str(svar), "--pulje", p, *REGLER, *tilvalg)
    assert kode == 0, sagt
    with svar.open(encoding="utf-8-sig", newline="") as fil:
        return sagt, list(csv.DictReader(fil, delimiter=";")), svar


def test_afledte_datoer_er_kolonner_i_batch(tmp_path: Path) -> None:
    _, raekker, _ = _koer_tabel("natbusser", "selskab;rutenavn;start\nAnker;Alfa;01/03/2027\nAnker;Beta;\n", tmp_path)
    assert [r["mindst_til"] for r in raekker] == ["31/08/2028", ""]


def test_en_tabel_af_ansoegninger_taler_ikke_om_raekker(tmp_path: Path) -> None:
    tekst = (
        "ansoeger;indsendt;foedt;soeskende;indkomst;partner;ects\n"
        "Asta;20/09/2026;01/02/2003;1;300.000;nej;30\nBo;21/09/2026;01/02/2003;0;200.000;nej;30\n"
    )
    sagt, _, svar = _koer_tabel("studiestipendium", tekst, tmp_path, "--dato", "15/10/2026", "--rangliste")
    assert "I alt: 2 ansøgninger." in sagt
    assert "ansøgninger, der opfylder betingelserne" in sagt
    assert "rækker" not in sagt.partition("ind = ud")[0]
    with svar.with_name("svar.rangliste.csv").open(encoding="utf-8-sig", newline="") as fil:
        assert [r["navn"] for r in csv.DictReader(fil, delimiter=";")] == ["Bo", "Asta"]


@pytest.mark.parametrize(
    ("titel", "kort"),
    [
        ("Vejledning om puljen", "vejledningen"),
        ("Ministeriets brev af 1. maj", "brevet"),
        ("Bekendtgørelse nr. 1", "bekendtgørelsen"),
        ("Opslag 2027", "opslaget"),
        ("Notat om puljen", "kilden"),
    ],
)
def test_stilladsets_kilde_hedder_hvad_den_er(titel: str, kort: str) -> None:
    from ansoegning.vaerksted.nyt_regelsaet import _kort

    assert _kort(titel) == kort


def test_en_ukendt_ansoeger_har_puljens_ord(tmp_path: Path) -> None:
    fil = tmp_path / "x.json"
    fil.write_text(json.dumps({"pulje": STIPENDIET.pulje}), encoding="utf-8")
    _, tekst = kommando("tjek", str(fil), *REGLER, "--dato", "15/10/2026")
    assert "ukendt studerende" in fladt(tekst)
