"""A pool that awards part of an amount at the limit: amounts, reasons, letters, tables and what-ifs."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ansoegning import load_regelsaet, rangliste
from ansoegning.fejl import BrugsFejl, RegelsaetFejl
from ansoegning.handlinger.koerselsvalg import Koerselsvalg
from ansoegning.handlinger.rangliste import gennemfoer
from ansoegning.indlaes.afgoerelser import laes_afgoerelser
from ansoegning.model.rangliste import ProjektSvar, RanglisteSvar
from ansoegning.skriv.breve import lav_breve, som_filer
from ansoegning.skriv.rangliste_tabeller import ranglisten
from ansoegning.vaerksted.mutanter_rangordning import rangaendringer
from hjaelp.alle_flader import kommando
from hjaelp.delvispulje import FORENINGER, PULJE, delvispulje
from hjaelp.side import side

SAET = {"bevilling": "22"}


@pytest.fixture(scope="module")
def regler(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return delvispulje(tmp_path_factory.mktemp("delvis"))


def _runde(regler: Path, saet: Mapping[str, str] = SAET) -> RanglisteSvar:
    return rangliste(FORENINGER, pulje=PULJE, regler=regler, saet=saet)


def _efter_navn(svar: RanglisteSvar) -> dict[str, ProjektSvar]:
    return {p.betegnelse: p for p in svar.projekter}


def test_den_mindste_del_gaelder_kun_dele(regler: Path) -> None:
    foreninger = _efter_navn(_runde(regler))
    givet = {n: p.beregnet for n, p in foreninger.items() if p.rang is not None}
    assert givet == {
        "Alfa": {"almen": 350_000, "saerlig": 0},
        "Beta": {"almen": 150_000, "saerlig": 0},
        "Gamma": {"almen": 0, "saerlig": 0},
        # A whole award below the least part is made.
        "Delta": {"almen": 0, "saerlig": 50_000},
    }
    assert [n for n, p in foreninger.items() if p.delvis] == ["Beta"]
    mindre = _efter_navn(_runde(regler, {"bevilling": "21,9"}))
    assert mindre["Beta"].beregnet == {"almen": 0, "saerlig": 0}
    assert mindre["Beta"].begrundelse[-1] == (
        "Der er 50.000 kr. til den almene pulje tilbage; det er mindre end den mindste del af et beløb, der gives: "
        "100.000 kr. til den almene pulje."
    )
    uden = _efter_navn(_runde(regler, {"bevilling": "21,9", "mindste_del": "0"}))
    assert uden["Beta"].beregnet == {"almen": 50_000, "saerlig": 0}


def test_grunden_naevner_den_ramme_der_er_lukket(regler: Path) -> None:
    svar = _runde(regler)
    assert _efter_navn(svar)["Gamma"].begrundelse[-1] == (
        "Fordelingen til den almene pulje er stoppet højere oppe, fordi en kandidat dér ikke kan være i den ramme."
    )
    assert svar.rammer_lukkes
    assert ranglisten(svar).forklaring.endswith("De efter den får intet af den ramme.")


def test_den_mindste_del_kraever_dele(regler: Path, tmp_path: Path) -> None:
    egne = delvispulje(tmp_path)
    fil = egne / PULJE / "raekkefoelge.yaml"
    fil.write_text(fil.read_text("utf-8").replace("ved_loft: delvis", "ved_loft: stop"), encoding="utf-8")
    with pytest.raises(RegelsaetFejl, match="Den mindste del virker kun med ved_loft: delvis"):
        load_regelsaet(PULJE, regler=egne)


def test_den_mindste_del_muteres(regler: Path) -> None:
    orden = load_regelsaet(PULJE, regler=regler).raekkefoelge
    assert orden is not None
    navne = {m.hvad for m in rangaendringer(orden)}
    assert {"almen: »delvis_mindst« udgår", "saerlig: »delvis_mindst« udgår"} <= navne


def test_oversigten_siger_hvad_en_del_er(regler: Path) -> None:
    _, tekst = kommando("regler", "vis", PULJE, "--regler", str(regler))
    glat = " ".join(tekst.split())
    assert "en del er mindst 100.000 kr. (den mindste del)" in glat
    assert "gives resten, og den ramme er brugt." in glat


def test_frit_valg_regner_hele_beloeb_paa_begge_sider(regler: Path, tmp_path: Path) -> None:
    mappe = _filer(tmp_path)
    fil = tmp_path / "rang.json"
    valg = ("--regler", str(regler), "--saet", "bevilling=22", "--format", "json", "-o", str(fil))
    assert kommando("rangliste", str(mappe), *valg)[0] == 0
    kunne = json.loads(fil.read_text("utf-8"))["ubrugt_kunne"]["hele_rammen"]
    beloeb = next(v for v in kunne if v["maal"] == "beloeb")
    assert (beloeb["vaerdi"], beloeb["beregnet"], beloeb["bevist"]) == (400_000, 400_000, True)
    assert beloeb["tekst"] == (
        "Intet valg rækker til mere end de 400.000 kr., der er inden for rammen som hele beløb. Dertil giver "
        "beregningen 150.000 kr. til 1 ansøgning, der kun får en del af beløbet."
    )


def _filer(rod: Path) -> Path:
    mappe = rod / "runde"
    mappe.mkdir()
    for f in FORENINGER:
        (mappe / f"{f['forening']}.json").write_text(json.dumps({"pulje": PULJE, **f}), encoding="utf-8")
    return mappe


def test_en_laesning_der_ikke_kan_beregnes_siges_for_sig(regler: Path, tmp_path: Path) -> None:
    mappe = _filer(tmp_path)
    _, tekst = kommando("rangliste", str(mappe), "--regler", str(regler), "--saet", "bevilling=22")
    glat = " ".join(tekst.split())
    assert (
        "Fortolkninger: 1 af 2 ville ændre noget, hvis den blev læst anderledes: F1. 1 af 2 kan ikke beregnes: F2."
        in glat
    )


def test_batch_viser_point_og_dele(regler: Path, tmp_path: Path) -> None:
    ind, ud = tmp_path / "ind.csv", tmp_path / "ud.csv"
    with ind.open("w", encoding="utf-8", newline="") as fil:
        skriv = csv.DictWriter(fil, list(FORENINGER[0]), delimiter=";")
        skriv.writeheader()
        skriv.writerows({**f, "saerlig": "ja" if f["saerlig"] else "nej"} for f in FORENINGER)
    valg = ("--pulje", PULJE, "--regler", str(regler), "--saet", "bevilling=22", "--rangliste")
    assert kommando("batch", str(ind), "-o", str(ud), *valg)[0] == 0
    with (tmp_path / "ud.rangliste.csv").open(encoding="utf-8-sig", newline="") as fil:
        raekker = {r["forening"]: r for r in csv.DictReader(fil, delimiter=";")}
    assert {n: r["delvis"] for n, r in raekker.items()} == {
        "Alfa": "nej", "Beta": "ja", "Gamma": "nej", "Delta": "nej",
    }  # fmt: skip
    # 100 pct. connected, poor mobile coverage, a third of the homes, and a price half way down the scale.
    alfa = raekker["Alfa"]
    assert (alfa["point_tilslutning"], alfa["point_daarlig_mobildaekning"]) == ("100", "100")
    svar = _efter_navn(_runde(regler))
    for navn, r in raekker.items():
        point = svar[navn].point
        assert isinstance(point, int | float)
        assert float(r["point_i_alt"].replace(",", ".")) == pytest.approx(point, abs=1e-6)
        assert (int(r["beregnet_almen"]), int(r["beregnet_saerlig"])) == tuple((svar[navn].beregnet or {}).values())


# --- Letters


def _breve(regler: Path, mappe: Path, *poster: str) -> dict[str, str]:
    svar, deltagere, _ = gennemfoer(FORENINGER, Koerselsvalg(pulje=PULJE, regler=regler, saet=SAET))
    fil = mappe / "afgoerelser.yaml"
    fil.write_text("afgoerelser:\n" + "".join(f"  - {p}\n" for p in poster), encoding="utf-8")
    truffet = laes_afgoerelser(str(fil), deltagere.regelsaet)
    breve = lav_breve(svar, deltagere.resultater, deltagere.regelsaet.data, truffet)
    return {b.navn: " ".join(som_filer(b, svar.titel)[f"{b.navn}.txt"].decode("utf-8").split()) for b in breve}


def _post(forening: str, udfald: str, beloeb: str = "") -> str:
    fulgt = f"beloeb: {beloeb}, " if beloeb else ""
    return f"{{forening: {forening}, udfald: {udfald}, {fulgt}begrundelse: Grunden., af: AB, dato: 01/03/2027}}"


def test_et_tilsagn_uden_beregnet_beloeb_skal_have_et_beloeb(regler: Path, tmp_path: Path) -> None:
    for forening in ("Gamma", "Epsilon"):
        with pytest.raises(BrugsFejl, match=f"der er intet beregnet beløb for {forening}"):
            _breve(regler, tmp_path, _post(forening, "tilsagn"))
    brev = _breve(regler, tmp_path, _post("Gamma", "tilsagn", "{almen: 300.000, saerlig: 0}"))["afgørelse Gamma"]
    assert "300.000 kr. til den almene pulje" in brev
    assert "Pladsen i rækkefølgen og det beregnede beløb er derfor ikke brugt som begrundelse." in brev
    assert "Der er givet point sådan:" in brev.partition("Til sagsbehandleren")[0]


def test_penge_fra_en_fremmed_ramme_afvises(regler: Path, tmp_path: Path) -> None:
    ventet = "Delta kan efter oplysningerne i ansøgningen ikke få beløb til den almene pulje, kun til den særlige pulje"
    with pytest.raises(BrugsFejl, match=ventet):
        _breve(regler, tmp_path, _post("Delta", "tilsagn", "{almen: 1, saerlig: 50.000}"))


def test_afslaget_naevner_den_regel_det_hviler_paa(regler: Path, tmp_path: Path) -> None:
    breve = _breve(regler, tmp_path, _post("Epsilon", "afslag"), _post("Zeta", "afslag"), _post("Gamma", "afslag"))
    assert "efter reglerne i »Pointkrav« i" in breve["afgørelse Epsilon"]
    assert "efter reglerne i »Mindste tilskud« i" in breve["afgørelse Zeta"]
    assert "efter reglerne i »Beløb« og »Fordeling« i" in breve["afgørelse Gamma"]


# --- The page


def test_siden_kraever_beloebet_og_kender_rammerne(regler: Path) -> None:
    with side(regler=regler) as besoeg:
        runde = str(besoeg.send("/runder/ny", navn="Prøve", pulje=PULJE).url.path).rpartition("/")[2]
        filer = [("filer", (f"{f['forening']}.json", json.dumps({"pulje": PULJE, **f}).encode())) for f in FORENINGER]
        besoeg.send(f"/runder/{runde}/filer", filer=filer, slags="egen")
        liste = besoeg.hent(f"/runder/{runde}/parametre?navn=bevilling&vaerdi=22")
        assert "<td>Inden for rammen: 300.000 kr. til den almene pulje</td>" in liste
        assert "<td>Inden for rammen, en del: 150.000 kr. til den almene pulje</td>" in liste
        numre = {n: _nummer(besoeg, runde, n) for n in ("Delta", "Epsilon")}
        felter: dict[str, Any] = {"begrundelse": "Grunden.", "hovedhensyn": "", "af": "AB", "dato": "01/03/2027"}
        sti = f"/runder/{runde}/afgoerelse/{numre['Epsilon']}"
        uden = besoeg.send(sti, 422, udfald="tilsagn", beloeb_almen="", beloeb_saerlig="", version="2", **felter)
        assert "Skriv beløbet" in uden.text
        sti = f"/runder/{runde}/afgoerelse/{numre['Delta']}"
        fremmed = besoeg.send(sti, 422, udfald="tilsagn", beloeb_almen="1", beloeb_saerlig="0", version="2", **felter)
        assert "ikke få beløb til den almene pulje, kun til den særlige pulje" in fremmed.text


def _nummer(besoeg: Any, runde: str, navn: str) -> str:
    import re

    fundet = re.search(
        rf'afgoerelse/(\d+)"[^>]*>(?:(?!</tr>).)*{navn}|{navn}(?:(?!</tr>).)*?afgoerelse/(\d+)"',
        besoeg.hent(f"/runder/{runde}/afgoerelser"),
        re.DOTALL,
    )
    assert fundet is not None, navn
    return fundet[1] or fundet[2]
