"""The built-in functions and tests of the rule language, by the kinds of what they take and give."""

from __future__ import annotations

# Built-in tests: argument kinds and the type of the answer. A list of rows is allowed where it ends in "*".
# The set is closed: each is here because a form check needs it (docs/regelsprog.md).
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

# What may be chosen between with »hvis«.
KAN_VAELGES = ("tal", "dato", "ja_nej", "valg", "kommune")
DAGREGNING = ("laeg_til", "traek_fra")
# What a day that a month does not have becomes: the last of the month, or the first of the next.
RUNDING = ("rund_ned", "rund_op")
HOEJST_AAR = 9_999
