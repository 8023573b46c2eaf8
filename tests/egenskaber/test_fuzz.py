"""Hostile files through the command's entry point: never a traceback, always a documented exit code, in a short time.

10,000 cases by default, from the seed in the run's header. A failure states the seed and the case.
``ANSOEGNING_FUZZ=N`` runs N cases.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ansoegning import load_regelsaet, tjek
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.system.steder import mappe

ANTAL = int(os.environ.get("ANSOEGNING_FUZZ") or 400)
# Far above the time of the slowest case: the limit only catches endless loops. Growth in time is measured in
# test_vaekst.py.
HOEJST_SEKUNDER = 10.0
KODER = {0, 1, 2, 3}
# Characters that must never reach a terminal unescaped.
FARLIGT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

GRUND: dict[str, Any] = {
    "pulje": "botilbud-2025-26",
    "kommune": "Aarhus",
    "indsendt": "10/05/2024",
    "beskrivelse": {
        "kapacitet": "16 pladser; målgruppen er voksne med autisme.",
        "andel_andre": "Andre kommuner kan bruge 31,25 pct.",
        "prissaetning": "Flere pladser giver lavere priser.",
        "laaneadgang": "12,5 mio. kr. i 2025 og 18 mio. kr. i 2026.",
        "tidsplan": "Pladserne tages i brug i 2026.",
        "nyetablering": "Nye pladser ved nybyggeri.",
    },
    "kontakt": {"navne": "Hanne Hansen", "telefonnumre": "12345678", "e_postkasser": "social@example.dk"},
    "projekter": [
        {
            "navn": "Skovbrynet",
            "ansoegt_2025": "12.500",
            "ansoegt_2026": "18.000",
            "pladser_2025": "0",
            "pladser_2026": "16",
            "andel_andre": "31,25",
            "afsluttes": "30/11/2026",
            "lovgrundlag": "sel107",
            "bruttoanlaegsudgift_2025": "12.500",
            "bruttoanlaegsudgift_2026": "18.000",
            "pladser_etableret": "16",
            "nedlagte_pladser": "0",
            "omdannede_abl105_pladser": "0",
            "art": "nybyggeri",
            "bortfald_forventes": "nej",
            "koordinering": "ingen",
            "dokumentation": ["Referat"],
            "placering_kommune": "0751",
            "paabegyndt": "nej",
        }
    ],
}

ONDE_TEKSTER = (
    "", " ", "~", "null", "ja", "-", "0", "-0", "1", "-1", "0,5", "12.500", "12,500", "31,255", "1e5", "1e999999999",
    "NaN", "Infinity", "-inf", "0x10", "1_000", "9" * 30, "9" * 5_000, "1." * 2_000, "1 " * 2_000, "12,5 mio. kr.",
    "12.500.001 kr.", "12 a pr. a pr. a",
    "\uff11\uff12\uff15\uff10\uff10", "\u0661\u0662\u0665\u0660\u0660",
    "12²", "½", "30/11/2026", "31/11/2026", "1/5/24",
    "29/02/2027", "0000-00-00", "9999-12-31", "31/12/9999", "sel107", "Århus", "A\u030arhus", "0411", "Christiansø",
    "\x00", "\x1b[31m\x1b]0;x\x07", "\x9b2J", "\u202eabc\u202c", "\u200f\u2066", "\ud800", "\udfff\ud800", "\ufeff",
    "\ufffe", "\u2028\u2029\x85", "a\u0300" * 500, "😀" * 200, "Z\u0351\u0352" * 100, "=HYPERLINK(\"http://x\";\"y\")",
    "=cmd|'/c calc'!A0", "+45 12345678", "@SUM(1)", "-2+3", "12345678 og 87654321", "+" * 3_000, "a@" + "a-" * 2_000,
    "a@b.dk; c@d.dk", "a@b.dk\r\nBcc: x@y", "010101-1234", "{navn}", "{0.__class__}", "%s%n", "{{7*7}}", "${jndi:x}",
    "../../etc/passwd", "C:\\nul", "'; DROP TABLE", "<script>", "x" * 20_000, "25 pct. " * 500, "1 mio. kr. " * 500,
    "målgruppe " * 500, "\n" * 3_000, "\t\t", "a: b", "- a", "# a", "&a", "*a", "!!python/object:a", "| >", "? :",
    "\"'\"'", "\\u0000", "\\", "[]", "{}", "]]>", "--", "---", "...", "%YAML", "<<",
)  # fmt: skip
ALMINDELIGE = (
    "ja", "nej", "0", "1", "16", "19.999", "20.001", "24,99", "25", "100", "31/12/2026", "01/01/2027", "30/11/2025",
    "vedligeholdelse", "blandet", "nybyggeri", "kkr", "ingen", "abl105", "blandet_abl105", "sel108", "Ærø", "Referat",
)  # fmt: skip
ONDE_NOEGLER = (
    "ansøgt_2025", "B", "navn", "navn ", "Navn", "pulje", "projekter", "udvidelse", "kontakt", "beskrivelse", "",
    "\x1b[31m", "\u202e", "\ud800", "a\nb", "__proto__", "__class__", "x" * 5_000, "0", "null", "=1+1", "<<",
)  # fmt: skip
STUMPER = (
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r", b"\n\t",
    b"\x1b[2J",
    b"\xe2\x80\xae", b"\xc2\x85", b"&a ", b"*a", b"!!str ", b"!x ", b"? ", b"- ", b": ", b"| ", b">-\n", b"---\n",
    b"...\n", b"%TAG ! x\n", b"[" * 70, b"{a: " * 70, b"[[", b"]]", b"{", b"}", b'"', b"'", b"#", b",", b"\\u0000",
    b"\\ud800", b"9" * 400, b"1e999", b"~", b"null", b"  " * 40, b"PK\x03\x04", b"%PDF", b"<<: ", b"projekter:\n",
    b"navn: x\n", b"pulje: resultatkontrakt-2023\n",
)  # fmt: skip
FILNAVNE = (
    "a.yaml", "a.yml", "a.json", "a", "a.JSON", "a.txt", "-a.yaml", "æøå.yaml", "a b.yaml", "=1.yaml", "%s.yaml",
    "a\nb.yaml", "\x1b[31m.yaml", "\u202e.yaml", "\udcff.yaml", "a\tb",
)  # fmt: skip
TILVALG = (
    (), (), (), (), (), (), (), ("--hvorfor",), ("--hvorfor", "--dybde", "udvikler"),
    ("--dato", "10/5/2024"), ("--dato", "1/1/2200"),
    ("--pulje", "botilbud-2025-26"), ("--pulje", "\x1b"), ("--saet", "mindste_andel_andre=0"),
    ("--saet", "ramme_2025=1"), ("--antag", "art=vedligeholdelse"), ("--antag", "andel_andre=24,99"),
    ("--antag", "navn=\u202e\x1b"), ("--antag", "kontakt.navne=\ud800"),
)  # fmt: skip
TEGN = (
    "abcæøåÆØÅ0123456789 \n\t.,:;-–/\\\"'[]{}()#&*!|>%@`~=+?<>^$_"
    "\x00\x01\x1b\x7f\x85\xa0\xad\u0300\u0600\u061c\u200b\u200d\u200e\u200f\u2028\u202a\u202e"
    "\u2060\u2066\ufeff\ufffd\uffff"
    "\ud800\udfff\u0663\uff15²½ǅﬀßİ😀\U000e0041\U0010ffff"
)

R = random.Random
Lav = Callable[[R], bytes]


@cache
def _eksempler() -> tuple[bytes, ...]:
    """Files that a user could have: the samples, and the application above in both formats."""
    try:
        rod = mappe("samples")
    except FileNotFoundError:
        rod = Path("findes-ikke")
    fundne = [f.read_bytes() for f in sorted(rod.rglob("*")) if f.is_file() and f.suffix in (".yaml", ".json")]
    return (json.dumps(GRUND).encode(), _yaml(GRUND).encode(), *(d for d in fundne if 0 < len(d) < 50_000))


def _tilfaeldige_byte(r: R) -> bytes:
    return r.randbytes(r.choice((1, 10, 100, 3_000)))


def _tilfaeldig_tekst(r: R) -> bytes:
    return "".join(r.choices(TEGN, k=r.choice((5, 50, 2_000)))).encode("utf-8", r.choice(("surrogatepass", "replace")))


def _muteret(r: R) -> bytes:
    data = bytearray(r.choice(_eksempler()))
    for _ in range(r.choice((1, 1, 1, 1, 2, 4, 16))):
        i = r.randrange(len(data) + 1)
        j = min(len(data), i + r.choice((0, 1, 1, 4, 40, 400)))
        match r.randrange(7):
            case 0:
                data[i:j] = r.choice(STUMPER)
            case 1:
                data[i:i] = r.choice(STUMPER)
            case 2:
                del data[i:j]
            case 3:
                data[i:i] = data[i:j] * r.choice((1, 2, 50))
            case 4:
                data[i:j] = r.randbytes(j - i)
            case 5:
                andre = r.choice(_eksempler())
                k = r.randrange(len(andre))
                data[i:j] = andre[k : k + r.randrange(200)]
            case _:
                linjer = bytes(data).splitlines(keepends=True)
                r.shuffle(linjer)
                data = bytearray(b"".join(linjer))
        if not data:
            break
    return bytes(data[:200_000])


def _ond_vaerdi(r: R, dybde: int = 0) -> object:
    match r.randrange(12):
        case 0:
            return r.choice((0, -1, 1, 2**63, -(2**63), 10**40, 12500, 31.25, 1e300, -0.0, 5e-324, 12.5))
        case 1:
            return r.choice((True, False, None))
        case 2 if dybde < 6:
            return [_ond_vaerdi(r, dybde + 1) for _ in range(r.randrange(4))]
        case 3 if dybde < 6:
            return {_ond_noegle(r): _ond_vaerdi(r, dybde + 1) for _ in range(r.randrange(4))}
        case 4:
            return "".join(r.choices(TEGN, k=r.randrange(30)))
        case 5:
            return "".join(r.choices("0123456789.,-+ eE%kr", k=r.randrange(1, 25)))
        case _:
            return r.choice(ONDE_TEKSTER)


def _ond_noegle(r: R) -> str:
    return r.choice(ONDE_NOEGLER) if r.random() < 0.7 else "".join(r.choices(TEGN, k=r.randrange(10)))


def _onde_vaerdier(r: R) -> bytes:
    """A complete application with some hostile values. Most of these files are read completely and evaluated."""
    data = json.loads(json.dumps(GRUND))
    raekker = data["projekter"] * r.choice((1, 1, 1, 2, 6, 30))
    data["projekter"] = [dict(raekke, navn=f"Projekt {nr}") for nr, raekke in enumerate(raekker)]
    grupper: list[dict[str, Any]] = [data, data["beskrivelse"], data["kontakt"], *data["projekter"]]
    vildt = r.random() < 0.2
    for _ in range(r.choice((1, 1, 2, 5, 20))):
        gruppe = r.choice(grupper)
        if vildt and r.random() < 0.3:
            gruppe[_ond_noegle(r)] = _ond_vaerdi(r)
            continue
        noegle = r.choice([n for n, v in gruppe.items() if vildt or (isinstance(v, str) and n != "pulje")] or ["navn"])
        if r.random() < 0.2:
            gruppe.pop(noegle, None)
        else:
            gruppe[noegle] = _ond_vaerdi(r) if vildt else r.choice((*ONDE_TEKSTER, *ALMINDELIGE))
    return _skrevet(r, data)


def _skrevet(r: R, data: object) -> bytes:
    kodning = r.choice(("surrogatepass", "replace", "replace"))
    if r.random() < 0.5:
        return json.dumps(data, ensure_ascii=r.random() < 0.7).encode("utf-8", kodning)
    return _yaml(data).encode("utf-8", kodning)


def _yaml(data: object, indryk: str = "") -> str:
    """Block YAML as a user writes it; texts are quoted where they must be, and otherwise at random."""
    if isinstance(data, dict) and data:
        return "".join(f"{indryk}{_skalar(n)}:{_under(v, indryk)}" for n, v in data.items())
    if isinstance(data, list) and data:
        return "".join(f"{indryk}-{_under(v, indryk)}" for v in data)
    return f"{indryk}{_skalar(data)}\n"


def _under(vaerdi: object, indryk: str) -> str:
    if isinstance(vaerdi, dict | list) and vaerdi:
        return "\n" + _yaml(vaerdi, indryk + "  ")
    return f" {_skalar(vaerdi)}\n"


def _skalar(vaerdi: object) -> str:
    if isinstance(vaerdi, str) and re.fullmatch(r"[\w/., æøå%()-]+", vaerdi) and vaerdi.strip("- ") == vaerdi:
        return vaerdi
    return json.dumps(vaerdi, ensure_ascii=isinstance(vaerdi, str) and not vaerdi.isprintable())


def _dybt(r: R) -> bytes:
    led = r.choice(
        (b"[", b"{a: ", b'{"a":', b"- ", b"? ", b"a:\n ", b"[{", b"!!seq [", b"&a [", b"'", b'"', b"(", b"#")
    )
    hoved = r.choice((b"", b"pulje: ", b"projekter: ", b'{"projekter":'))
    return hoved + led * r.choice((10, 64, 65, 1_000, 20_000))


def _stort(r: R) -> bytes:
    match r.randrange(4):
        case 0:
            return b"pulje: botilbud-2025-26\nprojekter:\n" + b"  - navn: x\n" * r.choice((100, 1_001))
        case 1:
            return b'{"pulje":"botilbud-2025-26","kommune":' + b"9" * r.choice((100, 5_000, 200_000)) + b"}"
        case 2:
            return b"x" * r.choice((1_048_576, 1_048_577, 3_000_000))
        case _:
            return b"".join(b"k%d: 1\n" % i for i in range(r.choice((1_000, 20_000))))


ARTER: tuple[Lav, ...] = (
    *(_onde_vaerdier,) * 30,
    *(_muteret,) * 10,
    *(_tilfaeldige_byte,) * 2,
    *(_tilfaeldig_tekst,) * 2,
    *(_dybt,) * 2,
    _stort,
)


class _Stroem(io.TextIOWrapper):
    """Standard output or error of a console with a given encoding."""

    def __init__(self, tegnsaet: str, fejl: str) -> None:
        super().__init__(io.BytesIO(), encoding=tegnsaet, errors=fejl, newline="\n", write_through=True)

    def skrevet(self) -> bytes:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue()


def _en(seed: str, nr: int, mappe_: Path) -> None:
    r = random.Random(f"{seed}/{nr}")
    indhold = r.choice(ARTER)(r)
    # Mostly a file name that matches the content.
    passer = [n for n in FILNAVNE if n.lower().endswith("json") is indhold.startswith(b"{")]
    navn = str(mappe_ / r.choice(passer if r.random() < 0.9 else FILNAVNE))
    try:
        Path(navn).write_bytes(indhold)
    except OSError:  # a name that this file system does not allow
        navn = str(mappe_ / "a.yaml")
        Path(navn).write_bytes(indhold)
    format_ = r.choice(("tekst", "json"))
    tilvalg = r.choice(TILVALG)
    tegnsaet = r.choice(("utf-8", "utf-8", "cp1252", "ascii"))
    ud, fejl = _Stroem(tegnsaet, "strict"), _Stroem(tegnsaet, "backslashreplace")
    gamle = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = ud, fejl
    begyndt = time.process_time()
    try:
        kode = koer_kommando(["tjek", "--format", format_, *tilvalg, navn])
    finally:
        sekunder = time.process_time() - begyndt
        sys.stdout, sys.stderr = gamle
        Path(navn).unlink()
    vist = ud.skrevet().decode("utf-8" if format_ == "json" else tegnsaet)
    besked = fejl.skrevet().decode(tegnsaet)
    assert kode in KODER, besked
    assert "Traceback" not in vist + besked
    assert not FARLIGT.search(vist), repr(FARLIGT.search(vist))
    assert not FARLIGT.search(besked), repr(FARLIGT.search(besked))
    assert bool(besked) is (kode == 2)
    brugsfejl = besked.startswith(("Fejl: ", "Brug: "))
    if format_ == "json" and not brugsfejl:
        (svar,) = json.loads(vist)
        assert ("fejl" in svar) is (kode == 2)
        assert svar.get("klar") is (None if kode == 2 else kode == 0)
    elif kode != 2:
        assert "Resultat:" in vist
    else:
        assert vist == ""
    assert sekunder < HOEJST_SEKUNDER, f"{sekunder:.2f} s"


def test_fjendtlige_filer(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    seed = str(pytestconfig.getoption("--hypothesis-seed"))
    for nr in range(ANTAL):
        try:
            _en(seed, nr, tmp_path)
        except BaseException as fejl:
            fejl.add_note(
                f"Case {nr} of seed {seed}; it alone: tests/egenskaber/test_fuzz.py's _en({seed!r}, {nr}, folder)."
            )
            raise


@pytest.mark.parametrize("lav", dict.fromkeys(ARTER), ids=lambda f: f.__name__)
def test_hver_art_er_den_samme_for_samme_seed(lav: Lav) -> None:
    assert lav(random.Random(1)) == lav(random.Random(1))


def test_mange_forkerte_vaerdier_tager_tid_efter_hvor_mange_de_er() -> None:
    """Invalid values are looked up by row and not among all rows: four times the rows take four times the time."""
    form = load_regelsaet("botilbud-2025-26").fakta_i("projekter")
    forkert = {n: "x" for n, f in form.items() if f.afledt is None and f.type in ("tal", "dato", "valg", "ja_nej")}

    def sekunder(raekker: int) -> float:
        begyndt = time.process_time()
        svar = tjek({"pulje": "botilbud-2025-26", "projekter": [forkert] * raekker})
        assert len(svar.skema) > raekker * len(forkert)
        return time.process_time() - begyndt

    sekunder(10)
    assert sekunder(800) < 7 * sekunder(200) + 0.3
