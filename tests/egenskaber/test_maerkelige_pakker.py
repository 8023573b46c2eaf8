"""Packs with one odd value in any position: every part of the program answers, or the pack is refused (exit code 4)."""

from __future__ import annotations

import copy
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.fejl import BrugsFejl, RegelsaetFejl
from ansoegning.indlaes.pakkelaeser import FILER
from ansoegning.indlaes.regelsaet import laes_steder, load_regelsaet
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.motor.kolonner import oversaet
from ansoegning.motor.slutning import PlainKaede
from ansoegning.rangordning.beregning import Rangvalg, beregn, vaelg_metode
from ansoegning.vaerksted.mutanter import mutanter
from ansoegning.vaerksted.oversigt import lav_oversigt
from ansoegning.vaerksted.proev import find_rundens, proev
from ansoegning.vaerksted.rundetilfaelde import laes_rundetilfaelde
from hjaelp.omfang import udsnit
from hjaelp.steder import ROD

PULJER = ROD / "tests" / "data" / "puljer"
PAKKER = ("bredbaand", "familielegat", "lag-oeer", "skovrejsning", "point-pulje", "trafiklys", "foerst-til-moelle")
Sti = tuple[str | int, ...]
#: Values that may be valid in some positions and are odd in nearly all.
VAERDIER: tuple[Any, ...] = (
    "", "0", "-1", "1", "0,01", "0,5", "1/7", "1/0", "0/1", "1.000", "1,000", "999.999.999.999.999.999", "1e9", "ja",
    "nej", "altid", "kr.", "t.kr.", "pct.", "børn pr. pct.", "kr. pr. kr.", "Mbit/s", "tal", "dato", "valg", "tekst",
    "kommune", "29/02/2024", "31/12/9999", "01/01/0001", "dato", "vaerdi", "navn", "i_alt", "hvis", "{vaerdi}", "{}",
    "«»", "\u202e", "å" * 300, [], {}, ["a"], {"a": "b"}, [["a"], "b"],
)  # fmt: skip


def _laes(mappe: Path) -> dict[str, Any]:
    return {
        fil: yaml.load((mappe / fil).read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - the tests' own files
        for fil in FILER
        if (mappe / fil).is_file()
    }


def _steder(data: Any, sti: Sti = ()) -> Iterator[Sti]:
    yield sti
    par = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for noegle, del_ in par:
        yield from _steder(del_, (*sti, noegle))


def _aendret(pakke: dict[str, Any], fro: random.Random) -> tuple[dict[str, Any], str]:
    """Return the pack with one to three values replaced, removed or exchanged, and a description of the changes."""
    ny = copy.deepcopy(pakke)
    hvad = []
    for _ in range(fro.choice((1, 1, 1, 2, 3))):
        alle = [s for s in _steder(ny) if len(s) > 2]
        sti = fro.choice(alle)
        foraelder: Any = ny
        for del_ in sti[:-1]:
            foraelder = foraelder[del_]
        if fro.random() < 0.15:
            del foraelder[sti[-1]]
            hvad.append(f"{sti}: udgår")
            continue
        anden = fro.choice(alle)
        v: Any = ny
        for del_ in anden:
            v = v[del_]
        v = copy.deepcopy(v if fro.random() < 0.3 else fro.choice(VAERDIER))
        foraelder[sti[-1]] = v
        hvad.append(f"{sti}: {v!r:.60}")
    return ny, "; ".join(hvad)


def _brug(navn: str, regler: Path) -> None:
    """Use every part of the program that reads a pack."""
    r = load_regelsaet(navn, regler=regler)
    tom: dict[str, tuple[dict[str, Any], ...]] = {liste: ({},) for liste in r.data.lister}
    for a in (Ansoegning("a", navn), Ansoegning("a", navn, {}, tom)):
        bedoem_ansoegning(a, r, (PlainKaede(),), hvorfor=True)
    lister: list[str | None] = [*r.data.lister]
    for liste in lister or [None]:
        fakta = [n for li, n in r.fakta if li in (None, liste) and (li, n) not in r.afledte]
        k = oversaet(r, liste=liste, har=fakta)
        k.sql("raekker")
        k.spark_sql("raekker")
    list(mutanter(r, laes_steder(navn, regler=regler)))
    lav_oversigt(navn, regler=regler)
    proev(navn, regler=regler)
    for t in laes_rundetilfaelde(navn, regler=regler):
        beregn(find_rundens(t), Rangvalg(vaelg_metode(t.regelsaet, t.metode), t.medtag_skoen))


@pytest.mark.parametrize("navn", PAKKER)
def test_et_svar_eller_en_fejl_i_pakken(navn: str, tmp_path: Path) -> None:
    pakke = _laes(PULJER / navn)
    fro = random.Random(navn)
    gyldige = 0
    antal = udsnit(1, 10)
    for nr in range(10 * antal):
        # In a small pack nearly every change is an error, so the loop continues until at least one pack is valid.
        if nr >= antal and gyldige:
            break
        ny, hvad = _aendret(pakke, fro)
        mappe = tmp_path / str(nr) / navn
        shutil.copytree(PULJER / navn, mappe)
        for fil, data in ny.items():
            (mappe / fil).write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        try:
            _brug(navn, mappe)
        except (RegelsaetFejl, BrugsFejl) as fejl:
            # What columns and methods do not support is reported as wrong usage; everything else as an error of the
            # pack.
            svar = str(fejl)
        except Exception as fejl:
            raise AssertionError(f"{navn}: {hvad}") from fejl
        else:
            svar, gyldige = "i orden", gyldige + 1
        assert svar, hvad
    assert gyldige
