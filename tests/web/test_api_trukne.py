"""Generated calls of the JSON interface: never a server error, and never a response that is not described."""

from __future__ import annotations

import contextlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ansoegning.fejl import AnsoegningFejl
from ansoegning.handlinger import kladde
from ansoegning.web.api import beskrivelse
from hjaelp.browser import PROEVER, PULJE
from hjaelp.side import BEARER, VAERT, Side, klient, side

# The number of calls over all operations; set the variable to try more.
KALD = int(os.environ.get("ANSOEGNING_KALD", "75"))
SPOERGSMAAL = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
VEJE = {
    f"{r.ok().method} {r.ok().path}": r.ok()
    for r in schemathesis.openapi.from_dict(beskrivelse()).get_all_operations()
    if isinstance(r, Ok)
}


def _proever() -> list[dict[str, Any]]:
    fundet = []
    for fil in sorted(PROEVER.glob("*.yaml")):
        with contextlib.suppress(AnsoegningFejl):
            pulje, fakta = kladde.aabn(fil.read_bytes(), fil.name)
            fundet.append(json.loads(json.dumps({"pulje": pulje, **fakta})))
    assert len(fundet) > 5
    return fundet


# Random values are hardly ever valid applications or pool ids, so some calls get a valid value for that part.
_PROEVER = _proever()
_EN = st.integers(0, len(_PROEVER) - 1).map(lambda nr: _PROEVER[nr])
_RUNDE = st.fixed_dictionaries({"ansoegninger": st.lists(_EN, max_size=3)}, optional={"medtag_skoen": st.booleans()})
_UDEN_VALG = st.fixed_dictionaries({"query": st.sampled_from([{}, {"hvorfor": "true"}])})
EKSEMPLER: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "get /api/v1/regelsaet/{id}": st.just({"path_parameters": {"id": PULJE}}),
    "post /api/v1/tjek": st.builds(lambda krop, valg: {"body": krop} | valg, _EN, st.just({}) | _UDEN_VALG),
    "post /api/v1/rangliste": st.fixed_dictionaries({"body": _RUNDE}),
}


@pytest.fixture(scope="module")
def besoeg() -> Iterator[Side]:
    with side() as s:
        yield s


@pytest.mark.parametrize("vej", VEJE)
def test_trukne_kald(besoeg: Side, vej: str) -> None:
    """Calls that follow the description, and calls that violate it: wrong types, missing fields, unknown choices."""
    vejen = VEJE[vej]
    svar: Counter[int] = Counter()
    rigtige = vejen.as_strategy(GenerationMode.POSITIVE)
    # An operation without input cannot be called incorrectly.
    forkerte = vejen.as_strategy(GenerationMode.NEGATIVE) if vejen.body or "{" in vej else rigtige

    med_eksempel = EKSEMPLER.get(vej, st.just({})).flatmap(lambda dele: vejen.as_strategy(**dele))

    @settings(max_examples=max(1, KALD // len(VEJE)), suppress_health_check=list(HealthCheck))
    @given(st.one_of(rigtige, forkerte, med_eksempel))
    def kald(sag: Case[Any]) -> None:
        led = sag.as_transport_kwargs(base_url=f"http://{VAERT}", headers=BEARER)
        # Programs send the key; cookies are only for the pages.
        del led["cookies"]
        hoveder = {n: v for n, v in led.pop("headers").items() if n.lower() != "authorization"} | BEARER
        fundet = besoeg.klient.kald(
            led.pop("method"), led.pop("url"), headers=hoveder, content=led.pop("data", None), **led
        )
        svar[fundet.status_code] += 1
        sag.validate_response(fundet, checks=SPOERGSMAAL)

    kald()
    print(f"{vej}: {dict(svar)}")  # noqa: T201 - the statuses, for the log of the run
    assert svar


@pytest.mark.parametrize(("vej", "status"), [("/api/v1/tjek", 405), ("/api/v1/findes-ikke", 404)])
def test_en_forkert_adresse_svares_som_json(vej: str, status: int) -> None:
    with klient() as k:
        svar = k.get(vej, headers=BEARER)
    assert svar.status_code == status
    (fejl,) = json.loads(svar.text)["fejl"]
    assert fejl["besked"].startswith("Adressen ")
