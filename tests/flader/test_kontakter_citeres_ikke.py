"""Errors are listed in files that other people read, so messages do not quote contact details."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansoegning import rangliste, tjek
from ansoegning.fejl import LaeseFejl
from ansoegning.indlaes.noder import vis_noegle
from hjaelp.batchkoersel import PULJE, afviste, bestil

NAVN, NUMMER, MAIL = "Mette Hemmelig", "12 34 56 78", "mh@kommune.example"
HEMMELIGT = (NAVN, "Mette", NUMMER, "12345678", MAIL)


@pytest.mark.parametrize(
    "tekst",
    [
        f"kontakt:\n  {NAVN}, tlf. 12345678, {MAIL}: ja\n",
        "kontakt:\n  Mette: ja\n",
        "kontakt:\n  navne_Mette: ja\n",
        f"{NAVN}: ja\n",
        f"{MAIL}: ja\n",
        f"tlf {NUMMER}: ja\n",
        "12345678: ja\n",
        f"navn {NUMMER}: ja\n",
        f"{MAIL}: 1\n{MAIL}: 2\n",
        "kontakt:\n  navne: Hanne #Mette 12345678\n",
    ],
)
def test_en_kontakt_paa_det_forkerte_sted(tekst: str, tmp_path: Path) -> None:
    sti = tmp_path / "a.yaml"
    sti.write_text(f"pulje: {PULJE}\nkommune: Aarhus\n{tekst}", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(f"pulje: {PULJE}\nkommune: Vejle\n", encoding="utf-8")
    with pytest.raises(LaeseFejl) as fejl:
        tjek(sti)
    svar = rangliste([tmp_path])
    assert fejl.value.sted.linje is not None
    for vist in (str(fejl.value), svar.model_dump_json()):
        assert not [h for h in HEMMELIGT if h in vist]


@pytest.mark.parametrize("noegle", ["prjekter", "kommune_", "beskrivelse.x", "ansøgt-2025", "K7"])
def test_en_almindelig_noegle_vises(noegle: str) -> None:
    assert vis_noegle(noegle) == f"Nøglen »{noegle}«"


def test_flere_ord_vises_hvor_de_naesten_er_en_kendt_noegle() -> None:
    assert vis_noegle("Ansøgt lån (2025)", ment=True) == "Nøglen »Ansøgt lån (2025)«"
    assert vis_noegle("Ansøgt lån (2025)") == "Nøglen"


def test_afviste_raekker_viser_ingen_kontakter(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        f"navn;pladser_2025;kontakt.telefonnumre\nA;x;{NUMMER} 9\nB;1\nC;1;12345678\n", encoding="utf-8"
    )
    (tmp_path / "b.jsonl").write_text(
        "\n".join(json.dumps({"navn": "A", "kontakt.telefonnumre": n}) for n in (12345678, "123456789")),
        encoding="utf-8",
    )
    for fil in ("a.csv", "b.jsonl"):
        ud = tmp_path / f"{fil}.ud.csv"
        bestil(tmp_path / fil, ud)
        raekker = afviste(ud)
        assert len({r["raekke"] for r in raekker}) == 2
        assert not [r for r in raekker for h in (NUMMER, "12345678") if h in str(r)]
    # Values that are not contact details are shown as before.
    assert [r["vaerdi"] for r in afviste(tmp_path / "a.csv.ud.csv") if r["kolonne"] == "pladser_2025"] == ["x"]
