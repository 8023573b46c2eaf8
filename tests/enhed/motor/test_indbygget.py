"""Built-in functions that read a text: their time is proportional to its length, and they read it as people do."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning.motor.indbygget import (
    ligner_cpr,
    naevner_en_pct_af,
    naevner_et_beloeb_af,
    naevner_ord,
    naevner_pct,
    tegn,
)

pytestmark = pytest.mark.tung


_HOEJST = 400_000
_GENTAGET = (
    "1 ",
    "1 og ",
    "1 1/2 ",
    "1½",
    "1\n",
    "1-",
    "1,",
    "1.",
    "1 mio ",
    "mio ",
    "12 12 12 ",
    "123456-\n",
    "\u00ad",
)


@pytest.mark.parametrize("stykke", [*_GENTAGET, "1" + " " * _HOEJST, "1" * _HOEJST])
def test_en_lang_tekst_tager_ikke_lang_tid(stykke: str) -> None:
    tekst = stykke * (_HOEJST // len(stykke))
    begyndt = time.process_time()
    ligner_cpr(tekst)
    naevner_en_pct_af(tekst, 25)
    naevner_et_beloeb_af(tekst, 25_000)
    naevner_ord(tekst, ("nybyg", "renover"))
    assert time.process_time() - begyndt < 5


@given(
    mellem=st.sampled_from(
        ("-", "\u2010", "\u2011", "–", "—", "\u2212", " - ", " – ", "-\n", " ", "\u00a0", "", "\u00ad-")
    ),
    usynligt=st.sampled_from(("", "\u00ad", "\u200b", "\ufeff")),
    plads=st.integers(0, 6),
)
def test_et_personnummer_kendes_uanset_streg_og_mellemrum(mellem: str, usynligt: str, plads: int) -> None:
    dag = "010190"
    assert ligner_cpr(f"Borger {dag[:plads]}{usynligt}{dag[plads:]}{mellem}1234.") is True


@given(
    a=st.integers(10**7, 10**8 - 1), b=st.integers(10**7, 10**8 - 1), mellem=st.sampled_from(("\n", "; ", ", ", " / "))
)
def test_to_telefonnumre_er_ikke_et_personnummer(a: int, b: int, mellem: str) -> None:
    def i_par(n: int) -> str:
        return " ".join(str(n)[i : i + 2] for i in range(0, 8, 2))

    assert ligner_cpr(f"{a}{mellem}{b}") is False
    assert ligner_cpr(f"{i_par(a)}{mellem}{i_par(b)}") is False


@given(st.text(max_size=40))
def test_usynlige_tegn_taeller_med_men_laeses_ikke(tekst: str) -> None:
    delt = tekst + "\u00ad"
    assert tegn(delt) == len(unicodedata.normalize("NFC", delt).replace("\r\n", "\n"))
    assert naevner_pct(delt) == naevner_pct(tekst)
    assert ligner_cpr(delt) == ligner_cpr(tekst)


@pytest.mark.parametrize(
    ("tekst", "beloeb", "ventet"),
    [
        ("12 1/2 mio. kr.", 12_500_000, True),
        ("12 1/2 mio. kr.", 12_000_000, False),
        ("12¾ mio. kr.", 12_750_000, True),
        ("12,5, 18 og 20 mio. kr.", 18_000_000, True),
        ("beløb i m.kr.: 18", 18_000_000, True),
        ("18 pladser og beløb i mio. kr.: 19", 18_000_000, False),
        ("18.5.2024", 18_000_000, False),
    ],
)
def test_beloeb_som_de_skrives(tekst: str, beloeb: int, ventet: bool) -> None:
    assert naevner_et_beloeb_af(tekst, beloeb) is ventet
