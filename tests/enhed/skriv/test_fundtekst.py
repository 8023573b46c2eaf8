"""Findings about several rows or facts are merged into one sentence without losing any."""

from __future__ import annotations

from ansoegning.model.resultat import Fund
from ansoegning.skriv.fundtekst import naevn, saml


def _fund(id_: str, felt: str, besked: str) -> Fund:
    return Fund(id=id_, alvor="fejl", felt=felt, besked=besked)


def _raekke(felt: str) -> str:
    return f"projekt {int(felt[1]) + 1}" if felt.startswith("[") else ""


def test_ens_fund_om_flere_raekker_siges_en_gang() -> None:
    fund = [_fund("S1", f"[{n}].a", "Navnet bruges to gange.") for n in (0, 2)]
    assert saml(fund, _raekke) == [("S1", "Projekt 1 og projekt 3: Navnet bruges to gange.")]


def test_fund_der_kun_begynder_forskelligt_siges_sammen() -> None:
    fund = [
        _fund("S1", "a", "Telefonen er ikke udfyldt. Skriv den."),
        _fund("S2", "x", "Noget helt andet."),
        _fund("S1", "b", "Navnet er ikke udfyldt. Skriv den."),
        _fund("S1", "[0].c", "Beløbet er ikke udfyldt. Skriv den."),
        _fund("S1", "d", "Mailen er for lang. Ret den."),
    ]
    assert saml(fund, _raekke) == [
        ("S1", "Telefonen og navnet er ikke udfyldt. Skriv den."),
        ("S1", "Mailen er for lang. Ret den."),
        ("S2", "Noget helt andet."),
        ("S1", "Projekt 1: Beløbet er ikke udfyldt. Skriv den."),
    ]


def test_en_faelles_parentes_staar_kun_efter_det_sidste_navn() -> None:
    fund = [_fund("S1", felt, f"»{felt}« (Kontakt) er ikke udfyldt.") for felt in "abc"]
    assert saml(fund, _raekke) == [("S1", "»a«, »b« og »c« (Kontakt) er ikke udfyldt.")]
    fund = [_fund("S1", felt, f"»{felt}« (felt {nr}) er ikke udfyldt.") for nr, felt in enumerate("ab")]
    assert saml(fund, _raekke) == [("S1", "»a« (felt 0) og »b« (felt 1) er ikke udfyldt.")]


def test_fund_af_forskellige_tjek_blandes_ikke() -> None:
    fund = [_fund("S1", "a", "A er tom. Ret."), _fund("S2", "b", "B er tom. Ret.")]
    assert [tekst for _, tekst in saml(fund, _raekke)] == ["A er tom. Ret.", "B er tom. Ret."]


def test_mange_navne_taelles() -> None:
    assert naevn([]) == ""
    assert naevn(list("abcdefg")) == "a, b, c, d, e, f og g"
    assert naevn(list("abcdefgh")) == "a, b, c, d, e, f og 2 andre"
