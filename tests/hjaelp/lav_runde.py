"""Generate the invented national round in ``samples/botilbud-2025-26/runde``.

Run as ``PYTHONPATH=tests python -m hjaelp.lav_runde``. A test generates the same round and compares. Only
``random.random`` is used, because it is the one method whose sequence is guaranteed not to change. Nothing here is
known about any municipality: the names are real, everything else is invented.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from ansoegning import load_regelsaet
from ansoegning.fejl import ascii_noegle
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.fil import laes_fil
from ansoegning.indlaes.filformater.json_fil import laes_json
from ansoegning.indlaes.noder import Ordbog
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.skriv.projektmappe import skriv_projektmappe
from hjaelp.naiv_fordeling import fordel_naivt
from hjaelp.orakel_botilbud import projekt_resultat, vurder_projekt
from hjaelp.steder import ROD

PULJE = "botilbud-2025-26"
RUNDE = ROD / "samples" / PULJE / "runde"
FROE = 20240529
# Published by the ministry on 29 May 2024: applications for a little under 0,7 billion kr. in 2025 and 0,9 in 2026, and
# over 600 places. In 1.000 kr.
I_ALT = {"2025": 697_300, "2026": 899_100}
# The budgets of the two years, in kroner.
RAMME = {"2025": 600_000_000, "2026": 700_000_000}
KOMMUNER = {"hovedstaden": 17, "midtjylland": 14, "nordjylland": 3, "sjaelland": 12, "syddanmark": 14}
# In this region few projects are coordinated, and they are small: only the guarantee brings one of them in.
UDEN_KOORDINERING = "nordjylland"
REGION = {
    "hovedstaden": "Region Hovedstaden",
    "midtjylland": "Region Midtjylland",
    "nordjylland": "Region Nordjylland",
    "sjaelland": "Region Sjælland",
    "syddanmark": "Region Syddanmark",
}
MAERKE = "Opdigtet ansøgning. Projekterne findes ikke, og kommunen har ikke søgt om det, der står her."
_HUSE = [
    "Birke",
    "Elle",
    "Lærke",
    "Engel",
    "Kilde",
    "Mose",
    "Hasle",
    "Linde",
    "Åsen",
    "Ahorn",
    "Kløver",
    "Rosen",
    "Søen",
    "Hede",
    "Bøge",
    "Pile",
    "Hyben",
    "Skrænt",
]
_ENDELSER = ["gården", "huset", "vænget", "lunden", "bakken", "parken"]
_MAALGRUPPER = (
    "voksne med autisme og udadreagerende adfærd",
    "voksne med udviklingshæmning og omfattende plejebehov",
    "unge voksne med psykiske lidelser og et samtidigt misbrug",
    "voksne med erhvervet hjerneskade",
    "voksne med psykiske lidelser og behov for døgndækning",
)

Projekt = dict[str, Any]
T = TypeVar("T")


class Lod:
    """Draws from the one method whose sequence is guaranteed not to change."""

    def __init__(self, froe: int) -> None:
        self.r = random.Random(froe)

    def heltal(self, fra: int, til: int) -> int:
        return fra + int(self.r.random() * (til - fra + 1))

    def en(self, valg: Sequence[T]) -> T:
        return valg[self.heltal(0, len(valg) - 1)]

    def blandet(self, alle: Sequence[T]) -> list[T]:
        return [v for _, v in sorted(((self.r.random(), v) for v in alle), key=lambda par: par[0])]


def projekt(lod: Lod, navn: str) -> Projekt:
    """Draw a project that meets every criterion, with all its facts."""
    laan = lod.heltal(17, 34) * 1_000 + lod.heltal(0, 9) * 100
    foerste = laan * lod.heltal(25, 60) // 100_00 * 100
    andre = lod.heltal(0, 3)
    pladser = max(6, min(18, laan // 2_600 + lod.heltal(-1, 1)))
    slut = dt.date(2026, 3, 1) + dt.timedelta(days=lod.heltal(0, 300))
    koordinering = lod.en(["kkr", "kkr", "tvaerkommunal", "tvaerkommunal", "ingen"])
    p: Projekt = {
        "navn": f"{navn} (opdigtet)",
        "ansoegt_2025": foerste,
        "ansoegt_2026": laan - foerste,
        "pladser_2025": 0,
        "pladser_2026": pladser,
        "andel_andre": andel(-(-pladser // 4) + andre, pladser),
        "afsluttes": slut,
        "lovgrundlag": lod.en(["sel107", "sel108", "sel108", "sel107_og_108"]),
        "bruttoanlaegsudgift_2025": 0,
        "bruttoanlaegsudgift_2026": 0,
        "bruttoanlaegsudgift_andre_aar": 0,
        "pladser_etableret": pladser,
        "nedlagte_pladser": 0,
        "omdannede_abl105_pladser": 0,
        "art": lod.en(["nybyggeri", "nybyggeri", "eksisterende_bygning"]),
        "ibrugtagning": min(slut + dt.timedelta(days=lod.heltal(14, 60)), dt.date(2026, 12, 31)),
        "koordinering": koordinering,
        "maalgruppe": lod.en(_MAALGRUPPER),
    }
    if koordinering != "ingen":
        hvor = "KKR" if koordinering == "kkr" else "det tværkommunale samarbejde"
        p["dokumentation"] = [
            f"Referat af drøftelse i {hvor} i {lod.en(['februar', 'marts', 'april'])} 2024 (opdigtet)"
        ]
    p["_dyrere"] = lod.heltal(4, 28)
    if p["_dyrere"] % 6 == 0:
        p["bruttoanlaegsudgift_andre_aar"] = p["_dyrere"] * 100
    return p


def andel(til_andre: int, pladser: int) -> Decimal:
    """Return the share that a whole number of places is, in hundredths of a per cent."""
    return Decimal(10_000 * min(til_andre, pladser) // pladser) / 100


def mindre(p: Projekt) -> None:
    """Make the loan smaller: projects that are not candidates must not be the reason that the budget is exceeded."""
    p["ansoegt_2025"], p["ansoegt_2026"] = 4_600 + p["_dyrere"] * 20, 8_400 + p["_dyrere"] * 50
    p["_dyrere"] += 55


def _abl105(p: Projekt) -> None:
    p["lovgrundlag"] = "abl105"


def _blandet_abl105(p: Projekt) -> None:
    p["lovgrundlag"] = "blandet_abl105"


def _omdannede(p: Projekt) -> None:
    p["omdannede_abl105_pladser"] = 3
    p["pladser_etableret"] += 3


def _i_2027(p: Projekt) -> None:
    p["afsluttes"], p["ibrugtagning"] = dt.date(2027, 3, 31), dt.date(2027, 4, 15)


def _for_lille(p: Projekt) -> None:
    p["_udgift"] = (7_000, 12_900)


def _faa_til_andre(p: Projekt) -> None:
    p["pladser_2026"] = p["pladser_etableret"] = 10
    p["andel_andre"] = Decimal(20)


def _vedligeholdelse(p: Projekt) -> None:
    p.update(pladser_2026=0, pladser_etableret=0, art="vedligeholdelse", pladser_vedligeholdt=14)
    p["andel_andre"] = Decimal("28.57")
    p["bortfald_forventes"] = True
    p["bortfald_begrundelse"] = "Den byggetekniske gennemgang anslår, at huset må rømmes inden for fem år (opdigtet)."


def _uden_bortfald(p: Projekt) -> None:
    _vedligeholdelse(p)
    del p["bortfald_begrundelse"]
    p["bortfald_forventes"] = False


def _uvist_bortfald(p: Projekt) -> None:
    _vedligeholdelse(p)
    del p["bortfald_begrundelse"], p["bortfald_forventes"]


def _blandet(p: Projekt) -> None:
    p.update(art="blandet", pladser_vedligeholdt=6)


def _uden(*navne: str) -> Any:
    def fjern(p: Projekt) -> None:
        for navn in navne:
            p.pop(navn, None)
            p.setdefault("_uden", []).append(navn)

    return fjern


def _kun_skemaet(p: Projekt) -> None:
    kun = ["navn", "ansoegt_2025", "ansoegt_2026", "pladser_2025", "pladser_2026", "andel_andre", "afsluttes"]
    _uden(*[n for n in p if n not in kun and not n.startswith("_")])(p)


# Changes that make a project fail to be a candidate, by different causes.
UDENFOR = (
    _abl105, _i_2027, _for_lille, _faa_til_andre, _uden_bortfald,
    _blandet_abl105, _omdannede, _vedligeholdelse, _blandet, _vedligeholdelse,
    _uden("lovgrundlag"), _uden("omdannede_abl105_pladser"), _uden("bruttoanlaegsudgift_2025"), _uvist_bortfald,
    _kun_skemaet, _uden("art", "nedlagte_pladser", "lovgrundlag"),
)  # fmt: skip


def _tvilling(p: Projekt) -> None:
    """Two projects with this change are equal in every key and are placed where the budget ends."""
    p.update(ansoegt_2025=6_000, ansoegt_2026=11_500, pladser_2026=8, pladser_etableret=8)
    p.update(andel_andre=Decimal(25), koordinering="ingen", _udgift=(8_600, 13_300), _fast=True)
    p.pop("dokumentation", None)


def _ukoordineret(p: Projekt) -> None:
    p.update(koordinering="ingen", ansoegt_2025=6_800, ansoegt_2026=12_700)
    p["_udgift"] = (8_100, 12_610 + p["_dyrere"] % 6 * 10)
    p.pop("dokumentation", None)


def _lige_oeverst(p: Projekt) -> None:
    p.update(ansoegt_2025=13_500, ansoegt_2026=17_300, pladser_2026=12, pladser_etableret=12)
    p.update(andel_andre=Decimal(50), koordinering="kkr", _udgift=(16_000, 24_500), _fast=True)
    p["dokumentation"] = ["Referat af drøftelse i KKR i marts 2024 (opdigtet)"]


def _kkr_uden_papir(p: Projekt) -> None:
    p["koordinering"] = "kkr"
    _uden("dokumentation")(p)


def _begyndt(p: Projekt) -> None:
    p["paabegyndt"] = True


def _tidligere(p: Projekt) -> None:
    p["tidligere_tilsagn"] = True


def _sent_i_brug(p: Projekt) -> None:
    p["afsluttes"], p["ibrugtagning"] = dt.date(2026, 12, 15), dt.date(2027, 2, 1)


# Changes of candidates that lead to a remark.
SAERLIGE = (
    _tvilling, _tvilling, _lige_oeverst, _lige_oeverst, _kkr_uden_papir, _kkr_uden_papir, _kkr_uden_papir,
    _uden("koordinering", "dokumentation"), _uden("koordinering", "dokumentation"), _begyndt, _tidligere, _sent_i_brug,
    _uden("bruttoanlaegsudgift_2025", "bruttoanlaegsudgift_2026"),
)  # fmt: skip


def tilpas(projekter: Sequence[Projekt]) -> None:
    """Scale the ordinary loans so that the round adds up to the published totals, and set the cost of each project."""
    for aar, maal in I_ALT.items():
        felt = f"ansoegt_{aar}"
        frie = [p for p in projekter if not p.get("_fast")]
        fast = sum(p[felt] for p in projekter) - sum(p[felt] for p in frie)
        nu = sum(p[felt] for p in frie)
        for p in frie:
            p[felt] = p[felt] * (maal - fast) // nu // 100 * 100
        stoerst = max(frie, key=lambda p: (p[felt], p["navn"]))
        stoerst[felt] += maal - sum(p[felt] for p in projekter)
    for p in projekter:
        uden = p.get("_uden", [])
        udgift = p.get("_udgift") or _udgift(p)
        for aar, kr in zip(I_ALT, udgift, strict=True):
            if f"bruttoanlaegsudgift_{aar}" not in uden:
                p[f"bruttoanlaegsudgift_{aar}"] = kr


def _udgift(p: Projekt) -> tuple[int, int]:
    """Return costs above the loan of either year, and above the minimum cost of a project."""
    ekstra = 100 + p["_dyrere"]
    to = [-(-p[f"ansoegt_{aar}"] * ekstra // 10_000) * 100 for aar in I_ALT]
    return to[0], max(to[1], 20_600 + p["_dyrere"] * 10 - to[0])


def ansoegning(lod: Lod, kommune: str, projekter: list[Projekt], nr: int) -> dict[str, Any]:
    """Return one application whose texts agree with the facts of its projects."""
    ansoegt = {aar: sum(p[f"ansoegt_{aar}"] for p in projekter) for aar in I_ALT}
    huse = " og ".join(p["navn"].removesuffix(" (opdigtet)") for p in projekter)
    pladser = sum(p["pladser_2025"] + p["pladser_2026"] for p in projekter)
    vedligehold = all(p.get("art") == "vedligeholdelse" for p in projekter)
    maalgruppe = projekter[0].get("maalgruppe", "voksne med betydeligt nedsat funktionsevne")
    andele = " og ".join(f"{_tal(p['andel_andre'])} pct." for p in projekter if "andel_andre" in p)
    hus = any(p.get("art") == "eksisterende_bygning" for p in projekter)
    fornavn = chr(ord("A") + nr % 26)
    return {
        "pulje": PULJE,
        "kommune": kommune,
        "indsendt": dt.date(2024, 5, 1) + dt.timedelta(days=lod.heltal(0, 14)),
        "projekter": [{k: v for k, v in p.items() if not k.startswith("_")} for p in projekter],
        "beskrivelse": {
            "kapacitet": (
                f"{huse} bevarer pladser, som kommunen ellers mister. Den primære målgruppe er {maalgruppe}."
                if vedligehold
                else f"{huse} udvider kommunens botilbudskapacitet med {pladser} pladser. Den primære målgruppe er "
                f"{maalgruppe}."
            ),
            "andel_andre": f"Andelen til rådighed for andre kommuner er {andele}"
            if andele
            else "Andelen er ikke aftalt endnu.",
            "prissaetning": "Fælles ledelse og nattevagt ventes at give en lavere takst end den, der betales i dag.",
            "laaneadgang": (
                f"Der søges om låneadgang på {_mio(ansoegt['2025'])} mio. kr. i 2025 og "
                f"{_mio(ansoegt['2026'])} mio. kr. i 2026."
            ),
            "tidsplan": (
                f"Byggestart i foråret 2025, aflevering senest den {max(p['afsluttes'] for p in projekter):%d/%m/%Y}."
            ),
            "nyetablering": (
                "Renovering af eksisterende pladser."
                if vedligehold
                else f"Nye pladser, {'ved ombygning af en eksisterende bygning' if hus else 'i nybyggeri'}."
            ),
        },
        "kontakt": {
            "navne": f"Sagsbehandler {fornavn} (opdigtet), konsulent",
            "telefonnumre": "12 34 56 78",
            "e_postkasser": "botilbud@example.dk",
        },
    }


def runde() -> dict[str, dict[str, Any]]:
    """Return the complete round: each application by its file name without suffix."""
    lod = Lod(FROE)
    alle = load_regelsaet(PULJE).kommuner.alle
    valgte = [
        (mappe, k)
        for mappe, antal in KOMMUNER.items()
        for k in sorted(
            lod.blandet([k for k in alle if k.region == REGION[mappe]])[:antal],
            key=lambda k: k.kode,
        )
    ]
    flere = set(lod.blandet(range(len(valgte)))[:8])
    navne = lod.blandet([h + e for h in _HUSE for e in _ENDELSER])
    pladser = [i for i in range(len(valgte)) for _ in range(2 if i in flere else 1)]
    projekter = [projekt(lod, navn) for navn, _ in zip(navne, pladser, strict=False)]
    orden = lod.blandet(range(len(pladser)))
    for aendring, nr in zip(UDENFOR, orden, strict=False):
        mindre(projekter[nr])
        aendring(projekter[nr])
    for aendring, nr in zip(SAERLIGE, orden[len(UDENFOR) :], strict=False):
        aendring(projekter[nr])
    for p, i in zip(projekter, pladser, strict=True):
        if valgte[i][0] == UDEN_KOORDINERING:
            _ukoordineret(p)
    _faelles(projekter, orden[-2:], [valgte[pladser[nr]][1].navn for nr in orden[-2:]])
    projekter[orden[-3]]["placering_kommune"] = "Aarhus" if valgte[pladser[orden[-3]]][0] != "midtjylland" else "Odense"
    tilpas(projekter)
    svar: dict[str, dict[str, Any]] = {}
    for nr, (mappe, k) in enumerate(valgte):
        egne = [p for p, i in zip(projekter, pladser, strict=True) if i == nr]
        svar[f"{mappe}/{k.kode}-{ascii_noegle(k.navn).replace('_', '-')}"] = ansoegning(
            lod, k.navn if nr % 7 else k.kode, egne, nr
        )
    return svar


def _faelles(projekter: list[Projekt], numre: Sequence[int], kommuner: Sequence[str]) -> None:
    """Make two municipalities apply together, each for its own share."""
    for nr, partner in zip(numre, reversed(kommuner), strict=True):
        projekter[nr].update(
            faelles_projekt="Fællesgården (opdigtet)", partnere=[partner], koordinering="tvaerkommunal"
        )
        projekter[nr]["dokumentation"] = ["Aftale mellem de to kommuner, april 2024 (opdigtet)"]


def filer() -> dict[str, bytes | Ansoegning]:
    """Return every file of the round by name: bytes, or the application that a workbook must contain."""
    svar: dict[str, bytes | Ansoegning] = {}
    alle = runde()
    for nr, (navn, a) in enumerate(alle.items()):
        if nr % 10 == 4:
            svar[f"ansoegninger/{navn}.json"] = _json({"_": MAERKE, **a})
        elif nr % 15 == 8:
            svar[f"ansoegninger/{navn}.xlsx"] = _laest(a)
        else:
            svar[f"ansoegninger/{navn}.yaml"] = _yaml(a)
    foerste = next(n for n in svar if n.endswith(".yaml"))
    rettet = alle[foerste.removeprefix("ansoegninger/").removesuffix(".yaml")]
    gammel = f"{Path(foerste).stem}-foerste-udkast.yaml"
    svar[f"{Path(foerste).parent.as_posix()}/{gammel}"] = _yaml(
        {**rettet, "projekter": [{**p, "ansoegt_2025": p["ansoegt_2025"] + 900} for p in rettet["projekter"]]}
    )
    svar[foerste] = _yaml({"pulje": PULJE, "kommune": rettet["kommune"], "erstatter": gammel, **rettet})
    svar["vurderinger.yaml"] = _vurderinger(alle)
    svar["rangliste.svar.json"] = (json.dumps(facit(), ensure_ascii=False, indent=1) + "\n").encode()
    return svar


def facit() -> dict[str, Any]:
    """Return the expected calculation: the criteria by the oracle, the allocation by the naive allocator."""
    kommuner = load_regelsaet(PULJE).kommuner
    indkomne: list[dict[str, Any]] = []
    navne: dict[tuple[str, int], str] = {}
    for fil, a in runde().items():
        k = kommuner.find(a["kommune"])
        egne = []
        for nr, p in enumerate(a["projekter"], 1):
            kroner = {n: v * 1_000 for n, v in p.items() if n.startswith(("ansoegt_", "bruttoanlaegsudgift_"))}
            egne.append({**p, **kroner, "resultat": projekt_resultat(vurder_projekt(p))})
            navne[fil, nr] = f"{k.kode}/{nr} {p['navn']}"
        indkomne.append({"fil": fil, "kommune": k.kode, "region": k.region, "projekter": egne})
    svar = fordel_naivt(indkomne, RAMME)
    projekter = {(a["fil"], nr): p for a in indkomne for nr, p in enumerate(a["projekter"], 1)}
    andre = [h for h in projekter if h not in svar.orden]
    return {
        "budget": RAMME,
        "ansoegt": {aar: sum(projekter[h][f"ansoegt_{aar}"] for h in svar.orden) for aar in RAMME},
        "beregnet": {aar: sum(projekter[h][f"ansoegt_{aar}"] for h in svar.inde) for aar in RAMME},
        "overansoegt": svar.knap,
        "udloest": svar.udloest,
        "projekter": [
            [navne[h], "inden_for_rammen" if h in svar.inde else "uden_for_rammen", h in svar.garanti]
            for h in svar.orden
        ]
        + [
            [navne[h], projekter[h]["resultat"].replace("ikke_opfyldt", "opfylder_ikke"), False]
            for h in sorted(andre, key=lambda h: navne[h].partition(" ")[0])
        ],
        "lige_rang": [[[navne[h] for h in gruppe], afgoer] for gruppe, afgoer in svar.lige],
    }


def _vurderinger(alle: dict[str, dict[str, Any]]) -> bytes:
    """Return an assessor's file: some prices, and two criteria that need judgement."""
    lod = Lod(FROE + 1)
    linjer = ["# Opdigtede vurderinger af opdigtede projekter.", "vurderinger:"]
    skrevet = 0
    for navn, a in alle.items():
        for p in a["projekter"]:
            hvem = f"  - kommune: {_skalar(a['kommune'])}\n    projekt: {p['navn']}"
            slut = 'af: "AB (opdigtet)"\n    dato: 27/05/2024'
            if p.get("art") == "vedligeholdelse" and p.get("bortfald_forventes") and skrevet < 2:
                hviler = "    hviler_paa: {art: vedligeholdelse, bortfald_forventes: ja}\n"
                linjer.extend(
                    f"{hvem}\n    kriterium: {kriterium}\n    svar: opfyldt\n{hviler}"
                    f"    begrundelse: Bortfaldet er sandsynliggjort (opdigtet).\n    {slut}"
                    for kriterium in ("K2", "K6")
                )
                skrevet += 2
            elif navn.startswith("hovedstaden/") and p.get("koordinering") == "kkr":
                linjer.append(
                    f"{hvem}\n    fakta: prisvurdering\n    vaerdi: {lod.heltal(1, 5)}\n"
                    f"    begrundelse: Vurderet ud fra beskrivelsen (opdigtet).\n    {slut}"
                )
    return ("\n".join(linjer) + "\n").encode()


# Writing


def _tal(v: Decimal) -> str:
    return f"{v.normalize():f}".replace(".", ",")


def _mio(tkr: int) -> str:
    return _tal(Decimal(tkr) / 1_000) + ("" if tkr % 1_000 else ",0")


def _skalar(v: Any) -> str:
    if isinstance(v, bool):
        return "ja" if v else "nej"
    if isinstance(v, int):
        return f"{v:,}".replace(",", ".")
    if isinstance(v, Decimal):
        return _tal(v)
    if isinstance(v, dt.date):
        return f"{v:%d/%m/%Y}"
    return f'"{v}"' if str(v).isdigit() else str(v)


def _yaml(a: dict[str, Any]) -> bytes:
    linjer = [
        "# yaml-language-server: $schema=../../../../../docs/schema/ansoegning-botilbud-2025-26.schema.json",
        f"# {MAERKE}",
    ]
    for noegle, v in a.items():
        if noegle == "projekter":
            linjer += ["", "projekter:"]
            for p in v:
                felter = [_felt(k, w, "    ") for k, w in p.items()]
                linjer += [f"  - {felter[0].lstrip()}", *felter[1:]]
        elif isinstance(v, dict):
            linjer += ["", f"{noegle}:", *(f"  {k}: {'>-' if len(w) > 90 else w}" + _foldet(w) for k, w in v.items())]
        else:
            linjer.append(_felt(noegle, v, ""))
    return ("\n".join(linjer) + "\n").encode()


def _foldet(tekst: str) -> str:
    if len(tekst) <= 90:
        return ""
    import textwrap

    return "".join(f"\n    {linje}" for linje in textwrap.wrap(tekst, 112, break_on_hyphens=False))


def _felt(noegle: str, v: Any, indryk: str) -> str:
    if isinstance(v, list):
        return f"{indryk}{noegle}:" + "".join(f"\n{indryk}  - {d}" for d in v)
    return f"{indryk}{noegle}: {_skalar(v)}"


def _json(a: dict[str, Any]) -> bytes:
    maerke = a.pop("_", None)
    if maerke is not None:
        a["beskrivelse"] = {**a["beskrivelse"], "kapacitet": f"{a['beskrivelse']['kapacitet']} {maerke}"}

    def som(v: object) -> object:
        return f"{v:%d/%m/%Y}" if isinstance(v, dt.date) else float(v) if isinstance(v, Decimal) else v

    return (json.dumps(a, ensure_ascii=False, indent=2, default=som) + "\n").encode()


def _laest(a: dict[str, Any]) -> Ansoegning:
    rod = laes_json(_json(dict(a)).decode(), "runde")
    assert isinstance(rod, Ordbog)
    return laes_ansoegning(rod, load_regelsaet(PULJE), "runde")


def samme_fakta(sti: Path, a: Ansoegning) -> bool:
    """Return whether a workbook contains an application; its bytes depend on the version of the library."""
    b = laes_ansoegning(laes_fil(str(sti)), load_regelsaet(PULJE), str(sti))
    return (dict(b.fakta), dict(b.raekker), b.vaerdimangler) == (dict(a.fakta), dict(a.raekker), ())


def skriv() -> None:
    nye = filer()
    for gammel in [*(RUNDE / "ansoegninger").glob("*/*"), RUNDE / "vurderinger.yaml"]:
        if gammel.is_file() and gammel.relative_to(RUNDE).as_posix() not in nye:
            gammel.unlink()
    for navn, indhold in nye.items():
        sti = RUNDE / navn
        sti.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(indhold, bytes):
            sti.write_bytes(indhold)
        elif not (sti.exists() and samme_fakta(sti, indhold)):
            sti.write_bytes(skriv_projektmappe(load_regelsaet(PULJE), indhold))


if __name__ == "__main__":
    skriv()
    sys.stdout.write(f"{RUNDE.name} er skrevet\n")
