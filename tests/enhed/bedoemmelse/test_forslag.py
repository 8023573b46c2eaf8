"""Suggestions: following one makes the criterion met, one step less does not, and judgement is never suggested."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansoegning import load_regelsaet, tjek
from ansoegning.fejl import RegelsaetFejl
from ansoegning.model.resultat import ForslagSvar, KriteriumSvar, Resultat
from ansoegning.model.vaerdier import Vaerdi, trin
from hjaelp.steder import DATA, ROD
from hjaelp.strategier import projekter

pytestmark = pytest.mark.tung


PULJE = "botilbud-2025-26"
REGELSAET = load_regelsaet(PULJE)
FAKTA = REGELSAET.data.fakta["projekter"]


def _svar(projekt: Mapping[str, object]) -> Resultat:
    return tjek({"pulje": PULJE, "kommune": "Aarhus", "projekter": [dict(projekt)]})


def _kriterium(projekt: Mapping[str, object], id_: str) -> KriteriumSvar:
    return next(k for k in _svar(projekt).raekker["projekter"][0].kriterier if k.id == id_)


def _vaerdi(navn: str, json_vaerdi: object) -> Any:
    """Convert a suggestion's JSON value to the fact's type."""
    form = FAKTA[navn]
    if form.type == "dato":
        return date.fromisoformat(str(json_vaerdi))
    if form.type == "tal" and form.trin is not None:
        return Decimal(str(json_vaerdi))
    return json_vaerdi


def _et_skridt_mindre(navn: str, fra: Vaerdi, til: Vaerdi) -> Vaerdi | None:
    """Return the value one step back towards the present value; None for a choice, which has no steps."""
    if isinstance(til, date) and isinstance(fra, date):
        return til + timedelta(days=1 if til < fra else -1)
    if isinstance(til, bool | str) or isinstance(fra, bool | str):
        return None
    assert isinstance(til, int | Decimal)
    assert isinstance(fra, int | Decimal)
    skridt = trin(FAKTA[navn]) if FAKTA[navn].trin is not None else 1
    return til + skridt if til < fra else til - skridt


def _proev(projekt: Mapping[str, object], kriterium: KriteriumSvar, f: ForslagSvar) -> int:
    veje = [(v.fakta, v.fra, v.til) for v in f.via] or [(f.fakta, f.fra, f.til)]
    for navn, fra_json, til_json in veje:
        fra, til = _vaerdi(navn, fra_json), _vaerdi(navn, til_json)
        assert projekt[navn] == fra
        assert _kriterium({**projekt, navn: til}, kriterium.id).status == "opfyldt", (navn, fra, til)
        mindre = _et_skridt_mindre(navn, fra, til)
        if mindre is not None:
            assert _kriterium({**projekt, navn: mindre}, kriterium.id).status != "opfyldt", (navn, fra, til)
    return len(veje)


@settings(suppress_health_check=list(HealthCheck))
@given(projekter(fuldstaendig=True))
def test_et_fulgt_forslag_opfylder_og_et_skridt_mindre_goer_ikke(projekt: dict[str, object]) -> None:
    for kriterium in _svar(projekt).raekker["projekter"][0].kriterier:
        if kriterium.status != "ikke_opfyldt":
            assert kriterium.forslag == ()
        for f in kriterium.forslag:
            _proev(projekt, kriterium, f)
            assert "Ændr kun, hvis projektet faktisk ændres." in f.tekst


GRUND: dict[str, object] = {
    "navn": "Skovbrynet",
    "ansoegt_2025": 7_500,
    "ansoegt_2026": 10_000,
    "pladser_2025": 0,
    "pladser_2026": 12,
    "andel_andre": Decimal("31.25"),
    "afsluttes": date(2026, 11, 30),
    "lovgrundlag": "sel107",
    "bruttoanlaegsudgift_2025": 8_000,
    "bruttoanlaegsudgift_2026": 10_500,
    "pladser_etableret": 12,
    "omdannede_abl105_pladser": 0,
    "art": "nybyggeri",
    "bortfald_forventes": False,
}


def test_udgiften_skal_over_graensen_ikke_paa_den() -> None:
    (f,) = _kriterium(GRUND, "K4").forslag
    assert (f.fakta, f.fra, f.til) == ("bruttoanlaegsudgift_i_alt", 18_500, 20_001)
    assert [(v.fakta, v.fra, v.til) for v in f.via] == [
        ("bruttoanlaegsudgift_2025", 8_000, 9_501),
        ("bruttoanlaegsudgift_2026", 10_500, 12_001),
    ]
    assert "20.001.000 kr., 1.501.000 kr. mere end nu" in f.tekst


def test_dagen_for_indsendelse_foreslaas_aldrig_flyttet() -> None:
    sag = {
        "pulje": "familielegat", "navn": "Asta", "foedt": "01/01/1990", "boern": 2, "indkomst": 1, "udgift": 1,
        "faaet_foer": True, "seneste_legat": "01/03/2022", "indsendt": "01/03/2024",
    }  # fmt: skip
    svar = tjek(sag, regler=ROD / "tests" / "data" / "puljer")
    (k3,) = (k for k in svar.kriterier if k.id == "K3")
    assert k3.status == "nej"
    # No other fact of K3 may be suggested in this pack.
    assert k3.forslag == ()


def test_datoen_er_den_sidste_der_gaelder() -> None:
    (f,) = _kriterium({**GRUND, "afsluttes": date(2027, 1, 30)}, "K3").forslag
    assert (f.fakta, f.fra, f.til) == ("afsluttes", "2027-01-30", "2026-12-31")
    assert "30 dage tidligere end nu" in f.tekst


def test_andelen_siges_ogsaa_i_hele_pladser() -> None:
    (f,) = _kriterium({**GRUND, "andel_andre": Decimal("24.99"), "pladser_etableret": 10}, "K5").forslag
    assert (f.fakta, f.fra, f.til) == ("andel_andre", "24.99", 25)
    assert "Rundet op til hele er det 3 af de 10 pladser (30 pct.)." in f.tekst
    assert "25 pct., 0,01 procentpoint mere end nu" in f.tekst


@pytest.mark.parametrize("kriterium", ["K2", "K6"])
def test_en_udvidelse_paa_nul_foreslaas_hoejnet_og_siger_hvad_det_ellers_flytter(kriterium: str) -> None:
    (f,) = _kriterium({**GRUND, "pladser_2026": 0}, kriterium).forslag
    assert (f.fakta, f.til, [v.fakta for v in f.via]) == ("udvidelse", 1, ["pladser_2025", "pladser_2026"])
    assert f"Det kan også ændre {'K6' if kriterium == 'K2' else 'K2'}." in f.tekst


@pytest.mark.parametrize(
    ("aendret", "kriterium"),
    [
        ({"lovgrundlag": "andet"}, "K1"),  # the legal basis is never suggested
        ({"lovgrundlag": "blandet_abl105"}, "K1"),  # needs an assessor's judgement
        ({"omdannede_abl105_pladser": 3}, "K2"),  # needs an assessor's judgement
        ({"pladser_2026": 0, "omdannede_abl105_pladser": 3}, "K2"),  # no single fact is enough
        ({"art": "blandet"}, "K6"),  # needs an assessor's judgement
    ],
)
def test_intet_forslag_hvor_ingen_enkelt_oplysning_kan_eller_en_person_skal(
    aendret: dict[str, object], kriterium: str
) -> None:
    svar = _kriterium({**GRUND, **aendret}, kriterium)
    assert svar.status != "opfyldt"
    assert svar.forslag == ()


def test_det_der_er_skrevet_forkert_skal_rettes_og_ikke_oplyses() -> None:
    forkert = _kriterium({**GRUND, "omdannede_abl105_pladser": "to"}, "K2")
    assert forkert.begrundelse == ("Kan ikke vurderes, før »eksisterende ABL § 105-pladser, der omdannes« er rettet.")
    assert forkert.mangler == ("omdannede_abl105_pladser",)
    uden = {n: v for n, v in GRUND.items() if n != "omdannede_abl105_pladser"}
    begge = _kriterium({**uden, "pladser_2026": "to"}, "K2")
    assert begge.begrundelse == (
        "Kan ikke vurderes, før »eksisterende ABL § 105-pladser, der omdannes« er oplyst og »udvidelse i 2026« er "
        "rettet."
    )


def test_den_mest_sigende_oplysning_staar_foerst() -> None:
    uden = {n: v for n, v in GRUND.items() if n not in ("omdannede_abl105_pladser", "art", "bortfald_forventes")}
    assert _kriterium(uden, "K2").mangler[0] == "omdannede_abl105_pladser"


def test_det_udestaaende_er_den_korteste_liste_der_afklarer_alt() -> None:
    uden = {
        n: v
        for n, v in GRUND.items()
        if not n.startswith(("bruttoanlaegsudgift", "omdannede", "ansoegt")) and n not in ("art", "bortfald_forventes")
    }
    svar = _svar(uden)
    felter = [u.felt.removeprefix("projekter[0].") for u in svar.udestaaende]
    assert sorted(felter) == ["art", "bruttoanlaegsudgift_2025", "bruttoanlaegsudgift_2026", "omdannede_abl105_pladser"]
    fyldt = {
        **uden,
        "bruttoanlaegsudgift_2025": 1,
        "bruttoanlaegsudgift_2026": 1,
        "omdannede_abl105_pladser": 0,
        "art": "nybyggeri",
    }
    assert all(k.status != "mangler_oplysninger" for k in _svar(fyldt).raekker["projekter"][0].kriterier)


def test_et_dokument_staar_blandt_det_udestaaende() -> None:
    svar = _svar({**GRUND, "koordinering": "kkr"})
    assert [(u.felt, u.dokument, u.afklarer) for u in svar.udestaaende] == [
        ("projekter[0].dokumentation", True, ("S33",))
    ]


# Added to the files of a small pack: a second list, and a criterion of the first list that sums over it.
_BILAG = {
    "pulje.yaml": """\
  bilag: {ental: bilag, flertal: bilag, navn_fakta: overskrift, samlet: i alt, samlet_ental: i alt}
""",
    "fakta.yaml": """\
  bilag:
    overskrift: {navn: overskriften, type: tekst, brug: [oplysning]}
    sider: {navn: siderne, type: tal, mindst: 0, hoejst: 99}
""",
    "kriterier.yaml": """\
  - id: K9
    for: projekter
    titel: Bilag
    krav: beloeb > 5 t.kr. og nogen(sider > 3 for bilag)
    grunde: {opfyldt: [{tekst: Ja.}], ikke_opfyldt: [{tekst: Nej.}]}
    kilde: {dokument: brev, afsnit: Bilag}
""",
    "konklusioner.yaml": """\
  - {id: raekkeresultat, for: bilag, vaerste_af: kriterier, uden: ja}
""",
}


def test_en_anden_listes_raekker_foreslaas_aldrig_aendret(tmp_path: Path) -> None:
    shutil.copytree(DATA / "regelsaetfejl" / "grund", tmp_path / "grund")
    for fil, mere in _BILAG.items():
        sti = tmp_path / "grund" / fil
        sti.write_text(sti.read_text(encoding="utf-8") + mere, encoding="utf-8")
    for sider, ventet in ((3, []), (4, [("beloeb", 6)])):
        ansoegning = {"pulje": "grund", "projekter": [{"navn": "A", "beloeb": 5}], "bilag": [{"sider": sider}]}
        svar = tjek(ansoegning, regler=tmp_path)
        k9 = next(k for k in svar.raekker["projekter"][0].kriterier if k.id == "K9")
        assert (k9.status, [(f.fakta, f.til) for f in k9.forslag]) == ("nej", ventet)


# Added to the files of a small pack: criteria that are not linear in their facts.
_INDBYGGET = {
    "fakta.yaml": """\
    pladser: {navn: pladserne, type: tal, enhed: pladser, mindst: 0, hoejst: 9.999}
    andre: {navn: pladser til andre, type: tal, enhed: pladser, mindst: 0, hoejst: 9.999}
""",
    "kriterier.yaml": "".join(
        f"""\
  - id: Q{nr}
    for: projekter
    titel: Q{nr}
    krav: {krav}
    grunde: {{opfyldt: [{{tekst: Ja.}}], ikke_opfyldt: [{{tekst: Nej.}}]}}
    kilde: {{dokument: brev, afsnit: Q{nr}}}
"""
        for nr, krav in enumerate(
            (
                "oprundet(andel × pladser) >= 3 pladser",
                "afrundet(andel(andre, pladser)) >= 25 pct.",
                "andel(andre, pladser) <= 25 pct.",
            )
        )
    ),
}


@pytest.fixture(scope="module")
def indbygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("puljer")
    shutil.copytree(DATA / "regelsaetfejl" / "grund", mappe / "grund")
    for fil, mere in _INDBYGGET.items():
        sti = mappe / "grund" / fil
        sti.write_text(sti.read_text(encoding="utf-8") + mere, encoding="utf-8")
    return mappe


@given(andel=st.integers(0, 10_000), pladser=st.integers(1, 60) | st.integers(1, 9_999), andre=st.integers(0, 60))
@settings(max_examples=60)
def test_et_forslag_finder_ind_i_en_indbygget_proeve(indbygget: Path, andel: int, pladser: int, andre: int) -> None:
    """The suggestion is the nearest value that meets the criterion, found here by trying every value within reach."""
    projekt = {"navn": "A", "andel": Decimal(andel) / 100, "pladser": pladser, "andre": andre}
    svar = tjek({"pulje": "grund", "projekter": [projekt]}, regler=indbygget)
    krav: tuple[Callable[[int, int, int], bool], ...] = (
        lambda f, p, _: -(-f * p // 10_000) >= 3,
        lambda _, p, a: p > 0 and (200 * a + p) // (2 * p) >= 25,
        lambda _, p, a: p > 0 and 4 * a <= p,
    )
    for nr, opfyldt in enumerate(krav):
        k = next(k for k in svar.raekker["projekter"][0].kriterier if k.id == f"Q{nr}")
        assert (k.status == "ja") is opfyldt(andel, pladser, andre)
        naermest = {
            "andel": (andel, [n for n in range(10_001) if opfyldt(n, pladser, andre)]),
            "pladser": (pladser, [n for n in range(10_000) if opfyldt(andel, n, andre)]),
            "andre": (andre, [n for n in range(10_000) if opfyldt(andel, pladser, n)]),
        }
        egne = ("andel", "pladser") if nr == 0 else ("pladser", "andre")
        ventet = {
            n: min(mulige, key=lambda v: abs(v - nu))
            for n, (nu, mulige) in naermest.items()
            if n in egne and mulige and k.status == "nej"
        }
        fundet = {f.fakta: Decimal(str(f.til)) * (100 if f.fakta == "andel" else 1) for f in k.forslag}
        assert fundet == ventet


def test_det_der_ikke_kan_regnes_ud_mangler_ingen_oplysninger(indbygget: Path) -> None:
    projekt = {"navn": "A", "andel": 25, "pladser": 0, "andre": 0}
    svar = tjek({"pulje": "grund", "projekter": [projekt]}, regler=indbygget)
    k = next(k for k in svar.raekker["projekter"][0].kriterier if k.id == "Q2")
    assert (k.status, k.mangler, k.forslag) == ("ukendt", (), ())
    assert k.begrundelse == "Kan ikke regnes ud, fordi »pladserne« er 0."


# Added to the files of a small pack: steps finer than 0,01, derived facts off their own step, conditions inside them.
_PAA_TRIN = {
    "fakta.yaml": """\
    pladser: {navn: pladserne, type: tal, enhed: pladser, mindst: 0, hoejst: 99.999}
    andre: {navn: pladser til andre, type: tal, enhed: pladser, mindst: 0, hoejst: 99.999}
    bredde: {navn: bredden, type: tal, enhed: km, trin: "0,0001", mindst: 0, hoejst: 100}
    laengde: {navn: længden, type: tal, enhed: km, trin: "0,0005", mindst: 0, hoejst: 100}
    i_alt: {navn: det hele, type: tal, enhed: km, trin: "0,0001", afledt: bredde + laengde, mindst: 0, hoejst: 200}
    er_bred: {navn: om det er bredt, type: ja_nej, afledt: bredde > 2 km}
    faktor: {navn: faktoren, type: tal, trin: "0,0001", mindst: 0, hoejst: 100}
    andel_nu:
      navn: den beregnede andel
      type: tal
      enhed: pct.
      trin: "0,01"
      mindst: 0
      hoejst: 10.000.000
      afledt: "andel(andre, pladser)"
""",
    "kriterier.yaml": "".join(
        f"""\
  - id: {id_}
    for: projekter
    titel: {id_}
    krav: {krav}
    grunde: {{opfyldt: [{{tekst: Ja.}}], ikke_opfyldt: [{{tekst: Nej.}}]}}
    kilde: {{dokument: brev, afsnit: {id_}}}
"""
        for id_, krav in {
            "T1": "andel_nu >= 33 pct.",
            "T2": "andel_nu < 33 pct.",
            "T3": "bredde > 2 km",
            "T4": "i_alt > 2 km",
            "T5": "er_bred",
            "T6": "faktor * faktor > 4",
            "T7": "ikke bredde i {2 km, 3 km}",
            "T8": "bredde > 0,0015 km og bredde < 0,002 km eller bredde > 2 km",
            "T9": "bredde >= 2 km og bredde <= 5 km",
        }.items()
    ),
}


@pytest.fixture(scope="module")
def paa_trin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("puljer")
    shutil.copytree(DATA / "regelsaetfejl" / "grund", mappe / "grund")
    for fil, mere in _PAA_TRIN.items():
        sti = mappe / "grund" / fil
        sti.write_text(sti.read_text(encoding="utf-8") + mere, encoding="utf-8")
    return mappe


def _forslag(mappe: Path, id_: str, **fakta: object) -> list[ForslagSvar]:
    svar = tjek({"pulje": "grund", "projekter": [{"navn": "A", **fakta}]}, regler=mappe)
    return list(next(k for k in svar.raekker["projekter"][0].kriterier if k.id == id_).forslag)


@pytest.mark.parametrize(
    ("andre", "pladser", "kriterium", "til", "via", "afstand"),
    [
        # 32,9973 pct.
        (
            12_311,
            37_309,
            "T1",
            33,
            {"andre": 12_312, "pladser": 37_306},
            "33 pct., under 0,01 procentpoint mere end nu",
        ),
        # 33,2440 pct.
        (124, 373, "T2", "32.99", {"andre": 123, "pladser": 376}, "32,99 pct., ca. 0,25 procentpoint mindre end nu"),
    ],
)
def test_en_afledt_vaerdi_ved_siden_af_sit_trin_foreslaas_paa_trinnet(
    paa_trin: Path, andre: int, pladser: int, kriterium: str, til: object, via: dict[str, int], afstand: str
) -> None:
    (f,) = _forslag(paa_trin, kriterium, andre=andre, pladser=pladser)
    assert (f.fakta, f.til, {v.fakta: v.til for v in f.via}) == ("andel_nu", til, via)
    assert (
        f"»Den beregnede andel« skal være {'mindst' if afstand.endswith('mere end nu') else 'højst'} {afstand} (ved »"
        in f.tekst
    )


@given(andre=st.integers(0, 400), pladser=st.integers(1, 1_200))
@settings(max_examples=100)
def test_en_afledt_andel_foreslaas_som_det_naermeste_trin_der_opfylder(
    paa_trin: Path, andre: int, pladser: int
) -> None:
    er_nok = Decimal(100 * andre) >= 33 * pladser
    nok, for_lidt = (_forslag(paa_trin, t, andre=andre, pladser=pladser) for t in ("T1", "T2"))
    assert [f.til for f in nok] == ([] if er_nok else [33])
    assert [str(f.til) for f in for_lidt] == (["32.99"] if er_nok else [])
    for v in (v for f in nok for v in f.via):
        assert v.til == {"andre": -(-33 * pladser // 100), "pladser": 100 * andre // 33}[v.fakta]


def test_finere_trin_end_en_hundrededel_vises_som_de_er(paa_trin: Path) -> None:
    (f,) = _forslag(paa_trin, "T3", bredde=Decimal("1.9998"))
    assert (f.til, f.tekst.partition("nu.")[0]) == (
        "2.0001",
        "»Bredden« skal være mindst 2,0001 km, 0,0003 km mere end ",
    )
    (f,) = _forslag(paa_trin, "T4", bredde=Decimal("1.9998"), laengde=Decimal(0))
    assert (f.til, [(v.fakta, v.til) for v in f.via]) == ("2.0001", [("bredde", "2.0001"), ("laengde", "0.0005")])


@pytest.mark.parametrize(
    ("kriterium", "fakta", "ventet"),
    [
        # The comparison is in the derived fact and not in the criterion.
        ("T5", {"bredde": 1}, ("er_bred", True, [("bredde", "2.0001")])),
        # Not linear: at 1,5 the square grows by 3 per unit.
        ("T6", {"faktor": Decimal("1.5")}, ("faktor", "2.0001", [])),
        # A value next to a member of the list, not equal to it.
        ("T7", {"bredde": 3}, ("bredde", "3.0001", [])),
        ("T8", {"bredde": Decimal("0.001")}, ("bredde", "0.0016", [])),
    ],
)
def test_hvor_en_betingelse_vender(
    paa_trin: Path, kriterium: str, fakta: dict[str, object], ventet: tuple[str, object, list[tuple[str, object]]]
) -> None:
    (f,) = _forslag(paa_trin, kriterium, **fakta)
    assert (f.fakta, f.til, [(v.fakta, v.til) for v in f.via]) == ventet


def test_et_tal_mellem_to_graenser_taet_paa_hinanden_kan_naas(paa_trin: Path) -> None:
    """The pack above loads: values between limits half a thousandth apart are not reported as unreachable."""
    sti = paa_trin / "grund" / "kriterier.yaml"
    tekst = sti.read_text(encoding="utf-8")
    for fra, til, umuligt in (("0,0015", "0,002", False), ("0,0020", "0,002", True)):
        mappe = paa_trin / f"{umuligt}"
        shutil.copytree(paa_trin / "grund", mappe / "grund")
        krav = f"krav: bredde > {fra} km og bredde < {til} km"
        (mappe / "grund" / "kriterier.yaml").write_text(tekst.replace("krav: bredde > 2 km\n", f"{krav}\n"), "utf-8")
        if umuligt:
            with pytest.raises(RegelsaetFejl, match="T3 kan aldrig blive opfyldt"):
                load_regelsaet("grund", regler=mappe)
        else:
            load_regelsaet("grund", regler=mappe)


def test_en_vaerdi_der_ikke_passer_i_en_liste_med_tal_i_navnet_er_raekkens(tmp_path: Path) -> None:
    shutil.copytree(DATA / "regelsaetfejl" / "grund", tmp_path / "grund")
    for fil, mere in _BILAG.items():
        sti = tmp_path / "grund" / fil
        # The name of a list may contain digits, as »bilag_2024« does.
        nyt = mere.replace("  bilag:", "  bilag_2024:").replace("for bilag)", "for bilag_2024)")
        sti.write_text(sti.read_text(encoding="utf-8") + nyt.replace("for: bilag,", "for: bilag_2024,"), "utf-8")
    ansoegning = {"pulje": "grund", "projekter": [{"navn": "A", "beloeb": 5}], "bilag_2024": [{"sider": "mange"}]}
    svar = tjek(ansoegning, regler=tmp_path)
    (fund,) = (f for f in svar.skema if f.id == "S00")
    assert (fund.felt, fund.besked.partition(":")[0]) == ("bilag_2024[0].sider", "»Siderne«")


@pytest.mark.parametrize(
    ("bredde", "ventet"),
    [
        (Decimal("1"), "»Bredden« skal være mindst 2 km, 1 km mere end nu (dog højst 5 km)."),
        (Decimal("9"), "»Bredden« skal være højst 5 km, 4 km mindre end nu (dog mindst 2 km)."),
    ],
)
def test_et_krav_med_to_ender_foreslaas_med_begge(paa_trin: Path, bredde: Decimal, ventet: str) -> None:
    (f,) = _forslag(paa_trin, "T9", bredde=bredde)
    assert f.tekst.startswith(ventet)
