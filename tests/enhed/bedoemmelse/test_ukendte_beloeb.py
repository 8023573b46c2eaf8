"""The amounts that count after an application has been evaluated."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ansoegning.bedoemmelse.sag import kontekst
from ansoegning.bedoemmelse.ukendte_beloeb import kun_kendte_beloeb, ukendte_beloeb
from ansoegning.fejl import RegelsaetFejl
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.motor.reference import Kontekst, fakt
from hjaelp.steder import ROD

PULJE = "botilbud-2025-26"


def _k(*projekter: dict[str, Any], saet: dict[str, str] | None = None) -> Kontekst:
    a = Ansoegning(fil="", pulje=PULJE, fakta={}, raekker={"projekter": projekter}, vaerdimangler=())
    return kontekst(a, load_regelsaet(PULJE, saet=saet))


@pytest.mark.parametrize(
    ("fakta", "mest"),
    [
        ("ansoegt_2025", 600_000),
        ("ansoegt_2026", 700_000),
        ("bruttoanlaegsudgift_2025", 1_500_000),
        ("bruttoanlaegsudgift_2026", 1_500_000),
        ("bruttoanlaegsudgift_andre_aar", 1_500_000),
    ],
)
def test_et_beloeb_over_graensen_er_ukendt_og_paa_den_kendt(fakta: str, mest: int) -> None:
    k = _k({"navn": "på", fakta: mest}, {"navn": "over", fakta: mest + 1, "pladser_2025": 4})
    paa, over = k.fra_raekkerne("projekter")
    assert not ukendte_beloeb(paa)
    assert ukendte_beloeb(over) == {fakta}
    paa, over = kun_kendte_beloeb(k).fra_raekkerne("projekter")
    assert (fakt(fakta, "projekter", paa), fakt(fakta, "projekter", over)) == (mest, None)
    # All other facts are unchanged.
    assert (over.raekke or {}) == {"navn": "over", "pladser_2025": 4}


def test_en_sum_med_et_ukendt_beloeb_er_ukendt_og_kriterierne_regner_som_foer() -> None:
    k = _k({"bruttoanlaegsudgift_2025": 8_500_000, "bruttoanlaegsudgift_2026": 1})
    (raekke,) = k.fra_raekkerne("projekter")
    ren = kun_kendte_beloeb(raekke)
    assert fakt("bruttoanlaegsudgift_i_alt", "projekter", ren) is None
    assert fakt("bruttoanlaegsudgift_i_alt", "projekter", raekke) == 8_500_001
    assert ren.liste == "projekter"


def test_en_anden_fejl_lader_beloebene_staa() -> None:
    # A loan larger than the cost is an error, but not one of a wrong unit.
    k = _k({"ansoegt_2025": 50_000, "ansoegt_2026": 0, "bruttoanlaegsudgift_2025": 1, "bruttoanlaegsudgift_2026": 1})
    assert kun_kendte_beloeb(k) is k


def test_en_ramme_der_saettes_ned_goer_intet_beloeb_ukendt() -> None:
    """Lowering a budget as a what-if does not make an amount count as one in a wrong unit; raising it allows more."""
    for ramme, ukendt in (("10.000", False), ("600.000", True), ("600.001", False)):
        k = _k({"ansoegt_2025": 12_500 if ramme == "10.000" else 600_001}, saet={"ramme_2025": ramme})
        (raekke,) = k.fra_raekkerne("projekter")
        assert bool(ukendte_beloeb(raekke)) is ukendt, ramme


TJEK = """\
  - id: S3
    for: projekter
    alvor: {alvor}
    beloeb_ukendt: ja
    titel: For stort
    naar: {naar}
    felt: {felt}
    besked: For stort.
    kilde: {{dokument: brev, afsnit: Andel}}
"""


@pytest.mark.parametrize(
    ("alvor", "naar", "felt", "besked"),
    [
        ("fejl", "beloeb > 5 mio. kr.", "beloeb", None),
        ("advarsel", "beloeb > 5 mio. kr.", "beloeb", "Kun en fejl"),
        ("fejl", "beloeb > 5 mio. kr.", "andel", "»andel« er ikke et beløb"),
        ("fejl", "beloeb > 5 mio. kr. og antal(projekter) > 1 projekt", "beloeb", "læser andre rækker"),
        ("fejl", "beloeb > 5 mio. kr. og ligner_cpr(navn)", "beloeb", "læser en tekst"),
    ],
)
def test_et_tjek_der_goer_et_beloeb_ukendt(
    tmp_path: Path, alvor: str, naar: str, felt: str, besked: str | None
) -> None:
    shutil.copytree(ROD / "tests" / "data" / "regelsaetfejl" / "grund", tmp_path / "grund")
    fil = tmp_path / "grund" / "skema.yaml"
    fil.write_text(fil.read_text(encoding="utf-8") + TJEK.format(alvor=alvor, naar=naar, felt=felt), encoding="utf-8")
    if besked is None:
        assert [t.felt for t, _ in load_regelsaet("grund", regler=tmp_path).beloebstjek] == ["beloeb"]
        return
    with pytest.raises(RegelsaetFejl, match=besked):
        load_regelsaet("grund", regler=tmp_path)
