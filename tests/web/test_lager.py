"""No data is lost: versions, undoing, two tabs, and a server that is killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

from ansoegning.handlinger.brugerdata import FIL
from ansoegning.web.lager import sqlite
from ansoegning.web.lager.sager import IkkeFundet, Konflikt
from ansoegning.web.lager.sqlite import Lager
from hjaelp.side import Side, side

PULJE = "botilbud-2025-26"

# Saves one version after another, and prints each when it is acknowledged.
_SKRIVER = """
import asyncio, pathlib, sys
from ansoegning.web.lager.sqlite import Lager

async def koer():
    lager = Lager(pathlib.Path(sys.argv[1]))
    sag = await lager.hent("e", sys.argv[2])
    while True:
        sag = await lager.gem("e", sag.id, sag.version, {"n": sag.version + 1}, "h", "n", "r")
        print(sag.version, flush=True)

asyncio.run(koer())
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_alt_kvitteret_er_der_efter_kill_9(tmp_path: Path) -> None:
    """Few kills in a normal run; ``ANSOEGNING_DRAEB=100`` sets another number."""
    lager = Lager(tmp_path)
    id_ = asyncio.run(lager.opret("e", "p", {"n": 1}, "n", "r")).id
    asyncio.run(lager.luk())
    for _ in range(int(os.environ.get("ANSOEGNING_DRAEB", "3"))):
        proces = subprocess.Popen(
            [sys.executable, "-c", _SKRIVER, str(tmp_path), id_], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert proces.stdout is not None
        foerst = proces.stdout.readline()
        threading.Timer(0.3, proces.send_signal, (signal.SIGKILL,)).start()
        kvitteret = [int(linje) for linje in (foerst + proces.stdout.read()).split()]
        proces.wait()
        proces.stdout.close()
        lager = Lager(tmp_path)
        nu = asyncio.run(lager.hent("e", id_))
        udgaver = {u.version for u in asyncio.run(lager.udgaver("e", id_, 1_000_000))}
        asyncio.run(lager.luk())
        assert kvitteret
        assert set(kvitteret) <= udgaver
        assert nu.indhold == {"n": nu.version}
        assert nu.version in (kvitteret[-1], kvitteret[-1] + 1)


def test_nye_tabeller_er_dem_som_de_gamle_bliver_til(tmp_path: Path) -> None:
    """A new database is created at once; a database of an earlier version is migrated step by step."""
    gammel = tmp_path / "gammel"
    gammel.mkdir()
    motor = create_engine(f"sqlite:///{gammel / FIL}")
    config = Config()
    config.set_main_option("script_location", str(Path(sqlite.__file__).parent / "migrationer"))
    with motor.connect() as db:
        config.attributes["connection"] = db
        command.upgrade(config, "v0001")
        db.execute(text("INSERT INTO ansoegning VALUES ('a', 'e', 'p', 'n', 'r', 1, '2026-01-01', '2026-01-01')"))
        db.execute(text("INSERT INTO udgave VALUES ('a', 1, NULL, 'Oprettet', '2026-01-01', '{}')"))
        db.commit()
    motor.dispose()
    lager = Lager(gammel)
    assert asyncio.run(lager.hent("e", "a")).navn == "n"
    for x in (lager, Lager(tmp_path / "ny")):
        asyncio.run(x.luk())
    assert _tabeller(gammel) == _tabeller(tmp_path / "ny")


def _tabeller(mappe: Path) -> dict[str, object]:
    motor = create_engine(f"sqlite:///{mappe / FIL}")
    fundet = inspect(motor)
    tabeller: dict[str, object] = {
        t: (
            [(k["name"], str(k["type"]), k["nullable"]) for k in fundet.get_columns(t)],
            fundet.get_pk_constraint(t)["constrained_columns"],
            sorted((n["name"] or "", n["column_names"]) for n in fundet.get_indexes(t)),
            [(k["constrained_columns"], k["referred_table"], k["options"]) for k in fundet.get_foreign_keys(t)],
        )
        for t in sorted(fundet.get_table_names())
    }
    with motor.connect() as db:
        tabeller["version"] = db.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    motor.dispose()
    return tabeller


def test_to_processer_med_samme_version_taber_intet(tmp_path: Path) -> None:
    async def koer() -> None:
        a, b = Lager(tmp_path), Lager(tmp_path)
        sag = await a.opret("e", "p", {"n": 0}, "n", "r")
        await a.gem("e", sag.id, 1, {"n": 1}, "h", "n", "r")
        with pytest.raises(Konflikt) as konflikt:
            await b.gem("e", sag.id, 1, {"n": 2}, "h", "n", "r")
        assert konflikt.value.nu.indhold == {"n": 1}
        await a.luk()
        await b.luk()

    asyncio.run(koer())


def test_en_anden_ejer_ser_intet() -> None:
    async def koer() -> None:
        lager = Lager(None)
        sag = await lager.opret("mig", "p", {"n": 0}, "n", "r")
        assert await lager.liste("dig") == []
        for kald in (
            lager.hent("dig", sag.id),
            lager.gem("dig", sag.id, 1, {}, "h", "n", "r"),
            lager.udgaver("dig", sag.id, 9),
            lager.udgave("dig", sag.id, 1),
            lager.slet("dig", sag.id),
        ):
            with pytest.raises((IkkeFundet, Konflikt)):
                await kald
        assert (await lager.hent("mig", sag.id)).version == 1
        await lager.luk()

    asyncio.run(koer())


def test_fortryd_gaar_skridt_for_skridt_tilbage() -> None:
    async def koer() -> None:
        lager = Lager(None)
        sag = await lager.opret("e", "p", {"n": 1}, "n", "r")
        for n in (2, 3):
            sag = await lager.gem("e", sag.id, sag.version, {"n": n}, "h", "n", "r")
        for ventet in (2, 1):
            assert await lager.fortryd("e", sag.id, sag.version) == {"n": ventet}
            sag = await lager.gem_fortrudt("e", sag.id, sag.version, "n", "r")
            assert sag.indhold == {"n": ventet}
        assert await lager.fortryd("e", sag.id, sag.version) is None
        # A change after undoing can itself be undone.
        sag = await lager.gem("e", sag.id, sag.version, {"n": 9}, "h", "n", "r")
        assert await lager.fortryd("e", sag.id, sag.version) == {"n": 1}
        await lager.luk()

    asyncio.run(koer())


def test_slettet_er_vaek_fra_disken(tmp_path: Path) -> None:
    with side(tmp_path) as s:
        id_ = s.ny(PULJE)
        s.send(f"/a/{id_}/del/kontakt", version=1, rude="", felter={"f.kontakt.navne": "Hemmelig Sagsbehandler"})
        s.send(f"/a/{id_}/slet", version=2)
        assert s.klient.get(f"{s.rod}/a/{id_}").status_code == 404
    assert not any(b"Hemmelig" in f.read_bytes() for f in tmp_path.iterdir())


# ---- Two tabs


def udfyld(s: Side, id_: str, navn: str, version: int, rude: str, status: int = 200) -> str:
    return str(s.send(f"/a/{id_}/del/projekter/1", status, version=version, rude=rude, felter={"f.navn": navn}).text)


def test_to_faner_viser_begge_udgaver_og_lader_vaelge() -> None:
    with side() as s:
        id_ = s.ny(PULJE)
        udfyld(s, id_, "Den ene", 1, "a" * 16)
        svar = udfyld(s, id_, "Den anden", 1, "b" * 16, 409)
        assert "Den ene" in svar
        assert "Den anden" in svar
        assert "Den ene" in s.hent(f"/a/{id_}")
        # The user chooses: the form of the conflict page is based on the stored version.
        udfyld(s, id_, "Den anden", 2, "b" * 16)
        assert "Den anden" in s.hent(f"/a/{id_}")


def test_samme_side_kan_gemme_igen_foer_den_har_hoert_svaret() -> None:
    with side() as s:
        id_ = s.ny(PULJE)
        udfyld(s, id_, "S", 1, "a" * 16)
        udfyld(s, id_, "Sk", 1, "a" * 16)
        assert s.version(id_) == 3
        # But it must not overwrite a version that was restored since.
        s.send(f"/a/{id_}/fortryd", version=3)
        udfyld(s, id_, "Skov", 3, "a" * 16, 409)


def test_det_samme_igen_er_ingen_ny_version() -> None:
    with side() as s:
        id_ = s.ny(PULJE)
        udfyld(s, id_, "S", 1, "a" * 16)
        udfyld(s, id_, "S", 1, "b" * 16)
        assert s.version(id_) == 2


def test_live_svar_siger_konflikten_over_formularen() -> None:
    with side() as s:
        id_ = s.ny(PULJE)
        udfyld(s, id_, "Den ene", 1, "a" * 16)
        svar = s.klient.post(
            f"{s.rod}/a/{id_}/del/projekter/1",
            data={"csrf": s.csrf, "version": "1", "rude": "b" * 16, "f.navn": "Den anden"},
            headers={"hx-request": "true"},
        )
        assert svar.status_code == 200
        assert svar.headers["hx-retarget"] == "#konflikt"
        assert "Den ene" in svar.text


def test_gendan_en_version() -> None:
    with side() as s:
        id_ = s.ny(PULJE)
        udfyld(s, id_, "Første", 1, "a" * 16)
        udfyld(s, id_, "Anden", 2, "a" * 16)
        s.send(f"/a/{id_}/gendan", version=3, udgave=2)
        assert "Første" in s.hent(f"/a/{id_}")
        assert "Gendannet fra version 2" in s.hent(f"/a/{id_}/historik")


def test_kommandoen_viser_og_sletter(tmp_path: Path) -> None:
    def koer(*argumenter: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "ansoegning", "data", "--data", str(tmp_path / "d"), *argumenter],
            capture_output=True,
            encoding="utf-8",
            check=True,
            timeout=60,
        ).stdout

    assert "Der er ikke gemt noget" in koer()
    with side(tmp_path / "d") as s:
        s.ny(PULJE)
    assert str(tmp_path / "d") in koer()
    assert "slettet" in koer("--slet")
    assert not (tmp_path / "d").exists()


def test_serveren_starter_svarer_og_stopper(tmp_path: Path) -> None:
    """The command itself: its first line is the URL with the key."""
    import httpx

    begyndt = time.monotonic()
    proces = subprocess.Popen(
        [sys.executable, "-m", "ansoegning", "web", "--ingen-browser", "--data", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert proces.stdout is not None
        adresse = proces.stdout.readline().strip()
        assert "/?noegle=" in adresse
        with httpx.Client(follow_redirects=True) as http:
            svar = http.get(adresse, timeout=30)
            assert svar.status_code == 200
            assert "Mine ansøgninger" in svar.text
            assert http.get(adresse.partition("?")[0]).status_code == 401
        # A start on an idle machine is much faster; here it shares the processor.
        assert time.monotonic() - begyndt < 30
    finally:
        proces.send_signal(signal.SIGINT)
        _, fejl = proces.communicate(timeout=20)
    assert "Traceback" not in fejl
