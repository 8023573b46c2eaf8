"""A caseworker's table, with the form's own titles and Danish notation, gets the same answers as the applications."""

from __future__ import annotations

import csv
import io
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ansoegning import tjek
from ansoegning.batch.koer import Bestilling, koer
from ansoegning.indlaes.regelsaet import load_regelsaet

pytestmark = pytest.mark.tung

PULJE = "botilbud-2025-26"
TITLER = {
    "navn": "A", "ansoegt_2025": "B", "ansoegt_2026": "C", "pladser_2025": "D", "pladser_2026": "E", "andel_andre": "F",
    "afsluttes": "G", "lovgrundlag": "det, pladserne opføres efter", "bruttoanlaegsudgift_2025":
    "Bruttoanlægsudgift i 2025", "bruttoanlaegsudgift_2026": "bruttoanlaegsudgift_2026", "omdannede_abl105_pladser":
    "eksisterende ABL § 105-pladser, der omdannes", "art": "projektets art", "bortfald_forventes": "bortfald_forventes",
    "koordinering": "koordineringen med andre kommuner", "dokumentation": "dokumentation", "maalgruppe": "målgruppen",
}  # fmt: skip
_DAGE = (date(2026, 12, 31), date(2027, 1, 1), date(2024, 2, 29), date(2025, 6, 1))


def _projekt(fro: random.Random, nr: int) -> dict[str, str]:
    """Return facts as they are typed, some of them missing."""
    form = load_regelsaet(PULJE)

    def tal(*mulige: int) -> str:
        n = fro.choice(mulige)
        return f"{n:,}".replace(",", ".") if fro.random() < 0.5 else str(n)

    def valg(navn: str) -> str:
        noegle, ord_ = fro.choice(list((form.fakta["projekter", navn].valg or {}).items()))
        return fro.choice((noegle, ord_))

    andel = f"{fro.choice((0, 2499, 2500, 2510, 3333, 10_000)) / 100:.2f}".rstrip("0").rstrip(".")
    dag = fro.choice(_DAGE)
    alle = {
        "navn": fro.choice(("Åvangen; etape {}", '"Søgården" {}', "=Formel {}", "Pæretræet,\tnord {}")).format(nr),
        "ansoegt_2025": tal(0, 999, 10_000, 12_500, 20_001, 600_001),
        "ansoegt_2026": tal(0, 1_000, 10_000, 10_001),
        "pladser_2025": tal(0, 0, 1, 12),
        "pladser_2026": tal(0, 0, 1, 1_234),
        "andel_andre": andel.replace(".", fro.choice(",.")) + fro.choice(("", " pct.", "%")),
        "afsluttes": fro.choice((f"{dag:%d/%m/%Y}", dag.isoformat())),
        "lovgrundlag": valg("lovgrundlag"),
        "bruttoanlaegsudgift_2025": tal(0, 10_000, 20_000, 20_001),
        "bruttoanlaegsudgift_2026": tal(0, 1, 10_001),
        "omdannede_abl105_pladser": tal(0, 0, 0, 1, 1_000),
        "art": valg("art"),
        "bortfald_forventes": fro.choice(("ja", "Nej", "JA")),
        "koordinering": valg("koordinering"),
        "dokumentation": fro.choice(("referat af KKR", "referat; aftale")),
        "maalgruppe": fro.choice(("voksne med autisme", "fx 010190-1234\nog andre")),
    }
    return {n: v for n, v in alle.items() if fro.random() > 0.12}


@pytest.mark.parametrize(("tegnsaet", "skilletegn"), [("utf-8-sig", ";"), ("cp1252", "\t"), ("utf-8", ",")])
def test_skemaet_i_en_tabel(tegnsaet: str, skilletegn: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    seed = f"{pytestconfig.getoption('--hypothesis-seed')} {tegnsaet}"
    fro = random.Random(seed)
    ansoegninger = [[_projekt(fro, nr) for nr in range(fro.choice((1, 2, 5)))] for _ in range(40)]
    tabel = io.StringIO(newline="")
    skriver = csv.writer(tabel, delimiter=skilletegn)
    skriver.writerow(["ansoegning", "Ansøger", *TITLER.values()])
    for nr, projekter in enumerate(ansoegninger):
        skriver.writerows(
            [nr, fro.choice(("Aarhus", "751", "0751")), *(p.get(n, "") for n in TITLER)] for p in projekter
        )
    (tmp_path / "skema.csv").write_bytes(tabel.getvalue().encode(tegnsaet))
    sagt: list[str] = []
    b = Bestilling(ind=str(tmp_path / "skema.csv"), ud=str(tmp_path / "ud.csv"), pulje=PULJE, sig=sagt.append)
    antal = sum(map(len, ansoegninger))
    koersel = koer(b)
    assert (koersel.ud, koersel.afvist) == (antal, 0)
    udenfor = {
        i.strip() for s in sagt if s.startswith("Regnes ikke") for i in s.partition(":")[2].partition("(")[0].split(",")
    }
    with (tmp_path / "ud.csv").open(encoding="utf-8-sig", newline="") as fil:
        svar = iter(list(csv.DictReader(fil, delimiter=";")))
    for projekter in ansoegninger:
        egne: list[dict[str, Any]] = [
            {n: v.split("; ") if n == "dokumentation" else v for n, v in p.items()} for p in projekter
        ]
        ventet = tjek({"pulje": PULJE, "kommune": "Aarhus", "projekter": egne})
        for i, p in enumerate(ventet.raekker["projekter"]):
            raekke = next(svar)
            assert raekke["resultat"] == p.resultat, (seed, projekter[i])
            assert [raekke[k.id] for k in p.kriterier] == [k.status for k in p.kriterier], (seed, projekter[i])
            assert raekke["begrundelse"] == " ".join(f"{k.id}: {k.grund}" for k in p.kriterier), seed
            assert set(raekke["mangler"].split("; ")) - {""} == {m for k in p.kriterier for m in k.mangler}, seed
            felt = f"projekter[{i}]."
            fund = [f"{f.id} {f.felt[len(felt) :]}" for f in ventet.skema if f.felt.startswith(felt)]
            assert sorted(set(raekke["skema"].split("; ")) - {""}) == sorted(
                f for f in fund if f.split(" ", 1)[0] not in udenfor
            ), (seed, projekter[i])
    assert next(svar, None) is None
