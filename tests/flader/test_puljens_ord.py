"""Pass each pack through every command, document and page: it uses its own words, and no other pack's.

Exceptions are named below: outputs that list all packs (the front pages of the web page, ``regler list``), outputs for
programs (JSON, openapi), and outputs for authors, which show the pack's keys beside their names. So do the locations in
an application's file (``tjek``, the report).
"""

from __future__ import annotations

import re

import pytest

from hjaelp.alle_flader import KONTRAKT, LEGAT, MOELLEN, PROEVER, SKOV, TILTAGENE, Puljeproeve, flader

pytestmark = pytest.mark.tung

_FREMMEDE = {
    "kommune": r"kommun(?!ikation)\w*",
    "projekt": r"projekt(?!mappe)\w*",
    "region": r"\w*region\w*",
    "garanti": r"\w*garanti\w*",
    "kkr": r"kkr\b\w*",
    "laan": r"lån(?:e\w*)?\b|lån\w*ramme",
    "botilbud": r"botilbud\w*",
    "ministeriet": r"ministeri\w*",
    "skov": r"skov\w*",
    "lodsejer": r"lodsejer\w*",
    "tiltag": r"tiltag\w*",
    "legat": r"legat\w*",
    "fundats": r"fundats\w*",
    "trafiklys": r"trafiklys\w*",
}
# Words that a pack itself uses. Municipalities are in regions for a pack with ``regioner_pr``.
_EGNE = {
    SKOV.pulje: {"skov", "lodsejer"},
    LEGAT.pulje: {"legat", "fundats"},
    TILTAGENE.pulje: {"kommune", "region", "tiltag"},
    MOELLEN.pulje: {"kommune", "region"},
    # The contract's own goals mention green transition and projects.
    KONTRAKT.pulje: {"trafiklys"},
}
_ALLE_PAKKER = re.compile(r"side /(?:ny|runder|tabeller|regler)?$|regler list$")
_TIL_PROGRAMMER = re.compile(r"json|jsonl$|openapi|/api")
_TIL_FORFATTERE = re.compile(
    r"^regler |^side /regler/|^ny|yaml|batch|svar\.xlsx|ansoegning\.xlsx|^tjek|rapport|/svar$|/historik"
)


@pytest.fixture(scope="module", params=PROEVER, ids=lambda p: p.pulje)
def flade(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Puljeproeve, dict[str, str]]:
    p: Puljeproeve = request.param
    return p, flader(p, tmp_path_factory.mktemp("flader"))


def test_intet_siger_en_anden_puljes_ord(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    p, alle = flade
    fundne = [
        (sted, ord_, tekst[max(traef.start() - 40, 0) : traef.end() + 20])
        for sted, tekst in alle.items()
        if not _ALLE_PAKKER.search(sted) and not _TIL_PROGRAMMER.search(sted)
        for ord_, moenster in _FREMMEDE.items()
        if ord_ not in _EGNE[p.pulje]
        for traef in re.finditer(rf"(?i)\b{moenster}", tekst)
    ]
    assert fundne == []


def test_ingen_noegle_staar_i_stedet_for_sit_navn(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    """Keys of choices, facts, parameters and statuses contain underscores or capitals; none is in a document."""
    from ansoegning import load_regelsaet

    p, alle = flade
    data = load_regelsaet(p.pulje, regler=p.regler).data
    noegler = (
        {n for o in data.fakta.values() for n in o} | set(data.parametre) | set(data.statusser) | set(data.tabeller)
    )
    noegler = {n for n in noegler if "_" in n}
    fundne = [
        (sted, noegle)
        for sted, tekst in alle.items()
        if not any(m.search(sted) for m in (_TIL_PROGRAMMER, _TIL_FORFATTERE))
        for noegle in noegler
        if re.search(rf"(?<![\w.]){noegle}(?![\w=])", tekst)
    ]
    assert fundne == []


def test_hver_kommando_og_side_er_med(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    p, alle = flade
    ventede = ["tjek 1", "ny.xlsx", "skriv/1-indtast.txt", "skriv/1-print.html", "skriv/1-rapport.docx", "svar.xlsx"]
    if p is not KONTRAKT:
        ventede += ["rangliste --fuldt", "rangliste.html", "rangliste.xlsx", "breve/mødepapir.docx"]
        assert any(re.search(r"/runder/\w+/liste", sted) for sted in alle)
    assert [v for v in ventede if v not in alle] == []
    assert any(re.search(r"/a/\w+/faerdig", sted) for sted in alle)


def test_skriv_giver_hvert_felt(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    """Numbers, dates and answers are written as well as texts."""
    p, alle = flade
    if p is LEGAT:
        for sted in ("skriv/1-indtast.txt", "skriv/1-print.html", "skriv/1-skema.docx"):
            tekst = re.sub(r"\s+", " ", alle[sted])
            # The value to enter has the form's own unit and no thousands separator.
            boern, indkomst = ("Antallet af hjemmeboende børn: 2 børn", "Husstandens indkomst: 100.000 kr.")
            if "indtast" in sted:
                boern, indkomst = "Antallet af hjemmeboende børn (børn): 2", "Husstandens indkomst (kr.): 100000"
            for felt in (f"3 {boern}", f"4 {indkomst}", "01/01/1990"):
                assert felt.replace(" ", "") in tekst.replace(" ", "").replace("3:", "3").replace("4:", "4"), (
                    sted,
                    felt,
                )
    if p is KONTRAKT:
        assert "har intet skema" in alle["skriv/1-indtast.txt"]
        # There is no empty form to sign.
        assert "skriv/1-skema.docx" not in alle
        assert alle["skriv"].count("Ikke skrevet: skemaet som Word og PDF.") == 1
        assert "Opgørelse" in alle["skriv/1-rapport.docx"]


def test_papirerne_viser_point_med_vaegte(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    p, alle = flade
    for sted in ("rangliste --fuldt", "rangliste.html", "rangliste.xlsx", "rangliste.docx"):
        har = "vægt 0,5" in re.sub(r"\s+", " ", alle.get(sted, ""))
        assert har is (p is TILTAGENE), sted
