"""Advice for expressions written as in other languages: what to write instead."""

from __future__ import annotations

import re

# Functions of other languages, and the functions to use instead.
FUNKTIONER = {
    **dict.fromkeys(("min", "minimum", "mindst", "laveste"), " Det mindste af flere tal er mindste(a, b)."),
    **dict.fromkeys(
        ("max", "maks", "maximum", "hoejste", "hoejst", "højeste", "stoerste", "største"),
        " Det højeste af flere tal er hoejeste(a, b).",
    ),
    **dict.fromkeys(("if", "hvis"), " Skriv: hvis betingelse så værdi ellers værdi."),
    **dict.fromkeys(("round", "rund", "int", "floor", "ceil"), " Der rundes med afrundet eller oprundet."),
    **dict.fromkeys(("abs", "numerisk"), " Skriv hoejeste(x, 0 - x)."),
    **dict.fromkeys(("year", "age", "aar", "alder", "datediff"), " Hele år mellem to datoer er hele_aar(fra, til)."),
    **dict.fromkeys(("today", "now", "idag"), " Dagen for kørslen hedder »dato«."),
    **dict.fromkeys(("len", "length", "laengde"), " Tegn i en tekst er tegn(tekst)."),
    **dict.fromkeys(("count", "taeller"), " Rækker tælles med antal(liste) eller antal(betingelse for liste)."),
    **dict.fromkeys(
        ("average", "gennemsnit", "mean"), " Skriv summen pr. antallet: sum(x for liste) pr. antal(liste)."
    ),
    **dict.fromkeys(("lookup", "vlookup", "tabel"), " Der slås op i en tabel med opslag(tabel, nøgle)."),
}
_AF_ANDRE = (
    " Point, plads og andre ansøgeres tal kendes først, når alle er ordnet, og kan ikke læses i et udtryk. Brug point "
    "som nøgle (point: i_alt), eller erklær tallet som vurderingsfaktum."
)
NAVNE = {
    **dict.fromkeys(("idag", "today", "now", "i_dag"), " Dagen for kørslen hedder »dato«."),
    **dict.fromkeys(
        ("point", "points", "i_alt", "rang", "rank", "placering", "laveste_bud", "laveste_pris"), _AF_ANDRE
    ),
}
_NOEGLE = r"\s*(fra|parameter|vaerdi|navn)\s*:\s*"
# Patterns for the text from the error on, and for the text before it; and the advice. The first match is used.
_SKREVET: tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...] = tuple(
    (re.compile(her), re.compile(foer), raad)
    for her, foer, raad in (
        (r">", r"=\s*$", "Skriv >=."),
        (r"<", r"=\s*$", "Skriv <=."),
        (r"=", r"=\s*$", "Skriv ét =."),
        (r"!=", "", "Skriv <>."),
        (r"(&&?|and\b)", "", "Skriv »og«."),
        (r"(\|\|?|or\b)", "", "Skriv »eller«."),
        (r"", r"\bnot\s+$", "Skriv »ikke«."),
        (r"", r"\band\s+$", "Skriv »og«."),
        (r"", r"\bor\s+$", "Skriv »eller«."),
        (r"!", "", "Skriv »ikke«."),
        (r"\?", "", "Skriv: hvis betingelse så værdi ellers værdi."),
        (r"\{" + _NOEGLE, "", "Et faktum eller en parameter skrives med sit navn alene, uden {…}."),
        (r"\{\s*[a-z_.]+\s*\}", "", "Et faktum eller en parameter skrives med sit navn alene, uden {…}."),
        (r"\(", r"\bi\s*$", "En mængde står i {…}: x i {1, 2}."),
        (r"", r"\{[^}]*[\w\"]\s+$", "Værdierne i en mængde skilles af komma: {1, 2}."),
        (r"\.\d", r"\d$", "Decimaler skrives med komma: 0,5."),
        (r"['\u2018\u2019\u201c\u201d«»]", "", 'En tekst står i lige, dobbelte anførselstegn: "ord".'),
        (r"(\^|\*\*)", "", "Der er ingen potens. Gang tallet med sig selv: x × x."),
        (r"\*", r"[*×]\s*$", "Der er ingen potens. Gang tallet med sig selv: x × x."),
        (r"(mellem|between)\b", "", "Skriv to sammenligninger med »og« imellem: x >= 1 og x <= 5."),
        (r"dag\b", r"\bi\s+$", "Dagen for kørslen hedder »dato«."),
        (r"pr\b(?!\.)", "", "Skriv »pr.« med punktum, og kr. ligeså: 500 kr. pr. bolig."),
        (r"kr", r"\b(mio|mia|t)\s*$", "Skriv enheden med punktummer: t.kr., mio. kr. eller mia. kr."),
        (r"\. ?kr\b", r"\b(mio|mia|t)$", "Skriv enheden med punktummer: t.kr., mio. kr. eller mia. kr."),
        (r"[\w(]", r"(%|pct\.|procent)\s*(af\s+)?$", "Procent af noget ganges: 50 pct. × x."),
        (r"%", "", "»%« er procent og står efter et tal: 50 pct. × x."),
        (r"[A-ZÆØÅ]", "", "Navne skrives med små bogstaver, som de er erklæret."),
        (r"så\b", "", "Et valg begynder med »hvis«: hvis betingelse så værdi ellers værdi."),
        (r"\)", r"\(\s*$", "Skriv, hvad der regnes på, i parentesen."),
    )
)


def i_stedet(tekst: str, plads: int) -> str:
    """Return advice on the text at ``plads`` in an expression, after a space; empty where there is none."""
    her, foer = tekst[plads:], tekst[:plads]
    return next((f" {raad}" for er, efter, raad in _SKREVET if er.match(her) and efter.search(foer)), "")
