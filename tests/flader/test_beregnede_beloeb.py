"""Amounts that the rules calculate are not said to be requested; recorded ranks that no candidate can have are told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from ansoegning.handlinger.koerselsvalg import Koerselsvalg
from ansoegning.handlinger.rangliste import gennemfoer
from ansoegning.indlaes.afgoerelser import laes_afgoerelser
from ansoegning.skriv.breve import lav_breve, som_filer
from hjaelp.alle_flader import kommando
from hjaelp.puljer import DATA

ASTA: dict[str, Any] = {
    "ansoeger": "Asta Opdigtet", "indsendt": "20/09/2026", "foedt": "01/02/2003", "soeskende": 1,
    "indkomst": 300_000, "partner": False, "ects": 30,
}  # fmt: skip


def _brev(ansoegning: dict[str, Any], pulje: str, mappe: Path, post: str) -> str:
    valg = Koerselsvalg(pulje=pulje, regler=DATA, dato=date(2026, 10, 15))
    svar, deltagere, _ = gennemfoer([ansoegning], valg)
    fil = mappe / "afgoerelser.yaml"
    fil.write_text(f"afgoerelser:\n  - {post}\n", encoding="utf-8")
    truffet = laes_afgoerelser(str(fil), deltagere.regelsaet)
    (brev,) = lav_breve(svar, deltagere.resultater, deltagere.regelsaet.data, truffet)
    return " ".join(som_filer(brev, svar.titel)[f"{brev.navn}.txt"].decode("utf-8").split())


def test_brevet_siger_ikke_at_der_er_soegt_om_det_reglerne_regner_ud(tmp_path: Path) -> None:
    post = (
        "{ansoeger: Asta Opdigtet, udfald: delvist_tilsagn, beloeb: {stipendier: 30.000}, begrundelse: Grunden., "
        "af: AB, dato: 20/10/2026}"
    )
    brev = _brev(ASTA, "studiestipendium", tmp_path, post)
    assert "30.000 kr." in brev
    assert "søgt om" not in brev


def test_brevet_siger_hvad_ansoegeren_selv_har_soegt_om(tmp_path: Path) -> None:
    legat = {
        "navn": "Asta Opdigtet", "foedt": "01/03/1990", "boern": 1, "indkomst": 100_000, "faaet_foer": False,
        "udgift": 5_000, "indsendt": "20/09/2024",
    }  # fmt: skip
    post = (
        "{navn: Asta Opdigtet, udfald: delvist_tilsagn, beloeb: {uddeling: 3.000}, begrundelse: Grunden., af: AB, "
        "dato: 20/10/2026}"
    )
    assert "søgt om 5.000 kr." in _brev(legat, "familielegat", tmp_path, post)


def test_en_noteret_plads_ud_over_kandidaterne_siges(tmp_path: Path) -> None:
    fil, vurderinger = tmp_path / "asta.json", tmp_path / "vurderinger.yaml"
    fil.write_text(json.dumps({"pulje": "studiestipendium", **ASTA}), encoding="utf-8")
    vurderinger.write_text(
        "vurderinger:\n  - {ansoeger: Asta Opdigtet, afvigelse: 99, begrundelse: Grunden., af: AB, dato: 20/10/2026}\n",
        encoding="utf-8",
    )
    valg = ("--regler", str(DATA), "--dato", "15/10/2026", "--vurderinger", str(vurderinger))
    _, tekst = kommando("rangliste", str(fil), *valg)
    assert "Asta Opdigtet er noteret på plads 99, men der er kun 1 kandidat." in " ".join(tekst.split())
    vurderinger.write_text(vurderinger.read_text("utf-8").replace("99", "1"), encoding="utf-8")
    _, tekst = kommando("rangliste", str(fil), *valg)
    assert "men der er kun" not in tekst


def test_en_oplysning_der_ikke_kan_laeses_mangler_ikke_ogsaa(tmp_path: Path) -> None:
    fil = tmp_path / "asta.json"
    fil.write_text(json.dumps({"pulje": "studiestipendium", **ASTA, "indkomst": "mange"}), encoding="utf-8")
    valg = ("--regler", str(DATA), "--dato", "15/10/2026")
    _, tekst = kommando("tjek", str(fil), *valg)
    assert "Fejl S00" in tekst
    assert "Det mangler" not in tekst
