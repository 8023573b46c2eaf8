"""The built-in functions of the rule language, with the types of their arguments and results."""

from __future__ import annotations

# Argument types and result type. A type that ends in "*" also allows one value per row of a list. The set is closed;
# docs/regelsprog.md gives the reasons.
INDBYGGEDE: dict[str, tuple[tuple[str, ...], str]] = {
    "entydige": (("tekst*",), "ja_nej"),
    "tegn": (("tekst", "..."), "tegn"),
    "mindste": (("tal eller dato", "tal eller dato", "..."), "fælles"),
    "hoejeste": (("tal eller dato", "tal eller dato", "..."), "fælles"),
    "foerste": (("tal eller dato*", "ja_nej*"), "som første"),
    "mindste_af": (("tal eller dato*",), "som første"),
    "opslag": (("tabel", "..."), "som tabellen"),
    "hele_aar": (("dato", "dato"), "år"),
    "laeg_til": (("dato", "tal", "..."), "dato"),
    "traek_fra": (("dato", "tal", "..."), "dato"),
    "oprundet": (("tal",), "som første"),
    "afrundet": (("tal",), "som første"),
    "andel": (("tal", "tal"), "pct."),
    "ligner_cpr": (("tekst",), "ja_nej"),
    "naevner_pct": (("tekst",), "ja_nej"),
    "naevner_en_pct_af": (("tekst", "pct.*", "..."), "ja_nej"),
    "naevner_et_beloeb_af": (("tekst", "kr.*", "..."), "ja_nej"),
    "naevner_ord": (("tekst", "ord"), "ja_nej"),
}

# The types that the branches of »hvis« may have.
KAN_VAELGES = ("tal", "dato", "ja_nej", "valg", "kommune")
DAGREGNING = ("laeg_til", "traek_fra")
# How to round a day that the month does not have: to its last day, or to the first day of the next month.
RUNDING = ("rund_ned", "rund_op")
HOEJST_AAR = 9_999
