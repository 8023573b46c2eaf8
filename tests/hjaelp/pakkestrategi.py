"""Hypothesis strategies for complete small rule packs, and for applications to them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from ansoegning.model.ansoegning import Ansoegning

from . import valgstrategi
from .pakkebyg import KILDE, LISTER, ROLLER, kriterium, pakkedata
from .pakkedele import (
    DAGE,
    GRUNDVAERDIER,
    KOMMUNER,
    LED,
    OG,
    SAMMENLIGN,
    SAND,
    TEKST_AF,
    TEKSTER,
    UKENDT,
    VALG,
    Erklaeret,
    Miljoe,
    Udtryk,
    dansk,
    sandhed,
    udtryk,
)
from .udtryksstrategi import Navne, betingelser, laesende, navngivet, tal

_TALFORMER = {
    "kr": (
        ("kr.", 1, "0,01"),
        ("t.kr.", 1_000, "1"),
        ("mio. kr.", 1_000_000, "0,01"),
        ("t.kr.", 1_000, "0,5"),
    ),
    "pct": (("pct.", 1, "0,01"), ("pct.", 1, "0,5")),
    "plads": (("pladser", 1, "1"), ("plads", 1, "1")),
    "tal": (("", 1, "0,5"), ("", 1, "0,1")),
    "kr_pr_plads": (("t.kr. pr. plads", 1_000, "1"), ("kr. pr. pladser", 1, "0,01")),
}
# The number of places is never negative, because it is looked up in tables whose least key is 0.
_GRAENSER = ((0, 99_999),) * 4 + ((-99_999, 99_999), (-50, 9_999_999), (0, 999_999_999))


@st.composite
def erklaeringer(draw: st.DrawFn, liste: str | None) -> list[Erklaeret]:
    """Draw the input facts of a scope: every type, numbers in varying units and steps."""
    forstavelse = {None: "a", "raekker": "r", "andre": "s"}[liste]
    fundne = []
    for dim, former in _TALFORMER.items():
        for nr in range(2 if dim == "kr" else 1):
            enhed, faktor, trin = draw(st.sampled_from(former))
            navn = f"{forstavelse}_{dim}{nr or ''}"
            mindst, hoejst = draw(st.sampled_from(_GRAENSER)) if dim in ("kr", "tal", "kr_pr_plads") else _GRAENSER[0]
            skridt = Decimal(trin.replace(",", "."))
            fundne.append(Erklaeret(navn, "tal", liste, dim, enhed, faktor, skridt, mindst, hoejst))
    for art in (
        "dato",
        "ja_nej",
        "ja_nej",
        "valg",
        "tekst",
        "tekst",
        "tekstliste",
        "kommune",
        "telefoner",
        "mails",
    ):
        nr = sum(e.art == art for e in fundne)
        # A group with a dot in its name is only for the application's own texts.
        prik = "gruppe." if liste is None and art == "tekst" and nr else ""
        fundne.append(Erklaeret(f"{prik}{forstavelse}_{art}{nr or ''}", art, liste))
    return fundne


@st.composite
def parametre(draw: st.DrawFn) -> list[tuple[Erklaeret, Any, dict[str, Any]]]:
    """Draw parameters: the declaration, the value in its own unit, and the data."""
    fundne: list[tuple[Erklaeret, Any, dict[str, Any]]] = []
    for dim, former in _TALFORMER.items():
        enhed, faktor, trin = draw(st.sampled_from(former))
        e = Erklaeret(f"p_{dim}", "tal", None, dim, enhed, faktor, Decimal(trin.replace(",", ".")), parameter=True)
        tal_ = draw(talvaerdier(e))
        fundne.append((e, tal_, {**e.data(), "vaerdi": dansk(Decimal(tal_)), "kilde": KILDE}))
    dag = draw(st.sampled_from(DAGE))
    e = Erklaeret("p_dato", "dato", parameter=True)
    fundne.append((e, dag, {**e.data(), "vaerdi": f"{dag:%d/%m/%Y}", "kilde": KILDE}))
    ja = draw(st.booleans())
    e = Erklaeret("p_flag", "ja_nej", parameter=True)
    fundne.append((e, ja, {**e.data(), "vaerdi": "ja" if ja else "nej", "kilde": KILDE}))
    for _, _, form in fundne:
        del form["brug"]
    return fundne


@st.composite
def talvaerdier(draw: st.DrawFn, e: Erklaeret) -> int | Decimal:
    """Draw a value of a number, in its own unit and step: mostly at or one step from a round number or a bound."""
    runde = [Decimal(g) / e.faktor for g in GRUNDVAERDIER[e.dim]]
    if e.mindst < 0:
        runde += [-g for g in runde]
    yderst = [Decimal(g) for g in (e.mindst, e.hoejst) if g not in (0, Erklaeret.hoejst)]
    base = draw(st.sampled_from([*runde, *yderst]))
    nr = int(base / e.trin) + draw(st.sampled_from((0, 0, 0, 1, -1)))
    tal_ = min(max(nr * e.trin, Decimal(e.mindst)), Decimal(e.hoejst))
    return int(tal_) if e.trin == 1 else tal_.quantize(e.trin)


@dataclass(frozen=True)
class Kriterium:
    id: str
    liste: str | None
    krav: Udtryk
    undtagelser: tuple[Udtryk, ...]
    forbehold: tuple[Udtryk, ...]


@dataclass(frozen=True)
class Tjek:
    """A form check: for each field that it covers, the field and the condition."""

    id: str
    liste: str | None
    alvor: str
    dele: tuple[tuple[str, Udtryk], ...]


@dataclass(frozen=True)
class Forhold:
    id: str
    liste: str | None
    naar: Udtryk


@dataclass(frozen=True)
class Pakke:
    """A drawn pack: its data as the program reads them, and the same parts for the naive evaluation."""

    data: dict[str, Any] = field(repr=False)
    lister: tuple[str, ...]
    fakta: tuple[Erklaeret, ...] = field(repr=False)
    parametre: dict[str, Any] = field(repr=False)
    kriterier: tuple[Kriterium, ...]
    skema: tuple[Tjek, ...]
    forhold: tuple[Forhold, ...]


@st.composite
def pakker(draw: st.DrawFn) -> Pakke:
    """Draw a complete small pack, with no, one or two lists."""
    lister = LISTER[: draw(st.integers(0, 2))]
    fakta: list[Erklaeret] = []
    for liste in (*lister, None):
        fakta += draw(erklaeringer(liste))
    par = draw(parametre())
    grund = (*fakta, *(e for e, _, _ in par))
    # Derived facts, those of the lists first; each may use earlier ones in its own scope or above.
    for liste in (*lister, None):
        for nr in range(draw(st.integers(0, 2))):
            # The derived facts of a list come before those of the application and cannot use them.
            navne = Navne(grund, lister, liste)
            fakta.append(draw(afledte(navne, f"{ {None: 'a', 'raekker': 'r', 'andre': 's'}[liste] }_afledt{nr}")))
            grund = (*grund, fakta[-1])

    def navne_i(liste: str | None) -> Navne:
        return Navne(grund, lister, liste)

    # Each list needs a criterion, so that its rows have results.
    steder: list[str | None] = [*lister, *draw(st.lists(st.sampled_from((None, *lister)), max_size=3))]
    steder = steder or [None]
    kriterier = []
    for nr, liste in enumerate(steder, 1):
        navne = navne_i(liste)
        kriterier.append(
            Kriterium(
                f"K{nr}",
                liste,
                draw(laesende(navne)),
                tuple(draw(st.lists(betingelser(navne, 2), max_size=2))),
                tuple(draw(st.lists(betingelser(navne, 2), max_size=2))),
            )
        )
    skema, skemadata = draw(skematjek(navne_i))
    forhold = []
    for nr in range(draw(st.integers(0, 3))):
        liste = draw(st.sampled_from((None, *lister)))
        forhold.append(Forhold(f"H{nr}", liste, draw(betingelser(navne_i(liste), 2))))
    # Reads every parameter, because an unread parameter makes a pack invalid; always true or always unknown.
    forhold.append(Forhold("H_parametre", None, _laeser_parametre([e for e, _, _ in par])))

    data = pakkedata(
        fakta={
            omraade: {e.navn: e.data() for e in fakta if e.liste == liste}
            for omraade, liste in (("ansoegning", None), *((li, li) for li in lister))
        },
        parametre={e.navn: form for e, _, form in par},
        lister={
            liste: {
                "ental": "række",
                "flertal": "rækker",
                "navn_fakta": f"{liste[0] if liste == 'raekker' else 's'}_tekst",
                "samlet": "rækker opfylder kriterierne",
                "samlet_ental": "række opfylder kriterierne",
            }
            for liste in lister
        },
        kriterier=[_kriteriedata(k, draw(st.booleans())) for k in kriterier],
        skema=skemadata,
        forhold=[_med_for({"id": f.id, "titel": f.id, "naar": f.naar.tekst}, f.liste) for f in forhold],
    )
    data["konklusioner"] = draw(konklusioner(lister, kriterier, skema, forhold))
    data["tabeller"] = valgstrategi.tabeller(json.dumps(data))
    vaerdier = {e.navn: v for e, v, _ in par}
    return Pakke(data, lister, tuple(fakta), vaerdier, tuple(kriterier), tuple(skema), tuple(forhold))


def _med_for(data: dict[str, Any], liste: str | None) -> dict[str, Any]:
    return {**data, "for": liste} if liste else data


def _kriteriedata(k: Kriterium, med_grund: bool) -> dict[str, Any]:
    data = kriterium(
        k.id,
        k.krav.tekst,
        undtagelser=[{"naar": u.tekst, "grund": "En undtagelse gælder."} for u in k.undtagelser],
        forbehold=[{"naar": u.tekst, "grund": "Et forbehold gælder ({p_dato})."} for u in k.forbehold],
    )
    if med_grund:
        forstavelse = {None: "a", "raekker": "r", "andre": "s"}[k.liste]
        data["grunde"] = {
            "opfyldt": [
                {"naar": f"{forstavelse}_ja_nej", "tekst": f"{{{forstavelse}_kr}} og {{{forstavelse}_valg}}"},
                {"tekst": f"{{p_kr}} og {{{forstavelse}_kommune}}"},
            ],
            "ikke_opfyldt": [{"tekst": f"{{{forstavelse}_dato}}, {{{forstavelse}_tekstliste}} og {{p_flag}}"}],
        }
    return _med_for(data, k.liste)


def _laeser_parametre(par: list[Erklaeret]) -> Udtryk:
    navne = [navngivet(e) for e in par]
    dele = [udtryk(f"{u.tekst} = {u.tekst}", SAMMENLIGN, lambda m: SAND, u) for u in navne]
    return udtryk(" og ".join(d.tekst for d in dele), OG, lambda m: SAND, *dele)


@st.composite
def afledte(draw: st.DrawFn, navne: Navne, navn: str) -> Erklaeret:
    if draw(st.integers(0, 3)) == 0:
        return Erklaeret(navn, "ja_nej", navne.liste, afledt=draw(betingelser(navne, 2)))
    dim = draw(st.sampled_from(sorted(_TALFORMER)))
    enhed, faktor, trin = draw(st.sampled_from(_TALFORMER[dim]))
    udtryk = draw(tal(navne, dim, 2))
    return Erklaeret(navn, "tal", navne.liste, dim, enhed, faktor, Decimal(trin.replace(",", ".")), afledt=udtryk)


@st.composite
def skematjek(draw: st.DrawFn, navne_i: Callable[[str | None], Navne]) -> tuple[list[Tjek], list[dict[str, Any]]]:
    """Draw all types of form check: one condition, one for each of some facts, one for all texts."""
    tjek: list[Tjek] = []
    data: list[dict[str, Any]] = []
    lister = navne_i(None).lister
    for nr in range(draw(st.integers(0, 4))):
        id_ = f"S{nr + 1:02d}"
        alvor = draw(st.sampled_from(("fejl", "advarsel")))
        liste = draw(st.sampled_from((None, *lister)))
        navne = navne_i(liste)
        egne = [e for e in navne.alle if e.liste == liste and not e.parameter]
        form = draw(st.sampled_from(("en", "en", "flere", "hver", "tekst")))
        fast = {"id": id_, "alvor": alvor, "titel": id_, "besked": "Ret det.", "kilde": KILDE}
        if form == "en":
            felt = draw(st.sampled_from([e.navn for e in egne]))
            naar = draw(betingelser(navne, 3))
            tjek.append(Tjek(id_, liste, alvor, ((felt, naar),)))
            data.append(_med_for({**fast, "felt": felt, "naar": naar.tekst}, liste))
            continue
        if form == "tekst":
            for sted in (None, *lister):
                tekster = [
                    e for e in navne.alle if e.liste == sted and e.art in ("tekst", "telefoner", "mails", "tekstliste")
                ]
                tjek.append(Tjek(id_, sted, alvor, tuple((e.navn, _cpr_i(e)) for e in tekster)))
            data.append({**fast, "for_hver": "tekst", "naar": "ligner_cpr(vaerdi)"})
            continue
        valgte = draw(st.lists(st.sampled_from(egne), min_size=1, max_size=3, unique=True))
        if form == "flere":
            dele = tuple((e.navn, _ikke_udfyldt(e)) for e in valgte)
            data.append(
                _med_for(
                    {
                        **fast,
                        "besked": "{felt} er {vaerdi}",
                        "for_hver": [e.navn for e in valgte],
                        "naar": "vaerdi er ikke udfyldt",
                    },
                    liste,
                )
            )
        else:
            dele = tuple((e.navn, draw(betingelser(navne, 2))) for e in valgte)
            data.append(_med_for({**fast, "for_hver": {n: u.tekst for n, u in dele}}, liste))
        tjek.append(Tjek(id_, liste, alvor, dele))
    return tjek, data


def _ikke_udfyldt(e: Erklaeret) -> Udtryk:
    a = navngivet(e)

    def regn(m: Miljoe) -> int:
        v = a.regn(m)
        return sandhed(v == UKENDT if e.art == "ja_nej" else v is None)

    return udtryk(f"{e.navn} er ikke udfyldt", SAMMENLIGN, regn, a, monoton=False)


def _cpr_i(e: Erklaeret) -> Udtryk:
    a = navngivet(e)

    def regn(m: Miljoe) -> int:
        v = a.regn(m)
        if v is None:
            return UKENDT
        tekster = v if isinstance(v, tuple) else (v,)
        return sandhed(any(TEKST_AF[t].cpr for t in tekster if t in TEKST_AF))

    return udtryk(f"ligner_cpr({e.navn})", LED, regn, a)


@st.composite
def konklusioner(
    draw: st.DrawFn,
    lister: tuple[str, ...],
    kriterier: list[Kriterium],
    skema: list[Tjek],
    forhold: list[Forhold],
) -> list[dict[str, Any]]:
    """Draw the conclusions that a pack must have, mixed with others of every type."""
    fundne: list[dict[str, Any]] = []
    nr = 0

    steder_af = {t.id: {x.liste for x in skema if x.id == t.id} for t in skema}

    def moenster(liste: str | None) -> st.SearchStrategy[dict[str, Any]]:
        er = st.lists(st.sampled_from(ROLLER), min_size=1, max_size=3, unique=True)
        former: list[st.SearchStrategy[dict[str, Any]]] = [
            st.fixed_dictionaries({"kriterium": st.just("alle"), "er": er}),
            st.sampled_from([{"fund": "fejl"}, {"fund": "advarsel"}, {"fund": "S00"}]),
        ]
        egne = [k.id for k in kriterier if liste in (None, k.liste)]
        if egne:
            former.append(st.fixed_dictionaries({"kriterium": st.sampled_from(egne), "er": er}))
        fund = sorted({t.id for t in skema if liste is None or steder_af[t.id] == {liste}})
        if fund:
            former.append(st.sampled_from([{"fund": f} for f in fund]))
        forhold_ = [f.id for f in forhold if liste in (None, f.liste)]
        if forhold_:
            former.append(st.sampled_from([{"forhold": f} for f in forhold_]))
        # The conclusions of the same scope drawn so far; for the application also those of the rows.
        tidligere = [k for k in fundne if liste in (None, k.get("for"))]
        ja = [k["id"] for k in tidligere if "naar" in k]
        statusser = [k["id"] for k in tidligere if "naar" not in k]
        if ja:
            former.append(st.sampled_from([{"konklusion": k} for k in ja]))
        if statusser:
            former.append(st.fixed_dictionaries({"konklusion": st.sampled_from(statusser), "er": er}))
        return st.one_of(former)

    def ekstra(liste: str | None) -> None:
        nonlocal nr
        for _ in range(draw(st.integers(0, 2))):
            nr += 1
            data: dict[str, Any] = _med_for({"id": f"C{nr}"}, liste)
            tidligere = [k["id"] for k in fundne if liste in (None, k.get("for")) and "naar" not in k]
            form = draw(st.sampled_from(("naar", "naar", "naar", "altid", "vaerste", "antal")))
            if form == "altid":
                data["naar"] = "altid"
            elif form == "naar":
                dele = {
                    art: draw(st.lists(moenster(liste), max_size=hoejst))
                    for art, hoejst in (("mindst_en", 3), ("alle", 2), ("ingen", 2))
                }
                dele = {art: m for art, m in dele.items() if m}
                # A conclusion cannot require and exclude the same pattern.
                kraevet = [*dele.get("mindst_en", ()), *dele.get("alle", ())]
                if ingen := [m for m in dele.pop("ingen", ()) if m not in kraevet]:
                    dele["ingen"] = ingen
                data["naar"] = dele or {"ingen": [{"fund": "fejl"}]}
            else:
                data["vaerste_af" if form == "vaerste" else "antal_af"] = draw(
                    st.sampled_from(["kriterier", *tidligere])
                )
                if form == "vaerste" and draw(st.booleans()):
                    data["uden"] = draw(st.sampled_from(ROLLER))
            if "naar" in data and draw(st.booleans()):
                data |= {"opgave": "Gør noget ved {raekker} senest {p_dato}.", "kilde": KILDE}
            fundne.append(data)

    for liste in lister:
        ekstra(liste)
        fundne.append({"id": "raekkeresultat", "for": liste, "vaerste_af": "kriterier"})
        ekstra(liste)
    ekstra(None)
    # The rows' results alone may not omit criteria of the application.
    kun_raekker = len(lister) > 0 and all(k.liste is not None for k in kriterier)
    kilde = "raekkeresultat" if kun_raekker and draw(st.booleans()) else "kriterier"
    fundne.append({"id": "resultat", "vaerste_af": kilde, "uden": "uoplyst"})
    fundne.append({"id": "resultat_antal", "antal_af": kilde})
    ekstra(None)
    fundne.append({"id": "klar", "naar": draw(klar_naar())})
    ekstra(None)
    return fundne


@st.composite
def klar_naar(draw: st.DrawFn) -> dict[str, Any]:
    alle = [{"konklusion": "resultat", "er": ["opfyldt"]}]
    return draw(st.sampled_from(({"alle": alle, "ingen": [{"fund": "fejl"}]}, {"alle": alle})))


# --- Drawing applications -----------------------------------------------------------------


@st.composite
def _fakta(draw: st.DrawFn, fakta: Iterable[Erklaeret], oplyst: float) -> dict[str, Any]:
    fundne: dict[str, Any] = {}
    for e in fakta:
        if e.afledt is not None or draw(st.floats(0, 1)) > oplyst:
            continue
        fundne[e.navn] = draw(vaerdier(e))
    return fundne


def vaerdier(e: Erklaeret) -> st.SearchStrategy[Any]:
    """Draw a value of a fact."""
    tekster = st.sampled_from([t.tekst for t in TEKSTER])
    match e.art:
        case "tal":
            return talvaerdier(e)
        case "dato":
            return st.builds(lambda d, n: d + timedelta(n), st.sampled_from(DAGE), st.sampled_from((0, 0, 1, -1)))
        case "ja_nej":
            return st.booleans()
        case "valg":
            return st.sampled_from(VALG)
        case "tekst":
            return tekster
        case "tekstliste":
            return st.lists(tekster, min_size=1, max_size=2).map(tuple)
        case "kommune":
            return st.sampled_from(KOMMUNER)
        case "telefoner":
            return st.sampled_from(("89402000", "+45 89 40 20 00; 33663366"))
    return st.sampled_from(("a@b.dk", "a@b.dk; bø@å.dk"))


@st.composite
def ansoegninger_til(draw: st.DrawFn, pakke: Pakke) -> tuple[Ansoegning, date | None]:
    """Draw an application to a pack, and the date of the run."""
    oplyst = draw(st.sampled_from((0.0, 0.4, 0.8, 1.0)))
    raekker = {}
    for liste in pakke.lister:
        egne = [e for e in pakke.fakta if e.liste == liste]
        raekker[liste] = tuple(draw(_fakta(egne, oplyst)) for _ in range(draw(st.integers(0, 3))))
    fakta = draw(_fakta([e for e in pakke.fakta if e.liste is None], oplyst))
    dato = draw(st.none() | st.sampled_from(DAGE))
    return Ansoegning("<prøve>", str(pakke.data["id"]), fakta, raekker), dato


def skriv_ansoegning(a: Ansoegning) -> dict[str, Any]:
    """Return an application as the JSON that an applicant writes: groups nested, numbers in Danish notation."""
    fil: dict[str, Any] = {"pulje": a.pulje}
    for navn, v in a.fakta.items():
        gruppe, prik, felt = navn.partition(".")
        (fil.setdefault(gruppe, {}) if prik else fil)[felt if prik else navn] = _skrevet(v)
    for liste, raekker in a.raekker.items():
        fil[liste] = [{n: _skrevet(v) for n, v in r.items()} for r in raekker]
    return fil


def _skrevet(v: Any) -> Any:
    if isinstance(v, bool):
        return "ja" if v else "nej"
    if isinstance(v, int | Decimal):
        return dansk(Decimal(v))
    if isinstance(v, date):
        return f"{v:%d/%m/%Y}"
    return list(v) if isinstance(v, tuple) else v
