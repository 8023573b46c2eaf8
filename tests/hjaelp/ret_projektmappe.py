"""Change a filled workbook cell by cell, for the tests of its reader."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl

from ansoegning import load_regelsaet
from ansoegning.fejl import Sted
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.fil import laes_fil
from ansoegning.indlaes.projektmappe import laes_regneark
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.system.steder import mappe

PULJE = "botilbud-2025-26"


KLAR = mappe("samples") / PULJE / "klar.yaml"


Rediger = Callable[[Any], None]


def klar_ansoegning() -> Ansoegning:
    return laes_ansoegning(laes_fil(str(KLAR)), load_regelsaet(PULJE), "a")


def gem(bog: Any) -> bytes:
    ud = io.BytesIO()
    bog.save(ud)
    return ud.getvalue()


def redigeret(data: bytes, rediger: Rediger) -> bytes:
    bog = openpyxl.load_workbook(io.BytesIO(data))
    rediger(bog)
    return gem(bog)


def laes(data: bytes) -> Ansoegning:
    return laes_ansoegning(laes_regneark(data, Sted("a.xlsx")), load_regelsaet(PULJE), "a.xlsx")


def flet(ark: str, omraade: str) -> Rediger:
    def rediger(bog: Any) -> None:
        bog[ark].merge_cells(omraade)

    return rediger
