"""The start page: what it waits for, and what is ready when it is sent."""

from __future__ import annotations

import subprocess
import sys

from hjaelp.side import side

# Requests the start page, with one application listed, from a new process, as the server does.
_KODE = """
import asyncio, sys
import ansoegning.web.server
from ansoegning.web.app import lav_app
from ansoegning.web.lager.sqlite import Lager

lager = Lager(None)
asyncio.run(lager.opret("denne maskines bruger", "botilbud-2025-26", {"fakta": {}}, "Skovbrynet", "opfyldt"))
app = lav_app(lager, udgave=sys.argv[2])
dele = []

async def modtag():
    return {"type": "http.request", "body": b"", "more_body": False}

async def send(besked):
    dele.append(besked.get("body", b""))

scope = {"type": "http", "method": "GET", "path": sys.argv[1], "query_string": b"", "headers": [], "root_path": ""}
asyncio.run(app(scope, modtag, send))
side = b"".join(dele).decode()
assert "botilbudskapaciteten 2025-26" in side, side
print(*sorted({n for n in sys.modules if n.startswith("ansoegning.")}))
"""
_TUNGE = ("ansoegning.bedoemmelse", "ansoegning.handlinger.kladde", "ansoegning.motor.slutning", "ansoegning.sprog")


def _moduler(sti: str, udgave: str) -> set[str]:
    svar = subprocess.run(
        [sys.executable, "-c", _KODE, sti, udgave], capture_output=True, text=True, encoding="utf-8", check=True
    )
    return set(svar.stdout.split())


def test_forsiden_venter_ikke_paa_det_der_bedoemmer() -> None:
    """The modules that judge applications take a third of a start."""
    for sti in ("/", "/ny"):
        moduler = _moduler(sti, "u")
        assert "ansoegning.web.forside" in moduler
        assert [n for n in moduler if n.startswith(_TUNGE)] == []


def test_de_andre_sider_er_klar_naar_forsiden_er_sendt() -> None:
    assert _moduler("/", "") >= {"ansoegning.web.ansoegninger", "ansoegning.web.api", "ansoegning.sprog.byg"}


def test_en_adresse_der_ikke_findes() -> None:
    with side() as s:
        for sti in ("/findes-ikke", "/nyt", "/a", "/a/x/y/z"):
            svar = s.klient.get(f"{s.rod}{sti}")
            assert (svar.status_code, "Siden findes ikke" in svar.text) == (404, True), sti
