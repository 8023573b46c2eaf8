"""The page and the JSON interface answer drawn applications as the command does, and refuse hostile request bodies."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning import tjek
from ansoegning.handlinger import kladde
from hjaelp.side import BEARER, Klient, Side, klient, side, uden_sted
from hjaelp.strategier import PULJE, ansoegninger, til_json


@pytest.fixture(scope="module")
def program() -> Iterator[Klient]:
    with klient() as k:
        yield k


@given(a=ansoegninger())
def test_gennem_det_programmer_bruger(program: Klient, a: dict[str, object]) -> None:
    krop = til_json(a)
    ventet = tjek(json.loads(krop, parse_float=str)).til_json()
    del ventet["fil"]
    svar = program.post("/api/v1/tjek", content=krop.encode(), headers=BEARER).json()
    assert uden_sted(svar) == uden_sted(ventet)


@pytest.fixture(scope="module")
def besoeg() -> Iterator[Side]:
    with side() as s:
        yield s


@given(a=ansoegninger())
def test_gennem_formularerne(besoeg: Side, a: dict[str, object]) -> None:
    """Fill in a new application part by part over HTTP, and compare the stored answer."""
    _, fakta = kladde.aabn(til_json(_med_et_linjeskift(a)).encode(), "a.json")
    id_ = besoeg.ny(PULJE)
    besoeg.udfyld(id_, fakta)
    svar = besoeg.gemt_svar(id_)
    ventet = tjek({"pulje": PULJE, **fakta}).til_json()
    assert uden_sted(svar) == uden_sted(ventet)


def _med_et_linjeskift(x: Any) -> Any:
    """Return texts with the only line break that a form has."""
    if isinstance(x, dict):
        return {n: _med_et_linjeskift(v) for n, v in x.items()}
    if isinstance(x, list):
        return [_med_et_linjeskift(v) for v in x]
    return re.sub("\r\n?", "\n", x) if isinstance(x, str) else x


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda x: (
        st.lists(x, max_size=4)
        | st.dictionaries(
            st.sampled_from(["pulje", "projekter", "kommune", "kontakt", "ansoegninger", "omfang", "robusthed"])
            | st.text(max_size=8),
            x,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    krop=_JSON.map(json.dumps) | st.text(max_size=80) | st.just('{"pulje": "botilbud-2025-26"}'),
    sti=st.sampled_from(["tjek", "rangliste"]),
    valg=st.dictionaries(
        st.sampled_from(["dato", "saet", "antag", "hvorfor", "pulje", "x"]), st.text(max_size=20), max_size=3
    ),
)
def test_ingen_krop_vaelter_serveren(program: Klient, krop: str, sti: str, valg: dict[str, str]) -> None:
    svar = program.post(f"/api/v1/{sti}", params=valg, content=krop.encode("utf-8", "surrogatepass"), headers=BEARER)
    assert svar.status_code in (200, 422), svar.text
    if svar.status_code == 422:
        assert set(svar.json()["fejl"][0]) == {"besked", "linje", "kolonne"}


def test_loekken_er_fri() -> None:
    """The application is asynchronous throughout: it answers inside a running event loop."""

    async def koer() -> int:
        import httpx

        from ansoegning.web.app import lav_app
        from ansoegning.web.lager.sqlite import Lager

        lager = Lager(None)
        transport = httpx.ASGITransport(lav_app(lager))
        async with httpx.AsyncClient(transport=transport, base_url="http://side") as http:
            svar = await http.get("/")
        await lager.luk()
        return svar.status_code

    assert asyncio.run(koer()) == 200
