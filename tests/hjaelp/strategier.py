"""Hypothesis strategies for the botilbud pool 2025-26, and functions that write a user's file.

A project is a mapping from fact key to value. An application is a mapping with dotted keys ("beskrivelse.kapacitet")
and ``projekter``, a list of project mappings. Values are ``int`` for t.kr. and places, ``Decimal`` for per cent,
``date``, ``str`` and ``bool``. A missing fact is absent. Every drawn value is valid for its fact, so no value alone
causes a finding of type `fejl`; the values are at and around every limit of the letter.

Nothing here is imported from the program.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

LOVGRUNDLAG = ("sel107", "sel108", "sel107_og_108", "abl105", "blandet_abl105", "andet")
ART = ("nybyggeri", "eksisterende_bygning", "vedligeholdelse", "blandet")
KOORDINERING = ("kkr", "tvaerkommunal", "ingen")
KOMMUNER = ("0751", "0101", "0851", "0461", "0265", "0630", "0400")

TEKSTFELTER = (
    "beskrivelse.kapacitet",
    "beskrivelse.andel_andre",
    "beskrivelse.prissaetning",
    "beskrivelse.laaneadgang",
    "beskrivelse.tidsplan",
    "beskrivelse.nyetablering",
)

#: Facts that no access criterion reads; they must not change any status.
UDEN_BETYDNING = (
    "bruttoanlaegsudgift_andre_aar",
    "pladser_vedligeholdt",
    "bortfald_begrundelse",
    "maalgruppe",
    "sammenhaeng",
)

#: Every fact a drawn project may have, in the order of the form.
PROJEKTFAKTA = (
    "navn",
    "ansoegt_2025",
    "ansoegt_2026",
    "pladser_2025",
    "pladser_2026",
    "andel_andre",
    "afsluttes",
    "lovgrundlag",
    "bruttoanlaegsudgift_2025",
    "bruttoanlaegsudgift_2026",
    "pladser_etableret",
    "nedlagte_pladser",
    "omdannede_abl105_pladser",
    "art",
    "bortfald_forventes",
    "ibrugtagning",
    "koordinering",
    "dokumentation",
    "paabegyndt",
    "tidligere_tilsagn",
    *UDEN_BETYDNING,
)

#: Amounts in t.kr. at and around the limits: 20 mio. kr., the two years' pools, their sum.
BELOEB = (
    0,
    1,
    499,
    500,
    501,
    6_000,
    6_001,
    19_999,
    20_000,
    20_001,
    40_000,
    599_999,
    600_000,
    600_001,
    699_999,
    700_000,
    700_001,
    1_300_000,
)
#: Days at and around the limits: the window of May 2024, the ends of 2025 and 2026, leap days.
DAGE = (
    date(2024, 1, 1),
    date(2024, 2, 29),
    date(2024, 4, 30),
    date(2024, 5, 1),
    date(2024, 5, 2),
    date(2025, 2, 28),
    date(2025, 12, 30),
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 12, 30),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2028, 2, 29),
    date(2030, 12, 31),
)
#: Days of submission at and around 1-15 May 2024.
INDSENDELSESDAGE = (
    date(2024, 4, 30),
    date(2024, 5, 1),
    date(2024, 5, 10),
    date(2024, 5, 15),
    date(2024, 5, 16),
    date(2024, 2, 29),
    date(2025, 5, 10),
)
#: Shares at and around 25 per cent, and the ends of the range.
ANDELE = (
    Decimal("0"),
    Decimal("1"),
    Decimal("24.99"),
    Decimal("25"),
    Decimal("25.00"),
    Decimal("25.01"),
    Decimal("31.25"),
    Decimal("33.3"),
    Decimal("99.99"),
    Decimal("100"),
)
#: Names of which several are equal after casefolding, collapsing white space and composing (NFC).
NAVNE = (
    "Skovbrynet",
    "SKOVBRYNET",
    "Åhuset",
    "A\u030ahuset",
    "åHUSET",
    "Ny  Ørsted-gård",
    "ny ørsted-gård",
    "Ny\tØrsted-gård",
    "Æblehaven",
    "Bøgelunden II",
    "Søgården: »fløj 2« #1",
    'Det "gule" hus',
    "Ja",
    "null",
    "Sol\\måne",
)
#: Texts with Danish letters, composed and decomposed, all types of line break and an emoji.
TEKSTER = (
    "Blåbærgrød på Ærø",
    "A\u030aben døgnet rundt for målgruppen",
    "Første linje\r\nanden linje\rtredje linje\nfjerde",
    "25 pct. – og det er nok: »sådan« # ikke en kommentar",
    "Nye pladser i nybyggeri 😀",
    "Uden arbejdet bortfalder pladserne; de almene boliger er ikke med",
    'Citat: "æøå" og \\ skråstreg',
    "x",
    "nej",
)
#: The filling of long texts; each is one character as the form check counts.
FYLD = ("ø", "a\u030a", "\r\n", "\r", "\n", "😀")


def tegn(indhold: str) -> int:
    """Count code points after NFC, with a line break as one."""
    med_lf = indhold.replace("\r\n", "\n").replace("\r", "\n")
    return len(unicodedata.normalize("NFC", med_lf))


def dage() -> st.SearchStrategy[date]:
    """Draw a day between 2024 and 2030, mostly near a limit."""
    return st.one_of(st.sampled_from(DAGE), st.dates(date(2024, 1, 1), date(2030, 12, 31)))


def andele() -> st.SearchStrategy[Decimal]:
    """Draw a per cent with at most two decimals, mostly near 25: 0 or 1 to 100. Others require a per cent sign."""
    return st.one_of(
        st.sampled_from(ANDELE),
        st.one_of(st.just(0), st.integers(100, 10_000)).map(lambda hundrededele: Decimal(hundrededele) / Decimal(100)),
    )


@st.composite
def delte_beloeb(draw: st.DrawFn, i_alt: int) -> tuple[int, int]:
    """Split an amount between the two years."""
    foerste = draw(
        st.one_of(st.sampled_from((0, i_alt, i_alt // 2)), st.integers(0, i_alt)),
    )
    return foerste, i_alt - foerste


@st.composite
def projekter(draw: st.DrawFn, *, laan_under_udgift: bool = False, fuldstaendig: bool = False) -> dict[str, object]:
    """Draw a project.

    With `laan_under_udgift` the loan never exceeds the cost in either year (and therefore not in total), even counting
    the values that are left out. With `fuldstaendig` no fact is left out.
    """
    # About half the projects are drawn from values that mostly meet the criteria, so that the better statuses occur
    # too.
    gunstig = draw(st.booleans())
    p: dict[str, object] = {"navn": draw(st.sampled_from(NAVNE))}

    pladser = st.sampled_from((0, 1, 2, 10, 12, 13)) if gunstig else st.sampled_from((0, 0, 1, 4))
    pladser_2025 = draw(pladser)
    pladser_2026 = draw(pladser)
    nye = pladser_2025 + pladser_2026
    p["pladser_2025"] = pladser_2025
    p["pladser_2026"] = pladser_2026

    # Places built: at and around the claimed number, and at and around no net expansion.
    nedlagte = draw(st.sampled_from((0, 0, 1, 2)))
    omdannede = draw(st.sampled_from((0, 0, 0, 1) if gunstig else (0, 1, 2)))
    netto = draw(st.sampled_from((nye, nye, nye - 1, nye + 1, -1, 0, 1)))
    p["pladser_etableret"] = max(0, netto + nedlagte + omdannede)
    p["nedlagte_pladser"] = nedlagte
    p["omdannede_abl105_pladser"] = omdannede

    # Cost: a total at or around a limit, split between the years.
    udgift_i_alt = draw(
        st.one_of(
            st.sampled_from((19_999, 20_000, 20_001)),
            st.sampled_from(BELOEB),
            st.integers(0, 1_400_000),
        )
    )
    udgift_2025, udgift_2026 = draw(delte_beloeb(udgift_i_alt))

    # Loan: relative to a limit, to the cost of each year, or to the number of new places.
    maade = draw(st.sampled_from(("graense", "udgift", "pladser")))
    if maade == "udgift":
        laan_2025 = max(0, udgift_2025 + draw(st.sampled_from((-1, 0, 1))))
        laan_2026 = max(0, udgift_2026 + draw(st.sampled_from((-1, 0, 1))))
    else:
        if maade == "graense":
            laan_i_alt = draw(st.one_of(st.sampled_from(BELOEB), st.integers(0, 1_400_000)))
        else:
            pr_plads = draw(st.sampled_from((500, 6_000)))
            laan_i_alt = max(0, pr_plads * nye + draw(st.sampled_from((-1, 0, 1))))
        laan_2025, laan_2026 = draw(delte_beloeb(laan_i_alt))
    if laan_under_udgift:
        if draw(st.booleans()):
            laan_2025 = min(laan_2025, udgift_2025)
            laan_2026 = min(laan_2026, udgift_2026)
        else:
            udgift_2025 = max(laan_2025, udgift_2025)
            udgift_2026 = max(laan_2026, udgift_2026)
    p["ansoegt_2025"] = laan_2025
    p["ansoegt_2026"] = laan_2026
    p["bruttoanlaegsudgift_2025"] = udgift_2025
    p["bruttoanlaegsudgift_2026"] = udgift_2026
    p["bruttoanlaegsudgift_andre_aar"] = draw(st.sampled_from((0, 1, 20_001, 900_000)))

    if gunstig:
        p["lovgrundlag"] = draw(st.sampled_from(LOVGRUNDLAG[:3]))
        p["andel_andre"] = draw(st.sampled_from(ANDELE[3:]))
        p["afsluttes"] = draw(st.sampled_from(DAGE[4:11]))
        p["art"] = draw(st.sampled_from((*ART[:2], *ART)))
    else:
        p["lovgrundlag"] = draw(st.sampled_from(LOVGRUNDLAG))
        p["andel_andre"] = draw(andele())
        p["afsluttes"] = draw(dage())
        p["art"] = draw(st.sampled_from((*ART, "vedligeholdelse")))
    p["bortfald_forventes"] = draw(st.booleans())
    p["bortfald_begrundelse"] = draw(st.sampled_from(TEKSTER))
    p["pladser_vedligeholdt"] = draw(st.sampled_from((0, 1, 20)))
    p["ibrugtagning"] = draw(dage())
    p["koordinering"] = draw(st.sampled_from(KOORDINERING))
    p["dokumentation"] = draw(st.lists(st.sampled_from(TEKSTER), min_size=1, max_size=2))
    p["paabegyndt"] = draw(st.booleans())
    p["tidligere_tilsagn"] = draw(st.booleans())
    p["maalgruppe"] = draw(st.sampled_from(TEKSTER))
    p["sammenhaeng"] = draw(st.sampled_from(TEKSTER))

    udeladte: frozenset[str] = frozenset()
    if not fuldstaendig:
        udeladte = draw(udeladte_fakta(PROJEKTFAKTA))
    return {noegle: p[noegle] for noegle in PROJEKTFAKTA if noegle not in udeladte}


@st.composite
def udeladte_fakta(draw: st.DrawFn, noegler: tuple[str, ...]) -> frozenset[str]:
    """Draw which facts are missing: none, a few, or each with even odds."""
    maade = draw(st.sampled_from(("ingen", "faa", "hver")))
    if maade == "ingen":
        return frozenset()
    if maade == "faa":
        return frozenset(draw(st.sets(st.sampled_from(noegler), max_size=3)))
    return frozenset(noegle for noegle in noegler if draw(st.booleans()))


@st.composite
def ansoegninger(draw: st.DrawFn, *, laan_under_udgift: bool = False, fuldstaendig: bool = False) -> dict[str, object]:
    """Draw an application with 0-6 projects; texts and contact facts may be missing.

    Contact facts that are present are valid. The two settings are those of `projekter`; with `fuldstaendig` no fact of
    the application is left out either.
    """
    hoved: dict[str, object] = {
        "kommune": draw(st.sampled_from(KOMMUNER)),
        "indsendt": draw(st.sampled_from(INDSENDELSESDAGE)),
        "kontakt.navne": draw(st.sampled_from(("Åse Ærø, souschef", "Bo Øst"))),
        "kontakt.telefonnumre": draw(st.sampled_from(("89402000", "33663366"))),
        "kontakt.e_postkasser": draw(st.sampled_from(("a@b.dk", "a@b.dk; bo@social.b.dk"))),
    }
    for felt in TEKSTFELTER:
        hoved[felt] = draw(st.sampled_from(TEKSTER))

    udeladte: frozenset[str] = frozenset()
    if not fuldstaendig:
        udeladte = draw(udeladte_fakta(tuple(hoved)))
    a = {noegle: vaerdi for noegle, vaerdi in hoved.items() if noegle not in udeladte}

    # Sometimes one text is extended, so that the texts together are at or around 4,000 characters.
    skrevne = [felt for felt in TEKSTFELTER if felt in a]
    fyldes = draw(st.booleans())
    if skrevne and fyldes:
        felt = draw(st.sampled_from(skrevne))
        oevrige = sum(tegn(str(a[andet])) for andet in skrevne if andet != felt)
        i_alt = draw(st.sampled_from((3_999, 4_000, 4_001)))
        fyld = draw(st.sampled_from(FYLD))
        # Some of the characters are blanks, because at most 200 characters may follow each other without one.
        a[felt] = "x" + "".join(fyld if i % 100 else " " for i in range(i_alt - oevrige - 2)) + "x"

    antal = draw(st.sampled_from((0, 1, 1, 2, 3, 5, 6)))
    raekker = [draw(projekter(laan_under_udgift=laan_under_udgift, fuldstaendig=fuldstaendig)) for _ in range(antal)]
    if antal > 0 or draw(st.booleans()):
        a["projekter"] = raekker
    return a


def klare_ansoegninger(*, fuldstaendig: bool = False) -> st.SearchStrategy[dict[str, object]]:
    """Draw an application whose loans never exceed their costs.

    The interpretation of criterion 4 assumes this ("a loan is never larger than the cost"): filling in a missing cost
    then never changes a met criterion. Facts may still be missing, unless `fuldstaendig`.
    """
    return ansoegninger(laan_under_udgift=True, fuldstaendig=fuldstaendig)


# --- Writing the user's file --------------------------------------------------------------

PULJE = "botilbud-2025-26"


def dansk_dato(dag: date) -> str:
    """Write a date in the form's notation: dd/mm/yyyy."""
    return f"{dag.day:02d}/{dag.month:02d}/{dag.year:04d}"


def dansk_procent(andel: Decimal) -> str:
    """Write a per cent with decimal comma and all its decimals."""
    return format(andel, "f").replace(".", ",")


def _liste(vaerdi: object) -> list[object]:
    """Return a list, checked at run time."""
    if not isinstance(vaerdi, (list, tuple)):
        raise TypeError(f"a list was expected, not {vaerdi!r}")
    return list(vaerdi)


def _projekt(vaerdi: object) -> dict[str, object]:
    """Return a project as a mapping, checked at run time."""
    if not isinstance(vaerdi, Mapping):
        raise TypeError(f"a project was expected, not {vaerdi!r}")
    return dict(vaerdi)


def _grupperet(a: Mapping[str, object]) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    """Separate the plain keys from the dotted ones, which are collected by group."""
    enkelte: dict[str, object] = {}
    grupper: dict[str, dict[str, object]] = {}
    for noegle, vaerdi in a.items():
        if noegle in ("pulje", "projekter"):
            continue
        if "." in noegle:
            gruppe, felt = noegle.split(".", 1)
            grupper.setdefault(gruppe, {})[felt] = vaerdi
        else:
            enkelte[noegle] = vaerdi
    return enkelte, grupper


def _yaml_vaerdi(vaerdi: object) -> str:
    """Write one YAML scalar.

    Whole numbers, dates and yes/no are written plain. Texts, choices and per cents are written as JSON strings, which
    are also valid YAML double-quoted scalars.
    """
    if vaerdi is None:
        return "null"
    if isinstance(vaerdi, bool):
        return "ja" if vaerdi else "nej"
    if isinstance(vaerdi, int):
        return str(vaerdi)
    if isinstance(vaerdi, date):
        return dansk_dato(vaerdi)
    if isinstance(vaerdi, Decimal):
        return f'"{dansk_procent(vaerdi)}"'
    if isinstance(vaerdi, str):
        return json.dumps(vaerdi, ensure_ascii=False)
    raise TypeError(f"cannot be written: {vaerdi!r}")


def _yaml_projekt(projekt: Mapping[str, object]) -> list[str]:
    """Write one row of the list of projects as YAML."""
    if not projekt:
        return ["  - {}"]
    linjer: list[str] = []
    for noegle, vaerdi in projekt.items():
        indryk = "    " if linjer else "  - "
        if not isinstance(vaerdi, (list, tuple)):
            linjer.append(f"{indryk}{noegle}: {_yaml_vaerdi(vaerdi)}")
        elif not vaerdi:
            linjer.append(f"{indryk}{noegle}: []")
        else:
            linjer.append(f"{indryk}{noegle}:")
            linjer.extend(f"      - {_yaml_vaerdi(led)}" for led in vaerdi)
    return linjer


def til_yaml(a: Mapping[str, object]) -> str:
    """Write an application as a user's YAML file."""
    enkelte, grupper = _grupperet(a)
    linjer = [f"pulje: {PULJE}"]
    for noegle, vaerdi in enkelte.items():
        linjer.append(f"{noegle}: {_yaml_vaerdi(vaerdi)}")
    for gruppe, felter in grupper.items():
        linjer.append(f"{gruppe}:")
        linjer.extend(f"  {felt}: {_yaml_vaerdi(vaerdi)}" for felt, vaerdi in felter.items())
    if "projekter" in a:
        raekker = _liste(a["projekter"])
        linjer.append("projekter:" if raekker else "projekter: []")
        for raekke in raekker:
            linjer.extend(_yaml_projekt(_projekt(raekke)))
    return "\n".join(linjer) + "\n"


def _json_vaerdi(vaerdi: object) -> object:
    """Return a value for JSON: a whole number as a number, everything else as text."""
    if vaerdi is None or isinstance(vaerdi, str):
        return vaerdi
    if isinstance(vaerdi, bool):
        return "ja" if vaerdi else "nej"
    if isinstance(vaerdi, int):
        return vaerdi
    if isinstance(vaerdi, date):
        return dansk_dato(vaerdi)
    if isinstance(vaerdi, Decimal):
        return dansk_procent(vaerdi)
    if isinstance(vaerdi, (list, tuple)):
        return [_json_vaerdi(led) for led in vaerdi]
    raise TypeError(f"cannot be written: {vaerdi!r}")


def til_json(a: Mapping[str, object]) -> str:
    """Write an application as a user's JSON file."""
    enkelte, grupper = _grupperet(a)
    fil: dict[str, object] = {"pulje": PULJE}
    for noegle, vaerdi in enkelte.items():
        fil[noegle] = _json_vaerdi(vaerdi)
    for gruppe, felter in grupper.items():
        fil[gruppe] = {felt: _json_vaerdi(vaerdi) for felt, vaerdi in felter.items()}
    if "projekter" in a:
        fil["projekter"] = [
            {noegle: _json_vaerdi(vaerdi) for noegle, vaerdi in _projekt(raekke).items()}
            for raekke in _liste(a["projekter"])
        ]
    return json.dumps(fil, ensure_ascii=False, indent=2) + "\n"
