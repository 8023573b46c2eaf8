"""The form of a pool in documents: fields in the form's order, and rows with too many columns for a page."""

from __future__ import annotations

from pathlib import Path

import docx
import pypdf
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from ansoegning.handlinger.koerselsvalg import Koerselsvalg
from ansoegning.handlinger.rangliste import gennemfoer
from ansoegning.handlinger.skriv import skriv_papirer
from ansoegning.skriv.rangliste_html import skriv_rangliste_html
from ansoegning.skriv.rangliste_tabeller import alle_tabeller
from hjaelp.alle_flader import kommando
from hjaelp.ny_pulje import skriv_pakken
from hjaelp.papirtekst import docx_tekst
from hjaelp.steder import ROD

_FELTER = """
    baggrund: {navn: baggrunden, type: tekst, felt: "3", brug: [oplysning]}
    frivillige: {navn: antallet af frivillige, type: tal, mindst: 0, hoejst: 99, felt: "4", brug: [oplysning]}
    plan: {navn: planen bagefter, type: tekst, felt: "5", brug: [oplysning]}
  koncertraekker:"""
_KOLONNER = """
    scene: {navn: scenen, type: tekst, kolonne: G, brug: [oplysning]}
    lyd: {navn: lyden er lejet, type: ja_nej, kolonne: H, brug: [oplysning]}
    regnskab:"""
_SVAR = "indsendt: 15/01/2025\nbaggrund: Vi begyndte i det små.\nfrivillige: 12\nplan: Vi gør det igen.\n"
_ORDEN = ["Dagen for indsendelse", "Vi begyndte i det små.", "Antallet af frivillige", "Vi gør det igen."]


@pytest.fixture
def papirer(tmp_path: Path) -> Path:
    """Write the documents of the example pool, with texts between the fields and two more columns."""
    skriv_pakken(tmp_path)
    fakta = tmp_path / "spillesteder-2025" / "fakta.yaml"
    tekst = fakta.read_text(encoding="utf-8")
    tekst = tekst.replace("\n  koncertraekker:", _FELTER).replace("\n    regnskab:", _KOLONNER)
    fakta.write_text(tekst, encoding="utf-8")
    asta = tmp_path / "asta.yaml"
    asta.write_text(asta.read_text(encoding="utf-8").replace("indsendt: 15/01/2025\n", _SVAR), encoding="utf-8")
    skriv_papirer(asta, tmp_path / "ud", regler=tmp_path, som=("indtast", "print", "docx", "pdf"))
    return tmp_path / "ud"


def _tekst(fil: Path) -> str:
    match fil.suffix:
        case ".docx":
            return docx_tekst(fil.read_bytes())
        case ".pdf":
            return "\n".join(s.extract_text() for s in pypdf.PdfReader(fil).pages)
        case _:
            return fil.read_text(encoding="utf-8")


@pytest.mark.parametrize("endelse", ["-indtast.txt", "-print.html", "-skema.docx", "-skema.pdf"])
def test_felterne_staar_i_skemaets_orden_ogsaa_omkring_en_tekst(papirer: Path, endelse: str) -> None:
    tekst = " ".join(_tekst(papirer / f"asta{endelse}").split())
    # After the rows, which come first.
    pladser = [tekst.index(t, tekst.index("Vinterrækken")) for t in _ORDEN]
    assert pladser == sorted(pladser)


def test_raekker_med_flere_kolonner_end_en_side_har_plads_til_staar_felt_for_felt(papirer: Path) -> None:
    dokument = docx.Document(str(papirer / "asta-skema.docx"))
    linjer = [p.text for p in dokument.paragraphs]
    sidste = linjer.index("Koncertrække 2")
    assert linjer[linjer.index("Koncertrække 1") + 4] == "D Dagen for den sidste koncert: 15/09/2026"
    assert linjer[sidste + 8 : sidste + 11] == [
        "H Lyden er lejet: ikke udfyldt", "I alt", "B Antallet af koncerter (koncerter): 15",
    ]  # fmt: skip
    assert not any("Sommerrækken" in c.text for t in dokument.tables for r in t.rows for c in r.cells)
    html = (papirer / "asta-print.html").read_text(encoding="utf-8")
    assert "<table" not in html
    assert "<dt>H Lyden er lejet</dt><dd>ikke udfyldt</dd>" in html


def test_kun_tal_staar_til_hoejre_i_word_og_ansoegeren_har_samme_ord_som_i_de_andre_papirer(tmp_path: Path) -> None:
    skriv_papirer(ROD / "samples" / "botilbud-2025-26" / "klar.yaml", tmp_path, som=("print", "docx"))
    dokument = docx.Document(str(tmp_path / "klar-skema.docx"))
    skema = next(t for t in dokument.tables if t.rows[0].cells[0].text == "Nr.")
    stilling = [[c.paragraphs[0].alignment for c in raekke.cells] for raekke in skema.rows]
    tal = [nr for nr, c in enumerate(skema.rows[0].cells) if c.text[:1] in "BCDEF"]
    assert len(tal) == 5
    for raekke in stilling[1:]:
        assert [nr for nr, s in enumerate(raekke) if s == WD_ALIGN_PARAGRAPH.RIGHT] == tal
    assert "Kommune: " in docx_tekst((tmp_path / "klar-skema.docx").read_bytes())
    assert "<dt>Kommune</dt>" in (tmp_path / "klar-print.html").read_text(encoding="utf-8")


def test_penge_gives_i_et_aar_og_ellers_til_noget(tmp_path: Path) -> None:
    skriv_pakken(tmp_path)
    orden = tmp_path / "spillesteder-2025" / "raekkefoelge.yaml"
    valg = Koerselsvalg(regler=tmp_path, saet={"ramme_2025": "1.000"})
    svar, _, _ = gennemfoer(tmp_path / "asta.yaml", valg)
    assert (
        "Kan ikke være i rammen: 150.000 kr. i 2025, men der er 1.000 kr. tilbage" in svar.projekter[0].begrundelse[-1]
    )
    orden.write_text(orden.read_text(encoding="utf-8").replace('navn: "2025"', "navn: hallen"), encoding="utf-8")
    svar, _, _ = gennemfoer(tmp_path / "asta.yaml", valg)
    assert "Kan ikke være i rammen: 150.000 kr. til hallen, men" in svar.projekter[0].begrundelse[-1]


def test_oversigten_siger_valgenes_ord_og_ikke_deres_noegler(tmp_path: Path) -> None:
    skriv_pakken(tmp_path)
    kriterier = tmp_path / "spillesteder-2025" / "kriterier.yaml"
    tekst = kriterier.read_text(encoding="utf-8")
    kriterier.write_text(
        tekst.replace("koncerter >= mindste_antal", "koncerter >= mindste_antal eller sted er fast"), "utf-8"
    )
    kode, side = kommando("regler", "oversigt", "spillesteder-2025", "--regler", str(tmp_path))
    assert kode == 0
    assert (
        "»antallet af koncerter« er mindst »det mindste antal koncerter« eller »spillestedet« er et fast spillested"
        in side
    )
    assert "- P2 Fast spillested: »spillestedet« (`sted`); et fast spillested: 3, skiftende steder: 0; vægt 1." in side


def test_uden_ansoeger_staar_ansoegningen_i_listen_og_ikke_ukendt(tmp_path: Path) -> None:
    skriv_pakken(tmp_path)
    pulje = tmp_path / "spillesteder-2025" / "pulje.yaml"
    foer, _, efter = pulje.read_text(encoding="utf-8").partition("ansoeger:\n")
    pulje.write_text(foer + efter.partition("\n\n")[2], encoding="utf-8")
    fakta = tmp_path / "spillesteder-2025" / "fakta.yaml"
    fakta.write_text(fakta.read_text("utf-8").replace('felt: "1"', 'felt: "1", brug: [oplysning]'), "utf-8")
    svar, _, _ = gennemfoer(tmp_path / "asta.yaml", Koerselsvalg(regler=tmp_path))
    (liste, *_) = alle_tabeller(svar)
    assert [k.titel for k in liste.kolonner][:3] == ["Nr.", "Ansøgning", "Koncertrække"]
    assert liste.raekker[0][:3] == (1, "asta", "Sommerrækken")
    assert "ukendt" not in skriv_rangliste_html(svar)
