"""Compare the compiled statuses (``statusser``) with the oracle of the tests, for many botilbud applications.

    python benchmarks/statusser_differens.py [ANSOEGNINGER] [--seed N]

One application in 400 is drawn; the others are variants of drawn ones, with their projects' facts exchanged and left
out at random. ``differens.py`` compares whole answers, and is therefore some thirty times slower. The last line counts
the applications, projects and disagreements; the exit code is 1 if there are any.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Mapping

from differens import PULJE, varianter
from hypothesis import HealthCheck, Phase, given, seed, settings

from ansoegning import statusser
from hjaelp.orakel_botilbud import ansoegning_resultat, projekt_resultat, projekter_i, vurder_projekt
from hjaelp.strategier import ansoegninger, til_json

VARIANTER = 400


def ventet(a: dict[str, object]) -> dict[str, object]:
    """Return what the oracle says of an application, in the form of ``statusser``."""
    orakel = [vurder_projekt(p) for p in projekter_i(a)]
    resultater = [projekt_resultat(p) for p in orakel]
    projekter = [
        {"resultat": r, **{k: status for k, (status, _) in p.items()}} for r, p in zip(resultater, orakel, strict=True)
    ]
    return {"resultat": ansoegning_resultat(resultater), "projekter": projekter}


def main() -> int:
    laeser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    laeser.add_argument("ansoegninger", nargs="?", type=int, default=10**6)
    laeser.add_argument("--seed", type=int, default=2024)
    valg = laeser.parse_args()
    begyndt, tilfaeldigt = time.monotonic(), random.Random(valg.seed)
    lager: list[Mapping[str, object]] = []
    antal = projekter = uenige = 0

    @seed(valg.seed)
    @settings(
        max_examples=-(-valg.ansoegninger // (1 + VARIANTER)),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(ansoegninger())
    def sammenlign(a: dict[str, object]) -> None:
        nonlocal antal, projekter, uenige
        alle = [a, *varianter(a, lager, tilfaeldigt, VARIANTER)]
        for x, svar in zip(alle, statusser([json.loads(til_json(x)) for x in alle], pulje=PULJE), strict=True):
            antal, projekter = antal + 1, projekter + len(projekter_i(x))
            if svar != (rigtigt := ventet(x)):
                uenige += 1
                print(f"{x}\n{svar}\n{rigtigt}", flush=True)

    sammenlign()
    print(
        f"seed {valg.seed}; {time.monotonic() - begyndt:.0f} s: {antal} applications with {projekter} projects, "
        f"{uenige} disagreements"
    )
    return 1 if uenige else 0


if __name__ == "__main__":
    sys.exit(main())
