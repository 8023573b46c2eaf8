"""Compare the whole program with the oracle on generated applications: statuses, missing facts and findings.

The oracle (``orakel_botilbud``) is written from the domain description alone, so a difference is an error in one of the
two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from ansoegning import tjek
from ansoegning.model.resultat import Resultat
from hjaelp.orakel_botilbud import (
    IKKE_OPFYLDT,
    KRAEVER_VURDERING,
    MANGLER_OPLYSNINGER,
    OPFYLDT,
    STATUSSER,
    ansoegning_resultat,
    fund,
    mangler_fakta,
    projekt_resultat,
    projekter_i,
    vurder_projekt,
)
from hjaelp.oraklets_fund import ORAKLETS_FUND
from hjaelp.strategier import INDSENDELSESDAGE, PULJE, ansoegninger, til_json, til_yaml

ALTID = ("O10", "O11", "O12", "O13", "O14")


def til_python(a: Mapping[str, object]) -> dict[str, object]:
    """Return the application as a Python caller passes it: with nested groups and unconverted values."""
    fil: dict[str, Any] = {"pulje": PULJE}
    for noegle, vaerdi in a.items():
        gruppe, prik, felt = noegle.partition(".")
        if prik:
            fil.setdefault(gruppe, {})[felt] = vaerdi
        else:
            fil[noegle] = vaerdi
    return fil


def uden_steder(resultat: Resultat) -> dict[str, Any]:
    """Return the answer without the file's name and line numbers."""
    svar = resultat.til_json()
    del svar["fil"]
    for f in svar["skema"]:
        f.pop("linje", None)
        f.pop("kolonne", None)
    return svar


@pytest.fixture(scope="module")
def mappe() -> Iterator[Path]:
    with TemporaryDirectory() as sti:
        yield Path(sti)


def tre_veje(a: Mapping[str, object], dato: date | None, mappe: Path) -> tuple[Resultat, Resultat, Resultat]:
    """Return the answers for the YAML file, the JSON file, and the mapping."""
    yaml_fil, json_fil = mappe / "ansoegning.yaml", mappe / "ansoegning.json"
    # Written as bytes, because text mode would convert all line breaks to the same type.
    yaml_fil.write_bytes(til_yaml(a).encode())
    json_fil.write_bytes(til_json(a).encode())
    return tjek(yaml_fil, dato=dato), tjek(json_fil, dato=dato), tjek(til_python(a), dato=dato)


def naevner(tekst: object, *begyndelser: str) -> bool:
    """Return whether a text has a word that begins with one of these."""
    return isinstance(tekst, str) and any(o.startswith(begyndelser) for o in re.findall(r"\w+", tekst.lower()))


def forventede_opgaver(
    a: Mapping[str, object], statusser: list[dict[str, str]], fejl: bool, uden_for_perioden: bool
) -> list[str]:
    """Return the tasks that the pack's conclusions should set, given the oracle's statuses."""
    projekter = projekter_i(a)

    def nogen(status: str, *kriterier: str) -> bool:
        return any(s == status and (not kriterier or k in kriterier) for p in statusser for k, s in p.items())

    stilles = {
        "O01": fejl,
        "O06": uden_for_perioden,
        "O02": nogen(MANGLER_OPLYSNINGER),
        "O03": not naevner(a.get("beskrivelse.kapacitet"), "abl", "almen", "105")
        and any(
            p.get("lovgrundlag") == "blandet_abl105"
            or (isinstance(n := p.get("omdannede_abl105_pladser"), int) and n > 0)
            for p in projekter
        ),
        "O04": not naevner(a.get("beskrivelse.nyetablering"), "bortfald")
        and any(
            p.get("art") in ("vedligeholdelse", "blandet") and p.get("bortfald_forventes") is not False
            for p in projekter
        ),
        "O16": len(projekter) > 5,
        "O05": nogen(KRAEVER_VURDERING),
        **dict.fromkeys(ALTID, True),
        "O15": any(
            p.get("koordinering") in ("kkr", "tvaerkommunal") or not mangler_fakta(p, "dokumentation")
            for p in projekter
        ),
    }
    return [id_ for id_, skal in stilles.items() if skal]


@given(a=ansoegninger(), dato=st.none() | st.sampled_from(INDSENDELSESDAGE))
def test_program_og_orakel_er_enige(a: dict[str, object], dato: date | None, mappe: Path) -> None:
    resultat, fra_json, fra_python = tre_veje(a, dato, mappe)
    assert uden_steder(fra_json) == uden_steder(resultat)
    assert uden_steder(fra_python) == uden_steder(resultat)

    # The criteria: the status and the missing facts of each, in the file's order.
    orakel = [vurder_projekt(p) for p in projekter_i(a)]
    raekker = resultat.raekker["projekter"]
    assert [{k.id: (k.status, frozenset(k.mangler)) for k in r.kriterier} for r in raekker] == orakel
    for raekke in raekker:
        for k in raekke.kriterier:
            assert len(set(k.mangler)) == len(k.mangler)
            assert bool(k.mangler) == (k.status == MANGLER_OPLYSNINGER)

    # The results of projects and application.
    resultater = [projekt_resultat(p) for p in orakel]
    assert [r.resultat for r in raekker] == resultater
    assert [r.nr for r in raekker] == list(range(1, len(orakel) + 1))
    assert resultat.resultat == ansoegning_resultat(resultater)
    assert resultat.resultat_antal == {s: resultater.count(s) for s in STATUSSER}
    event(resultat.resultat)

    # The form checks that the oracle covers, each reported once.
    fundne = [(f.id, f.felt) for f in resultat.skema if f.id in ORAKLETS_FUND]
    assert set(fundne) == fund(a, dato)
    assert len(set(fundne)) == len(fundne)
    assert not any(f.id == "S00" for f in resultat.skema)

    # The conclusions: readiness, exit code, tasks, date.
    fejl = any(f.alvor == "fejl" for f in resultat.skema)
    klar = resultat.resultat == OPFYLDT and not fejl
    assert resultat.klar is klar
    kode = 0 if klar else 1 if resultat.resultat == IKKE_OPFYLDT else 3
    assert resultat.udgangskode == kode
    statusser = [{k: s for k, (s, _) in p.items()} for p in orakel]
    uden_for_perioden = ("S14", "indsendt") in fund(a, dato)
    assert [o.id for o in resultat.opgaver] == forventede_opgaver(a, statusser, fejl, uden_for_perioden)
    indsendt = a.get("indsendt")
    dag = dato if dato is not None else indsendt if isinstance(indsendt, date) else None
    assert resultat.dato == (dag.isoformat() if dag else None)


@given(a=ansoegninger(fuldstaendig=True))
def test_fuldstaendig_ansoegning_mangler_intet(a: dict[str, object], mappe: Path) -> None:
    resultat, _, _ = tre_veje(a, None, mappe)
    for raekke in resultat.raekker["projekter"]:
        for k in raekke.kriterier:
            assert k.status != MANGLER_OPLYSNINGER
            assert None not in k.fakta.values()
