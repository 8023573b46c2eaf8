"""A criterion that cannot be calculated since a divisor is 0: the reason names it, in ``tjek`` and ``batch`` alike."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from ansoegning import tjek
from hjaelp.alle_flader import kommando
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung

_PULJE = ROD / "tests" / "data" / "scener" / "scenepuljen"
_KRAV = {
    "D1": "pr_gaest <= 500 kr. pr. gæst",
    "D2": "andel(soegt, udgift) <= 50 pct.",
    "D3": "(soegt + udgift) pr. gaester_i_alt <= 500 kr. pr. gæst",
    # The divisor is no single fact, so the reason cannot name one.
    "D4": "soegt pr. (gaester × 2) <= 500 kr. pr. gæst",
    # Known, although the other branch divides by 0.
    "D5": "(hvis gaester = 0 gæster så 0 kr. pr. gæst ellers soegt pr. gaester) <= 500 kr. pr. gæst",
}
_UREGNELIGT = "Kan ikke regnes ud af de oplysninger, der er givet."


@pytest.fixture
def regler(tmp_path: Path) -> Path:
    mappe = tmp_path / "scenepuljen"
    shutil.copytree(_PULJE, mappe)
    (mappe / "raekkefoelge.yaml").unlink()
    parametre = (mappe / "parametre.yaml").read_text("utf-8").splitlines(keepends=True)
    (mappe / "parametre.yaml").write_text("parametre:\n" + "".join(x for x in parametre if "mindst_gaester:" in x))
    fakta = (mappe / "fakta.yaml").read_text("utf-8").partition("vurderingsfakta:")[0]
    fakta = fakta.replace("mindst: 1,", "mindst: 0,").replace(
        "{navn: forestillingen er ny,", "{brug: [oplysning], navn: ny,"
    )
    egen = "    gaester_i_alt: {navn: gæsterne i alt, type: tal, enhed: gæster, afledt: gaester + gaester}\n"
    (mappe / "fakta.yaml").write_text(fakta + egen, "utf-8")
    with (mappe / "kriterier.yaml").open("a", encoding="utf-8") as fil:
        for id_, krav in _KRAV.items():
            fil.write(
                f'  - id: {id_}\n    for: forestillinger\n    titel: {id_}\n    krav: "{krav}"\n    grunde:\n'
                "      opfyldt: [{tekst: Ja.}]\n      ikke_opfyldt: [{tekst: Nej.}]\n"
                "    kilde: {dokument: opslag, afsnit: Krav}\n"
            )
    return tmp_path


@pytest.mark.parametrize(
    ("gaester", "udgift", "ventet"),
    [
        (
            0,
            100,
            {
                "D1": "Kan ikke regnes ud, fordi »antallet af gæster« er 0.",
                "D2": "Ja.",
                "D3": "Kan ikke regnes ud, fordi »gæsterne i alt« er 0.",
                "D4": _UREGNELIGT,
                "D5": "Ja.",
            },
        ),
        (
            2,
            0,
            {"D1": "Ja.", "D2": "Kan ikke regnes ud, fordi »udgiften« er 0.", "D3": "Ja.", "D4": "Ja.", "D5": "Ja."},
        ),
        (None, 0, {"D1": "Kan ikke vurderes, før »antallet af gæster« er oplyst."}),
    ],
)
def test_grunden_siger_hvad_der_er_nul(
    tmp_path: Path, regler: Path, gaester: int | None, udgift: int, ventet: dict[str, str]
) -> None:
    raekke = {"navn": "Ask", "soegt": 50, "udgift": udgift} | ({} if gaester is None else {"gaester": gaester})
    svar = tjek({"pulje": "scenepuljen", "hvem": "Asta", "forestillinger": [raekke]}, regler=regler)
    grunde = {k.id: k.begrundelse for k in svar.raekker["forestillinger"][0].kriterier}
    assert {id_: grunde[id_] for id_ in ventet} == ventet
    ind, ud = tmp_path / "ind.csv", tmp_path / "ud.csv"
    ind.write_text(
        f"hvem;navn;soegt;udgift;gaester\nAsta;Ask;50;{udgift};{'' if gaester is None else gaester}\n", "utf-8"
    )
    kode, tekst = kommando("batch", str(ind), "-o", str(ud), "--pulje", "scenepuljen", "--regler", str(regler))
    assert kode == 0, tekst
    (linje,) = csv.DictReader(ud.read_text("utf-8-sig").splitlines(), delimiter=";")
    assert linje["begrundelse"] == " ".join(f"{id_}: {grund}" for id_, grund in grunde.items())
