"""A rule that reads the day of the run: without it, every view names it as missing and says how to give it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ansoegning import load_regelsaet, rangliste, tjek
from ansoegning.sprog.dagen import bruger_dagen, kraever_dagen
from hjaelp.alle_flader import kommando
from hjaelp.dagslegat import PULJE, dagslegat
from hjaelp.side import side

ASTA: dict[str, Any] = {
    "pulje": PULJE,
    "navn": "Asta Opdigtet",
    "foedt": "01/03/1990",
    "boern": 1,
    "indkomst": 100_000,
    "faaet_foer": True,
    "seneste_legat": "01/06/2019",
    "udgift": 5_000,
    "indsendt": "20/09/2024",
}
CSV = (
    "navn;foedt;boern;indkomst;faaet_foer;seneste_legat;udgift;indsendt\n"
    "Asta;01/03/1990;1;100000;ja;01/06/2019;5000;20/09/2024\n"
    "Bo;01/03/2010;1;100000;nej;;5000;20/09/2024\n"
)


@pytest.fixture(scope="module")
def regler(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dagslegat(tmp_path_factory.mktemp("dagslegat"))


def _kriterier(svar: Any) -> dict[str, Any]:
    return {k["id"]: k for k in svar.til_json()["kriterier"]}


def test_dagen_er_en_oplysning_der_mangler(regler: Path) -> None:
    svar = tjek(ASTA, regler=regler)
    kriterier = _kriterier(svar)
    assert {n: k["mangler"] for n, k in kriterier.items()} == {"K1": ["dato"], "K2": [], "K3": ["dato"]}
    assert kriterier["K1"]["begrundelse"] == "Kan ikke vurderes, før »dagen for kørslen« er oplyst."
    ventet = {"felt": "dato", "navn": "dagen for kørslen", "afklarer": ["K1", "K3"], "dokument": False}
    assert svar.til_json()["udestaaende"] == [ventet]
    assert svar.til_json()["dato"] == "2024-09-20"


def test_med_dagen_mangler_intet(regler: Path) -> None:
    svar = tjek(ASTA, regler=regler, dato=date(2024, 10, 1))
    assert {n: k["status"] for n, k in _kriterier(svar).items()} == {"K1": "ja", "K2": "ja", "K3": "ja"}
    assert svar.til_json()["udestaaende"] == []
    assert svar.til_json()["dato"] == "2024-10-01"
    assert svar.til_json()["dagene"] == [
        {"fakta": "dato", "navn": "dagen for kørslen", "dag": "2024-10-01"},
        {"fakta": "indsendt", "navn": "dagen for indsendelse", "dag": "2024-09-20"},
    ]


def test_terminalen_naevner_tilvalget_og_begge_dage(regler: Path, tmp_path: Path) -> None:
    fil = tmp_path / "asta.json"
    fil.write_text(json.dumps(ASTA), encoding="utf-8")
    for kort in ([], ["--kort"]):
        kode, tekst = kommando("tjek", str(fil), "--regler", str(regler), *kort)
        assert kode == 3
        assert "»Dagen for kørslen« – K1 og K3 [giv den med --dato, fx --dato 30/11/2026]" in " ".join(tekst.split())
        assert "Dagen for indsendelse: 20/09/2024." in tekst
    kode, tekst = kommando("tjek", str(fil), "--regler", str(regler), "--dato", "01/10/2024")
    assert (kode, "Det mangler" in tekst) == (0, False)
    assert "Dagen for kørslen: 01/10/2024.\n  Dagen for indsendelse: 20/09/2024." in tekst


def test_papiret_siger_at_dagen_ikke_staar_i_ansoegningen(regler: Path, tmp_path: Path) -> None:
    fil = tmp_path / "asta.json"
    fil.write_text(json.dumps(ASTA), encoding="utf-8")
    kommando("skriv", str(fil), "--regler", str(regler), "-o", str(tmp_path), "--som", "rapport")
    tekst = (tmp_path / "asta-rapport.html").read_text("utf-8")
    assert "vælges for beregningen og står ikke i ansøgningen" in " ".join(tekst.split())
    assert "--dato" not in tekst


def test_rundens_overblik_siger_hvilke_regler_der_venter(regler: Path) -> None:
    svar = rangliste([ASTA], regler=regler)
    assert svar.uden_dagen == ("K1", "K3")
    assert rangliste([ASTA], regler=regler, dato=date(2024, 10, 1)).uden_dagen == ()
    grunde = {a.id: a.begrundelse for p in svar.projekter for a in p.aabent}
    assert set(grunde.values()) == {"Kan ikke vurderes, før »dagen for kørslen« er oplyst."}
    assert svar.triage is None or all("dagen for kørslen" in q.tekst for q in svar.triage.spoergsmaal)


def test_rangliste_i_terminalen(regler: Path, tmp_path: Path) -> None:
    fil = tmp_path / "asta.json"
    fil.write_text(json.dumps(ASTA), encoding="utf-8")
    _, tekst = kommando("rangliste", str(fil), "--regler", str(regler))
    glat = " ".join(tekst.split())
    assert "K1 og K3 bruger dagen for kørslen, og den er ikke givet." in glat
    assert "Giv dagen for kørslen med --dato, fx --dato 30/11/2026." in glat
    _, tekst = kommando("rangliste", str(fil), "--regler", str(regler), "--dato", "01/10/2024", "--fuldt")
    assert "Dagen for kørslen: 01/10/2024" in tekst
    assert "bruger dagen for kørslen" not in tekst


def test_batch_svarer_som_tjek(regler: Path, tmp_path: Path) -> None:
    ind, ud = tmp_path / "ind.csv", tmp_path / "ud.csv"
    ind.write_text(CSV, encoding="utf-8")
    _, tekst = kommando("batch", str(ind), "-o", str(ud), "--pulje", PULJE, "--regler", str(regler))
    assert "K1 og K3 bruger dagen for kørslen, og den er ikke givet." in tekst
    assert "Der mangler: »dagen for kørslen« (2)." in tekst
    asta = ud.read_text("utf-8-sig").splitlines()[1]
    assert ";dato;" in asta
    assert "K1: Kan ikke vurderes, før »dagen for kørslen« er oplyst." in asta
    valg = ("--pulje", PULJE, "--regler", str(regler), "--dato", "01/10/2024", "--overskriv")
    _, tekst = kommando("batch", str(ind), "-o", str(ud), *valg)
    # The reasons in the totals have no values of a row, but the day is the run's.
    assert "Ansøgeren er … den 01/10/2024; det skal være fra 18 år til 66 år." in tekst
    assert "bruger dagen for kørslen" not in tekst


def test_hvilke_regler_der_bruger_dagen(regler: Path) -> None:
    assert kraever_dagen(load_regelsaet(PULJE, regler=regler)) == ("K1", "K3")
    laan = load_regelsaet("botilbud-2025-26")
    # The check of the deadline says what applies where no day is given.
    assert (bruger_dagen(laan), kraever_dagen(laan)) == (("S14",), ())


def test_siden_har_et_felt_til_dagen(regler: Path) -> None:
    with side(regler=regler) as besoeg:
        fil = ("asta.json", json.dumps(ASTA).encode())
        sag = str(besoeg.send("/aabn", filer=[("fil", fil)]).url.path).removeprefix(besoeg.rod)
        tekst = besoeg.hent(f"{sag}/svar")
        assert 'id="dato" name="dato" value=""' in tekst
        assert "dd/mm/åååå. Bruges i K1 og K3." in tekst
        assert f'href="{besoeg.rod}{sag}/svar#dato">Dagen for kørslen</a>' in tekst
        svar = besoeg.send(f"{sag}/dagen", dato="01/10/2024", version="1").text
        assert "Dagen for kørslen: 01/10/2024." in svar
        assert "Kan ikke vurderes" not in svar
        assert 'id="dato" name="dato" value="01/10/2024"' in svar
        forkert = besoeg.send(f"{sag}/dagen", 422, dato="i morgen", version="2").text
        assert "»i morgen« er ikke en dato." in forkert
        assert 'value="i morgen"' in forkert


def test_en_pulje_der_ikke_kraever_dagen_faar_intet_felt() -> None:
    with side() as besoeg:
        sag = str(besoeg.send("/ny", pulje="botilbud-2025-26").url.path).removeprefix(besoeg.rod)
        assert 'name="dato"' not in besoeg.hent(f"{sag}/svar")


def test_rundens_valg_siger_hvor_dagen_bruges(regler: Path) -> None:
    with side(regler=regler) as besoeg:
        for pulje, ventet in ((PULJE, "Bruges i K1 og K3."), ("botilbud-2025-26", "Bruges i S14.")):
            runde = str(besoeg.send("/runder/ny", navn="Prøve", pulje=pulje).url.path).removeprefix(besoeg.rod)
            tekst = besoeg.hent(f"{runde}/valg")
            assert ventet in tekst
            assert "Bruges, hvor" not in tekst
