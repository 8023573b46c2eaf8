"""The page and the JSON interface answer every sample exactly as the command does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ansoegning import rangliste, tjek
from ansoegning.handlinger import kladde
from ansoegning.system.steder import mappe
from hjaelp.side import BEARER, Side, klient, side, uden_sted

PROEVER = [
    f
    for f in sorted(mappe("samples").glob("*/*.*"))
    if f.parent.name != "fejl" and f.suffix in (".yaml", ".json", ".xlsx") and ".svar" not in f.name
]


@pytest.fixture(scope="module")
def besoeg() -> Iterator[Side]:
    with side() as s:
        yield s


@pytest.mark.parametrize("fil", PROEVER, ids=lambda f: f.name)
def test_en_fil_aabnet_paa_siden(besoeg: Side, fil: Path) -> None:
    id_ = besoeg.aabn(fil)
    ventet = tjek(str(fil)).til_json()
    if fil.name not in ("forkerte-celler.xlsx",):
        assert uden_sted(besoeg.gemt_svar(id_)) == uden_sted(ventet)
    svar = besoeg.hent(f"/a/{id_}/svar")
    for liste in (v for v in ventet.values() if isinstance(v, list) and v and "kriterier" in v[0]):
        for raekke in liste:
            for k in raekke["kriterier"]:
                assert _som_html(k["begrundelse"]) in svar


@pytest.mark.parametrize("fil", [f for f in PROEVER if f.suffix == ".yaml"], ids=lambda f: f.name)
def test_udfyldt_gennem_formularerne(besoeg: Side, fil: Path) -> None:
    """Enter every fact in its part, one part at a time, with a client that has no JavaScript."""
    pulje, fakta = kladde.aabn(fil.read_bytes(), fil.name)
    id_ = besoeg.ny(pulje)
    besoeg.udfyld(id_, fakta)
    assert uden_sted(besoeg.gemt_svar(id_)) == uden_sted(tjek(str(fil)).til_json())


@pytest.mark.parametrize(("proeve", "groent"), [("klar.yaml", True), ("skemafejl.yaml", False)])
def test_opfyldt_er_kun_groent_uden_fejl_i_skemaet(besoeg: Side, proeve: str, groent: bool) -> None:
    fil = next(f for f in PROEVER if f.name == proeve)
    side = besoeg.hent(f"/a/{besoeg.aabn(fil)}/svar")
    assert "opfyldt</span>" in side
    assert ('class="samlet samlet-opfyldt"' in side) is groent
    assert ("status-opfyldt" in side) is groent
    assert ("kriterium-opfyldt" in side) is groent


@pytest.mark.parametrize("fil", [f for f in PROEVER if f.suffix in (".yaml", ".json")], ids=lambda f: f.name)
def test_gennem_det_programmer_bruger(fil: Path) -> None:
    """A JSON file is sent unchanged; for other formats, the values are sent as texts."""
    if fil.suffix == ".json":
        krop, ventet = fil.read_text(encoding="utf-8"), tjek(str(fil)).til_json()
        uden = {"fil"}
        ventet = {n: v for n, v in ventet.items() if n not in uden}
    else:
        pulje, fakta = kladde.aabn(fil.read_bytes(), fil.name)
        krop = json.dumps({"pulje": pulje, **fakta})
        ventet = uden_sted(tjek(str(fil)).til_json())
    with klient() as k:
        svar = k.post("/api/v1/tjek", content=krop, headers=BEARER)
    assert svar.status_code == 200, svar.text
    assert (svar.json() if fil.suffix == ".json" else uden_sted(svar.json())) == ventet


def test_en_runde_gennem_det_programmer_bruger() -> None:
    runde = mappe("samples") / "botilbud-2025-26" / "runde" / "ansoegninger"
    alle = []
    for f in sorted(runde.rglob("*.yaml"))[:20]:
        pulje, fakta = kladde.aabn(f.read_bytes(), f.name)
        alle.append({"pulje": pulje, **fakta})
    with klient() as k:
        svar = k.post("/api/v1/rangliste", json={"ansoegninger": alle}, headers=BEARER)
    assert svar.status_code == 200, svar.text
    assert svar.json() == json.loads(json.dumps(rangliste(alle).til_json()))


def test_valgene_er_kommandoens() -> None:
    fil = mappe("samples") / "botilbud-2025-26" / "lyngbakken-som-json.json"
    krop = fil.read_bytes()
    with klient() as k:
        svar = k.post(
            "/api/v1/tjek?dato=11/05/2024&hvorfor=true&saet=mindste_anlaegsudgift=50.000&antag=ibrugtagning=01/12/2026",
            content=krop,
            headers=BEARER,
        )
        ukendt = k.post("/api/v1/tjek?saat=1", content=krop, headers=BEARER)
        to_gange = k.post("/api/v1/tjek?dato=11/05/2024&dato=12/05/2024", content=krop, headers=BEARER)
        forkert = k.post("/api/v1/tjek", content=b'{"pulje": "botilbud-2025-26",\n "kommune": }', headers=BEARER)
    ventet = tjek(
        str(fil),
        dato=date(2024, 5, 11),
        hvorfor=True,
        saet={"mindste_anlaegsudgift": "50.000"},
        antag={"ibrugtagning": "01/12/2026"},
    ).til_json()
    del ventet["fil"]
    assert svar.json() == ventet
    assert ukendt.status_code == 422
    assert to_gange.json()["fejl"][0]["besked"] == "Valget »dato« er givet to gange. Angiv det én gang."
    assert forkert.status_code == 422
    assert forkert.json()["fejl"][0]["linje"] == 2


def test_beskrivelsen_naevner_hver_adresse() -> None:
    with klient() as k:
        data = k.get("/openapi.json", headers=BEARER).json()
        assert k.get("/api/v1/sundhed").json().keys() == {"program"}
    assert data["openapi"] == "3.1.0"
    assert set(data["paths"]) == {
        "/api/v1/sundhed",
        "/api/v1/regelsaet",
        "/api/v1/regelsaet/{id}",
        "/api/v1/tjek",
        "/api/v1/rangliste",
    }

    def henvisninger(x: Any) -> Iterator[str]:
        if isinstance(x, dict):
            for n, v in x.items():
                yield from [v] if n == "$ref" else henvisninger(v)
        elif isinstance(x, list):
            for v in x:
                yield from henvisninger(v)

    for ref in henvisninger(data):
        sted: Any = data
        for led in ref.removeprefix("#/").split("/"):
            sted = sted[led]


def _som_html(tekst: str) -> str:
    from html import escape

    return escape(tekst).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
