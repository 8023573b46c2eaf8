"""An independent oracle for the botilbud pool 2025-26, for differential tests.

It is written from the description of the domain and the ministry's letter on lånedispensation for 2025-26, without
looking at the evaluator or the rule pack. Every criterion and check is spelled out by hand, so that a reviewer can
compare it with the letter line by line. It imports nothing from the program and must never do so.

Values: whole numbers (``int``) for t.kr. and places, ``Decimal`` for per cent, ``date`` for dates, ``str`` for choices
and texts, ``bool`` for yes/no. A missing fact is absent from the mapping; ``None``, an empty text and an empty list
count as missing too. Truth values follow Kleene logic: ``True``, ``False``, and ``None`` for unknown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

Sandhed = bool | None

# --- The numbers of the letter ------------------------------------------------------------

#: "Kriterier, der skal opfyldes", no. 4: "over 20 mio. kr. i alt i 2025 og 2026" (t.kr.).
ANLAEGSGRAENSE = 20_000
#: The same section, no. 5: "Minimum 25 pct. af pladserne" (per cent).
MINDSTE_ANDEL = Decimal(25)
#: The same section, no. 3: "inden udgangen af 2026".
SENESTE_AFSLUTNING = date(2026, 12, 31)
#: The opening of the letter: "600 mio. kr. i 2025 og 700 mio. kr. i 2026" (t.kr.).
PULJE_2025 = 600_000
PULJE_2026 = 700_000
#: The opening of the letter: "åbent for ansøgninger [...] d. 1. – 15. maj 2024".
VINDUE_AABNER = date(2024, 5, 1)
VINDUE_LUKKER = date(2024, 5, 15)
#: The form has rows 1-5: "mere end fem projekter bedes kommunen rette henvendelse".
FLEST_PROJEKTER = 5
#: "i alt højst ca. 4.000 tegn".
FLEST_TEGN = 4_000
#: The program's own yardstick, not the letter's: 0.5-6 mio. kr. of loan per new place (t.kr.).
MINDSTE_LAAN_PR_PLADS = 500
STOERSTE_LAAN_PR_PLADS = 6_000
#: Column D is the places in 2025, which require completion by the end of that year.
SIDSTE_DAG_2025 = date(2025, 12, 31)

# --- Statuses, from worst to best ---------------------------------------------------------

IKKE_OPFYLDT = "ikke_opfyldt"
MANGLER_OPLYSNINGER = "mangler_oplysninger"
KRAEVER_VURDERING = "kraever_vurdering"
OPFYLDT = "opfyldt"

#: "Statuses, from worst to best".
STATUSSER = (IKKE_OPFYLDT, MANGLER_OPLYSNINGER, KRAEVER_VURDERING, OPFYLDT)

#: The form's columns A-G, in the form's order.
SKEMAETS_KOLONNER = (
    "navn",
    "ansoegt_2025",
    "ansoegt_2026",
    "pladser_2025",
    "pladser_2026",
    "andel_andre",
    "afsluttes",
)

#: The six text fields of the form, in the form's order.
TEKSTFELTER = (
    "beskrivelse.kapacitet",
    "beskrivelse.andel_andre",
    "beskrivelse.prissaetning",
    "beskrivelse.laaneadgang",
    "beskrivelse.tidsplan",
    "beskrivelse.nyetablering",
)

#: "Kontaktoplysninger til kommunal(e) sagsbehandler(e)".
KONTAKTFELTER = ("kontakt.navne", "kontakt.telefonnumre", "kontakt.e_postkasser")


# --- Reading facts ------------------------------------------------------------------------


def mangler_fakta(p: Mapping[str, object], noegle: str) -> bool:
    """Return whether a fact is missing: absent, null or empty.

    Source: "A key that is absent, empty or null is *unknown*".
    """
    vaerdi = p.get(noegle)
    if vaerdi is None:
        return True
    if isinstance(vaerdi, str):
        return vaerdi.strip() == ""
    if isinstance(vaerdi, (list, tuple)):
        return len(vaerdi) == 0
    return False


def heltal(p: Mapping[str, object], noegle: str) -> int | None:
    """Return an amount in t.kr. or a number of places; ``None`` if it is missing."""
    if mangler_fakta(p, noegle):
        return None
    vaerdi = p[noegle]
    if isinstance(vaerdi, bool) or not isinstance(vaerdi, int):
        raise TypeError(f"{noegle}: a whole number was expected, not {vaerdi!r}")
    return vaerdi


def procent(p: Mapping[str, object], noegle: str) -> Decimal | None:
    """Return a per cent; ``None`` if it is missing."""
    if mangler_fakta(p, noegle):
        return None
    vaerdi = p[noegle]
    if not isinstance(vaerdi, Decimal):
        raise TypeError(f"{noegle}: a Decimal was expected, not {vaerdi!r}")
    return vaerdi


def dag(p: Mapping[str, object], noegle: str) -> date | None:
    """Return a date; ``None`` if it is missing."""
    if mangler_fakta(p, noegle):
        return None
    vaerdi = p[noegle]
    if not isinstance(vaerdi, date):
        raise TypeError(f"{noegle}: a date was expected, not {vaerdi!r}")
    return vaerdi


def tekst(p: Mapping[str, object], noegle: str) -> str | None:
    """Return a text or a choice; ``None`` if it is missing."""
    if mangler_fakta(p, noegle):
        return None
    vaerdi = p[noegle]
    if not isinstance(vaerdi, str):
        raise TypeError(f"{noegle}: a text was expected, not {vaerdi!r}")
    return vaerdi


def ja_nej(p: Mapping[str, object], noegle: str) -> Sandhed:
    """Return a yes/no fact as a truth value; ``None`` if it is missing."""
    if mangler_fakta(p, noegle):
        return None
    vaerdi = p[noegle]
    if not isinstance(vaerdi, bool):
        raise TypeError(f"{noegle}: yes or no was expected, not {vaerdi!r}")
    return vaerdi


def plus(a: int | None, b: int | None) -> int | None:
    """Add two numbers; the sum is unknown if either is unknown.

    Source: "That facts cannot be negative is not used to settle a sum".
    """
    if a is None or b is None:
        return None
    return a + b


def udvidelse(p: Mapping[str, object]) -> int | None:
    """``udvidelse = pladser_2025 + pladser_2026`` (the form's columns D and E)."""
    return plus(heltal(p, "pladser_2025"), heltal(p, "pladser_2026"))


def bruttoanlaegsudgift_i_alt(p: Mapping[str, object]) -> int | None:
    """Add up the gross construction cost of the two years (criterion 4)."""
    return plus(heltal(p, "bruttoanlaegsudgift_2025"), heltal(p, "bruttoanlaegsudgift_2026"))


def ansoegt_i_alt(p: Mapping[str, object]) -> int | None:
    """Add up the loan applied for in the two years (the form's columns B and C)."""
    return plus(heltal(p, "ansoegt_2025"), heltal(p, "ansoegt_2026"))


def netto_pladser(p: Mapping[str, object]) -> int | None:
    """``pladser_etableret - nedlagte_pladser - omdannede_abl105_pladser``."""
    etableret = heltal(p, "pladser_etableret")
    nedlagte = heltal(p, "nedlagte_pladser")
    omdannede = heltal(p, "omdannede_abl105_pladser")
    if etableret is None or nedlagte is None or omdannede is None:
        return None
    return etableret - nedlagte - omdannede


# --- Kleene logic -------------------------------------------------------------------------


def ikke(a: Sandhed) -> Sandhed:
    """NOT: unknown stays unknown."""
    if a is None:
        return None
    return not a


def og(*led: Sandhed) -> Sandhed:
    """AND: false if any part is false, otherwise unknown if any part is unknown."""
    if any(a is False for a in led):
        return False
    if any(a is None for a in led):
        return None
    return True


def eller(*led: Sandhed) -> Sandhed:
    """OR: true if any part is true, otherwise unknown if any part is unknown."""
    if any(a is True for a in led):
        return True
    if any(a is None for a in led):
        return None
    return False


def over(a: int | None, b: int | None) -> Sandhed:
    """``a > b``; unknown if either is unknown."""
    if a is None or b is None:
        return None
    return a > b


def er(a: str | None, *valg: str) -> Sandhed:
    """Return whether a choice is one of the constants; unknown if the choice is unknown."""
    if a is None:
        return None
    return a in valg


def efter(a: date | None, b: date) -> Sandhed:
    """``a > b`` for dates; unknown if the date is unknown."""
    if a is None:
        return None
    return a > b


# --- The access criteria ------------------------------------------------------------------

#: One part of a criterion: its truth value, and the input facts it mentions.
Del = tuple[Sandhed, tuple[str, ...]]

#: The part of a criterion without an exception or a reservation: never true.
INGEN: Del = (False, ())


def afgoer(p: Mapping[str, object], krav: Del, undtagelse: Del, forbehold: Del) -> tuple[str, frozenset[str]]:
    """Combine the parts of a criterion into its status and its missing facts.

    Source, "The access criteria": "Requirement true and no reservation true → `opfyldt`. Requirement false →
    `kraever_vurdering` if an exception is true, `mangler_oplysninger` if an exception is unknown, else `ikke_opfyldt`.
    A *reservation* turns a met requirement into `kraever_vurdering` when true, `mangler_oplysninger` when unknown.
    Requirement unknown → `mangler_oplysninger`." And: "`mangler` of a criterion: the unknown *input* facts inside every
    part (requirement, exception, reservation) whose own value is unknown".
    """
    if krav[0] is None:
        status = MANGLER_OPLYSNINGER
    elif krav[0] is False:
        if undtagelse[0] is True:
            status = KRAEVER_VURDERING
        elif undtagelse[0] is None:
            status = MANGLER_OPLYSNINGER
        else:
            status = IKKE_OPFYLDT
    elif forbehold[0] is True:
        status = KRAEVER_VURDERING
    elif forbehold[0] is None:
        status = MANGLER_OPLYSNINGER
    else:
        status = OPFYLDT

    mangler: set[str] = set()
    if status == MANGLER_OPLYSNINGER:
        for vaerdi, fakta in (krav, undtagelse, forbehold):
            if vaerdi is None:
                for noegle in fakta:
                    if mangler_fakta(p, noegle):
                        mangler.add(noegle)
    return status, frozenset(mangler)


def vurder_k1(p: Mapping[str, object]) -> tuple[str, frozenset[str]]:
    """K1. Letter, criterion 1: only "botilbud opført efter SEL §§ 107 og 108".

    Exception: `blandet_abl105`, where an assessor must separate the ABL part.
    """
    lovgrundlag = tekst(p, "lovgrundlag")
    krav: Del = (er(lovgrundlag, "sel107", "sel108", "sel107_og_108"), ("lovgrundlag",))
    undtagelse: Del = (er(lovgrundlag, "blandet_abl105"), ("lovgrundlag",))
    return afgoer(p, krav, undtagelse, INGEN)


def vurder_k2(p: Mapping[str, object]) -> tuple[str, frozenset[str]]:
    """K2. Letter, criterion 2: expansion in the municipality, including ABL § 105.

    "Der kan således ikke opnås låneadgang til at omdanne eksisterende pladser efter ABL §105".
    Exception: the maintenance exception of K6 and `omdannede_abl105_pladser = 0`.
    Reservation: `omdannede_abl105_pladser > 0`.
    """
    omdannede = heltal(p, "omdannede_abl105_pladser")
    ingen_omdannede = None if omdannede is None else omdannede == 0
    krav: Del = (over(udvidelse(p), 0), ("pladser_2025", "pladser_2026"))
    undtagelse: Del = (
        og(er(tekst(p, "art"), "vedligeholdelse"), ja_nej(p, "bortfald_forventes"), ingen_omdannede),
        ("art", "bortfald_forventes", "omdannede_abl105_pladser"),
    )
    forbehold: Del = (over(omdannede, 0), ("omdannede_abl105_pladser",))
    return afgoer(p, krav, undtagelse, forbehold)


def vurder_k3(p: Mapping[str, object]) -> tuple[str, frozenset[str]]:
    """K3. Letter, criterion 3: "inden udgangen af 2026", so 31/12/2026 is in time."""
    krav: Del = (ikke(efter(dag(p, "afsluttes"), SENESTE_AFSLUTNING)), ("afsluttes",))
    return afgoer(p, krav, INGEN, INGEN)


def vurder_k4(p: Mapping[str, object]) -> tuple[str, frozenset[str]]:
    """K4. Letter, criterion 4: "samlet bruttoanlægsudgift over 20 mio. kr.", strictly over.

    Interpretation: if the cost of either year is not filled in, a loan over the limit meets the criterion; otherwise
    the criterion is unknown.
    """
    udgift = bruttoanlaegsudgift_i_alt(p)
    udgift_er_ukendt = udgift is None
    krav: Del = (
        eller(
            over(udgift, ANLAEGSGRAENSE),
            og(udgift_er_ukendt, over(ansoegt_i_alt(p), ANLAEGSGRAENSE)),
        ),
        (
            "bruttoanlaegsudgift_2025",
            "bruttoanlaegsudgift_2026",
            "ansoegt_2025",
            "ansoegt_2026",
        ),
    )
    return afgoer(p, krav, INGEN, INGEN)


def vurder_k5(p: Mapping[str, object]) -> tuple[str, frozenset[str]]:
    """K5. Letter, criterion 5: "Minimum 25 pct.", so exactly 25 is enough.

    Exception (an interpretation): maintenance, because the sentence speaks of "et projekt, der øger
    botilbudskapaciteten".
    """
    andel = procent(p, "andel_andre")
    krav: Del = (None if andel is None else andel >= MINDSTE_ANDEL, ("andel_andre",))
    undtagelse: Del = (er(tekst(p, "art"), "vedligeholdelse"), ("art",))
    return afgoer(p, krav, undtagelse, INGEN)


def vurder_k6(p: Mapping[str, object]) -> tuple[str, frozenset[str]]:
    """K6. Letter, criterion 6: expansion, or "i særlige tilfælde" maintenance.

    Exception: `art = vedligeholdelse` and `bortfald_forventes = ja` ("ellers vil bortfalde").
    Reservation: `art = blandet`; the maintenance part must be judged separately.
    """
    art = tekst(p, "art")
    krav: Del = (over(udvidelse(p), 0), ("pladser_2025", "pladser_2026"))
    undtagelse: Del = (
        og(er(art, "vedligeholdelse"), ja_nej(p, "bortfald_forventes")),
        ("art", "bortfald_forventes"),
    )
    forbehold: Del = (er(art, "blandet"), ("art",))
    return afgoer(p, krav, undtagelse, forbehold)


def vurder_projekt(p: Mapping[str, object]) -> dict[str, tuple[str, frozenset[str]]]:
    """Return the status and the missing facts of each of K1-K6 for one project.

    Source: "The access criteria (per project)"; the letter, "Kriterier, der skal opfyldes for at give adgang til
    lånepuljen i 2025 og 2026", nos. 1-6.
    """
    return {
        "K1": vurder_k1(p),
        "K2": vurder_k2(p),
        "K3": vurder_k3(p),
        "K4": vurder_k4(p),
        "K5": vurder_k5(p),
        "K6": vurder_k6(p),
    }


def vaerste(statusser: Iterable[str]) -> str:
    """Return the worst of one or more statuses."""
    fundne = list(statusser)
    for status in fundne:
        if status not in STATUSSER:
            raise ValueError(f"not a status: {status!r}")
    for status in STATUSSER:
        if status in fundne:
            return status
    raise ValueError("no statuses")


def projekt_resultat(
    statusser: Mapping[str, tuple[str, frozenset[str]]] | Iterable[str],
) -> str:
    """Return the result of a project: "the worst of its criteria".

    Takes either the return value of `vurder_projekt`, or the statuses alone.
    """
    if isinstance(statusser, Mapping):
        return vaerste(status for status, _mangler in statusser.values())
    return vaerste(statusser)


def ansoegning_resultat(resultater: Sequence[str]) -> str:
    """Return the result of an application: the worst of its projects.

    "of an application without projects: `mangler_oplysninger`".
    """
    if len(resultater) == 0:
        return MANGLER_OPLYSNINGER
    return vaerste(resultater)


# --- The form checks ----------------------------------------------------------------------


def projekter_i(a: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return the projects of an application, in order; none if the list is missing."""
    if mangler_fakta(a, "projekter"):
        return []
    vaerdi = a["projekter"]
    if not isinstance(vaerdi, (list, tuple)):
        raise TypeError("projekter: a list was expected")
    projekter: list[Mapping[str, object]] = []
    for projekt in vaerdi:
        if not isinstance(projekt, Mapping):
            raise TypeError("projekter: a list of mappings was expected")
        projekter.append(projekt)
    return projekter


def navn_til_sammenligning(navn: str) -> str:
    """Return a name casefolded, with white space collapsed and composed (NFC), for comparison."""
    sammensat = unicodedata.normalize("NFC", navn)
    foldet = unicodedata.normalize("NFC", sammensat.casefold())
    return " ".join(foldet.split())


def antal_tegn(indhold: str) -> int:
    """Count characters as the form check does: code points after NFC, with a line break as one."""
    med_lf = indhold.replace("\r\n", "\n").replace("\r", "\n")
    return len(unicodedata.normalize("NFC", med_lf))


def fund_projekt(p: Mapping[str, object], sti: str) -> set[tuple[str, str]]:
    """Return the findings about one project; `sti` is its path, such as ``projekter[0]``.

    Source: "The form checks". A check fires only if its condition is true.
    """
    fund: set[tuple[str, str]] = set()
    art = tekst(p, "art")
    afsluttes = dag(p, "afsluttes")
    laan = ansoegt_i_alt(p)
    udgift = bruttoanlaegsudgift_i_alt(p)
    nye = udvidelse(p)
    netto = netto_pladser(p)

    # S01: "an empty form column A–G".
    for kolonne in SKEMAETS_KOLONNER:
        if mangler_fakta(p, kolonne):
            fund.add(("S01", f"{sti}.{kolonne}"))

    # S05: amounts "zero in both years".
    if laan is not None and laan == 0:
        fund.add(("S05", f"{sti}.ansoegt_i_alt"))

    # S06: "an amount larger than the year's whole pool".
    if over(heltal(p, "ansoegt_2025"), PULJE_2025) is True:
        fund.add(("S06", f"{sti}.ansoegt_2025"))
    if over(heltal(p, "ansoegt_2026"), PULJE_2026) is True:
        fund.add(("S06", f"{sti}.ansoegt_2026"))

    # S07: "loan in total over cost in total".
    if over(laan, udgift) is True:
        fund.add(("S07", f"{sti}.ansoegt_i_alt"))

    # S08: places "zero in both years unless `art = vedligeholdelse`".
    ingen_nye = None if nye is None else nye == 0
    if og(ingen_nye, ikke(er(art, "vedligeholdelse"))) is True:
        fund.add(("S08", f"{sti}.udvidelse"))

    # S09: "completion before the window opens".
    if afsluttes is not None and afsluttes < VINDUE_AABNER:
        fund.add(("S09", f"{sti}.afsluttes"))

    # S10: no net places "though columns D and E claim an expansion".
    if og(ikke(over(netto, 0)), over(nye, 0)) is True:
        fund.add(("S10", f"{sti}.pladser_etableret"))

    # S22: "loan over cost in one year". A warning does not repeat an error about the same amount (S06).
    rimelige = {
        aar: ikke(over(heltal(p, f"ansoegt_{aar}"), pulje))
        for aar, pulje in (("2025", PULJE_2025), ("2026", PULJE_2026))
    }
    for aar in ("2025", "2026"):
        aarets_laan = heltal(p, f"ansoegt_{aar}")
        aarets_udgift = heltal(p, f"bruttoanlaegsudgift_{aar}")
        if og(over(aarets_laan, aarets_udgift), rimelige[aar]) is True:
            fund.add(("S22", f"{sti}.ansoegt_{aar}"))

    # S23: "places in 2025 though completion is after 31/12/2025".
    if og(over(heltal(p, "pladser_2025"), 0), efter(afsluttes, SIDSTE_DAG_2025)) is True:
        fund.add(("S23", f"{sti}.pladser_2025"))

    # S24: "`pladser_etableret − nedlagte − omdannede` differs from D + E", unless that is an error (S10).
    if netto is not None and nye is not None and netto != nye and not (netto <= 0 and nye > 0):
        fund.add(("S24", f"{sti}.pladser_etableret"))

    # S26: "loan per new place outside 0,5–6 mio. kr. (our own yardstick [...]; not for maintenance)". Both sides are
    # multiplied by the places, so nothing is divided or rounded.
    lavest = None if nye is None else MINDSTE_LAAN_PR_PLADS * nye
    hoejest = None if nye is None else STOERSTE_LAAN_PR_PLADS * nye
    udenfor = eller(over(lavest, laan), over(laan, hoejest))
    # A loan of zero (S05) or in a wrong unit (S06) is an error, and no warning repeats it.
    if og(over(nye, 0), over(laan, 0), ikke(er(art, "vedligeholdelse")), udenfor, *rimelige.values()) is True:
        fund.add(("S26", f"{sti}.ansoegt_i_alt"))

    # S32: "`ibrugtagning` after 31/12/2026 though G is within".
    if (
        og(
            efter(dag(p, "ibrugtagning"), SENESTE_AFSLUTNING),
            ikke(efter(afsluttes, SENESTE_AFSLUTNING)),
        )
        is True
    ):
        fund.add(("S32", f"{sti}.ibrugtagning"))

    # S33: "coordination claimed without documentation".
    hvordan = tekst(p, "koordinering")
    if og(er(hvordan, "kkr", "tvaerkommunal"), mangler_fakta(p, "dokumentation")) is True:
        fund.add(("S33", f"{sti}.dokumentation"))

    # S34 and S35: "begun, or with an earlier loan".
    if ja_nej(p, "paabegyndt") is True:
        fund.add(("S34", f"{sti}.paabegyndt"))
    if ja_nej(p, "tidligere_tilsagn") is True:
        fund.add(("S35", f"{sti}.tidligere_tilsagn"))

    return fund


def fund(a: Mapping[str, object], dato: date | None) -> set[tuple[str, str]]:
    """Return the findings of the form checks as pairs of check id and field.

    `dato` is the day given on the command line; without it, `indsendt` is used, never the clock. Source: "The form
    checks".
    """
    fundne: set[tuple[str, str]] = set()
    projekter = projekter_i(a)

    # S02: the applicant ("Ansøger") must be filled in.
    if mangler_fakta(a, "kommune"):
        fundne.add(("S02", "kommune"))

    # S03: "no project".
    if len(projekter) == 0:
        fundne.add(("S03", "projekter"))

    # S04: "a name used twice".
    set_foer: list[str] = []
    for projekt in projekter:
        navn = tekst(projekt, "navn")
        if navn is not None:
            sammenlignet = navn_til_sammenligning(navn)
            if sammenlignet in set_foer:
                fundne.add(("S04", "projekter"))
            set_foer.append(sammenlignet)

    # S11: "a text field missing".
    for felt in TEKSTFELTER:
        if mangler_fakta(a, felt):
            fundne.add(("S11", felt))

    # S12: "contact name, telephone or mail missing".
    for felt in KONTAKTFELTER:
        if mangler_fakta(a, felt):
            fundne.add(("S12", felt))

    # S14: "submission outside 1–15 May 2024 (only when `indsendt` or `--dato` is given:
    # never the clock)".
    indsendt = dag(a, "indsendt")
    gaeldende = dato if dato is not None else indsendt
    if gaeldende is not None and (gaeldende < VINDUE_AABNER or gaeldende > VINDUE_LUKKER):
        fundne.add(("S14", "indsendt"))

    # S21: "more than five projects".
    if len(projekter) > FLEST_PROJEKTER:
        fundne.add(("S21", "projekter"))

    # S27: "the six texts together over 4.000 characters".
    if sum(antal_tegn(t) for felt in TEKSTFELTER if (t := tekst(a, felt)) is not None) > FLEST_TEGN:
        fundne.add(("S27", "beskrivelse"))

    # S36: "`indsendt` missing".
    if indsendt is None:
        fundne.add(("S36", "indsendt"))

    for nummer, projekt in enumerate(projekter):
        fundne |= fund_projekt(projekt, f"projekter[{nummer}]")
    return fundne
