"""Only the user at the machine is answered, and a browser may only show what it is sent."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from ansoegning.web.ansoegninger import ruter as ansoegningsruter
from ansoegning.web.vagt import CSP, HOEJST_BYTE, Hovedvagt
from hjaelp.side import BEARER, NOEGLE, VAERT, Klient, Side, klient, side, sidens_ruter

PULJE = "botilbud-2025-26"


@pytest.fixture
def fremmed() -> Iterator[Klient]:
    with klient() as k:
        yield k


@pytest.fixture
def besoeg() -> Iterator[Side]:
    with side() as s:
        yield s


def alle_stier() -> list[str]:
    return [re.sub(r"\{[^}]*\}", "x", r.path) for r in sidens_ruter() if hasattr(r, "path")]


@pytest.mark.parametrize("sti", [s for s in alle_stier() if s != "/api/v1/sundhed"])
def test_uden_noegle_svares_intet(fremmed: Klient, sti: str) -> None:
    for metode in ("GET", "POST"):
        assert fremmed.kald(metode, sti).status_code == 401
    assert fremmed.get(sti, headers={"authorization": "Bearer forkert"}).status_code == 401


def test_forkert_noegle_i_adressen(fremmed: Klient) -> None:
    assert fremmed.get("/?noegle=forkert").status_code == 401
    assert fremmed.get("/?noegle=").status_code == 401
    assert fremmed.get(f"/?noegle={NOEGLE}&noegle=forkert").status_code == 200


def test_kagen_er_ikke_noeglen_og_gaelder_kun_en_hemmelig_sti(fremmed: Klient) -> None:
    svar = fremmed.get(f"/?noegle={NOEGLE}", follow_redirects=False)
    kage = svar.headers["set-cookie"]
    assert svar.status_code == 303
    assert NOEGLE not in kage
    assert NOEGLE not in svar.headers["location"]
    assert "HttpOnly" in kage
    assert "SameSite=strict" in kage
    sti = re.search(r"Path=(/[0-9a-f]{24})(;|$)", kage)
    assert sti is not None
    # The cookie's value grants no access elsewhere.
    vaerdi = kage.partition("=")[2].partition(";")[0]
    assert fremmed.get("/", headers={"cookie": f"ansoegning={vaerdi}"}).status_code == 401
    assert fremmed.get("/api/v1/regelsaet", headers={"authorization": f"Bearer {vaerdi}"}).status_code == 401


@pytest.mark.parametrize(
    "hoveder",
    [
        {"host": "ond.example"},
        {"host": "ond.example:8123"},
        {"host": "127.0.0.1"},
        {"host": "127.0.0.1:9999"},
        {"origin": "http://ond.example"},
        {"origin": "null"},
        {"origin": f"https://{VAERT}"},
        {"origin": "http://127.0.0.1:9999"},
    ],
)
def test_anden_vaert_eller_oprindelse(besoeg: Side, hoveder: dict[str, str]) -> None:
    assert besoeg.klient.get(f"{besoeg.rod}/", headers=hoveder).status_code == 403
    svar = besoeg.klient.post("/api/v1/tjek", content=b"{}", headers={**BEARER, **hoveder})
    assert svar.status_code == 403
    assert set(svar.json()["fejl"][0]) == {"besked", "linje", "kolonne"}


def test_form_fra_en_anden_side(besoeg: Side) -> None:
    """With the cookie, as a browser would send it: the token and the origin are required too."""
    id_ = besoeg.ny(PULJE)
    for felter in ({}, {"csrf": ""}, {"csrf": "forkert"}, {"csrf": "æ"}):
        svar = besoeg.klient.post(f"{besoeg.rod}/a/{id_}/slet", data={"version": "1", **felter})
        assert svar.status_code == 403
    svar = besoeg.klient.post(
        f"{besoeg.rod}/a/{id_}/slet",
        data={"version": "1", "csrf": besoeg.csrf},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert svar.status_code == 403
    besoeg.hent(f"/a/{id_}")


def test_hver_aendring_kraever_sit_maerke(besoeg: Side) -> None:
    """Every route that changes data refuses a form without its token."""
    id_ = besoeg.ny(PULJE)
    ruter = [r for r in sidens_ruter() if isinstance(r, Route)]
    stier = [r.path for r in ruter if "POST" in (r.methods or ())]
    sider = [s for s in stier if not s.startswith("/api")]
    assert {s.split("/")[1] for s in sider} >= {"a", "runder", "tabeller"}
    assert len(sider) >= len([r for r in ansoegningsruter() if "POST" in (getattr(r, "methods", None) or ())])
    for sti in sider:
        adresse = sti.replace("{id}", id_).replace("{del_:path}", "kontakt").replace("{nr:int}", "1")
        svar = besoeg.klient.post(besoeg.rod + re.sub(r"\{[^}]*\}", "x", adresse), data={"version": "1"})
        assert svar.status_code == 403, sti


def test_programmernes_adresser_tager_ikke_imod_en_browsers_kage(besoeg: Side) -> None:
    svar = besoeg.klient.post(f"{besoeg.rod}/api/v1/tjek", content=b'{"pulje": "botilbud-2025-26"}')
    assert svar.status_code == 403


def test_hoveder_paa_hvert_svar(besoeg: Side) -> None:
    for svar in (
        besoeg.klient.get(f"{besoeg.rod}/"),
        besoeg.klient.get(f"{besoeg.rod}/findes-ikke"),
        besoeg.klient.get("/"),
        besoeg.klient.get("/api/v1/sundhed"),
    ):
        assert svar.headers["content-security-policy"] == CSP
        assert svar.headers["x-content-type-options"] == "nosniff"
        assert svar.headers["cache-control"] == "no-store"
        assert svar.headers["referrer-policy"] == "same-origin"
        assert "server" not in svar.headers
    assert "unsafe" not in CSP


def test_ingen_side_har_script_eller_stil_i_sig(besoeg: Side) -> None:
    id_ = besoeg.ny(PULJE)
    for sti in ("/", "/ny", "/regler", f"/regler/{PULJE}", f"/regler/{PULJE}/K4", "/om", "/api", f"/a/{id_}",
                f"/a/{id_}/del/projekter/1", f"/a/{id_}/del/beskrivelse", f"/a/{id_}/faerdig", f"/a/{id_}/svar",
                f"/a/{id_}/historik", f"/a/{id_}/slet"):  # fmt: skip
        tekst = besoeg.hent(sti)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", tekst), sti
        assert all("src=" in s for s in re.findall(r"<script[^>]*>", tekst))
        # No resource is requested from another machine.
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", tekst), sti


OND = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{31337*7}}'


def test_tekster_bliver_ved_med_at_vaere_tekst(besoeg: Side) -> None:
    id_ = besoeg.ny(PULJE)
    besoeg.send(
        f"/a/{id_}/del/projekter/1", version=1, rude="", felter={"f.navn": OND, "f.ansoegt_2025": OND, "f.art": OND}
    )
    besoeg.send(
        f"/a/{id_}/del/beskrivelse", version=2, rude="", felter={"f.beskrivelse.kapacitet": f"</textarea>{OND}"}
    )
    besoeg.send(f"/a/{id_}/del/kontakt", version=3, rude="", felter={"f.kontakt.navne": OND})
    for sti in ("", "/del/projekter/1", "/del/beskrivelse", "/del/kontakt", "/faerdig", "/svar", "/historik", "/print"):
        tekst = besoeg.hent(f"/a/{id_}{sti}")
        assert "<script>alert" not in tekst, sti
        assert "<img src=x" not in tekst, sti
        # The result if a template had evaluated the expression.
        assert "219359" not in tekst, sti
    assert "<script>alert" not in besoeg.hent("/")


@pytest.mark.parametrize("navn", ["../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "egne/../../app.py", "/etc/passwd"])
def test_ingen_sti_naar_filsystemet(besoeg: Side, navn: str) -> None:
    for sti in (f"/statisk/x/{navn}", f"/a/{navn}", f"/regler/{navn}"):
        assert besoeg.klient.get(besoeg.rod + sti).status_code in (401, 404)


@pytest.mark.parametrize(
    "navn", ["../../ond.yaml", "C:\\ond.yaml", "-", "", "a" * 300 + ".yaml", "\x00.yaml", "x.json"]
)
def test_en_fils_navn_er_kun_et_navn(besoeg: Side, navn: str) -> None:
    data = b'{"pulje": "botilbud-2025-26", "kommune": "Aarhus"}'
    svar = besoeg.klient.post(f"{besoeg.rod}/aabn", data={"csrf": besoeg.csrf}, files={"fil": (navn or "x", data)})
    assert svar.status_code in (200, 422)
    assert "Traceback" not in svar.text


def test_for_store_forespoergsler(besoeg: Side) -> None:
    stor = b"x" * (HOEJST_BYTE + 1)
    svar = besoeg.klient.post("/api/v1/tjek", content=stor, headers=BEARER)
    assert svar.status_code == 413
    # Without a Content-Length header: counted while reading.

    async def stykker() -> AsyncIterator[bytes]:
        for _ in range(13):
            yield b"x" * 1024 * 1024

    assert besoeg.klient.post("/api/v1/tjek", content=stykker(), headers=BEARER).status_code == 413
    assert besoeg.klient.post("/api/v1/tjek", content=b"{" + b" " * 1_100_000, headers=BEARER).status_code == 413
    assert besoeg.klient.post(f"{besoeg.rod}/aabn", content=stor).status_code == 413


def test_en_andens_ansoegning_findes_ikke(besoeg: Side) -> None:
    svar = besoeg.klient.get(f"{besoeg.rod}/a/0123456789abcdef")
    assert svar.status_code == 404


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_datamappen_er_ejerens_alene(tmp_path: Path) -> None:
    mappe = tmp_path / "data"
    with side(mappe) as s:
        s.ny(PULJE)
        assert stat.S_IMODE(mappe.stat().st_mode) == 0o700
        assert {stat.S_IMODE(f.stat().st_mode) for f in mappe.iterdir()} == {0o600}


def test_loggen_har_ingen_oplysninger(besoeg: Side, caplog: pytest.LogCaptureFixture) -> None:
    """An error in the program is logged by location and type; its text may quote the application."""

    async def vaelt(_: object) -> None:
        raise ValueError("kontakt@kommune.example 12345678")

    besoeg.klient.app.state.delt.lager.liste = vaelt
    with caplog.at_level(logging.ERROR):
        svar = besoeg.klient.get(f"{besoeg.rod}/")
    assert svar.status_code == 500
    assert "ValueError" in caplog.text
    assert "kommune.example" not in caplog.text + svar.text


@pytest.mark.parametrize("indhold", [b"", b'{"pulje": "bot'])
def test_en_afbrudt_forespoergsel_er_ingen_fejl_i_programmet(indhold: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever leaves the page while a file is sent must not find a list of program lines in the terminal."""

    async def laes_alt(scope: Scope, receive: Receive, _send: Send) -> None:
        await Request(scope, receive).body()

    beskeder: list[Message] = [
        {"type": "http.request", "body": indhold, "more_body": True},
        {"type": "http.disconnect"},
    ]
    svar: list[Message] = []

    async def modtag() -> Message:
        return beskeder.pop(0)

    async def send(besked: Message) -> None:
        svar.append(besked)

    scope = {"type": "http", "method": "POST", "path": "/api/v1/tjek", "headers": [], "query_string": b""}
    with caplog.at_level(logging.WARNING):
        asyncio.run(Hovedvagt(laes_alt)(scope, modtag, send))
    assert (caplog.text, svar) == ("", [])
