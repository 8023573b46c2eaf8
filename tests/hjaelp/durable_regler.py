"""Small rule bases for durable-rules, each run in a separate process if it may crash the process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from itertools import permutations
from typing import Any

import pytest

from ansoegning.motor.slutning import (
    Regel,
    Regelbase,
    Samling,
    Symbol,
)
from hjaelp.pakkebyg import ROLLER, kriterium, pakkedata

# ImportError too: from Python 3.13 an ordinary build of the package exists but cannot be imported.
native = pytest.importorskip("durable_rules_engine", reason="durable-rules does not load", exc_type=ImportError)


HJAELP = """
import json, durable_rules_engine as n

def regler(navn="x", **regler):
    return n.create_ruleset(navn, json.dumps(regler))

def haevd(h, **fakta):
    return n.assert_fact(h, json.dumps(fakta))

def affyr(h, tilstand):
    fundne = []
    svar = n.start_action_for_state(h, tilstand)
    besked = svar[1] if svar else None
    while besked:
        fundne.append(json.loads(besked))
        besked = n.complete_and_start_action(h, tilstand)
    return fundne
"""


def i_egen_proces(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", HJAELP + textwrap.dedent(program)],
        env={**os.environ, "MALLOC_PERTURB_": "165", "PYTHONUTF8": "1", "PYTHONFAULTHANDLER": ""},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def ud(program: str) -> str:
    svar = i_egen_proces(program)
    assert svar.returncode == 0, svar.stderr
    return svar.stdout.strip()


def en_regel(navn: str = "x:") -> Regelbase:
    """Return a rule base: K1 met concludes A; no finding concludes B; and in the next layer C follows from both."""
    samlinger = (
        Samling("kriterium", None, ("opfyldt",)),
        Samling("fund", None, ("fejl",)),
        Samling("konklusion", "A", ("ja",)),
        Samling("konklusion", "B", ("ja",)),
    )
    regler = (
        Regel("A", "A", "ja", (0,), (), 0),
        Regel("B", "B", "ja", (), (1,), 0),
        Regel("C", "C", "ja", (2, 3), (), 1),
    )
    return Regelbase(navn, "", samlinger, regler)


FAKTA = [
    Symbol("kriterium", "K1", "opfyldt", "projekter", 1),
    Symbol("kriterium", "K2", "opfyldt", "projekter", 1),
]


class Lytter:
    """The native module with every call recorded and passed on."""

    def __init__(self) -> None:
        self.kald: list[tuple[str, Any]] = []

    def __getattr__(self, navn: str) -> Any:
        rigtig = getattr(native, navn)

        def kald(*argumenter: Any) -> Any:
            self.kald.append((navn, argumenter))
            return rigtig(*argumenter)

        return kald

    def fakta(self) -> list[dict[str, Any]]:
        return [json.loads(a[1]) for navn, a in self.kald if navn == "assert_fact"]


# --- Limits checked when a pack is loaded -------------------------------------------------


def pakke_med(konklusioner: list[dict[str, Any]], kriterier: int = 1, forhold: int = 0) -> dict[str, Any]:
    return pakkedata(
        id="graensepakke",
        fakta={"ansoegning": {"a": {"navn": "a", "type": "ja_nej"}}},
        kriterier=[kriterium(f"K{i}", "a") for i in range(1, kriterier + 1)],
        forhold=[{"id": f"H{i}", "titel": f"H{i}", "naar": "a"} for i in range(1, forhold + 1)],
        konklusioner=[*pakkedata()["konklusioner"], *konklusioner],
    )


# ``pakkedata`` already has these rules: five for ``resultat``, four for ``resultat_antal``, and ``klar``.
FASTE = 10


def led(antal: int) -> dict[str, Any]:
    """Return a pack with a conclusion of this many parts."""
    moenstre = [{"forhold": f"H{i}"} for i in range(1, antal + 1)]
    return pakke_med([{"id": "C", "naar": {"alle": moenstre}}], forhold=antal)


def moenstre(antal: int) -> dict[str, Any]:
    """Return a pack with this many patterns that match the same fact: each lists the statuses in another order."""
    # The fixed conclusions have five patterns on every criterion: one for each status, and one for any status.
    ordener = [list(o) for nr in (2, 3, 4) for o in permutations(ROLLER, nr)][: antal - 5]
    grupper = [ordener[i : i + 10] for i in range(0, len(ordener), 10)]
    return pakke_med(
        [
            {"id": f"C{i}", "naar": {"alle": [{"kriterium": "alle", "er": o} for o in gruppe]}}
            for i, gruppe in enumerate(grupper)
        ]
    )


def regler(antal: int) -> dict[str, Any]:
    """Return a pack with this many rules and patterns in total, over many layers."""
    # Fixed: ten rules; patterns: any criterion, the four statuses, and an error.
    rest = antal - FASTE - 6
    konklusioner: list[dict[str, Any]] = [{"id": "C0", "naar": "altid"}]
    rest -= 1
    while rest >= 2:
        # One rule, and the pattern for the preceding conclusion.
        konklusioner.append({"id": f"C{len(konklusioner)}", "naar": {"alle": [{"konklusion": konklusioner[-1]["id"]}]}})
        rest -= 2
    if rest:
        konklusioner.append({"id": "sidste", "naar": "altid"})
    return pakke_med(konklusioner)
