"""The answer's columns: the row's own, and what the rules say of it."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..model.vaerdier import Vaerdi
from ..sprog.regelsaet import Regelsaet
from ..version import VERSION
from .ind import NR, Kilde, kolonnenavn
from .overskrifter import RAEKKE
from .ud import Udkolonne

if TYPE_CHECKING:
    import duckdb

FORBEHOLD = "Vejledende beregning – ikke en afgørelse"


@dataclass(frozen=True, slots=True)
class Svarkolonner:
    """How the answer is made of the readable rows; ``noter`` say what it rests on."""

    noter: dict[str, str]
    beregnet: str

    def fra(self, gode: str) -> str:
        return gode

    def ud(self, con: duckdb.DuckDBPyConnection, kilde: Kilde, gode: str) -> list[Udkolonne]:
        typer = {str(r[0]): str(r[1]) for r in con.execute(f"DESCRIBE SELECT * FROM {gode}").fetchall()}
        kolonner = [Udkolonne(RAEKKE, NR, "BIGINT")]
        kolonner += [
            Udkolonne(k.ud, kolonnenavn(k), typer[kolonnenavn(k)])
            for k in kilde.overskrifter.kolonner
            if k.ud is not None
        ]
        return kolonner


def svarkolonner(
    kilde: Kilde,
    regelsaet: Regelsaet,
    antaget: Mapping[tuple[str | None, str], Vaerdi],
    dato: date | None,
    *,
    grunde: bool,
) -> Svarkolonner:
    del kilde, antaget, dato, grunde
    return Svarkolonner({"program": VERSION, "pulje": regelsaet.id, "regelsaet_sha256": regelsaet.sha256}, "")
