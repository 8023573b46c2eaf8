"""Municipalities, telephone numbers, mail addresses and texts, as people write them."""

from __future__ import annotations

import time
import unicodedata

import pytest

from ansoegning.model.regelsaet import Vaerdiform
from ansoegning.model.vaerdier import laes_tekst
from hjaelp.vaerdiformer import KOMMUNE, KOMMUNER, MAILS, TEKST, TELEFONER, fejl

# Municipalities

KOMMUNENAVNE = {
    "751": "0751",
    "0751": "0751",
    " 0751 ": "0751",
    "Aarhus": "0751",
    "Århus": "0751",
    "ÅRHUS": "0751",
    "aarhus kommune": "0751",
    "Aarhus  Kommune": "0751",
    "Aarhus\u00a0Kommune": "0751",
    unicodedata.normalize("NFD", "Århus Kommune"): "0751",
    "Københavns Kommune": "0101",
    "koebenhavn": "0101",
    "Ærø": "0492",
    unicodedata.normalize("NFD", "Ærø"): "0492",
    "Aeroe kommune": "0492",
    "Lyngby-Taarbæk": "0173",
    "lyngby tårbæk": "0173",
    "Høje-Taastrup": "0169",
    "Bornholms Regionskommune": "0400",
    "Bornholm": "0400",
    "Nordfyns Kommune": "0480",
    "Vesthimmerlands Kommune": "0820",
    "Assens": "0420",
    "Randers Kommune": "0730",
    "Ålborg": "0851",
}


@pytest.mark.parametrize(("tekst", "kode"), KOMMUNENAVNE.items())
def test_kommuner(tekst: str, kode: str) -> None:
    assert laes_tekst(KOMMUNE, tekst, KOMMUNER) == kode


@pytest.mark.parametrize("kommune", KOMMUNER.alle, ids=lambda k: k.kode)
def test_enhver_kommune_kan_skrives_som_folk_goer(kommune: object) -> None:
    k = KOMMUNER.kode(kommune.kode)  # type: ignore[attr-defined]
    ejefald = k.navn if k.navn.endswith("s") else f"{k.navn}s"
    former = (k.kode, k.kode.lstrip("0"), k.navn, k.navn.upper(), f"{k.navn} Kommune", f"{ejefald} kommune")
    for tekst in (*former, unicodedata.normalize("NFD", k.navn), k.navn.replace("å", "aa")):
        assert laes_tekst(KOMMUNE, tekst, KOMMUNER) == k.kode


@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        ("Christiansø", "»Christiansø« er ikke en af de 98 kommuner."),
        ("0411", "0411 er ikke nummeret på en af de 98 kommuner. Skriv kommunens navn eller nummer."),
        ("411", "411 er ikke nummeret på en af de 98 kommuner."),
        ("75", "75 er ikke nummeret"),
        ("00751", "»00751« er ikke en af de 98 kommuner."),
        ("\u0667\u0665\u0661", "er ikke en af de 98 kommuner."),
        ("Arhus", "Mente du »Aarhus«?"),
        ("Aarhsu", "Mente du »Aarhus«?"),
        ("København K", "Mente du »København«?"),
        ("Ærøskøbing", "er ikke en af de 98 kommuner."),
        ("Region Midtjylland", "er ikke en af de 98 kommuner."),
        ("kommune", "»kommune« er ikke en af de 98 kommuner. Skriv kommunens navn eller nummer."),
        ("Vesthimmerland", "Mente du »Vesthimmerlands«?"),
        (
            "\x1b[31mAarhus\u202e",
            "Teksten indeholder et styretegn (U+001B). Slet det.",
        ),
        ("a" * 150, "a…« er ikke en af de 98 kommuner."),
        ("a" * 1_000_000, "Teksten har over 20.000 tegn. Kort den af."),
    ],
)
def test_kommuner_der_ikke_er_der(tekst: str, besked: str) -> None:
    assert besked in fejl(KOMMUNE, tekst)


# Contacts


@pytest.mark.parametrize(
    "tekst",
    [
        "12345678",
        "12 34 56 78",
        "12-34-56-78",
        "+4512345678",
        "+45 12 34 56 78",
        "(+45) 12345678",
        "0045 12345678",
        "12345678, 87654321",
        "12345678; 87654321;",
        "12345678 og 87654321",
        "12345678\n87654321",
        "tlf. 12345678",
        "Hanne: 12345678",
        "12345678 (direkte)",
        "12345678 Hanne; 87654321 (mobil)",
    ],
)
def test_telefoner(tekst: str) -> None:
    assert laes_tekst(TELEFONER, tekst) == tekst


@pytest.mark.parametrize(
    "tekst",
    [
        "1234567",
        "123456789",
        "+46 12345678",
        "12345678 lok. 12",
        "12345678x",
        "1234567 (mobil)",
        "12345678 87654321",
        "12345678 - 87654321",
        "12345678" + " " * 100_000 + "1",
        "12345678, 1234",
        "ring til Hanne",
        "\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
        "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
        "+" * 100_000,
        "1 og " * 20_000,
    ],
)
def test_telefoner_der_ikke_kan_laeses(tekst: str) -> None:
    foer = "Teksten har over" if len(tekst) > 200 else "Et telefonnummer har otte cifre"
    assert fejl(TELEFONER, tekst).startswith(foer)


def test_intet_telefonnummer() -> None:
    assert fejl(TELEFONER, ";") == "Der står intet telefonnummer."


@pytest.mark.parametrize(
    "tekst",
    ["a@b.dk", "fornavn.efternavn@aarhus.dk", "a@b.dk; c@d.dk;", "post@ærø.dk", "a+b@c.d-e.dk", "a@b.dk\n"],
)
def test_mails(tekst: str) -> None:
    assert laes_tekst(MAILS, tekst) == tekst


@pytest.mark.parametrize(
    "tekst",
    [
        "a@b",
        "@b.dk",
        "a@b..dk",
        "a@-b.dk",
        "a@b-.dk",
        ".a@b.dk",
        "a.@b.dk",
        "a..b@c.dk",
        "." * 100_000 + "@b.dk",
        "a@b.d",
        "a@b.c0m",
        "a b@c.dk",
        "a@b.dk, c@d.dk",
        "a@b.dk c@d.dk",
        "Hanne <a@b.dk>",
        "a@b@c.dk",
        ";",
        "a@b.dk\nBcc: x@y.dk",
        "a@" + "b" * 300 + ".dk",
        "a@" + "a." * 100_000,
        "a@" + "a-" * 100_000,
    ],
)
def test_mails_der_ikke_kan_laeses(tekst: str) -> None:
    begyndt = time.process_time()
    foer = "Teksten har over" if len(tekst) > 200 else "En mailadresse har formen navn@kommune.dk"
    assert fejl(MAILS, tekst).startswith(foer)
    assert time.process_time() - begyndt < 0.5


@pytest.mark.parametrize("form", [MAILS, TELEFONER])
@pytest.mark.parametrize("tegn", ["\u202e", "\u200b", "\u2066", "\u2028", "\u00ad"])
def test_intet_usynligt_i_kontaktoplysninger(form: Vaerdiform, tegn: str) -> None:
    tekst = f"a{tegn}@b.dk" if form is MAILS else f"{tegn}12345678"
    assert f"et usynligt tegn (U+{ord(tegn):04X})" in fejl(form, tekst)


# Texts


@pytest.mark.parametrize("tekst", ["æøå ÆØÅ", "linje 1\nlinje 2\r\n\tindrykket", "=HYPERLINK(1)", "😀", "\u202eabc"])
def test_tekster(tekst: str) -> None:
    assert laes_tekst(TEKST, tekst) == tekst


@pytest.mark.parametrize("tegn", ["\x00", "\x1b", "\x07", "\x7f", "\x85", "\x9b"])
def test_styretegn_i_tekster(tegn: str) -> None:
    assert fejl(TEKST, f"a{tegn}b") == f"Teksten indeholder et styretegn (U+{ord(tegn):04X}). Slet det."
