"""An assessor's assessments in batch, from a file and from columns, give the same results as ``tjek`` and
``rangliste``.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansoegning import rangliste, tjek
from ansoegning.batch.koer import Bestilling
from ansoegning.fejl import LaeseFejl
from ansoegning.handlinger.batch import Tilvalg, gennemfoer
from hjaelp.batchkoersel import csv_af
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung

PULJER = ROD / "tests" / "data" / "puljer"
POINT = (
    "sammenhaeng", "nyskabelse", "samarbejde", "forankring", "beskaeftigelse", "bosaetning", "klima", "natur",
    "synlighed", "levedygtighed",
)  # fmt: skip
OEER = ("fladoe", "rundoe", "stenoe", "vindoe")
INITIATIVER = [
    {"navn": f"Initiativ {nr}", "oe": OEER[nr % 4], "ansoegt": 150_000 + 1_000 * nr, "udgift": 400_000}
    for nr in range(8)
]


def _vurderet(nr: int) -> dict[str, Any]:
    """Return the assessments of an initiative: the last lacks one fact, the third is outside the strategy."""
    egne: dict[str, Any] = {n: 4 + (nr * 3 + i) % 6 for i, n in enumerate(POINT) if (nr, i) != (7, 9)}
    return {**egne, **({"uden_for": "ja"} if nr == 2 else {})}


def _post(nr: int, **svar: Any) -> dict[str, Any]:
    ens = {"begrundelse": "Læst af udvalget.", "af": "AB", "dato": "20/05/2024"}
    return {"ansoeger": "Foreningen Ting", "initiativ": f"Initiativ {nr}", **ens, **svar}


def _fil(sti: Path, poster: list[dict[str, Any]]) -> str:
    sti.write_text(yaml.safe_dump({"vurderinger": poster}, allow_unicode=True), encoding="utf-8")
    return str(sti)


def _tabel(sti: Path, raekker: list[dict[str, Any]]) -> str:
    navne = list(dict.fromkeys(n for r in raekker for n in r))
    with sti.open("w", encoding="utf-8", newline="") as fil:
        skriv = csv.DictWriter(fil, navne, delimiter=";")
        skriv.writeheader()
        skriv.writerows(raekker)
    return str(sti)


def _koer(tmp_path: Path, ind: str, pulje: str, vurderinger: str | None, regler: Path | None, **valg: Any) -> list[str]:
    sagt: list[str] = []
    b = Bestilling(
        ind=ind, ud=str(tmp_path / "ud.csv"), pulje=pulje, regler=str(regler) if regler is not None else None,
        vurderinger=vurderinger, overskriv=True, sig=sagt.append, traade=2,
    )  # fmt: skip
    gennemfoer(b, Tilvalg(**valg))
    return sagt


def _faktaposter() -> list[dict[str, Any]]:
    return [_post(nr, fakta=n, vaerdi=v) for nr in range(8) for n, v in _vurderet(nr).items()]


@pytest.mark.parametrize("hvor", ["fil", "kolonner", "begge"])
def test_point_af_vurderinger_er_ranglistens(tmp_path: Path, hvor: str) -> None:
    """The ranking, the points and the amounts equal those of ``rangliste`` for the same application."""
    fil = _fil(tmp_path / "v.yaml", _faktaposter())
    ansoegning = {"pulje": "lag-oeer", "ansoeger": "Foreningen Ting", "initiativer": INITIATIVER}
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(ansoegning, allow_unicode=True), encoding="utf-8")
    ventet = rangliste([tmp_path / "a.yaml"], vurderinger=fil, regler=PULJER)
    raekker = [
        {"ansoeger": "Foreningen Ting", **i, **(_vurderet(nr) if hvor != "fil" else {})}
        for nr, i in enumerate(INITIATIVER)
    ]
    sagt = _koer(
        tmp_path, _tabel(tmp_path / "ind.csv", raekker), "lag-oeer", None if hvor == "kolonner" else fil, PULJER,
        rangliste=True,
    )  # fmt: skip
    assert not any("urdering" in s for s in sagt)
    orden = csv_af(tmp_path / "ud.rangliste.csv")
    med = [p for p in ventet.projekter if p.rang is not None]
    assert len(med) == 6
    assert [r["navn"] for r in orden] == [p.navn for p in med]
    assert [int(r["beregnet_puljen"]) for r in orden] == [(p.beregnet or {})["puljen"] for p in med]
    assert [int(r["sammenhaengen_med_strategien"]) for r in orden] == [
        _vurderet(int(r["navn"].split()[1]))["sammenhaeng"] for r in orden
    ]


def test_der_siges_hvad_der_mangler(tmp_path: Path) -> None:
    raekker = [{"ansoeger": "Foreningen Ting", **i} for i in INITIATIVER]
    sagt = _koer(tmp_path, _tabel(tmp_path / "ind.csv", raekker), "lag-oeer", None, PULJER, rangliste=True)
    (om,) = [s for s in sagt if s.startswith("Rækkefølgen bygger på")]
    assert "»sammenhængen med strategien«" in om
    assert "levedygtighed)" in om
    assert csv_af(tmp_path / "ud.rangliste.csv") == []


def test_fil_og_tabel_der_er_uenige_bruges_ikke(tmp_path: Path) -> None:
    raekker = [{"ansoeger": "Foreningen Ting", **i, **_vurderet(nr)} for nr, i in enumerate(INITIATIVER)]
    fil = _fil(tmp_path / "v.yaml", [_post(0, fakta="natur", vaerdi=1)])
    sagt = _koer(tmp_path, _tabel(tmp_path / "ind.csv", raekker), "lag-oeer", fil, PULJER, rangliste=True)
    assert any("Række 1: »naturen« er ét i tabellen og et andet i filen." in s for s in sagt)
    assert "Initiativ 0" not in {r["navn"] for r in csv_af(tmp_path / "ud.rangliste.csv")}


def test_afvigelser_staar_ved_siden_af(tmp_path: Path) -> None:
    raekker = [{"ansoeger": "Foreningen Ting", **i, **_vurderet(nr)} for nr, i in enumerate(INITIATIVER)]
    ind = _tabel(tmp_path / "ind.csv", raekker)
    _koer(tmp_path, ind, "lag-oeer", None, PULJER, rangliste=True)
    uden = csv_af(tmp_path / "ud.rangliste.csv")
    fil = _fil(tmp_path / "v.yaml", [_post(0, afvigelse="uden_for_rammen")])
    _koer(tmp_path, ind, "lag-oeer", fil, PULJER, rangliste=True)
    med = csv_af(tmp_path / "ud.rangliste.csv")
    assert [r.pop("afvigelse") for r in med if r["navn"] == "Initiativ 0"] == [
        "uden for rammen: Læst af udvalget. (AB den 20/05/2024)"
    ]
    assert [{**r, "afvigelse": None} for r in med] == [{**r, "afvigelse": None} for r in uden]


PROJEKT = {
    "navn": "Gammelgård", "lovgrundlag": "sel107", "art": "vedligeholdelse", "bortfald_forventes": "ja",
    "ansoegt_2025": 9_000, "bruttoanlaegsudgift_2025": 30_000, "pladser_2025": 0, "pladser_2026": 0,
}  # fmt: skip


def _svarpost(**dele: Any) -> dict[str, Any]:
    return {
        "kommune": "Aarhus", "projekt": "Gammelgård", "kriterium": "K6", "svar": "opfyldt",
        "hviler_paa": {"art": "vedligeholdelse"}, "begrundelse": "Pladserne bortfalder ellers.", "af": "AB",
        "dato": "20/05/2024", **dele,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("dele", "ikke_brugt"),
    [
        ({}, None),
        ({"svar": "ikke_opfyldt"}, None),
        ({"projekt": "1"}, None),
        ({"hviler_paa": {"art": "nybyggeri"}}, "er ændret siden. Vurdér igen."),
        ({"kriterium": "K4", "hviler_paa": {"art": "vedligeholdelse"}}, "kræver ikke længere en vurdering"),
        ({"projekt": "Nygård"}, "findes ikke"),
        ({"kommune": "Odense"}, "gælder ingen af tabellens rækker"),
    ],
)
def test_svar_paa_kriterier_er_tjeks(tmp_path: Path, dele: dict[str, Any], ikke_brugt: str | None) -> None:
    """Status, reason and result equal those of ``tjek``; unused assessments are reported."""
    fil = _fil(tmp_path / "v.yaml", [_svarpost(**dele)])
    ansoegning = {"pulje": "botilbud-2025-26", "kommune": "Aarhus", "projekter": [PROJEKT]}
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(ansoegning, allow_unicode=True), encoding="utf-8")
    raekken = tjek(tmp_path / "a.yaml", vurderinger=fil).raekker["projekter"][0]
    sagt = _koer(
        tmp_path, _tabel(tmp_path / "i.csv", [{"kommune": "Aarhus", **PROJEKT}]), "botilbud-2025-26", fil, None
    )
    (raekke,) = csv_af(tmp_path / "ud.csv")
    assert {k.id: raekke[k.id] for k in raekken.kriterier} == {k.id: k.status for k in raekken.kriterier}
    assert raekke["resultat"] == raekken.resultat
    assert raekke["begrundelse"] == " ".join(f"{k.id}: {k.grund}" for k in raekken.kriterier)
    om = [s for s in sagt if s.startswith("Vurdering ikke brugt")]
    assert [ikke_brugt in s for s in om] == [True] if ikke_brugt is not None else not om, om
    brugt = ikke_brugt is None
    assert (raekke["K6"] == "kraever_vurdering") is not brugt


def test_uden_fil_siges_hvor_mange_der_kraever_en_vurdering(tmp_path: Path) -> None:
    ind = _tabel(tmp_path / "i.csv", [{"kommune": "Aarhus", **PROJEKT}, {"kommune": "Odense", **PROJEKT}])
    sagt = _koer(tmp_path, ind, "botilbud-2025-26", None, None)
    antal = sum(r["resultat"] == "kraever_vurdering" for r in csv_af(tmp_path / "ud.csv"))
    om = [s for s in sagt if "kræver en persons vurdering" in s]
    assert len(om) == (1 if antal else 0)


def test_raekkerne_staar_i_filens_orden_og_scenarier_regner_med(tmp_path: Path) -> None:
    raekker = [{"kommune": "Aarhus", **PROJEKT, "navn": f"Sted {nr}"} for nr in range(60)]
    poster = [_svarpost(projekt=f"Sted {nr}", svar="opfyldt" if nr % 2 else "ikke_opfyldt") for nr in range(59, 9, -1)]
    (tmp_path / "s.yaml").write_text("scenarier: [{navn: lavere, saet: {mindste_anlaegsudgift: 10.000}}]", "utf-8")
    ind, fil = _tabel(tmp_path / "i.csv", raekker), _fil(tmp_path / "v.yaml", poster)
    _koer(tmp_path, ind, "botilbud-2025-26", fil, None, scenarier=str(tmp_path / "s.yaml"))
    ud = csv_af(tmp_path / "ud.csv")
    assert [int(r["raekke"]) for r in ud] == list(range(1, 61))
    assert [r["K6"] for r in ud] == ["kraever_vurdering"] * 10 + ["ikke_opfyldt", "opfyldt"] * 25


def test_et_nummer_bruges_ikke_hvor_raekker_er_afvist(tmp_path: Path) -> None:
    raekker = [
        {"kommune": "Aarhus", **PROJEKT, "navn": "A", "ansoegt_2025": "mange"},
        {"kommune": "Aarhus", **PROJEKT, "navn": "B"},
    ]
    fil = _fil(tmp_path / "v.yaml", [_svarpost(projekt="1")])
    sagt = _koer(tmp_path, _tabel(tmp_path / "i.csv", raekker), "botilbud-2025-26", fil, None)
    assert any("nr. 1 kan være en anden. Skriv navnet i stedet." in s for s in sagt)
    assert [r["K6"] for r in csv_af(tmp_path / "ud.csv")] == ["kraever_vurdering"]


def test_en_fil_der_ikke_kan_laeses(tmp_path: Path) -> None:
    ind = _tabel(tmp_path / "i.csv", [{"kommune": "Aarhus", **PROJEKT}])
    (tmp_path / "v.yaml").write_text("vurderinger: ja", encoding="utf-8")
    with pytest.raises(LaeseFejl, match="skal være en liste"):
        _koer(tmp_path, ind, "botilbud-2025-26", str(tmp_path / "v.yaml"), None)
    assert not (tmp_path / "ud.csv").exists()
