"""Rounds of invented pools in words: exclusions with reasons, awards, exhausted budgets, points."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ansoegning import load_regelsaet, tjek
from ansoegning.cli.vis_rangliste import vis_rangliste
from ansoegning.cli.vis_tjek import Skaerm
from ansoegning.handlinger.koerselsvalg import Koerselsvalg
from ansoegning.handlinger.rangliste import gennemfoer
from ansoegning.indlaes.afgoerelser import laes_afgoerelser
from ansoegning.model.rangliste import RanglisteSvar
from ansoegning.model.visning import med_lille
from ansoegning.rangordning.deltagere import Deltagere
from ansoegning.skriv.breve import lav_breve, som_filer
from ansoegning.skriv.rangliste_docx import skriv_rangliste_docx
from ansoegning.skriv.rangliste_html import skriv_rangliste_html
from ansoegning.skriv.rangliste_tabeller import ranglisten
from ansoegning.skriv.rangliste_xlsx import skriv_rangliste_xlsx
from ansoegning.skriv.rapport import lav_rapport
from ansoegning.skriv.tabel import SMAL
from hjaelp.alle_flader import kommando
from hjaelp.ny_pulje import skriv_pakken
from hjaelp.papirtekst import docx_tekst, html_tekst, xlsx_tekst
from hjaelp.puljer import DATA, MOELLE, NYTTE, POINT, TILTAG

pytestmark = pytest.mark.tung

_MOELLE: tuple[dict[str, Any], ...] = (
    {"kommune": "Aarhus", "modtaget": "01/04/2024", "pulje_foer": False},
    {"kommune": "Vejle", "modtaget": "02/04/2024", "pulje_foer": True},
)


def _runde(ansoegninger: Sequence[dict[str, Any]], pulje: str, **valg: Any) -> tuple[RanglisteSvar, Deltagere]:
    svar, deltagere, _ = gennemfoer(ansoegninger, Koerselsvalg(pulje=pulje, **{"regler": DATA, **valg}))
    return svar, deltagere


def _breve(svar: RanglisteSvar, deltagere: Deltagere, mappe: Path, *poster: str) -> dict[str, str]:
    """Return the letters as text, by name; each entry is a decision in YAML."""
    fil = mappe / "afgoerelser.yaml"
    fil.write_text("afgoerelser:\n" + "".join(f"  - {p}\n" for p in poster), encoding="utf-8")
    truffet = laes_afgoerelser(str(fil), deltagere.regelsaet) if poster else ()
    breve = lav_breve(svar, deltagere.resultater, deltagere.regelsaet.data, truffet)
    return {b.navn: " ".join(som_filer(b, svar.titel)[f"{b.navn}.txt"].decode("utf-8").split()) for b in breve}


def _visninger(svar: RanglisteSvar) -> dict[str, str]:
    skaerm = Skaerm(100, farver=False, tegn=True)
    alle = {
        "kort": vis_rangliste(svar, skaerm),
        "fuldt": vis_rangliste(svar, skaerm, fuldt=True),
        "html": html_tekst(skriv_rangliste_html(svar)),
        "docx": docx_tekst(skriv_rangliste_docx(svar)),
        "xlsx": xlsx_tekst(skriv_rangliste_xlsx(svar)),
    }
    return {n: " ".join(t.split()) for n, t in alle.items()}


# --- Exclusions ---------------------------------------------------------------------------


def test_den_der_er_udelukket_opfylder_kriterierne_og_det_siges() -> None:
    svar, _ = _runde(_MOELLE, MOELLE)
    (vejle,) = (p for p in svar.projekter if p.navn == "Vejle")
    assert (vejle.udfald, vejle.aabent) == ("opfylder_ikke", ())
    grund = svar.til_json()["projekter"][-1]["ikke_kandidat"]
    assert (grund["grund"], grund["id"], grund["kilde"]["afsnit"]) == ("udelukkelse", "U1", "Hvem kan søge")
    assert svar.til_json()["projekter"][0]["ikke_kandidat"] is None
    for sted, tekst in _visninger(svar).items():
        assert "Udelukket" in tekst, sted
        assert "1 udelukket" in tekst, sted
        assert "Kommunen har fået tilskud før" in tekst, sted
        assert "pfylder ikke kriterierne" not in tekst, sted


def test_brevene_siger_hvorfor_en_er_udelukket(tmp_path: Path) -> None:
    svar, deltagere = _runde(_MOELLE, MOELLE)
    reglen = "Kommunen har fået tilskud før. Reglen står i Et opslag (opdigtet), Hvem kan søge."
    (anmodning,) = _breve(svar, deltagere, tmp_path).values()
    assert f"Det, der holder ansøgningen ude efter jeres oplysninger - {reglen}" in anmodning
    afslag = "{kommune: Vejle, udfald: afslag, begrundelse: Kun nye., af: AB, dato: 01/07/2024}"
    (brev,) = _breve(svar, deltagere, tmp_path, afslag).values()
    assert f"Uden for rækkefølgen {reglen}" in brev
    assert "[ansøgningen, U1]" in brev
    assert "Plads i rækkefølgen" not in brev
    assert "afviger" not in brev


def test_det_der_skal_til_for_at_vide_om_en_er_udelukket_spoerges_der_om(tmp_path: Path) -> None:
    shutil.copytree(DATA / MOELLE, tmp_path / MOELLE)
    fil = tmp_path / MOELLE / "raekkefoelge.yaml"
    fil.write_text(
        fil.read_text("utf-8").replace("      naar: pulje_foer\n", "      naar: pulje_foer\n      ukendt: ude\n")
    )
    svar, deltagere = _runde([{"kommune": "Aarhus", "modtaget": "01/04/2024"}], MOELLE, regler=tmp_path)
    (p,) = svar.projekter
    assert p.udfald == "mangler_oplysninger"
    assert p.ikke_kandidat is not None
    assert p.ikke_kandidat.grund == "udelukkelse"
    (grund,) = p.begrundelse
    assert "»kommunen har fået tilskud før«, som ikke er oplyst" in grund
    (brev,) = _breve(svar, deltagere, tmp_path).values()
    # To the applicant, the sentence has a subject.
    assert f"Oplysninger, vi mangler - Ansøgningen {med_lille(' '.join(grund.split()))}" in brev


def test_for_faa_point_og_for_smaa_beloeb_har_deres_egne_ord(tmp_path: Path) -> None:
    svar, deltagere = _runde(_tiltag(), POINT, vurderinger=_nytte(tmp_path))
    grunde = {p.navn: p.ikke_kandidat.grund for p in svar.projekter if p.ikke_kandidat is not None}
    assert [grunde[n] for n in "DHIK"] == ["point_under", "under_mindst", "kriterier", "point_mangler"]
    tekst = _visninger(svar)["kort"]
    for ord_ in ("Har for få point (", "Under det mindste beløb (1)", "Opfylder ikke kriterierne (1)"):
        assert ord_ in tekst
    # The applicant cannot be asked about points that an assessor gives.
    breve = _breve(svar, deltagere, tmp_path)
    assert not any(re.search(r"point;|få point", t) for t in breve.values())
    assert "Beløbet, 24.000 kr., er mindre end det mindste, der gives: 30.000 kr." in " ".join(breve.values())


# --- Awards -------------------------------------------------------------------------------


def _tiltag() -> list[dict[str, Any]]:
    return [{"kommune": k, "tiltag": t} for k, t in TILTAG.items()]


def _nytte(mappe: Path) -> Path:
    fil = mappe / "vurderinger.yaml"
    linje = "  - {{kommune: {}, tiltag: {}, fakta: nytte, vaerdi: {}, begrundelse: Set., af: AB, dato: 01/06/2024}}\n"
    fil.write_text("vurderinger:\n" + "".join(linje.format(*k.split("/"), v) for k, v in NYTTE.items()), "utf-8")
    return fil


def test_det_beregnede_staar_ved_hver_hvor_puljen_har_en_regel_om_det(tmp_path: Path) -> None:
    svar, _ = _runde(_tiltag(), POINT, vurderinger=_nytte(tmp_path))
    assert svar.tildelingsregel
    assert not any(p.delvis for p in svar.projekter)
    inde = [p for p in svar.projekter if p.udfald == "inden_for_rammen"]
    assert next((p.beregnet, p.ansoegt) for p in inde) == ({"puljen": 101_000}, {"puljen": 251_250})
    for sted, tekst in _visninger(svar).items():
        assert "Beregnet" in tekst, sted
        for tal in ("101.000", "40.000"):
            assert tal in tekst or (sted == "xlsx" and tal.replace(".", "") in tekst), (sted, tal)
    assert "Beregnet (kr.)" in [k.titel for k in ranglisten(svar).til(SMAL).kolonner]
    # No budget line if the budget excludes nobody.
    assert ranglisten(svar).streger == {}
    assert "Rammen rækker" in _visninger(svar)["kort"]


def test_uden_en_regel_staar_det_beregnede_kun_i_projektmappen() -> None:
    svar, _ = _runde([{"kommune": "Aarhus", "projekter": []}], "botilbud-2025-26", regler=None)
    assert not svar.tildelingsregel
    assert "Beregnet 2025 (kr.)" not in [k.titel for k in ranglisten(svar).til(SMAL).kolonner]


def test_point_staar_i_afgoerelsens_brev(tmp_path: Path) -> None:
    svar, deltagere = _runde(_tiltag(), POINT, vurderinger=_nytte(tmp_path))
    post = "{kommune: Aarhus, tiltag: A, udfald: tilsagn, begrundelse: Flest point., af: AB, dato: 01/07/2024}"
    brev = next(t for n, t in _breve(svar, deltagere, tmp_path, post).items() if n.startswith("afgørelse"))
    assert (
        "»Andel til andre« 7,5 point med vægten 2, »Størrelse« 2 point, »Samarbejde« 10 point med vægten 0,5, "
        "»Nytte« 4 point med vægten 3 og »Afprøvet« 1 point."
    ) in brev
    assert "[tiltag 1, point]" in brev
    # The award rule gives less than the requested amount.
    assert "I får tilsagn på 101.000 kr. I har søgt om 251.250 kr." in brev
    assert "fuldt medhold; tag stilling" not in brev


# --- Two budgets --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def spillesteder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("spillesteder")
    skriv_pakken(mappe)
    return mappe


def _raekke(navn: str, koncerter: int, soegt: tuple[int, int]) -> dict[str, Any]:
    return {
        "betegnelse": navn, "koncerter": koncerter, "sted": "fast", "sidste": "01/12/2025",
        "soegt_2025": soegt[0], "soegt_2026": soegt[1],
    }  # fmt: skip


def _foreninger(spillesteder: Path) -> tuple[RanglisteSvar, Deltagere]:
    raekker = [
        _raekke("Alt", 20, (390_000, 0)),
        _raekke("Bas", 12, (20_000, 10_000)),
        _raekke("Cello", 6, (0, 300_000)),
        _raekke("Diskant", 5, (0, 1_000)),
    ]
    return _spillesteder(raekker, spillesteder)


def _spillesteder(raekker: list[dict[str, Any]], regler: Path) -> tuple[RanglisteSvar, Deltagere]:
    egne = [
        {"ansoeger": f"Foreningen {r['betegnelse']}", "indsendt": "01/01/2025", "koncertraekker": [r]} for r in raekker
    ]
    return _runde(egne, "spillesteder-2025", regler=regler)


def test_hver_ramme_har_sin_egen_streg(spillesteder: Path) -> None:
    svar, _ = _foreninger(spillesteder)
    assert [(p.navn, p.udfald, p.naaet) for p in svar.projekter] == [
        ("Alt", "inden_for_rammen", ()),
        ("Bas", "uden_for_rammen", ("aar_2025",)),
        ("Cello", "inden_for_rammen", ()),
        ("Diskant", "uden_for_rammen", ("aar_2026",)),
    ]
    assert ranglisten(svar).streger == {1: "Her nås rammen for 2025", 3: "Her nås rammen for 2026"}
    for sted, tekst in _visninger(svar).items():
        if sted == "xlsx":
            continue
        lille = tekst.lower()
        steder = [lille.index(x) for x in ("her nås rammen for 2025", "her nås rammen for 2026")]
        assert steder == sorted(steder), sted


def test_en_ramme_uden_navn_hedder_det_dens_parameter_hedder(tmp_path: Path) -> None:
    """»til rammen til udstyr« and »rammen for rammen …« are not said; the parameter's name is the money itself."""
    skriv_pakken(tmp_path)
    pakke = tmp_path / "spillesteder-2025"
    for fil, par in (
        ("raekkefoelge.yaml", (('navn: "2025", ', ""), ('navn: "2026", ', ""))),
        ("parametre.yaml", (("navn: rammen i 2025", "navn: rammen til udstyr"),)),
    ):
        tekst = (pakke / fil).read_text(encoding="utf-8")
        for fra, til in par:
            assert fra in tekst
            tekst = tekst.replace(fra, til)
        (pakke / fil).write_text(tekst, encoding="utf-8")
    svar, _ = _foreninger(tmp_path)
    assert ranglisten(svar).streger == {1: "Her nås rammen til udstyr", 3: "Her nås rammen i 2026"}
    for sted, tekst in _visninger(svar).items():
        for forkert in ("til rammen", "i rammen til udstyr", "rammen for rammen", "Søgt rammen"):
            assert forkert not in tekst, (sted, forkert)
    # Foreningen Bas: both budgets have less than it applies for.
    svar, _ = _spillesteder([_raekke("Alt", 20, (390_000, 295_000)), _raekke("Bas", 12, (20_000, 10_000))], tmp_path)
    assert svar.projekter[1].begrundelse[-1] == (
        "Kan ikke være i rammen: 20.000 kr. af rammen til udstyr, men der er 10.000 kr. tilbage; 10.000 kr. af rammen "
        "i 2026, men der er 5.000 kr. tilbage."
    )


def test_intet_valg_er_bedre_end_listen_naar_den_selv_naar_lige_saa_meget(spillesteder: Path) -> None:
    """»Flest« that no choice exceeds names nobody who would come in instead."""
    raekker = [
        _raekke("Alt", 20, (200_000, 0)),
        _raekke("Bas", 12, (100_000, 0)),
        _raekke("Cello", 6, (190_000, 0)),
    ]
    svar, _ = _spillesteder(raekker, spillesteder)
    assert svar.ubrugt_kunne is not None
    efter = {m.maal: m for m in svar.ubrugt_kunne.hele_rammen}
    assert (efter["beloeb"].ind, efter["beloeb"].ud) == (("Foreningen Cello/1 Cello",), ("Foreningen Bas/1 Bas",))
    assert (efter["antal"].ind, efter["antal"].ud) == ((), ())
    assert efter["antal"].beloeb == {"aar_2025": 300_000, "aar_2026": 0}


def test_soegt_i_alt_er_det_alle_soeger_om(spillesteder: Path) -> None:
    svar, _ = _foreninger(spillesteder)
    assert svar.ansoegt_alle == {"aar_2025": 410_000, "aar_2026": 311_000}
    assert svar.beregnet == {"aar_2025": 390_000, "aar_2026": 300_000}
    assert re.search(r"Søgt i alt.*410\.000", _visninger(svar)["docx"])


@pytest.mark.parametrize(("givet", "fuldt"), [("", True), (", beloeb: {aar_2025: 390.000, aar_2026: 0}", True),
                                              (", beloeb: {aar_2025: 389.999, aar_2026: 0}", False)])  # fmt: skip
def test_fuldt_medhold_er_alt_det_der_blev_soegt(spillesteder: Path, tmp_path: Path, givet: str, fuldt: bool) -> None:
    svar, deltagere = _foreninger(spillesteder)
    hvem = "ansoeger: Foreningen Alt, koncertraekke: Alt"
    post = f"{{{hvem}, udfald: tilsagn, begrundelse: God., af: AB, dato: 01/07/2025{givet}}}"
    (brev,) = (t for n, t in _breve(svar, deltagere, tmp_path, post).items() if n.startswith("afgørelse"))
    assert ("giver ansøgeren fuldt medhold" in brev) is fuldt
    assert ("I har søgt om" in brev) is not fuldt
    assert f"I får tilsagn på {'390.000' if fuldt else '389.999'} kr. i 2025" in brev
    assert "aar_2025" not in brev


def test_brevets_filnavn_gentager_ikke_ansoegeren(spillesteder: Path, tmp_path: Path) -> None:
    svar, deltagere = _foreninger(spillesteder)
    post = "{ansoeger: Foreningen Alt, koncertrække: 1, udfald: tilsagn, begrundelse: God., af: AB, dato: 01/07/2025}"
    assert [n for n in _breve(svar, deltagere, tmp_path, post) if n.startswith("afg")] == ["afgørelse Foreningen Alt"]


def test_ordnet_csv_har_det_beregnede(spillesteder: Path, tmp_path: Path) -> None:
    ind, ud = tmp_path / "ind.csv", tmp_path / "ud.csv"
    ind.write_text(
        "ansoeger;indsendt;betegnelse;koncerter;sted;sidste;soegt_2025;soegt_2026\n"
        "Alt;01/01/2025;Alt;20;fast;01/12/2025;390000;0\nBas;01/01/2025;Bas;12;fast;01/12/2025;20000;10000\n",
        encoding="utf-8",
    )
    kode, tekst = kommando(
        "batch", str(ind), "-o", str(ud), "--pulje", "spillesteder-2025", "--regler", str(spillesteder), "--rangliste"
    )
    assert kode == 0, tekst
    (orden,) = tmp_path.glob("*rangliste*.csv")
    linjer = list(csv.DictReader(io.StringIO(orden.read_text("utf-8-sig")), delimiter=";"))
    assert [(r["udfald"], r["beregnet_aar_2025"], r["beregnet_aar_2026"]) for r in linjer] == [
        ("inden_for_rammen", "390000", "0"),
        ("uden_for_rammen", "0", "0"),
    ]


# --- The report -----------------------------------------------------------------------------


def test_rapportens_overskrift_over_ansoegningens_egne_kriterier_er_deres_eget_resultat(tmp_path: Path) -> None:
    shutil.copytree(DATA / POINT, tmp_path / POINT)
    mappe = tmp_path / POINT
    with (mappe / "kriterier.yaml").open("a", encoding="utf-8") as fil:
        fil.write("""  - id: K2
    titel: Noget at søge til
    krav: antal(tiltag) >= 1 tiltag
    grunde:
      opfyldt: [{tekst: Der er tiltag.}]
      ikke_opfyldt: [{tekst: Der er ingen tiltag.}]
    kilde: {dokument: opslag, afsnit: Beløb}
""")
    fil_ = mappe / "konklusioner.yaml"
    fil_.write_text(fil_.read_text("utf-8").replace("vaerste_af: raekkeresultat", "vaerste_af: kriterier"), "utf-8")
    regelsaet = load_regelsaet(POINT, regler=tmp_path)
    svar = tjek({"pulje": POINT, "kommune": "Aarhus", "tiltag": [{"navn": "A", "udgift": 1}]}, regler=tmp_path)
    assert svar.resultat == "nej"
    rapport = lav_rapport(svar, regelsaet.data)
    assert [(a.overskrift, a.status.navn) for a in rapport.afsnit] == [("Tiltag 1 · A", "nej"), ("Kriterier", "ja")]
