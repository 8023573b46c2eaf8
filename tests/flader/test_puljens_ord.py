"""Pass each pack through every command, document and page: it uses its own words, and no other pack's.

Exceptions are named below: outputs that list all packs (the front pages of the web page, ``regler list``), outputs for
programs (JSON, openapi), and outputs for authors, which show the pack's keys beside their names. So do the locations in
an application's file (``tjek``, the report).
"""

from __future__ import annotations

import re

import pytest

from hjaelp.alle_flader import (
    AADALENE,
    BREDBAAND,
    KONTRAKT,
    LEGAT,
    MOELLEN,
    NATBUSSER,
    OEERNE,
    PROEVER,
    SKOV,
    STIPENDIET,
    TILTAGENE,
    Puljeproeve,
    flader,
)

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
    "natbus": r"natbus\w*",
    "rute": r"ruter?(?:n|ne)?\b",
    "selskab": r"selskab\w*",
    "studerende": r"studerende\w*",
    "stipendium": r"stipendi\w*",
    # A pool's order is not national, and its budgets are not years, unless the pool says so.
    "hele landet": r"nationale?\b|hvert år|begge år",
    "bredbånd": r"bredbånd\w*",
    "ø": r"initiativ\w*",
    "ådal": r"ådal\w*",
}
# Words that a pack itself uses. Municipalities are in regions for a pack with ``regioner_pr``.
_EGNE = {
    SKOV.pulje: {"skov", "lodsejer"},
    LEGAT.pulje: {"legat", "fundats"},
    TILTAGENE.pulje: {"kommune", "region", "tiltag"},
    MOELLEN.pulje: {"kommune", "region"},
    NATBUSSER.pulje: {"natbus", "rute", "selskab"},
    STIPENDIET.pulje: {"studerende", "stipendium"},
    AADALENE.pulje: {"projekt", "ådal"},
    OEERNE.pulje: {"ø"},
    BREDBAAND.pulje: {"bredbånd"},
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


# Inputs and outputs whose keys the contract fixes, and lists of all packs, whose front pages speak of any pool.
_FASTE_NOEGLER = re.compile(
    r"json|jsonl$|openapi|/api|yaml|side /(?:ny|runder|tabeller|regler|om)?$|regler (?:list|graenser)$"
)


def test_puljens_ord_for_et_kriterium_staar_alle_steder(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    p, alle = flade
    if p not in (STIPENDIET, KONTRAKT):
        return
    fundne = [
        (sted, traef[0], tekst[max(traef.start() - 60, 0) : traef.end() + 20])
        for sted, tekst in alle.items()
        if not _FASTE_NOEGLER.search(sted)
        for traef in re.finditer(r"(?i)\bkriteri(?:um|et|er|erne)\b(?!\.yaml)", tekst)
    ]
    assert fundne == []


def test_en_person_tiltales_ikke_som_flere(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    p, alle = flade
    breve = {s: t for s, t in alle.items() if s.startswith("breve/") and s.endswith(".txt")}
    assert breve or p is KONTRAKT
    for sted, tekst in breve.items():
        brev = tekst.partition("Til sagsbehandleren")[0]
        flere = re.findall(r"\b(?:I (?:får|har)|jeres|jer)\b", brev)
        en = re.findall(r"(?i)\b(?:du (?:får|har)|din|dine|dig)\b", brev)
        if p in (LEGAT, STIPENDIET):
            assert flere == [], (sted, flere)
            assert en, sted
        else:
            assert en == [], (sted, en)
            assert flere, sted


def test_datoer_i_breve_er_skrevet_ud(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    _, alle = flade
    for sted, tekst in alle.items():
        if sted.startswith("breve/") and sted.endswith(".txt"):
            brev = tekst.partition("Til sagsbehandleren")[0]
            assert re.findall(r"\d\d/\d\d/\d{4}", brev) == [], sted


def test_ingen_saetning_slutter_med_to_punktummer(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    _, alle = flade
    fundne = [
        (sted, traef[0])
        for sted, tekst in alle.items()
        if not _TIL_PROGRAMMER.search(sted)
        for traef in re.finditer(r".{0,30}[a-zæøå]\n?\.\.(?![./\w])", tekst)
    ]
    assert fundne == []


def test_een_staar_i_ental(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    _, alle = flade
    flere = (
        "kandidater|rækker|ansøgninger|ruter|skove|projekter|initiativer|advarsler|filer|breve|vurderinger|afgørelser|"
        "betingelser|kriterier|steder|børn|nætter|passagerer|boliger|selskaber|ansøgere|kommuner|grunde|dage|måneder"
    )
    fundne = [
        (sted, tekst[max(traef.start() - 40, 0) : traef.end() + 10])
        for sted, tekst in alle.items()
        if not _TIL_PROGRAMMER.search(sted)
        for traef in re.finditer(rf"(?<![\d.,])1 (?:{flere})\b", tekst)
    ]
    assert fundne == []


def test_tabeller_staar_i_reglerne(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    """Each row of a look-up table, with its condition and its value, is in every view of the rules."""
    p, alle = flade
    raekker = {
        LEGAT.pulje: ("2 børn", "255.000 kr.", "K2"),
        STIPENDIET.pulje: ("2 søskende", "510.000 kr.", "K2"),
        NATBUSSER.pulje: ("3 nætter", "15", None),
    }
    if p.pulje not in raekker:
        return
    naar, vaerdi, kriterium = raekker[p.pulje]
    steder = ["regler vis", "regler oversigt", f"side /regler/{p.pulje}", "ny.xlsx"]
    steder += [f"side /regler/{p.pulje}/{kriterium}"] if kriterium is not None else []
    for sted in steder:
        tekst = " ".join(alle[sted].split())
        assert re.search(rf"{naar}\W.{{0,80}}?(?<![\d.]){re.escape(vaerdi)}(?!\d)", tekst) or re.search(
            rf"(?<![\d.]){re.escape(vaerdi)} .{{0,60}}?{naar}", tekst
        ), sted


def test_points_kolonner_siger_at_de_er_point(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    p, alle = flade
    if p is not NATBUSSER:
        return
    for sted in ("rangliste.xlsx", "rangliste.html"):
        for titel in ("Nætter (point)", "Pris pr. passager (point)", "Unge (point)", "Jury (point)"):
            assert titel in alle[sted], (sted, titel)
        # The column of a criterion whose value is its points has what they are looked up by.
        assert "\nNætter\n" in alle[sted].replace(" \n", "\n")
        assert "6 nætter" in alle[sted]
    assert any(re.search(r"/runder/\w+/liste$", sted) and "6 nætter" in tekst for sted, tekst in alle.items())


def test_parametre_staar_med_navn_og_vaerdi(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    p, alle = flade
    if p is not NATBUSSER:
        return
    for sted in ("regler vis", "regler oversigt", f"side /regler/{p.pulje}"):
        tekst = " ".join(alle[sted].split())
        for led in ("mindst 35 (de mindste point i alt)", "vægt 20 (vægten af andelen af unge)"):
            assert led in tekst, (sted, led)
    afgoerelse = next(t for s, t in alle.items() if re.search(r"/afgoerelse/1$", s))
    assert "Beløb ruter i landområder (kr.)" in afgoerelse
    assert "Beløb land" not in afgoerelse


def test_hver_kommando_og_side_er_med(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    p, alle = flade
    ventede = ["tjek 1", "ny.xlsx", "skriv/1-indtast.txt", "skriv/1-print.html", "skriv/1-rapport.docx", "svar.xlsx"]
    if p is not KONTRAKT:
        papir = {NATBUSSER.pulje: "nævnspapir", STIPENDIET.pulje: "udvalgspapir"}.get(p.pulje, "mødepapir")
        ventede += ["rangliste --fuldt", "rangliste.html", "rangliste.xlsx", f"breve/{papir}.docx"]
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
        assert "Der er intet skema, programmet kender" in alle["skriv/1-indtast.txt"]
        # There is no empty form to sign.
        assert "skriv/1-skema.docx" not in alle
        assert alle["skriv"].count("Ikke skrevet: skemaet som Word og PDF.") == 1
        assert "Opgørelse" in alle["skriv/1-rapport.docx"]


def test_papirerne_viser_point_med_vaegte(flade: tuple[Puljeproeve, dict[str, str]]) -> None:
    p, alle = flade
    for sted in ("rangliste --fuldt", "rangliste.html", "rangliste.xlsx", "rangliste.docx"):
        har = "vægt 0,5" in re.sub(r"\s+", " ", alle.get(sted, ""))
        assert har is (p is TILTAGENE), sted
