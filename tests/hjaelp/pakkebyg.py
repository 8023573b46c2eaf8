"""Build small rule packs for tests, in memory or in a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ansoegning.fejl import Sted
from ansoegning.indlaes.kommunetabel import laes_kommuner
from ansoegning.indlaes.pakkelaeser import FILER
from ansoegning.model.regelsaet import RegelsaetData
from ansoegning.model.vaerdier import Kommuner
from ansoegning.sprog.byg import byg
from ansoegning.sprog.regelsaet import Regelsaet
from ansoegning.system.steder import mappe

KILDE = {"dokument": "kilden", "afsnit": "Et afsnit"}
#: From worst to best.
ROLLER = ("ikke_opfyldt", "uoplyst", "skoen", "opfyldt")
LISTER = ("raekker", "andre")


@cache
def kommuner() -> Kommuner:
    """Return the municipalities of the built-in table, on a day when there were five regions."""
    return laes_kommuner((mappe("rules") / "kommuner.csv").read_text(encoding="utf-8"), date(2024, 5, 15))


def pakkedata(**dele: Any) -> dict[str, Any]:
    """Return a pack's data: the given parts, and the minimum that makes the rest a valid pack."""
    statusser = {rolle: {"navn": rolle, "rolle": rolle, "tegn": rolle[0], "tegn_ascii": rolle[0]} for rolle in ROLLER}
    return {
        "id": "proevepakke",
        "titel": "Prøve",
        "beskrivelse": "Prøve",
        "dokumenter": {"kilden": {"titel": "Kilden", "kort": "kilden"}},
        "statusser": statusser,
        "enheder": [{"ental": "plads", "flertal": "pladser"}],
        "konklusioner": [
            {"id": "resultat", "vaerste_af": "kriterier", "uden": "uoplyst"},
            {"id": "resultat_antal", "antal_af": "kriterier"},
            {"id": "klar", "naar": {"ingen": [{"fund": "fejl"}]}},
        ],
        **dele,
    }


def kriterium(id_: str, krav: str, **dele: Any) -> dict[str, Any]:
    """Return a criterion with the phrases that are mandatory."""
    grunde = {"opfyldt": [{"tekst": "Ja."}], "ikke_opfyldt": [{"tekst": "Nej."}]}
    return {"id": id_, "titel": id_, "krav": krav, "grunde": grunde, "kilde": KILDE, **dele}


def byg_pakke(data: Mapping[str, Any]) -> Regelsaet:
    """Build the typed pack from its data. Raises RegelsaetFejl."""
    return byg(
        RegelsaetData.model_validate(data),
        lambda sti, _plads: Sted("/".join(map(str, sti))),
        "0" * 64,
        kommuner(),
    )


def skriv_pakke(data: Mapping[str, Any], rod: Path) -> Path:
    """Write a pack as the folder of YAML files that its author would have. Returns the folder of packs."""
    pakke = rod / str(data["id"])
    pakke.mkdir()
    for fil, noegler in FILER.items():
        if del_ := {n: data[n] for n in noegler if n in data}:
            # JSON is valid YAML with all texts in quotes.
            (pakke / fil).write_text(json.dumps(del_, ensure_ascii=False, indent=1), encoding="utf-8")
    return rod
