"""The page as a browser's worker runs it: requests as plain values, and the changed blocks of one file to store."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ansoegning.fejl import BrugsFejl
from ansoegning.indlaes import regelsaet
from ansoegning.indlaes.pakkelaeser import Pakkelaeser
from ansoegning.indlaes.regelsaet import find_pakker
from ansoegning.system import kan
from ansoegning.system.steder import mappe
from ansoegning.web.i_browser import BLOK, Side, varm
from ansoegning.web.lager.kopi import proevet
from ansoegning.web.lager.sqlite import Lager

PROEVE = mappe("samples") / "botilbud-2025-26" / "skovbrynet.yaml"
CSRF = "en-proeves-eget-tegn"


class Browser:
    """Does what the worker does around ``Side``: stores changed blocks before it acknowledges a save."""

    def __init__(self, sted: Path, *, fuldt: bool = False) -> None:
        self.gemt = b""
        self.fuldt = fuldt
        self.sted = sted
        self.genstart()

    def genstart(self) -> None:
        self.side = Side(self.sted, self.gemt, udgave="v", rod="/x", csrf=CSRF)

    def kald(self, metode: str, sti: str, krop: bytes = b"", art: str = "") -> tuple[int, dict[str, str], str]:
        svar = asyncio.run(self.side.svar(metode, f"/x{sti}", [("content-type", art)] if art else [], krop))
        assert not isinstance(svar, str)
        if (nyt := self.side.aendret()) is not None:
            if self.fuldt:
                asyncio.run(self.side.forkast())
                return 507, {}, ""
            laengde, blokke = nyt
            data = bytearray(self.gemt[:laengde].ljust(laengde, b"\0"))
            for nr, blok in blokke.items():
                data[nr * BLOK : nr * BLOK + len(blok)] = blok
            self.gemt = bytes(data)
            self.side.fastholdt()
        return svar[0], dict(svar[1]), svar[2].decode("utf-8", "replace")

    def form(self, sti: str, fil: bytes | None = None, **felter: str) -> tuple[int, dict[str, str], str]:
        dele = [f'--g\r\ncontent-disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in felter.items()]
        if fil is not None:
            dele.append(b'--g\r\ncontent-disposition: form-data; name="fil"; filename="a.yaml"\r\n\r\n' + fil + b"\r\n")
        return self.kald("POST", sti, b"".join(dele) + b"--g--\r\n", "multipart/form-data; boundary=g")


def test_det_gemte_er_der_efter_en_genstart(tmp_path: Path) -> None:
    b = Browser(tmp_path)
    status, hoveder, _ = b.form("/aabn", PROEVE.read_bytes(), csrf=CSRF)
    assert status == 303
    sag = hoveder["location"].removeprefix("/x")
    b.genstart()
    assert "Skovbrynet" in b.kald("GET", sag)[2]
    # A request that only shows a page writes nothing.
    b.kald("GET", "/")
    assert b.side.aendret() is None


def test_reglerne_laeses_en_pakke_ad_gangen_naar_der_er_tid(tmp_path: Path) -> None:
    b = Browser(tmp_path)
    antal = 1
    while b.side.goer_klar():
        antal += 1
    assert antal == len(find_pakker(None))
    assert not b.side.goer_klar()


def test_listen_laeser_ingen_regler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later visit shows the list from what was loaded before the data; reading a pack would double its time."""
    b = Browser(tmp_path / "data")
    b.form("/aabn", PROEVE.read_bytes(), csrf=CSRF)
    foer = b.kald("GET", "/")[2]
    assert "Lånepulje til udvidelse af botilbudskapaciteten 2025-26" in foer
    assert "ikke opfyldt" in foer
    varm(tmp_path / "varm", udgave="v", rod="/x")
    for husket in (regelsaet._indlaest, regelsaet._laest):
        husket.cache_clear()
    laest: list[str] = []
    monkeypatch.setattr(Pakkelaeser, "_rod", lambda _, sti, navn: laest.append(navn))
    b.genstart()
    assert b.kald("GET", "/")[2] == foer
    assert not laest


def test_programmet_proeves_foer_det_har_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    varm(tmp_path, udgave="v", rod="/x")
    with closing(sqlite3.connect(next(tmp_path.glob("*.sqlite3")))) as db:
        assert db.execute("SELECT count(*) FROM ansoegning").fetchone() == (0,)

    async def venter(*_: object) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(Side, "svar", venter)
    with pytest.raises(RuntimeError, match="not answered at once"):
        varm(tmp_path, udgave="v", rod="/x")


def test_en_stor_fil_modtages_uden_traade(tmp_path: Path) -> None:
    """For an uploaded file over a megabyte, the form parser would use a thread to write it to disk."""
    b = Browser(tmp_path)
    status, _, side = b.form("/aabn", b"# " + b"x" * 2_000_000, csrf=CSRF)
    assert (status, "kan ikke åbnes" in side) == (422, True)


def test_hvor_der_ikke_kan_gemmes_er_intet_aendret(tmp_path: Path) -> None:
    b = Browser(tmp_path)
    b.kald("GET", "/")
    b.fuldt = True
    assert b.form("/aabn", PROEVE.read_bytes(), csrf=CSRF)[0] == 507
    assert "Skovbrynet" not in b.kald("GET", "/")[2]


def test_fremmede_formularer_afvises(tmp_path: Path) -> None:
    assert Browser(tmp_path).form("/data/slet", csrf="forkert", slet="ja")[0] == 403


def test_interfacet_svarer(tmp_path: Path) -> None:
    krop = json.dumps({"pulje": "botilbud-2025-26"}).encode()
    status, _, svar = Browser(tmp_path).kald("POST", "/api/v1/tjek", krop, "application/json")
    assert (status, json.loads(svar)["pulje"]) == (200, "botilbud-2025-26")


def test_kopi_ud_slet_alt_og_ind_igen(tmp_path: Path) -> None:
    b = Browser(tmp_path)
    b.form("/aabn", PROEVE.read_bytes(), csrf=CSRF)
    svar = asyncio.run(b.side.svar("GET", "/x/data/kopi", [], b""))
    assert not isinstance(svar, str)
    kopi = svar[2]
    assert b.form("/data/slet", csrf=CSRF)[0] == 422
    assert b.form("/data/slet", csrf=CSRF, slet="ja")[0] == 303
    assert "Skovbrynet" not in b.kald("GET", "/")[2]
    assert b"Skovbrynet" not in b.gemt
    assert b.form("/data/ind", kopi, csrf=CSRF)[0] == 422
    assert b.form("/data/ind", kopi, csrf=CSRF, erstat="ja")[0] == 303
    b.genstart()
    assert "Skovbrynet" in b.kald("GET", "/")[2]


def _kopi(tmp_path: Path, *saetninger: str) -> bytes:
    lager = Lager(tmp_path / "fra")
    fil = tmp_path / "kopi"
    fil.write_bytes(lager.kopi())
    lager.luk_nu()
    with closing(sqlite3.connect(fil)) as db:
        for s in saetninger:
            db.execute(s)
        db.commit()
    return fil.read_bytes()


@pytest.mark.parametrize(
    "saetning",
    [
        "CREATE TRIGGER t AFTER INSERT ON udgave BEGIN DELETE FROM ansoegning; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE fremmed (x)",
        "DROP TABLE udgave",
        "UPDATE alembic_version SET version_num = 'ukendt'",
        "INSERT INTO udgave (ansoegning, version, hvad, tid, indhold) VALUES ('a', 1, '', '2026-01-01', '[]')",
    ],
)
def test_en_fremmed_kopi_afvises(tmp_path: Path, saetning: str) -> None:
    with pytest.raises(BrugsFejl, match="Vælg en fil, som siden selv har gemt"):
        proevet(_kopi(tmp_path, "PRAGMA foreign_keys=OFF", saetning))


@pytest.mark.parametrize("data", [b"", b"pulje: x", b"SQLite format 3\0" + b"\xff" * 5000])
def test_en_fil_der_ikke_er_en_kopi_afvises(data: bytes) -> None:
    with pytest.raises(BrugsFejl):
        proevet(data)


def test_en_hel_kopi_er_den_samme(tmp_path: Path) -> None:
    assert proevet(_kopi(tmp_path))[:16] == b"SQLite format 3\0"


def test_det_der_ikke_kan_her_siges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the native libraries every interface reports what is unavailable, and no request fails internally."""
    fundne = {"duckdb", "numpy", "sqlglot", "highspy", "docx", "docxtpl", "lxml"}
    ellers = importlib.util.find_spec
    monkeypatch.setattr(kan, "find_spec", lambda n: None if n in fundne else ellers(n))
    b = Browser(tmp_path)
    om = b.kald("GET", "/om")[2]
    for evne in ("tabeller", "robusthed", "bedst", "word"):
        besked = kan.mangler(evne)
        assert besked is not None
        assert besked in om
    assert str(kan.mangler("tabeller")) in b.kald("GET", "/tabeller")[2]
    assert b.form("/tabeller/ny", b"a;b", csrf=CSRF, pulje="botilbud-2025-26")[0] == 422
    sag = b.form("/aabn", PROEVE.read_bytes(), csrf=CSRF)[1]["location"].removeprefix("/x")
    faerdig = b.kald("GET", f"{sag}/faerdig")[2]
    assert str(kan.mangler("word")) in faerdig
    assert not re.search(r"/hent/docx", faerdig)
    assert b.kald("GET", f"{sag}/hent/docx")[0] == 422
    assert b.kald("GET", f"{sag}/hent/rapport")[0] == 200
