"""A large table on the page: the answers of ``batch``, columns assigned by the user; nothing is stored incompletely."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansoegning.batch.koer import Bestilling
from ansoegning.fejl import BrugsFejl
from ansoegning.handlinger.batch import Tilvalg, gennemfoer
from ansoegning.handlinger.brugerdata import omfang, slet_alt
from ansoegning.handlinger.tabel import laes_hoved, proev_kort
from ansoegning.web.delt import Delt
from hjaelp.dagslegat import PULJE as DAGSLEGAT
from hjaelp.dagslegat import dagslegat
from hjaelp.side import Side, side
from hjaelp.stor_tabel import FORSLAG, PULJE, skriv_tabel

SCENARIER = "scenarier:\n  - navn: Dyrere\n    saet: {mindste_anlaegsudgift: 30.000, ramme_2025: 100.000}\n"


@pytest.fixture
def besoeg() -> Iterator[Side]:
    with side() as s:
        yield s


def laeg_ind(besoeg: Side, navn: str, data: bytes, pulje: str = PULJE) -> str:
    svar = besoeg.send("/tabeller/ny", filer={"fil": (navn, data)}, pulje=pulje)
    fundet = re.search(r"/tabeller/([0-9a-f]{16})/kolonner", str(svar.url))
    assert fundet is not None
    return fundet[1]


def felter_i(side_: str) -> dict[str, str]:
    """Return the choices in the form of columns."""
    valg = {}
    for m in re.finditer(r'<select class="form-select" name="(k\d+)".*?</select>', side_, re.DOTALL):
        valgt = re.search(r'value="([^"]*)" selected', m[0])
        valg[m[1]] = valgt[1] if valgt else ""
    return valg


def regn(besoeg: Side, id_: str, **felter: str) -> Any:
    """Start a run with the suggested columns, wait for it, and return the stored answer."""
    kolonner = felter_i(besoeg.hent(f"/tabeller/{id_}/kolonner"))
    svar = besoeg.send(f"/tabeller/{id_}/kolonner", felter={**kolonner, **felter}).text
    assert "kan ikke regnes endnu" not in svar, re.findall(r'alert-text">(.*)<', svar)
    frist = time.monotonic() + 120
    while besoeg.hent(f"/tabeller/{id_}/fremgang"):
        assert time.monotonic() < frist
        time.sleep(0.1)
    r: Delt = besoeg.klient.app.state.delt
    gemt = besoeg.klient._loop.run(r.lager.runder.hent_koersel(r.ejer, id_))
    assert gemt.tilstand == "faerdig", gemt.indhold["besked"]
    return gemt.indhold["svar"]


def kommandoen(fil: Path, mappe: Path, scenarier: str | None = None) -> Any:
    """Return the answer of ``batch`` to the same table, with the columns renamed to the facts."""
    tekst = fil.read_text(encoding="utf-8")
    for navn, fakt in FORSLAG.items():
        tekst = tekst.replace(navn, fakt, 1)
    mappe.mkdir()
    (mappe / "ind.csv").write_text(tekst, encoding="utf-8")
    if scenarier is not None:
        (mappe / "scenarier.yaml").write_text(scenarier, encoding="utf-8")
    _, svar = gennemfoer(
        Bestilling(ind=str(mappe / "ind.csv"), ud=str(mappe / "svar.csv"), pulje=PULJE),
        Tilvalg(scenarier=str(mappe / "scenarier.yaml") if scenarier is not None else None, rangliste=True),
    )
    return svar.til_json()


def uden_stier(x: Any) -> Any:
    """Return an answer without paths, and with sorted reasons, since equally frequent ones have no fixed order."""
    if isinstance(x, dict):
        sorteret = {n: sorted(v, key=str) if n == "grunde" else v for n, v in x.items()}
        return {n: uden_stier(v) for n, v in sorteret.items() if n not in ("fil", "scenariefil")}
    return [uden_stier(v) for v in x] if isinstance(x, list) else x


def test_felt_for_felt_som_batch(besoeg: Side, tmp_path: Path) -> None:
    """Totals, scenarios, order and every row of the answer."""
    fil = skriv_tabel(tmp_path / "stor.csv", 600, 12)
    id_ = laeg_ind(besoeg, "stor.csv", fil.read_bytes())
    svar = regn(
        besoeg, id_, rangliste="ja", som="csv", s1navn="Dyrere", s1ap="mindste_anlaegsudgift", s1av="30.000",
        s1bp="ramme_2025", s1bv="100.000",
    )  # fmt: skip
    ventet = kommandoen(fil, tmp_path / "kommandoen", SCENARIER)
    for hvad in ("totaler", "scenarier", "rangliste"):
        assert uden_stier(svar[hvad]) == uden_stier(ventet[hvad]), hvad
    assert (svar["ind"], svar["ud"], svar["afvist"]) == (600, 588, 12)
    assert len(svar["afviste"]) == 13
    for navn in ("svar.csv", "svar.rangliste.csv", "svar.scenarier.csv", "svar.afviste.csv"):
        hentet = besoeg.klient.get(f"{besoeg.rod}/tabeller/{id_}/hent/{navn}").content.decode("utf-8-sig")
        linjer = (tmp_path / "kommandoen" / navn).read_text(encoding="utf-8-sig").splitlines()
        # The headers are those of the uploaded file.
        assert hentet.splitlines()[1 if navn == "svar.csv" else 0 :] == linjer[1 if navn == "svar.csv" else 0 :] or (
            navn == "svar.afviste.csv"
        )
    vist = besoeg.hent(f"/tabeller/{id_}")
    assert "600 rækker: 588 har fået svar, 12 er afvist" in vist
    for region in svar["scenarier"][0]["regioner"]:
        assert region in vist


@pytest.mark.parametrize("som", ["xlsx", "parquet"])
def test_andre_slags_filer(besoeg: Side, tmp_path: Path, som: str) -> None:
    """The program's own answer as a workbook and as Parquet can be uploaded as a table."""
    fil = skriv_tabel(tmp_path / "lille.csv", 50, 0)
    id_ = laeg_ind(besoeg, "lille.csv", fil.read_bytes())
    foerste = regn(besoeg, id_, som=som)
    data = besoeg.klient.get(f"{besoeg.rod}/tabeller/{id_}/hent/svar.{som}").content
    igen = laeg_ind(besoeg, f"lille.{som}", data)
    anden = regn(besoeg, igen, som="csv")
    assert anden["totaler"]["resultat"] == foerste["totaler"]["resultat"]


def test_forslagene(tmp_path: Path) -> None:
    hoved = laes_hoved(skriv_tabel(tmp_path / "t.csv", 1, 0), PULJE)
    fundet = {k.navn: (k.fakta, k.kendt) for k in hoved.kolonner}
    assert fundet["Kommune"] == ("kommune", True)
    assert {n: fundet[n] for n in FORSLAG} == {n: (f, False) for n, f in FORSLAG.items()}
    assert fundet["Sagsnummer"] == (None, False)
    navne = [k.navn for k in hoved.kolonner]
    # The user's assignment takes precedence over a suggestion. Two columns for one fact are an error, and so is a wrong
    # unit.
    assert proev_kort(navne, {"Projektnavn": "navn", "Afslutning": None}, PULJE)
    with pytest.raises(BrugsFejl, match="begge navn"):
        proev_kort(navne, {"Projektnavn": "navn", "Afslutning": "navn"}, PULJE)
    with pytest.raises(BrugsFejl, match=r"siger mio\. kr"):
        proev_kort(["Lån (mio. kr.)"], {"Lån (mio. kr.)": "ansoegt_2025"}, PULJE)


@pytest.mark.parametrize(
    ("navn", "data", "besked"),
    [
        ("brudt.xlsx", b"PK\x03\x04 intet", "brudt.xlsx"),
        ("tom.csv", b"", "tom"),
        ("noter.pdf", b"%PDF", "ikke CSV"),
        ("brudt.parquet", b"PAR1 intet", "brudt.parquet"),
    ],
)
def test_det_der_ikke_kan_laeses_gemmes_ikke(besoeg: Side, navn: str, data: bytes, besked: str) -> None:
    svar = besoeg.send("/tabeller/ny", 422, filer={"fil": (navn, data)}, pulje=PULJE)
    assert besked in svar.text
    assert "Her er ingen tabeller endnu" in besoeg.hent("/tabeller")
    r: Delt = besoeg.klient.app.state.delt
    assert list(r.koersler.rod.iterdir()) == []


def test_en_for_stor_tabel(besoeg: Side) -> None:
    for mb, status in ((101, 422), (112, 413)):
        svar = besoeg.send("/tabeller/ny", status, filer={"fil": ("stor.csv", bytes(mb << 20))}, pulje=PULJE)
        assert "100 MB" in svar.text
    assert "Her er ingen tabeller endnu" in besoeg.hent("/tabeller")


def test_afbrudt_af_en_genstart_og_kun_ens_egne_filer(tmp_path: Path) -> None:
    """A run that was active when the program ended is shown as interrupted; other owners' runs are not found."""
    fil = skriv_tabel(tmp_path / "stor.csv", 50, 1)
    with side(tmp_path / "data") as s:
        id_ = laeg_ind(s, "stor.csv", fil.read_bytes())
        r: Delt = s.klient.app.state.delt
        koersel = s.klient._loop.run(r.lager.runder.hent_koersel(r.ejer, id_))
        s.klient._loop.run(r.lager.runder.gem_koersel(r.ejer, id_, "koerer", koersel.indhold))
    (tmp_path / "data" / "tabeller" / "halv.ny").mkdir()
    with side(tmp_path / "data") as s:
        assert "Programmet blev lukket" in s.hent(f"/tabeller/{id_}")
        assert not (tmp_path / "data" / "tabeller" / "halv.ny").exists()
        regn(s, id_)
        for navn in ("ind.csv", "../ind.csv", "scenarier.json", "..%2Find.csv"):
            assert s.klient.get(f"{s.rod}/tabeller/{id_}/hent/{navn}").status_code == 404
        mappe = tmp_path / "data" / "tabeller"
        assert mappe.stat().st_mode & 0o077 == 0
        s.send(f"/tabeller/{id_}/slet")
        assert list(mappe.iterdir()) == []


def test_alt_slettes_med_det_andet(tmp_path: Path) -> None:
    """``ansoegning data --slet`` also deletes the tables."""
    with side(tmp_path / "data") as s:
        laeg_ind(s, "stor.csv", skriv_tabel(tmp_path / "stor.csv", 5, 0).read_bytes())
    fundet = omfang(tmp_path / "data")
    assert any(f.name == "ind.csv" for f in fundet.filer)
    slet_alt(tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_en_tabel_uden_dagen_for_koerslen_siger_det(tmp_path: Path) -> None:
    ind = b"navn;foedt;boern;indkomst;faaet_foer;udgift;indsendt\nAsta;01/03/1990;1;100000;nej;5000;20/09/2024\n"
    with side(tmp_path / "data", regler=dagslegat(tmp_path)) as besoeg:
        id_ = laeg_ind(besoeg, "legat.csv", ind, DAGSLEGAT)
        assert "Bruges i K1 og K3." in besoeg.hent(f"/tabeller/{id_}/kolonner")
        assert regn(besoeg, id_, som="csv")["totaler"]["uden_dagen"] == ["K1", "K3"]
        svar = besoeg.hent(f"/tabeller/{id_}")
        assert "K1 og K3 bruger dagen for kørslen, og den er ikke givet." in svar
        assert "Mangler: dagen for kørslen (1)" in svar
        id_ = laeg_ind(besoeg, "legat.csv", ind, DAGSLEGAT)
        assert regn(besoeg, id_, som="csv", dato="01/10/2024")["totaler"]["resultat"]["ja"] == 1
        assert "bruger dagen for kørslen" not in besoeg.hent(f"/tabeller/{id_}")
