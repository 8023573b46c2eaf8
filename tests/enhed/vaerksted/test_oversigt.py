"""The page for a lawyer, and the register of which parts of the source are implemented."""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from ansoegning import load_regelsaet
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import BrugsFejl, RegelsaetFejl
from ansoegning.indlaes.regelsaet import find_pakker
from ansoegning.system.steder import mappe
from ansoegning.vaerksted import oversigt
from ansoegning.vaerksted.daekning import Daekning, Daekningsstatus, Post, Slags, kendte_id, laes_daekning, laes_enighed
from ansoegning.vaerksted.oversigt import FIL, lav_oversigt, skriv_oversigt
from ansoegning.vaerksted.tilfaelde import laes_tilfaelde
from hjaelp.kilder import KILDER, findes, med_kilder

pytestmark = pytest.mark.tung

PAKKER = tuple(find_pakker())
BOTILBUD = "botilbud-2025-26"
KONTRAKT = "resultatkontrakt-2023"
BREVET = "laanedispensation-2025-26"
hver_pakke = pytest.mark.parametrize("pakke", PAKKER)


def _daekning(pakke: str) -> Daekning:
    fundet = laes_daekning(pakke)
    assert fundet is not None
    return fundet


# --- The page ---------------------------------------------------------------------------------


@hver_pakke
def test_siden_er_den_pakken_giver_nu(pakke: str) -> None:
    sti = mappe("rules") / pakke / FIL
    assert sti.read_text(encoding="utf-8") == lav_oversigt(pakke), "kør »ansoegning regler oversigt --skriv«"


@hver_pakke
def test_alt_i_pakken_er_paa_siden(pakke: str) -> None:
    tekst = lav_oversigt(pakke)
    data = load_regelsaet(pakke).data
    for k in data.kriterier:
        assert f"### {k.id} " in tekst
        for udtryk in (k.krav, *(d.naar for d in (*k.undtagelser, *k.forbehold))):
            assert f"`{' '.join(udtryk.split())}`" in tekst
        assert k.kilde.citat is not None
        assert f"> »{k.kilde.citat}« (" in tekst
    for f in data.fortolkninger:
        assert f"### {f.id} " in tekst
        for a in f.alternativer:
            assert f"- Alternativ: {a.tekst}" in tekst
    for id_ in (*data.parametre, *(n for fakta in data.fakta.values() for n in fakta)):
        assert f"| `{id_}` |" in tekst
    for t in data.skema:
        assert re.search(rf"^\| {t.id} \| {t.alvor} \| ", tekst, re.MULTILINE)
    for o in data.konklusioner:
        assert (f"\n| {o.id} | " if o.opgave is not None else f"- `{o.id}`: ") in tekst
    assert tekst.count("Vejledende beregning – ikke en afgørelse.") == 2
    assert tekst.endswith(".\n")
    assert "\n\n\n" not in tekst


@hver_pakke
def test_hver_tabelraekke_har_hovedets_antal_celler(pakke: str) -> None:
    bredde = 0
    for linje in lav_oversigt(pakke).splitlines():
        if not linje.startswith("|"):
            bredde = 0
            continue
        celler = len(re.findall(r"(?<!\\)\|", linje))
        bredde = bredde or celler
        assert celler == bredde, linje


@hver_pakke
def test_siden_taeller_tilfaeldene(pakke: str) -> None:
    tilfaelde = laes_tilfaelde(pakke)
    tekst = lav_oversigt(pakke)
    assert f"| Tilfælde | {len(tilfaelde)} tilfælde" in tekst
    for k in load_regelsaet(pakke).data.kriterier:
        antal = sum(
            any(p.kriterium == k.id for p in (*t.giver.statusser, *t.giver.mangler)) for t in tilfaelde
        )  # fmt: skip
        del_ = tekst.partition(f"### {k.id} ")[2].partition("\n### ")[0].partition("\n## ")[0]
        assert f"- Tilfælde: {antal or 'ingen'} tilfælde" in del_


def test_en_parameter_der_kun_vises_og_dagen_for_koerslen_er_forklaret() -> None:
    linjer = lav_oversigt("hjemmearbejde-oeresund").splitlines()
    assert [x.rsplit("|", 2)[1].strip() for x in linjer if x.startswith("| `timer_om_dagen` |")] == ["H1"]
    assert "| `dato` | dagen for kørslen | siges ved kørslen; bruges i S14 | dato |" in lav_oversigt("botilbud-2025-26")


def test_siden_viser_alt_om_k4_til_en_jurist() -> None:
    del_ = lav_oversigt(BOTILBUD).partition("### K4 ")[2].partition("\n### ")[0]
    assert "(ministeriets brev, Adgangskriterier nr. 4)" in del_
    assert "`mindste_anlaegsudgift` er 20.000.000 kr. (ministeriets brev, Adgangskriterier nr. 4:" in del_
    assert "Fortolkning F1" in del_
    assert "Fortolkning F2" in del_
    assert "Fortolkning F3" not in del_
    assert "- Undtagelser: ingen\n- Forbehold: ingen" in del_
    # A requirement with both og and eller has parentheses, also in words.
    assert re.search(r"i ord: .* eller \(.* og .*\)\n", del_)


def test_der_er_ord_for_alt_et_register_kan_indeholde() -> None:
    assert set(oversigt._SLAGS) == set(get_args(Slags))
    assert set(oversigt.DAEKNINGSORD) == set(get_args(Daekningsstatus))


# --- The register and the letter --------------------------------------------------------------

# The numbers and letters of the letter itself: criteria 1–6, the order's 1–4, columns A–G, text fields 1–6.
NUMRE = {
    ("Adgangskriterier", "kriterium"): {"1", "2", "3", "4", "5", "6"},
    ("Vægtningskriterier", "vaegtningskriterium"): {"1", "2", "3", "4"},
    ("Ansøgningsskemaet", "kolonne"): set("ABCDEFG"),
    ("Projektbeskrivelsen", "tekstfelt"): {"1", "2", "3", "4", "5", "6"},
}
AFSNIT = [
    "Indledningen",
    "Praktiske oplysninger om indtast.dk",
    "Ansøgning",
    "Baggrund for puljen",
    "Hvad kan der ansøges om?",
    "Adgangskriterier",
    "Vægtningskriterier",
    "Ansøgningsskemaet",
    "Projektbeskrivelsen",
    "Dokumentation",
    "Kort indberetningsvejledning",
    "Kontaktoplysninger",
    "Personoplysninger",
]
# Deadlines and instructions without a number.
ORD = [
    *("d. 1. – 15. maj", "senest den 15. maj 2024", "udgang af juni 2024", "indtast.dk", "LanBotilbud_2025-26"),
    *("brugernavn", "Kodeord", "Logon", "Send", "Vis", "Godkend", "underskrives", "kvittering", "fem projekter"),
    *("4.000 tegn", "tilskudsforvaltning@sbst.dk", "referat", "KKR", "fem regioner", "lånepuljens størrelse"),
    *("600 mio. kr.", "1,5 mia. kr.", "Telefonnumre", "semikolon", "personoplysninger", "én samlet", "årrække"),
]


@pytest.mark.parametrize(("sted", "numre"), NUMRE.items(), ids=["-".join(sted) for sted in NUMRE])
def test_alt_brevet_nummererer_er_i_registret(sted: tuple[str, str], numre: set[str]) -> None:
    poster = [p for p in _daekning(BOTILBUD).poster if (p.afsnit, p.slags) == sted and p.nr is not None]
    assert {p.nr for p in poster} == numre
    assert all(p.citat for p in poster)


@pytest.mark.parametrize("ord_", ORD)
def test_brevets_krav_uden_nummer_er_i_registret(ord_: str) -> None:
    assert any(ord_ in (p.citat or "") for p in _daekning(BOTILBUD).poster)


def test_registret_foelger_brevets_afsnit() -> None:
    assert list(dict.fromkeys(p.afsnit for p in _daekning(BOTILBUD).poster)) == AFSNIT


@med_kilder
def test_registret_foelger_brevets_orden_i_hvert_afsnit() -> None:
    """Every quote is found after the preceding quote of the same section."""
    tekst = "".join((KILDER / f"{BREVET}.txt").read_text(encoding="utf-8-sig").split())
    sidst, fra = "", 0
    for p in _daekning(BOTILBUD).poster:
        assert p.citat is not None
        citat = "".join(p.citat.split())
        # The table of columns is a separate page, and »I alt« is one of its rows.
        if p.afsnit != sidst:
            sidst, fra = p.afsnit, 0
        plads = tekst.find(citat, fra)
        assert plads >= 0, p.citat
        fra = plads


@med_kilder
@pytest.mark.parametrize(
    ("pakke", "post"), [pytest.param(n, p, id=f"{n}: {p.citat}") for n in PAKKER for p in _daekning(n).poster]
)
def test_registrets_citat_staar_i_kilden(pakke: str, post: Post) -> None:
    if post.citat is None:
        assert post.grund is not None
        return
    fil = load_regelsaet(pakke).data.dokumenter[post.dokument].fil
    assert fil is not None
    tekst = (KILDER / fil).read_text(encoding="utf-8-sig")
    assert findes(post.citat, tekst)


@med_kilder
def test_hvert_maal_i_kontrakten_er_i_registret() -> None:
    with (KILDER / "resultatkontrakt-2023.csv").open(encoding="utf-8", newline="") as fil:
        maal = {r["nr"]: r for r in csv.DictReader(fil)}
    poster = {p.nr: p for p in _daekning(KONTRAKT).poster if p.nr is not None}
    assert set(poster) == set(maal)
    for nr, p in poster.items():
        assert p.citat == f"{nr},{maal[nr]['maal']},{maal[nr]['maaltal']}"
        assert {f"M{nr}", f"maal_{nr}", f"realiseret_{nr}"} <= set(p.af)


@hver_pakke
def test_alt_der_citerer_kilden_er_naevnt_i_registret(pakke: str) -> None:
    daekning, data = _daekning(pakke), load_regelsaet(pakke).data
    naevnt = {id_ for p in daekning.poster for id_ in p.af}
    citerer = {
        *(x.id for x in data.kriterier if x.kilde.dokument == daekning.dokument),
        *(x.id for x in data.skema if x.kilde.dokument == daekning.dokument),
        *(x.id for x in data.fortolkninger if x.kilde.dokument == daekning.dokument),
        *(k.id for k in data.konklusioner if k.kilde is not None and k.kilde.dokument == daekning.dokument),
        *(n for n, p in data.parametre.items() if p.kilde.dokument == daekning.dokument),
    }
    assert citerer - naevnt == set()


@hver_pakke
def test_skemaets_kolonner_og_felter_er_naevnt_i_registret(pakke: str) -> None:
    naevnt = {id_ for p in _daekning(pakke).poster for id_ in p.af}
    fakta = {n: f for omraade in load_regelsaet(pakke).data.fakta.values() for n, f in omraade.items()}
    assert {n for n, f in fakta.items() if f.kolonne or f.felt} - naevnt == set()


def test_en_kolonne_og_et_tekstfelt_naevner_deres_eget_faktum() -> None:
    data = load_regelsaet(BOTILBUD).data
    poster = _daekning(BOTILBUD).poster
    for navn, f in data.fakta["projekter"].items():
        if f.kolonne:
            assert any(navn in p.af for p in poster if p.slags == "kolonne" and p.nr == f.kolonne)
    for navn, f in data.fakta["ansoegning"].items():
        if f.felt and f.felt.startswith("tekstfelt"):
            nr = f.felt.rpartition(" ")[2]
            assert any(navn in p.af for p in poster if p.slags == "tekstfelt" and p.nr == nr)


@hver_pakke
def test_et_kriterium_er_kodet_ved_sit_eget_nummer(pakke: str) -> None:
    poster = _daekning(pakke).poster
    for k in load_regelsaet(pakke).data.kriterier:
        steder = {(p.afsnit, p.nr) for p in poster if k.id in p.af}
        assert any(
            afsnit == k.kilde.afsnit and (k.kilde.nr is None or nr == str(k.kilde.nr)) for afsnit, nr in steder
        ), k.id


# --- The user's own pack ----------------------------------------------------------------------


@pytest.fixture
def egen(tmp_path: Path) -> Path:
    """Copy the contract pack to another id, without its cases."""
    ny = tmp_path / "egen-kontrakt"
    shutil.copytree(mappe("rules") / KONTRAKT, ny, ignore=shutil.ignore_patterns("tilfaelde", FIL))
    _ret(ny / "pulje.yaml", lambda t: t.replace(f"id: {KONTRAKT}", "id: egen-kontrakt"))
    return ny


def _ret(sti: Path, hvordan: Callable[[str], str]) -> None:
    foer = sti.read_text(encoding="utf-8")
    efter = hvordan(foer)
    assert foer != efter
    sti.write_text(efter, encoding="utf-8", newline="\n")


def _skriv_daekning(egen: Path, poster: str, foran: str = f"dokument: {KONTRAKT}\n") -> None:
    (egen / "daekning.yaml").write_text(f"{foran}daekning:\n{poster}", encoding="utf-8")


HEL = "  - {afsnit: Mål, slags: krav, citat: Cases, status: kodet, af: [M1e]}\n"


def test_filer_ved_siden_af_en_pakke_er_ikke_en_del_af_den(egen: Path) -> None:
    foer = load_regelsaet("egen-kontrakt", regler=egen)
    (egen / "daekning.yaml").unlink()
    (egen / "enighed.yaml").write_text(
        f"antal: 5\ndato: 2024-05-15\nforskelle: 0\nregelsaet_sha256: {foer.sha256}\n", encoding="utf-8"
    )
    _tom_cache()
    efter = load_regelsaet("egen-kontrakt", regler=egen)
    assert foer is not efter
    assert foer.sha256 == efter.sha256
    assert foer.data == efter.data


def _tom_cache() -> None:
    from ansoegning.indlaes.regelsaet import _indlaest, _laest

    _indlaest.cache_clear()
    _laest.cache_clear()


def test_en_pakke_uden_register_siger_det(egen: Path) -> None:
    (egen / "daekning.yaml").unlink()
    assert laes_daekning("egen-kontrakt", regler=egen) is None
    tekst = lav_oversigt("egen-kontrakt", regler=egen)
    assert "| Kildens krav | ikke opgjort |" in tekst
    assert "Det er ikke opgjort, hvor meget af kilden der er kodet." in tekst
    assert "| Tilfælde | ingen tilfælde" in tekst


def test_motorernes_enighed_vises_kun_naar_den_er_optalt(egen: Path) -> None:
    ventet = "| Genererede tilfælde, hvor motorerne er enige |"
    (egen / "enighed.yaml").unlink()
    assert f"{ventet} ikke opgjort |" in lav_oversigt("egen-kontrakt", regler=egen)
    optalt = "antal: 250000\ndato: 2024-05-15\nforskelle: 2\nregelsaet_sha256: "
    sha256 = load_regelsaet("egen-kontrakt", regler=egen).sha256
    (egen / "enighed.yaml").write_text(optalt + sha256, encoding="utf-8")
    assert f"{ventet} 249.998 af 250.000 (15/05/2024) |" in lav_oversigt("egen-kontrakt", regler=egen)
    (egen / "enighed.yaml").write_text(optalt + "a" * 64, encoding="utf-8")
    tidligere = f"{ventet} 249.998 af 250.000 (15/05/2024, en tidligere udgave af reglerne) |"
    assert tidligere in lav_oversigt("egen-kontrakt", regler=egen)


@pytest.mark.parametrize(
    ("tekst", "besked", "linje"),
    [
        ("antal: 5\ndato: 2024-05-15\nregelsaet_sha256: a\n", "mangler nøglen »forskelle«", 1),
        ("antal: 5\ndato: 15/05/2024\nforskelle: 0\nregelsaet_sha256: a\n", "år-måned-dag", 2),
        ("antal: mange\ndato: 2024-05-15\nforskelle: 0\nregelsaet_sha256: a\n", "helt antal", 1),
        ("antal: 5\ndato: 2024-05-15\nforskelle: 6\nregelsaet_sha256: a\n", "flere forskelle", 3),
        ("antal: 5\ndato: 2024-05-15\nforskel: 6\nregelsaet_sha256: a\n", "Mente du »forskelle«?", 3),
        ("- 5\n", "nøgler og værdier", 1),
        ("antal: [\n", "gyldig YAML", 2),
    ],
)
def test_en_fejl_i_enigheden_siges_med_sted(egen: Path, tekst: str, besked: str, linje: int) -> None:
    (egen / "enighed.yaml").write_text(tekst, encoding="utf-8")
    with pytest.raises(RegelsaetFejl) as fejl:
        laes_enighed("egen-kontrakt", regler=egen)
    (mangel,) = fejl.value.mangler
    assert besked in mangel.besked
    assert mangel.sted.fil.endswith("enighed.yaml")
    assert mangel.sted.linje == linje


@pytest.mark.parametrize(
    ("post", "besked", "kolonne"),
    [
        ("{afsnit: Mål, slags: krav, citat: a, status: kodet, af: [M1x]}", "»M1x« er ikke et kriterium", 62),
        ("{afsnit: Mål, slags: krav, citat: a, status: kodet, af: [maal_1z]}", "Mente du »maal_1", None),
        ("{afsnit: Mål, slags: krav, citat: a, status: kodet, af: [M1a, M1a]}", "står to gange", None),
        ("{afsnit: Mål, slags: krav, citat: a, status: kodet}", "hvad der koder kravet", 5),
        ("{afsnit: Mål, slags: krav, citat: a, status: delvist, af: [M1a]}", "mangler nøglen »grund«", 5),
        ("{afsnit: Mål, slags: krav, citat: a, status: ikke_kodet}", "mangler nøglen »grund«", 5),
        ("{afsnit: Mål, slags: krav, status: kodet, af: [M1a]}", "hvorfor der ikke er et citat", 5),
        ("{afsnit: Mål, slags: krav, citat: a, status: ikke_kodet, af: [M1a], grund: b}", "»delvist«", 5),
        ("{afsnit: Mål, slags: krav, citat: a, status: halvt, af: [M1a]}", "Kendte: kodet, delvist", None),
        ("{afsnit: Mål, slags: fryst, citat: a, status: kodet, af: [M1a]}", "Mente du »frist«?", None),
        ("{afsnit: Mål, slags: krav, citeret: a, status: kodet, af: [M1a]}", "Mente du »citat«?", None),
        ("{slags: krav, citat: a, status: kodet, af: [M1a]}", "mangler nøglen »afsnit«", 5),
        ("{afsnit: , slags: krav, citat: a, status: kodet, af: [M1a]}", "mangler nøglen »afsnit«", None),
        ("{dokument: brevet, afsnit: Mål, slags: krav, citat: a, status: kodet, af: [M1a]}", "»brevet«", None),
        (f"{{afsnit: Mål, slags: krav, citat: {'ord ' * 15}, status: kodet, af: [M1a]}}", "på 15 ord", None),
        ("{afsnit: [Mål], slags: krav, citat: a, status: kodet, af: [M1a]}", "skal stå en tekst", None),
        ("{afsnit: Mål, slags: krav, citat: Cases, status: kodet, af: [M1e]}", "står i linje 3", 5),
        ("bare en tekst", "nøgler og værdier", 5),
    ],
)
def test_en_fejl_i_registret_siges_med_sted(egen: Path, post: str, besked: str, kolonne: int | None) -> None:
    _skriv_daekning(egen, f"{HEL}  - {post}\n")
    with pytest.raises(RegelsaetFejl) as fejl:
        laes_daekning("egen-kontrakt", regler=egen)
    (mangel,) = fejl.value.mangler
    assert besked in mangel.besked
    assert mangel.besked.endswith((".", "?"))
    assert mangel.sted.fil == str(egen / "daekning.yaml")
    assert mangel.sted.linje == 4
    assert kolonne in (None, mangel.sted.kolonne)


def test_hver_fejl_i_registret_siges(egen: Path) -> None:
    _skriv_daekning(egen, HEL.replace("M1e", "M9") + HEL.replace("kodet", "kodett") + HEL)
    with pytest.raises(RegelsaetFejl) as fejl:
        laes_daekning("egen-kontrakt", regler=egen)
    assert [m.sted.linje for m in fejl.value.mangler] == [3, 4]


@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        ("daekning: []\n", "mangler nøglen »dokument«"),
        (f"dokument: {KONTRAKT}\n", "mangler nøglen »daekning«"),
        (f"dokument: {KONTRAKT}\ndaekning: []\n", "mindst ét krav"),
        (f"dokument: {KONTRAKT}\ndaekning: alt\n", "en liste"),
        (f"dokument: {KONTRAKT}\nposter: []\n", "ukendt her"),
        (f"dokument: kontrakten\ndaekning:\n{HEL}", "dokumenter"),
    ],
)
def test_et_register_skal_have_sine_dele(egen: Path, tekst: str, besked: str) -> None:
    (egen / "daekning.yaml").write_text(tekst, encoding="utf-8")
    with pytest.raises(RegelsaetFejl, match=besked):
        laes_daekning("egen-kontrakt", regler=egen)


def test_tjekket_af_en_pakke_laeser_ogsaa_registret(egen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _skriv_daekning(egen, HEL.replace("M1e", "M1ee"))
    assert koer_kommando(["regler", "tjek", "egen-kontrakt", "--regler", str(egen)]) == 4
    ud = capsys.readouterr()
    assert "Mente du »M1e«?" in ud.err
    assert "daekning.yaml, linje 3" in ud.err


def test_et_filnavn_der_naesten_er_rigtigt_siges(egen: Path) -> None:
    (egen / "daekning.yaml").rename(egen / "daekninger.yaml")
    with pytest.raises(RegelsaetFejl, match="Mente du »daekning«"):
        load_regelsaet("egen-kontrakt", regler=egen)


def test_intet_i_en_pakke_bliver_til_layout(egen: Path) -> None:
    skidt = "a | b *c* <script>x</script> [d](e) _f_ \\u001b[31m \\\\ `g`"
    _ret(egen / "kriterier.yaml", lambda t: t.replace('titel: "Cases"', f'titel: "{skidt}"'))
    _ret(egen / "parametre.yaml", lambda t: t.replace("navn: måltallet for 1e", f'navn: "{skidt}"'))
    tekst = lav_oversigt("egen-kontrakt", regler=egen)
    linjer = [li for li in tekst.splitlines() if "script" in li]
    assert len(linjer) >= 2
    assert all("\\<script>" in li and "\\[d\\]" in li and "\x1b" not in li and "a \\| b" in li for li in linjer)


def test_fakta_og_alt_andet_kan_naevnes() -> None:
    kendte = kendte_id(load_regelsaet(BOTILBUD).data)
    ventet = {"K4": "kriterium", "S06": "tjek", "O13": "opgave", "mindste_anlaegsudgift": "parameter"}
    ventet |= {"andel_andre": "faktum", "faelleskommunalt": "forhold", "F1": "fortolkning", "klar": "konklusion"}
    assert {n: kendte[n] for n in ventet} == ventet


# --- Writing the page ---------------------------------------------------------------------------


def _indhold(mappe_: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in mappe_.iterdir() if p.is_file()}


def test_siden_skrives_ved_ens_egen_pakke_og_intet_andet_roeres(egen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    foer = _indhold(egen)
    assert koer_kommando(["regler", "oversigt", "egen-kontrakt", "--regler", str(egen), "--skriv"]) == 0
    assert str(egen / FIL) in capsys.readouterr().out
    efter = _indhold(egen)
    assert efter.pop(FIL).decode() == lav_oversigt("egen-kontrakt", regler=egen)
    assert efter == foer
    (egen / FIL).write_text("gammel", encoding="utf-8")
    skriv_oversigt("egen-kontrakt", regler=egen)
    assert (egen / FIL).read_text(encoding="utf-8") == lav_oversigt("egen-kontrakt", regler=egen)
    assert set(_indhold(egen)) == {*foer, FIL}


def test_et_link_med_sidens_navn_roeres_ikke(egen: Path, tmp_path: Path) -> None:
    andet = tmp_path / "andet.md"
    andet.write_text("urørt", encoding="utf-8")
    try:
        (egen / FIL).symlink_to(andet)
    except OSError:
        pytest.skip("der kan ikke laves genveje her")
    with pytest.raises(BrugsFejl, match="almindelig fil"):
        skriv_oversigt("egen-kontrakt", regler=egen)
    assert andet.read_text(encoding="utf-8") == "urørt"


def test_en_mappe_der_ikke_kan_skrives_i_siges(egen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def afvis(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "nej")

    monkeypatch.setattr("ansoegning.system.pladser.tempfile.mkstemp", afvis)
    with pytest.raises(BrugsFejl, match="kan ikke skrives"):
        skriv_oversigt("egen-kontrakt", regler=egen)
    assert not (egen / FIL).exists()


def test_der_skrives_ikke_i_et_installeret_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pakke = tmp_path / "ansoegning"
    shutil.copytree(mappe("rules"), pakke / "_data" / "rules")
    monkeypatch.setattr("ansoegning.indlaes.regelsaet.mappe", lambda navn: pakke / "_data" / navn)
    monkeypatch.setattr(oversigt, "__file__", str(pakke / "oversigt.py"))
    (pakke / "_data" / "rules" / KONTRAKT / FIL).unlink(missing_ok=True)
    with pytest.raises(BrugsFejl, match="installerede program"):
        skriv_oversigt(KONTRAKT)
    assert not (pakke / "_data" / "rules" / KONTRAKT / FIL).exists()


def test_kommandoen_viser_de_valgte_sider(capsys: pytest.CaptureFixture[str]) -> None:
    assert koer_kommando(["regler", "oversigt", KONTRAKT, KONTRAKT]) == 0
    assert capsys.readouterr().out == lav_oversigt(KONTRAKT)
    assert koer_kommando(["regler", "oversigt", "resultatkontrakt-2032"]) == 2
    assert f"Mente du »{KONTRAKT}«?" in capsys.readouterr().err


def test_en_ugyldig_pakke_stopper_ikke_de_andre(egen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _ret(egen / "kriterier.yaml", lambda t: t.replace("realiseret_1a >= maal_1a", "realiseret_1a >= maal_1q"))
    assert koer_kommando(["regler", "oversigt", "egen-kontrakt", KONTRAKT, "--regler", str(egen)]) == 4
    ud = capsys.readouterr()
    assert "kriterier.yaml, linje" in ud.err
    assert "# Resultatkontrakt" in ud.out


def test_siderne_kan_laeses_af_andre_brugere(egen: Path) -> None:
    sti = skriv_oversigt("egen-kontrakt", regler=egen)
    if os.name == "posix":
        assert sti.stat().st_mode & 0o777 == (egen / "pulje.yaml").stat().st_mode & 0o777
