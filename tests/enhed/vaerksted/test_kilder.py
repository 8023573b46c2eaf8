"""Every quote of every pack occurs literally in the source that it names.

The source documents are stored beside the repository; the tests are skipped if they are missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
import yaml

from ansoegning.indlaes.pakkelaeser import FILER
from ansoegning.indlaes.regelsaet import find_pakker, load_regelsaet
from ansoegning.model.visning import vis_tal
from ansoegning.system.steder import mappe
from hjaelp.kilder import KILDER, findes, med_kilder

PAKKER = tuple(find_pakker())
# A quote is shorter than a sentence.
HOEJST_ORD = 14


def _kilder(del_: Any, sti: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every reference to a source in a pack, with its path."""
    if isinstance(del_, dict):
        if "afsnit" in del_:
            yield sti, del_
        for noegle, v in del_.items():
            yield from _kilder(v, f"{sti}.{noegle}".lstrip("."))
    elif isinstance(del_, list | tuple):
        for i, v in enumerate(del_):
            yield from _kilder(v, f"{sti}.{v['id']}" if isinstance(v, dict) and "id" in v else f"{sti}[{i}]")


def _citater() -> list[Any]:
    fundne = []
    for pakke in PAKKER:
        data = load_regelsaet(pakke).data
        for sti, kilde in _kilder(data.model_dump(mode="json", by_alias=True)):
            if kilde.get("citat"):
                fundne.append(pytest.param(pakke, kilde["dokument"], kilde["citat"], id=f"{pakke}: {sti}"))
        # The registers beside the pack also quote the source.
        for fil in sorted((mappe("rules") / pakke).glob("*.yaml")):
            if fil.name not in FILER:
                rod = yaml.load(fil.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only
                for sti, kilde in _kilder(rod):
                    if kilde.get("citat"):
                        dokument = kilde.get("dokument") or rod["dokument"]
                        fundne.append(pytest.param(pakke, dokument, kilde["citat"], id=f"{pakke}: {fil.name} {sti}"))
    return fundne


CITATER = _citater()
hvert_citat = pytest.mark.parametrize(("pakke", "dokument", "citat"), CITATER)


@cache
def _tekst(fil: str) -> str:
    return (KILDER / fil).read_text(encoding="utf-8-sig")


def test_der_er_citater() -> None:
    assert len(CITATER) > 50


@med_kilder
@hvert_citat
def test_citatet_staar_i_kilden(pakke: str, dokument: str, citat: str) -> None:
    fil = load_regelsaet(pakke).data.dokumenter[dokument].fil
    assert fil is not None, f"{dokument} har ingen fil og kan ikke citeres"
    assert findes(citat, _tekst(fil))


@hvert_citat
def test_citatet_er_kort_og_skrevet_som_det_laeses(pakke: str, dokument: str, citat: str) -> None:
    assert len(citat.split()) <= HOEJST_ORD
    assert citat == " ".join(citat.split())


@med_kilder
@pytest.mark.parametrize("pakke", PAKKER)
def test_hvert_dokument_med_fil_findes(pakke: str) -> None:
    filer = [d.fil for d in load_regelsaet(pakke).data.dokumenter.values() if d.fil is not None]
    assert filer
    for fil in filer:
        assert (KILDER / fil).is_file(), fil


@med_kilder
@pytest.mark.parametrize("pakke", PAKKER)
def test_fortolkningernes_citater_staar_i_kilden(pakke: str) -> None:
    data = load_regelsaet(pakke).data
    for f in data.fortolkninger:
        fil = data.dokumenter[f.kilde.dokument].fil
        for citat in re.findall(r"»([^«]+)«", f"{f.spoergsmaal} {f.begrundelse}"):
            assert fil is not None
            assert findes(citat, _tekst(fil)), f"{f.id}: {citat}"


@med_kilder
@pytest.mark.parametrize("pakke", PAKKER)
def test_parametrenes_tal_staar_i_citatet(pakke: str) -> None:
    """A parameter from the law occurs in its own quote, in one of the notations of the number."""
    data = load_regelsaet(pakke).data
    for navn, p in data.parametre.items():
        if p.type != "tal" or p.kilde.citat is None or data.dokumenter[p.kilde.dokument].fil is None:
            continue
        tal = p.vaerdi.replace(".", "").replace(",", ".")
        skrevet = {p.vaerdi, tal, p.vaerdi.removesuffix(".000")} | ({"fem"} if tal == "5" else set())
        if p.enhed == "t.kr.":
            skrevet.add(f"{vis_tal(Fraction(tal) / 10**6)} mia. kr.")
        assert any(findes(s, p.kilde.citat) for s in skrevet), navn


@pytest.mark.parametrize(
    ("citat", "tekst", "er_der"),
    [
        ("inden udgangen af 2026", "gennemføres inden \nudgangen af  2026.", True),
        ("botilbudskapaciteten i 2025?", "botilbudskapa\nciteten i 2025? \n", True),
        ("projektet/-erne bidrager", "projektet/-\nerne bidrager", True),
        ("kapacitetsudvidelse, der", "kapacitets-\nudvidelse, der", True),
        ("over 20 mio.", "over 200 mio.", False),
        ("udvidelse", "kapacitetsudvidelsen", False),
        ("Udvidelse", "udvidelse", False),
        ("ialt", "i alt", False),
    ],
)
def test_citater_sammenlignes_ord_for_ord(citat: str, tekst: str, er_der: bool) -> None:
    assert findes(citat, tekst) is er_der
