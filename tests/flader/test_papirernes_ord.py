"""A document read by itself is comprehensible: no keys, no ids of interpretations, no yardstick shown to applicants."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import docx
import pytest
import yaml

from ansoegning import load_regelsaet, tjek
from ansoegning.fejl import Sted
from ansoegning.handlinger.koerselsvalg import Koerselsvalg
from ansoegning.handlinger.rangliste import gennemfoer
from ansoegning.handlinger.skriv import skriv_papirer
from ansoegning.model.afgoerelser import Afgoerelse
from ansoegning.model.rangliste import RanglisteSvar
from ansoegning.model.resultat import Resultat
from ansoegning.skriv.brev_docx import skriv_docx
from ansoegning.skriv.breve import lav_breve
from ansoegning.skriv.brevtekst import Blok, Brevsaetning, som_tekst
from ansoegning.skriv.rangliste_docx import skriv_rangliste_docx
from ansoegning.skriv.rangliste_html import skriv_rangliste_html
from ansoegning.skriv.rapport import lav_rapport
from ansoegning.skriv.tabel import Tabel, Tabelkolonne
from ansoegning.system.navne import i_ascii
from hjaelp.alle_flader import kommando
from hjaelp.ny_pulje import skriv_pakken
from hjaelp.papirtekst import docx_tekst
from hjaelp.projekt import PROJEKT
from hjaelp.steder import ROD

PULJE = "botilbud-2025-26"


def _runde(mappe: Path, **projekt: object) -> tuple[RanglisteSvar, list[Resultat]]:
    (mappe / "a.yaml").write_text(
        yaml.safe_dump({"pulje": PULJE, "kommune": "Aarhus", "projekter": [PROJEKT | projekt]}), encoding="utf-8"
    )
    svar, deltagere, _ = gennemfoer(mappe, Koerselsvalg(omfang="hele"))
    return svar, deltagere.resultater


def test_en_anmodning_spoerger_og_siger_hverken_maalestok_eller_fortolkning(tmp_path: Path) -> None:
    svar, resultater = _runde(
        tmp_path, bruttoanlaegsudgift_2025=8_000_000, faelles_projekt="Fælleden", partnere=["Odder"]
    )
    (brev,) = lav_breve(svar, resultater, load_regelsaet(PULJE).data)
    brevet = {s.kilde: s.tekst for s in brev.kilder}
    # The appendix, for the person who sends the letter, states that the yardstick is the program's own.
    (spurgt,) = (tekst for kilde, tekst in brevet.items() if kilde == "skemaet, S43 (programmets egen målestok)")
    assert spurgt.endswith("Er beløbet skrevet i kr. i stedet for i hele 1.000 kr.?")
    assert "målestok" not in " ".join(brevet.values())


@pytest.mark.parametrize(
    "pulje", sorted(p.name for p in ROD.joinpath("rules").iterdir() if (p / "pulje.yaml").exists())
)
def test_ingen_tekst_til_en_ansoeger_naevner_en_fortolknings_id(pulje: str) -> None:
    data = load_regelsaet(pulje).data
    ider = {f.id for f in data.fortolkninger}
    tekster = [t.besked for t in data.skema]
    tekster += [g.tekst for k in data.kriterier for grunde in (k.grunde.opfyldt, k.grunde.ikke_opfyldt) for g in grunde]
    tekster += [b.tekst for n in (data.raekkefoelge.noegler if data.raekkefoelge else ()) for b in n.bemaerk]
    assert tekster
    assert not [t for t in tekster if ider & set(re.findall(r"\w+", t))]


def test_en_ny_side_er_aldrig_et_tomt_afsnit() -> None:
    tabel = Tabel("t", "T", "", (Tabelkolonne("A"),), (("1",),))
    for efter in (Blok("afsnit", (Brevsaetning("Bilag"),)), Blok("tabel", (Brevsaetning("t"),))):
        blokke = [Blok("tekst", (Brevsaetning("Før"),)), Blok("side"), efter]
        dokument = docx.Document(io.BytesIO(skriv_docx(blokke, titel="", hoved="", fod="", tabeller={"t": tabel})))
        foer, ny, *_ = dokument.paragraphs
        assert (foer.text, ny.paragraph_format.page_break_before) == ("Før", True)
        assert "w:br " not in dokument.element.xml


def test_rapporten_siger_hvor_i_skemaets_ord_og_terminalen_i_filens() -> None:
    r = tjek({"pulje": PULJE, "kommune": "Aarhus", "projekter": [PROJEKT | {"andel_andre": None, "art": "blandet"}]})
    data = load_regelsaet(PULJE).data
    papir, terminal = lav_rapport(r, data), lav_rapport(r, data, noegler=True)
    assert [m.hvor for m in papir.mangler] == ["projekt 1"] * len(papir.mangler)
    assert "projekt 1, andel_andre" in [m.hvor for m in terminal.mangler]
    steder = [f.hvor for f in papir.skema]
    assert "projekt 1, »Pladserne bortfalder ellers inden for en overskuelig årrække«" in steder
    assert not [s for s in steder if "_" in s]


def test_det_der_er_skrevet_men_ikke_kan_laeses_er_ikke_uoplyst(tmp_path: Path) -> None:
    svar, resultater = _runde(tmp_path, andel_andre="halvdelen", koordinering="måske")
    (p,) = svar.projekter
    vist = {n.id: n.vist for n in p.noegler}
    assert [vist[n] for n in ("VK", "V1", "V2")] == ["kan ikke læses", "30.000.000 kr.", "kan ikke læses"]
    sagt = (
        "»Koordineringen med andre kommuner« og »andel af pladserne til andre kommuner« kan ikke læses og regnes som "
        "ikke oplyst."
    )
    assert sagt in p.begrundelse
    vaegtning = {v.id: v.tekst for v in resultater[0].raekker["projekter"][0].vaegtning}
    assert vaegtning["V2"].startswith(
        "»Andel af pladserne til andre kommuner« kan ikke læses og regnes som ikke oplyst. Andelen er ikke oplyst, så"
    )
    # A missing value is reported as before.
    svar, resultater = _runde(tmp_path, andel_andre=None)
    assert "kan ikke læses" not in svar.model_dump_json()


def test_hvert_sted_siger_hvordan_noget_ikke_er_kendt(tmp_path: Path) -> None:
    # K4 is met by the loan alone; the pack's phrase cannot tell that a cost is written but unreadable.
    svar, resultater = _runde(
        tmp_path, bruttoanlaegsudgift_2025="hundrede", ansoegt_2025=25_000, ansoegt_2026=0, koordinering="måske"
    )
    k4 = {k.id: k.begrundelse for k in resultater[0].raekker["projekter"][0].kriterier}["K4"]
    assert k4.startswith(
        "»Bruttoanlægsudgift i 2025« kan ikke læses og regnes som ikke oplyst. Bruttoanlægsudgiften er"
    )
    assert svar.triage is not None
    spurgt = {q.id: q.tekst.partition(". ")[0].rstrip(".") for q in svar.triage.spoergsmaal}
    assert (spurgt["VK"], spurgt["V4"]) == (
        "»Koordinering« kan ikke læses",
        "»Bidrag til bedre prissætning« er ikke vurderet",
    )
    (p,) = svar.projekter
    assert {n.id: n.vist for n in p.noegler}["V4"] == "ikke vurderet"
    svar, _ = _runde(tmp_path, ansoegt_2025="meget", ansoegt_2026=25_000_000)
    # Each budget's amount has its own reason, said once.
    assert svar.projekter[0].begrundelse == (
        "»Ansøgt lån i 2026« kan kun være i en forkert enhed og regnes som ikke oplyst.",
        "»Ansøgt lån i 2025« kan ikke læses og regnes som ikke oplyst.",
    )
    assert svar.triage is not None
    spurgt = {q.id: q.tekst.partition(". ")[0].rstrip(".") for q in svar.triage.spoergsmaal}
    assert spurgt["2025"] == "Beløbet (2025) kan ikke læses"
    assert spurgt["2026"] == "Beløbet (2026) kan kun være i en forkert enhed"
    svar, _ = _runde(tmp_path, ansoegt_2025=None)
    assert svar.projekter[0].begrundelse == ("Beløbet i 2025 er ikke oplyst.",)


def test_det_der_er_antaget_staar_med_sine_ord_og_ikke_som_noegle(tmp_path: Path) -> None:
    antaget = "»koordineringen med andre kommuner« = koordineret i regi af KKR"
    _runde(tmp_path, koordinering=None)
    valg = Koerselsvalg(omfang="hele", antag={"koordinering": "kkr"}, saet={"mindste_anlaegsudgift": "15000"})
    svar, deltagere, _ = gennemfoer(tmp_path, valg)
    alt = docx_tekst(skriv_rangliste_docx(svar)) + skriv_rangliste_html(svar)
    assert alt.count(antaget) == 4
    data = load_regelsaet(PULJE).data
    (p,) = svar.projekter
    a = Afgoerelse(
        p.kommune.kode if p.kommune else None, None, 1, "tilsagn", None, "Grund.", None, "AB", date.min, Sted("a")
    )
    (brev,) = lav_breve(svar, deltagere.resultater, data, [a])
    sagt = [x.tekst for b in brev.blokke for x in b.saetninger]
    assert f"Projekt 1: Antaget, hvor det manglede: {antaget}." in sagt
    rapport = lav_rapport(tjek(tmp_path / "a.yaml", antag=valg.antag, saet=valg.saet), data)
    assert rapport.forudsaetninger == (
        "Ændret for denne kørsel: »grænsen for bruttoanlægsudgiften, der skal overskrides« = 15.000.000 kr.",
        f"Antaget, hvor det manglede: {antaget}.",
    )
    for tekst in (alt, som_tekst(brev.blokke), *rapport.forudsaetninger):
        assert "koordinering =" not in tekst
        assert "mindste_anlaegsudgift" not in tekst


def test_hvor_intet_kunne_vurderes_siges_intet_om_alle(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f"pulje: {PULJE}\nkommune: Aarhus\nprojekter: []\n", encoding="utf-8")
    svar, _, _ = gennemfoer(tmp_path, Koerselsvalg(omfang="hele"))
    html = skriv_rangliste_html(svar)
    assert "Der er ingen projekter, der kunne vurderes." in html
    assert "Der er ingen kandidater at fordele rammen til." in html
    assert "1 af 1 ansøgning har fejl i skemaet" in html
    assert not re.search("Alle (projekter|kandidater)", html)


def test_et_filnavn_i_ascii_skriver_danske_bogstaver_som_to() -> None:
    assert i_ascii("mødepapir Ærø Ål.docx") == "moedepapir Aeroe Aal.docx"
    assert i_ascii("référence ŧ") == "reference _"
    # For composed and decomposed letters.
    assert i_ascii("a\N{COMBINING RING ABOVE}") == "aa"


def test_en_opgoerelse_har_puljens_ord_for_kriterier_og_flere(tmp_path: Path) -> None:
    pulje = "resultatkontrakt-2023"
    fil = ROD / "samples" / pulje / "aaret-2023.yaml"
    rapport = lav_rapport(tjek(fil), load_regelsaet(pulje).data)
    assert rapport.sammenfatning[0] == "20 mål: 13 grønne, 1 gul, 4 ikke målt, 2 røde."
    assert (rapport.kriterium, rapport.kriterier, rapport.afsnit[0].overskrift) == ("Mål", "Mål", "Mål")
    # Without an applicant there is no application; a message that names the fact does not get its location too.
    assert {*(m.hvor for m in rapport.mangler), *(f.hvor for f in rapport.skema)} == {"opgørelsen"}
    skriv_papirer(fil, tmp_path, som=("indtast", "rapport"))
    assert "Opgørelsen er ikke klar" in (tmp_path / "aaret-2023-indtast.txt").read_text(encoding="utf-8")
    for papir in (
        (tmp_path / "aaret-2023-rapport.html").read_text(encoding="utf-8"),
        docx_tekst((tmp_path / "aaret-2023-rapport.docx").read_bytes()),
    ):
        assert "20 mål" in papir
        assert not re.search("ansøgning(en)? er|kriteri", papir.partition("<body")[2] or papir, re.IGNORECASE)


def test_en_anden_puljes_papirer_har_dens_felter_og_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    skriv_pakken(tmp_path)
    monkeypatch.chdir(tmp_path)
    # The applicant is a name, not a text: it is shown at the top, and is not counted among the texts.
    assert kommando("skriv", "asta.yaml", "--regler", ".", "-o", "ud", "--som", "indtast")[0] == 0
    indtast = Path("ud/asta-indtast.txt").read_text(encoding="utf-8")
    assert indtast.count("Foreningen Alt (opdigtet)") == 1
    assert "tegn" not in indtast
    # The letter shows the points even if the decision gives another amount than the calculated one.
    kode, _ = kommando("breve", "asta.yaml", "--regler", ".", "--afgoerelser", "afgoerelser.yaml", "-o", "breve")
    assert kode == 0
    brev = " ".join(Path("breve/afgørelse Foreningen Alt (opdigtet).txt").read_text(encoding="utf-8").split())
    assert "Der er givet point sådan: »Koncerter« 5 point med vægten 2 og »Fast spillested« 3 point." in brev
    # No points for a project that does not meet the criteria.
    assert "point" not in brev.partition("Koncertrække 2: ")[2].partition("Klagevejledning")[0]
    # A unit with one form is reported until both forms are declared.
    assert kommando("regler", "tjek", "spillesteder-2025", "--regler", ".")[1].count("\n") == 1
    pulje = Path("spillesteder-2025/pulje.yaml")
    pulje.write_text(pulje.read_text(encoding="utf-8").partition("enheder:")[0], encoding="utf-8")
    kode, svar = kommando("regler", "tjek", "spillesteder-2025", "--regler", ".")
    assert (kode, "enheder: [{ental: …, flertal: koncerter}]" in svar) == (0, True)


def test_en_pulje_uden_skema_spoerger_til_ansoegningen() -> None:
    mappe = ROD / "samples" / "pejlemaerker-infrastruktur-2023"
    svar, deltagere, _ = gennemfoer(mappe, Koerselsvalg())
    breve = lav_breve(svar, deltagere.resultater, load_regelsaet(mappe.name).data)
    tekst = " ".join(b.tekst for brev in breve for b in brev.blokke)
    assert "Ret dette i ansøgningen" in tekst
    assert "skemaet" not in tekst
