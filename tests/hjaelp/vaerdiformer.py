"""Declarations of a fact of each type, for the tests of values."""

from __future__ import annotations

from datetime import date

import pytest

from ansoegning.indlaes.kommunetabel import laes_kommuner
from ansoegning.model.enhedsord import ordbog
from ansoegning.model.regelsaet import Vaerdiform
from ansoegning.model.vaerdier import VaerdiFejl, laes_tekst
from ansoegning.system.steder import mappe

KOMMUNER = laes_kommuner((mappe("rules") / "kommuner.csv").read_text(encoding="utf-8"), date(2024, 5, 15))


TKR = Vaerdiform(navn="beløb", type="tal", enhed="t.kr.", mindst="0", hoejst="99.999.999")


PLADSER = Vaerdiform(navn="pladser", type="tal", enhed="pladser", mindst="0", hoejst="9.999").boejet(
    ordbog([("plads", "pladser")])
)


PCT = Vaerdiform(navn="andel", type="tal", enhed="pct.", trin="0,01", mindst="0", hoejst="100")


KR = Vaerdiform(navn="takst", type="tal", enhed="kr.", trin="0,01", mindst="0", hoejst="9.999.999")


POINT = Vaerdiform(navn="point", type="tal", trin="1", mindst="-100", hoejst="100")


FEMMERE = Vaerdiform(navn="femmere", type="tal", trin="5", mindst="0", hoejst="100")


DATO = Vaerdiform(navn="dag", type="dato")


JA_NEJ = Vaerdiform(navn="svar", type="ja_nej")


KOMMUNE = Vaerdiform(navn="kommune", type="kommune")


TELEFONER = Vaerdiform(navn="telefoner", type="telefoner")


MAILS = Vaerdiform(navn="mails", type="mails")


TEKST = Vaerdiform(navn="tekst", type="tekst")


VALG = Vaerdiform(
    navn="lov",
    type="valg",
    valg={
        "sel107": "SEL § 107",
        "sel107_og_108": "SEL §§ 107 og 108",
        "Andet": "et andet lovgrundlag",
        "blandet": "både SEL og ABL",
    },
)


def fejl(form: Vaerdiform, tekst: str) -> str:
    with pytest.raises(VaerdiFejl) as fanget:
        laes_tekst(form, tekst, KOMMUNER)
    return str(fanget.value)
