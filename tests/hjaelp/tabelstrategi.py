"""Random tables of rows, and the variations in how people write them: file names, headers, encodings, numbers.

Everything is drawn from one ``random.Random``. A test passes Hypothesis's own, which shrinks failing cases; a benchmark
passes a seeded one, which draws many rows fast. A cell is the value of a fact (``int``, ``Decimal``, ``date``,
``bool``, ``str``, a tuple of texts) or an invalid value; a missing fact has no cell. The meaning of the cells is not
defined here: the tests compare how the program's readers interpret them.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ansoegning.batch.overskrifter import svarnavne
from ansoegning.fejl import ascii_noegle
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.model.regelsaet import Faktaerklaering
from ansoegning.model.vaerdier import graense, trin
from ansoegning.sprog.regelsaet import Regelsaet
from hjaelp.kolonnefacit import inputfakta, puljer
from hjaelp.pakkebyg import KILDE, pakkedata, skriv_pakke

Celler = dict[str, Any]
#: The column with the application of each row; every drawn row is a separate application.
ANSOEGNING = "ansoegning"


@dataclass(frozen=True)
class Tabel:
    """Rows for one pack.

    ``regler`` is the folder of a drawn pack; ``fremmede`` are columns that the pack does not define.
    """

    regelsaet: Regelsaet = field(repr=False)
    regler: Path | None
    liste: str | None
    raekker: tuple[Celler, ...]
    fremmede: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def kolonner(self) -> list[str]:
        """The facts that at least one row has a cell for, in the pack's order."""
        brugt = {n for r in self.raekker for n in r}
        return [n for n in inputfakta(self.regelsaet, self.liste) if n in brugt]

    def form(self, navn: str) -> Faktaerklaering:
        """Return the declaration of a fact."""
        liste = self.liste if (self.liste, navn) in self.regelsaet.fakta else None
        return self.regelsaet.fakta[liste, navn]

    def ansoegning(self, nr: int) -> dict[str, Any]:
        """Return one row as an application: facts by key with groups nested, and the list's facts in its one row."""
        fil: dict[str, Any] = {"pulje": self.regelsaet.id}
        egne: dict[str, Any] = {}
        for navn, v in self.raekker[nr].items():
            gruppe, prik, felt = navn.partition(".")
            if (self.liste, navn) in self.regelsaet.fakta and self.liste is not None:
                egne[navn] = v
            elif prik:
                fil.setdefault(gruppe, {})[felt] = v
            else:
                fil[navn] = v
        if self.liste is not None:
            fil[self.liste] = [egne]
        return fil


# --- Values ---------------------------------------------------------------------------------

_TEKSTER = (
    "Åvangen",
    "A\u030avangen",
    "Søgården, etape 2; fløj 1",
    'Det "gule" hus',
    "=1+1",
    "'=1+1",
    "-5 pct. | 3",
    "@her",
    "  mellemrum  ",
    "linje\nskift",
    "linje\r\nskift",
    "Skovbrynet #2",
    "100 % æble 😀",
    "NULL",
    "ja",
    "0751",
    "12.500",
    "\ufeffmærke",
    "sep=;",
    "tab\there",
    "C:\\mappe\\fil",
)
_UMULIGE_TAL: tuple[Any, ...] = (
    *(10**15, 10**17, 10**18, 10**20, 10**40, -1, -(10**15)),
    *(Decimal("0.5"), Decimal("12.345678"), Decimal("0.001"), Decimal("-0.01"), Decimal("100.01"), Decimal("1E-12")),
    *("ukendt", "12,5 æbler", "1 2 3", "0x10", "1,2,3", "--5", "٣"),
)
_UMULIGE: dict[str, tuple[Any, ...]] = {
    "dato": ("31/02/2026", "30/11/26", "i morgen", date(1899, 12, 31), date(2200, 1, 1), "2026-13-01", "45000"),
    "ja_nej": ("måske", "x", "1"),
    "valg": ("noget andet", "?"),
    "kommune": ("Atlantis", "9999", "0"),
    "telefoner": ("12", "8940 2000 1"),
    "mails": ("a@b", "æ"),
}
_KONTAKTER = {
    "telefoner": ("89402000", "+45 89 40 20 00; 33663366"),
    "mails": ("a@b.dk", "a@b.dk; bø@å.dk"),
}


def gyldige(regelsaet: Regelsaet, liste: str | None) -> dict[str, list[Any]]:
    """Return valid values of each fact: its bounds, the pack's limits, and one step to either side of each."""
    fundne = puljer(regelsaet, liste)
    for navn in fundne:
        form = regelsaet.fakta[liste if (liste, navn) in regelsaet.fakta else None, navn]
        if form.type == "tekst":
            fundne[navn] = list(_TEKSTER)
        elif form.type == "tekstliste":
            fundne[navn] = [(t,) for t in _TEKSTER] + [_TEKSTER[:3], _TEKSTER[3:7]]
        elif form.type in _KONTAKTER:
            fundne[navn] = list(_KONTAKTER[form.type])
    return {n: v for n, v in fundne.items() if v}


def umulige(form: Faktaerklaering) -> list[Any]:
    """Return values that may be invalid for a fact: out of bounds, between steps, very large or precise, nonsense."""
    if form.type != "tal":
        return list(_UMULIGE.get(form.type, ()))
    skridt = trin(form)
    ved = [graense(g) for g in (form.mindst, form.hoejst) if g is not None]
    naer = [g + d for g in ved for d in (-skridt, skridt, skridt / 2, -skridt / 10)]
    return [*(int(v) if v == v.to_integral_value() else v for v in naer), *_UMULIGE_TAL]


def traek_raekker(
    regelsaet: Regelsaet, liste: str | None, fro: random.Random, antal: int, *, umulig: float = 0.15
) -> tuple[Celler, ...]:
    """Draw rows with some facts left out; in the share ``umulig`` of them one or two cells are invalid."""
    lager = gyldige(regelsaet, liste)
    former = {n: regelsaet.fakta[liste if (liste, n) in regelsaet.fakta else None, n] for n in lager}
    kan_fejle = [n for n in lager if umulige(former[n])]
    fundne = []
    for _ in range(antal):
        ude = fro.choice((0.0, 0.1, 0.4))
        r = {n: fro.choice(p) for n, p in lager.items() if fro.random() >= ude}
        if kan_fejle and fro.random() < umulig:
            for n in fro.sample(kan_fejle, min(len(kan_fejle), fro.choice((1, 1, 2)))):
                r[n] = fro.choice(umulige(former[n]))
        fundne.append(r)
    return tuple(fundne)


# --- Foreign columns ------------------------------------------------------------------------

#: Headers of columns that no pack defines. Some are names that DuckDB or this program uses internally.
FREMMEDE = (
    *("Bemærkning", "file_row_number", "file_index", "filename", "rowid", "x1", "f1", "c_0", "v_0", "h_0", "u_0"),
    *("__nr", "__fejl", "nr", "order", "select", "Sag nr.", "a;b", 'med "citat"', "kolonne_1"),
    *("daarlige", "brud", "laes_celle", "raekker", "æøå", "æøa\u030a", "%s", "$1", "{0}"),
)


def traek_fremmede(
    fro: random.Random, regelsaet: Regelsaet, liste: str | None, antal: int
) -> dict[str, tuple[str, ...]]:
    """Draw up to three text columns whose headers neither are nor resemble the name of a fact."""
    kendte = [ascii_noegle(t) for n, f in regelsaet.fakta.items() if n[0] in (None, liste) for t in (n[1], f.navn)]
    kendte += [ascii_noegle(k.data.id) for k in regelsaet.kriterier]
    # The name of a list is refused as a header, because such a list is spread over several columns.
    kendte += list(regelsaet.data.lister)
    fundne: dict[str, tuple[str, ...]] = {}
    for navn in fro.sample(FREMMEDE, fro.choice((0, 1, 3))):
        noegle = ascii_noegle(navn)
        if any(SequenceMatcher(None, noegle, k).ratio() >= 0.8 for k in [*kendte, *map(ascii_noegle, fundne)]):
            continue
        fundne[navn] = tuple(fro.choice(("", "x", "7", "Ærø")) for _ in range(antal))
    return fundne


# --- File names -----------------------------------------------------------------------------

_MOENSTRE = ("k[1]", "a*", "b?", "[", "]")
_STUMPER = (
    *("hash#1", "to ord", "sø", "Å", "A\u030a", "it's", '"citat"', "100%", "%20", "%s", "{a,b}"),
    *("~", "$HOME", "semi;kolon", "a&b", "»hus«", "😀", "a,b", "punktum.", "`x`", "!", "(1)", "^", "=", "x", "y", "z"),
)
_IKKE_PAA_WINDOWS = '<>:"/\\|?*'


def traek_filnavn(fro: random.Random, endelse: str) -> str:
    """Draw a file name of one to three odd parts, sometimes with a leading minus; ``endelse`` is its suffix."""
    stumper = (*_STUMPER, *_MOENSTRE * 4) if fro.random() < 0.3 else _STUMPER
    navn = fro.choice(("", "", "", "-", "--")) + fro.choice(("", " ", "_")).join(
        fro.choice(stumper) for _ in range(fro.choice((1, 1, 2, 3)))
    )
    if sys.platform == "win32":
        navn = "".join(t for t in navn if t not in _IKKE_PAA_WINDOWS) or "fil"
    return navn + endelse


# --- Headers --------------------------------------------------------------------------------


def _entydige(tabel: Tabel) -> dict[str, list[str]]:
    """Return each fact's names besides its key (title, form label, column letter) that no other fact shares."""
    former = {n: tabel.form(n) for n in inputfakta(tabel.regelsaet, tabel.liste)}
    ejere: dict[str, set[str]] = {}
    for n, f in former.items():
        for t in (n, f.navn, f.felt, f.kolonne):
            if t is not None:
                ejere.setdefault(ascii_noegle(t), set()).add(n)
    return {
        n: [t for t in (f.navn, f.felt) if t is not None and ejere[ascii_noegle(t)] == {n}]
        + ([f.kolonne] if f.kolonne is not None and ejere[ascii_noegle(f.kolonne)] == {n} else [])
        for n, f in former.items()
    }


_PYNT: tuple[Callable[[str], str], ...] = (
    str,
    str,
    str.upper,
    str.capitalize,
    lambda t: f" {t} ",
    lambda t: unicodedata.normalize("NFD", t),
    lambda t: t.replace("_", " "),
)


def traek_overskrifter(fro: random.Random, tabel: Tabel) -> tuple[dict[str, str], bool]:
    """Draw a header for each of the table's facts, and return whether any of them may be refused.

    A unit in parentheses after a header may be understood, or refused with a message, and a header that is also the
    name of a column in the answer may be refused. All other headers must be understood.
    """
    navne = _entydige(tabel)
    fri = fro.random() < 0.7
    maa_afvises = False
    fundne: dict[str, str] = {}
    for n in tabel.kolonner:
        t = fro.choice([n, *navne[n]]) if fri else n
        # A column letter of the form is recognised only in its exact spelling.
        if fri and len(t) > 1:
            t = fro.choice(_PYNT)(t)
        if fri and (enhed := tabel.form(n).enhed) is not None and fro.random() < 0.01:
            t, maa_afvises = f"{t} ({enhed})", True
        fundne[n] = t
    # A header that is also the name of a column in the answer is a conflict that the program must report.
    egne = {t.lower() for t in svarnavne(tabel.regelsaet)}
    maa_afvises = maa_afvises or any(t.strip().lower() in egne for t in fundne.values())
    return fundne, maa_afvises


# --- How a table is written -----------------------------------------------------------------


@dataclass(frozen=True)
class Skrivning:
    """One way to write a table.

    ``maa_afvises``: the program may refuse the whole file with a message. ``kolonner``: the facts' keys and foreign
    headers in the order of the file. ``som_tekst``: the columns written as text in a format with types.
    """

    format: str
    navn: str
    overskrifter: dict[str, str] = field(repr=False)
    kolonner: tuple[str, ...]
    som_tekst: frozenset[str]
    maa_afvises: bool
    tusinder: bool = False
    iso: bool = False
    navne: bool = False
    procentformat: bool = True
    tegnsaet: str = "utf-8"
    skilletegn: str = ";"
    linjeskift: tuple[str, ...] = ("\n",)
    sidste_linjeskift: bool = True
    citat: bool = False
    sep: bool = False
    tom: str = "udeladt"


_ENDELSER = {
    "csv": (".csv", ".CSV", ".txt", ""),
    "xlsx": (".xlsx",),
    "parquet": (".parquet", ".dat"),
    "jsonl": (".jsonl",),
}


def traek_skrivning(fro: random.Random, tabel: Tabel, format_: str) -> Skrivning:
    """Draw a way to write a table in a format."""
    overskrifter, maa_afvises = traek_overskrifter(fro, tabel)
    kolonner = [ANSOEGNING, *tabel.kolonner, *tabel.fremmede]
    if fro.random() < 0.5:
        fro.shuffle(kolonner)
    tegnsaet = fro.choice(("utf-8", "utf-8", "utf-8-sig", "cp1252", "cp1252", "utf-16"))
    skift: Sequence[str] = fro.choice((("\n",), ("\r\n",), ("\r",), ("\n", "\r\n"), ("\n", "\r"), ("\r", "\r\n", "\n")))
    return Skrivning(
        format=format_,
        navn=traek_filnavn(fro, fro.choice(_ENDELSER[format_])),
        overskrifter=overskrifter,
        kolonner=tuple(kolonner),
        som_tekst=frozenset(n for n in tabel.kolonner if fro.random() < fro.choice((0, 0.3, 1))),
        maa_afvises=maa_afvises or (format_ == "csv" and tegnsaet == "utf-16"),
        tusinder=fro.random() < 0.5,
        iso=fro.random() < 0.3,
        navne=fro.random() < 0.3,
        procentformat=fro.random() < 0.6,
        tegnsaet=tegnsaet,
        skilletegn=fro.choice(";;,\t|"),
        linjeskift=tuple(fro.choice(skift) for _ in range(len(tabel.raekker) + 1)),
        sidste_linjeskift=fro.random() < 0.8,
        citat=fro.random() < 0.3,
        sep=fro.random() < 0.1,
        tom=fro.choice(("udeladt", "null", "tom")),
    )


# --- Packs with awkward names ---------------------------------------------------------------

#: Names that conflict with names used by DuckDB, tables or the program's own statements.
FAKTANAVNE = (
    *("f1", "f2", "f3", "x1", "x2", "k1", "c0", "c1", "c_1", "v_1", "h_1", "u_1", "nr", "linje", "raekke", "resultat"),
    *(
        "mangler",
        "begrundelse",
        "skema",
        "grundlag",
        "order",
        "select",
        "group",
        "table",
        "value",
        "date",
        "case",
        "end",
    ),
    *(
        "file_row_number",
        "file_index",
        "filename",
        "rowid",
        "daarlige",
        "brud",
        "laes_celle",
        "plan",
        "k",
        "v",
        "x",
        "n",
    ),
    *("struct", "list", "main", "true", "null", "row", "index", "raa", "ny", "gammel", "navn", "felt_1"),
)
PAENE_FAKTANAVNE = (
    *("antal_haver", "antal_huse", "afstand", "stoette", "andel_lokale", "faerdig", "klar_til_start", "slags"),
    *("formaal", "bilag", "hjemsted"),
)
_KRITERIENAVNE = ("K1", "K2", "K3", "K4", "f1", "F1", "k1", "x1", "X2", "A", "Nr", "Order", "c0", "raekke1")


def traek_pakke(fro: random.Random, rod: Path) -> tuple[Regelsaet, str | None]:
    """Draw a small pack with all types of fact and awkward names, write it to ``rod``, and return it and its list.

    Raises RegelsaetFejl if the drawn names are not allowed.
    """
    saere = fro.random() < 0.6
    navne = fro.sample(FAKTANAVNE, 11) if saere else list(PAENE_FAKTANAVNE)
    liste = fro.choice((None, "raekker", "projekter", "order"))
    tal, tal2, fin, kr, pct, dag, janej, valg, tekst, flere, kommune = navne
    tal_ = {"type": "tal", "mindst": "0", "hoejst": "999.999"}
    fakta: dict[str, dict[str, Any]] = {
        tal: tal_,
        tal2: tal_,
        fin: {"type": "tal", "trin": fro.choice(("0,5", "0,1", "0,001")), "mindst": "-100", "hoejst": "100"},
        kr: {"type": "tal", "enhed": "t.kr.", "mindst": "0", "hoejst": "99.999.999"},
        pct: {"type": "tal", "enhed": "pct.", "trin": "0,01", "mindst": "0", "hoejst": "100"},
        dag: {"type": "dato"},
        janej: {"type": "ja_nej"},
        valg: {"type": "valg", "valg": {"foerste": "Det første", "anden": "Det andet", "k1": "Noget tredje"}},
        tekst: {"type": "tekst"},
        flere: {"type": "tekstliste"},
        kommune: {"type": "kommune"},
    }
    fakta = {
        n: {"navn": f"oplysning {i} om {n}", **f, "brug": ["oplysning"]} for i, (n, f) in enumerate(fakta.items(), 1)
    }
    krav = [
        (f"{tal} > {tal2}", (tal, tal2)),
        (f"{fin} >= 1,5 og {tal} >= 2", (fin, tal)),
        (f"{kr} > 20.000 t.kr.", (kr,)),
        (f"{pct} >= 25 pct. eller {janej}", (pct,)),
        (f"{dag} <= 31/12/2026", (dag,)),
        (f"{valg} i {{foerste, k1}} og ikke {janej}", (valg,)),
        (f"{tekst} er udfyldt og {flere} er udfyldt", (tekst,)),
        (f"{kommune} er udfyldt", (kommune,)),
    ]
    kriterier = []
    for id_, (udtryk, vist) in zip(
        fro.sample(_KRITERIENAVNE[: None if saere else 4], 4), fro.sample(krav, 4), strict=True
    ):
        ord_ = " og ".join(f"{{{n}}}" for n in vist)
        grunde = {"opfyldt": [{"tekst": f"Er {ord_}."}], "ikke_opfyldt": [{"tekst": f"Er kun {ord_}."}]}
        for_ = {"for": liste} if liste is not None else {}
        kriterier.append({"id": id_, "titel": id_, "krav": udtryk, "grunde": grunde, "kilde": KILDE, **for_})
    omraader = (
        {"ansoegning": {kommune: fakta.pop(kommune)}, liste: fakta} if liste is not None else {"ansoegning": fakta}
    )
    data = pakkedata(
        fakta=omraader,
        parametre={},
        lister=(
            {}
            if liste is None
            else {
                liste: {
                    "ental": "række",
                    "flertal": "rækker",
                    "navn_fakta": tekst,
                    "samlet": "rækker opfylder kriterierne",
                    "samlet_ental": "række opfylder kriterierne",
                }
            }
        ),
        kriterier=kriterier,
    )
    if liste is not None:
        data["konklusioner"] = [
            {"id": "raekkeresultat", "for": liste, "vaerste_af": "kriterier"},
            {"id": "resultat", "vaerste_af": "raekkeresultat", "uden": "uoplyst"},
            {"id": "resultat_antal", "antal_af": "raekkeresultat"},
            data["konklusioner"][-1],
        ]
    rod.mkdir(parents=True, exist_ok=True)
    skriv_pakke(data, rod)
    return load_regelsaet(str(data["id"]), regler=str(rod)), liste


def traek_tabel(fro: random.Random, regelsaet: Regelsaet, liste: str | None, antal: int, regler: Path | None) -> Tabel:
    """Draw a table for a pack."""
    raekker = traek_raekker(regelsaet, liste, fro, antal)
    if fro.random() < 0.3:
        ude = set(fro.sample(list(gyldige(regelsaet, liste)), 2))
        raekker = tuple({n: v for n, v in r.items() if n not in ude} for r in raekker)
    return Tabel(regelsaet, regler, liste, raekker, traek_fremmede(fro, regelsaet, liste, antal))


# --- A round of the loan pool ---------------------------------------------------------------


def traek_runde(fro: random.Random, regelsaet: Regelsaet, antal: int) -> Tabel:
    """Draw projects of as many municipalities, most of which meet the criteria, requesting more than the budgets."""
    koder = [k.kode for k in fro.sample(regelsaet.kommuner.alle, antal)]
    slut = date(2026, 12, 31)
    raekker = []
    for nr, kode in enumerate(koder, 1):
        beloeb = [fro.choice((20_000, 20_001, 60_000, 60_000, 150_000, 300_000, 0)) for _ in range(2)]
        raekker.append(
            {
                "kommune": kode,
                "navn": f"Projekt {nr} {fro.choice(('Åhuset', 'Søgården', 'x'))}",
                "ansoegt_2025": beloeb[0],
                "ansoegt_2026": beloeb[1],
                "pladser_2025": fro.choice((1, 10, 12)),
                "pladser_2026": fro.choice((0, 4)),
                "andel_andre": fro.choice((Decimal("25"), Decimal("31.25"), Decimal("100"), Decimal("24.99"))),
                "afsluttes": slut - timedelta(fro.choice((0, 0, 30, -1))),
                "lovgrundlag": fro.choice(("sel107", "sel107", "sel107_og_108", "andet")),
                "bruttoanlaegsudgift_2025": beloeb[0] + fro.choice((0, 20_000)),
                "bruttoanlaegsudgift_2026": beloeb[1] + fro.choice((0, 1)),
                "omdannede_abl105_pladser": 0,
                "art": fro.choice(("nybyggeri", "nybyggeri", "eksisterende_bygning")),
                "koordinering": fro.choice(("kkr", "tvaerkommunal", "ingen")),
            }
        )
    return Tabel(regelsaet, None, "projekter", tuple(raekker))
