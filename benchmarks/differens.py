"""Run many differential cases: the program against the oracle, and the chainers against each other.

    python benchmarks/differens.py [TILFAELDE] [--seed N] [--processer N] [--sekunder N]

A case is one application through the evaluator and every chainer. One in 25 of the cases of the botilbud pool is drawn;
the others are variants of drawn ones, with their projects' facts exchanged and left out at random. They are compared
with the oracle of the tests: each criterion's status and missing facts, each result, each finding. Some cases have a
drawn rule pack of their own, and are compared with the naive interpreter of the tests, including every conclusion and
its premises. The compiled criteria (``statusser``) are compared with the same in every case. The same seed gives the
same cases, up to the time limit. The last line counts the cases and the disagreements; the exit code is 1 if there are
any.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from ansoegning import statusser
from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.fejl import InternFejl
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.filformater.json_fil import laes_json
from ansoegning.indlaes.filformater.yaml_fil import laes_yaml
from ansoegning.indlaes.noder import Ordbog
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.motor.kaeder import kaeder
from hjaelp.kaedetilfaelde import Tilfaelde, sammenhold, sammenhold_statusser, tilfaelde
from hjaelp.orakel_botilbud import ansoegning_resultat, fund, projekt_resultat, projekter_i, vurder_projekt
from hjaelp.oraklets_fund import ORAKLETS_FUND
from hjaelp.strategier import INDSENDELSESDAGE, PROJEKTFAKTA, PULJE, ansoegninger, til_json, til_yaml

# Each portion has its own seed, since Hypothesis is not designed for millions of examples in one run.
PORTION = 2_000
PAKKER_AF_PORTION = 60
VARIANTER = 24


def botilbud(a: dict[str, object], dato: date | None, som_json: bool) -> None:
    regelsaet = load_regelsaet(PULJE)
    rod = laes_json(til_json(a), "x") if som_json else laes_yaml(til_yaml(a), "x")
    assert isinstance(rod, Ordbog)
    svar = bedoem_ansoegning(laes_ansoegning(rod, regelsaet, "x"), regelsaet, kaeder(), dato=dato)
    orakel = [vurder_projekt(p) for p in projekter_i(a)]
    raekker = svar.raekker["projekter"]
    assert [{k.id: (k.status, frozenset(k.mangler)) for k in r.kriterier} for r in raekker] == orakel
    resultater = [projekt_resultat(p) for p in orakel]
    assert [r.resultat for r in raekker] == resultater
    assert svar.resultat == ansoegning_resultat(resultater)
    assert {(f.id, f.felt) for f in svar.skema if f.id in ORAKLETS_FUND} == fund(a, dato)
    oversat = next(statusser([json.loads(til_json(a))], pulje=PULJE, dato=dato))
    projekter = [
        {"resultat": r, **{k: status for k, (status, _) in p.items()}} for r, p in zip(resultater, orakel, strict=True)
    ]
    assert oversat == {"resultat": svar.resultat, "projekter": projekter}


def varianter(
    a: dict[str, object], lager: list[Mapping[str, object]], fro: random.Random, antal: int = VARIANTER
) -> list[dict[str, object]]:
    """Return variants of the application, with facts of its projects left out or taken from projects drawn earlier."""
    lager.extend(projekter_i(a))
    del lager[:-50]
    nye = []
    for _ in range(antal):
        projekter = []
        for p in projekter_i(a) or lager[-1:]:
            nyt: dict[str, object] = {}
            ude = fro.choice((0, 0.05, 0.3))
            for navn in PROJEKTFAKTA:
                kilde = fro.choice(lager) if fro.random() < 0.3 else p
                if navn in kilde and fro.random() >= ude:
                    nyt[navn] = kilde[navn]
            projekter.append(nyt)
        nye.append({**a, "projekter": projekter})
    return nye


def portion(opgave: tuple[int, int, float]) -> tuple[Counter[str], list[str]]:
    """Run one portion of cases from one seed.

    Returns the counts by type of case, and a message for each disagreement.
    """
    fro, antal, slut = opgave
    talt: Counter[str] = Counter()
    uenige: list[str] = []
    if time.monotonic() > slut:
        return talt, uenige

    def indstil(n: int) -> settings:
        return settings(
            max_examples=n,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )

    def noter(art: str, hvad: object) -> None:
        fejl = traceback.format_exc(limit=-2)
        kind = "kaeder" if isinstance(sys.exc_info()[1], InternFejl) else "facit"
        talt[f"uenige_{kind}"] += 1
        uenige.append(f"seed {fro}, {art}:\n{fejl}{hvad!r:.2000}")

    lager: list[Mapping[str, object]] = []
    tilfaeldigt = random.Random(fro)
    pakker = max(1, antal * PAKKER_AF_PORTION // PORTION)

    @seed(fro)
    @indstil(max(1, (antal - pakker) // (1 + VARIANTER)))
    @given(ansoegninger(), st.none() | st.sampled_from(INDSENDELSESDAGE), st.booleans())
    def program_og_orakel(a: dict[str, object], dato: date | None, som_json: bool) -> None:
        for variant in (a, *varianter(a, lager, tilfaeldigt)):
            talt["botilbud"] += 1
            talt["projekter"] += len(projekter_i(variant))
            try:
                botilbud(variant, dato, som_json)
            except Exception:
                noter("botilbud", (variant, dato))

    @seed(fro)
    @indstil(pakker)
    @given(tilfaelde())
    def egne_pakker(t: Tilfaelde) -> None:
        talt["pakker"] += 1
        try:
            sammenhold(t.vurder(kaeder()), t)
            sammenhold_statusser(t)
        except Exception:
            noter("pakke", t)

    program_og_orakel()
    egne_pakker()
    return talt, uenige


def main() -> int:
    laeser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    laeser.add_argument("tilfaelde", nargs="?", type=int, default=10**6)
    laeser.add_argument("--seed", type=int, default=2024)
    laeser.add_argument("--processer", type=int, default=min(2, os.cpu_count() or 1))
    laeser.add_argument("--sekunder", type=float, default=float("inf"), help="begin no portion after this long")
    valg = laeser.parse_args()
    begyndt = time.monotonic()
    regelsaet_sha256 = load_regelsaet(PULJE).sha256
    portioner = [
        (valg.seed * 1_000_003 + i, min(PORTION, valg.tilfaelde - i * PORTION), begyndt + valg.sekunder)
        for i in range(-(-valg.tilfaelde // PORTION))
    ]
    i_alt: Counter[str] = Counter()
    with multiprocessing.get_context("spawn").Pool(valg.processer, maxtasksperchild=20) as pulje:
        for talt, uenige in pulje.imap_unordered(portion, portioner):
            i_alt += talt
            for besked in uenige:
                print(besked, flush=True)
    brugt = time.monotonic() - begyndt
    uenige_i_alt = i_alt["uenige_facit"] + i_alt["uenige_kaeder"]
    print(
        f"{' + '.join(k.navn for k in kaeder())}; seed {valg.seed}; {brugt:.0f} s: "
        f"{i_alt['botilbud'] + i_alt['pakker']} cases "
        f"({i_alt['botilbud']} botilbud with {i_alt['projekter']} projects, {i_alt['pakker']} generated packs), "
        f"disagreements: {i_alt['uenige_facit']} with the oracle, {i_alt['uenige_kaeder']} between the chainers; "
        f"{PULJE} {regelsaet_sha256}"
    )
    return 1 if uenige_i_alt else 0


if __name__ == "__main__":
    sys.exit(main())
