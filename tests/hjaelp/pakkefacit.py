"""A naive evaluation of a drawn pack on an application, which shares nothing with the program's evaluator."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ansoegning.model.ansoegning import Ansoegning

from .pakkebyg import ROLLER
from .pakkedele import FALSK, SAND, TEKSTER, UKENDT, Miljoe
from .pakkestrategi import Kriterium, Pakke

Tegn = tuple[str, str, str, str, int]


@dataclass(frozen=True)
class Facit:
    """The naive evaluation of an application: statuses, findings, and conclusions with their premises.

    Locations are (list, row) as in the symbolic facts; a conclusion has one entry for each way in which it is drawn.
    """

    statusser: dict[tuple[str, int], dict[str, str]]
    fund: list[tuple[str, str, str]]
    konklusioner: dict[tuple[str, int], dict[str, set[tuple[str, frozenset[Tegn]]]]]


def steder_i(pakke: Pakke, a: Ansoegning, dato: date | None) -> list[tuple[str, int, Miljoe]]:
    """Return the application itself and each row, with the context of expressions there."""
    m = Miljoe(a.fakta, a.raekker, pakke.parametre, dato)
    return [("", 0, m)] + [
        (liste, nr, m.i(liste, r)) for liste in pakke.lister for nr, r in enumerate(a.raekker.get(liste, ()), 1)
    ]


def status_af(k: Kriterium, m: Miljoe) -> str:
    """Return the status of a criterion (domain, "The access criteria")."""
    krav = k.krav.regn(m)
    if krav == UKENDT:
        return "uoplyst"
    dele = k.forbehold if krav == SAND else k.undtagelser
    vaerst = max((d.regn(m) for d in dele), default=FALSK)
    if vaerst == SAND:
        return "skoen"
    if vaerst == UKENDT:
        return "uoplyst"
    return "opfyldt" if krav == SAND else "ikke_opfyldt"


def facit(pakke: Pakke, a: Ansoegning, dato: date | None) -> Facit:
    """Evaluate a pack on an application."""
    statusser: dict[tuple[str, int], dict[str, str]] = {}
    fund: list[tuple[str, str, str]] = []
    tegn_: list[Tegn] = []
    for liste, nr, m in steder_i(pakke, a, dato):
        her = statusser.setdefault((liste, nr), {})
        for k in pakke.kriterier:
            if (k.liste or "") == liste:
                her[k.id] = status_af(k, m)
                tegn_.append(("kriterium", k.id, her[k.id], liste, nr))
        for t in pakke.skema:
            if (t.liste or "") == liste:
                for felt, naar in t.dele:
                    if naar.regn(m) == SAND:
                        fund.append((t.id, t.alvor, f"{liste}[{nr - 1}].{felt}" if nr else felt))
                        tegn_.append(("fund", t.id, t.alvor, liste, nr))
        for f in pakke.forhold:
            if (f.liste or "") == liste and f.naar.regn(m) == SAND:
                tegn_ += [("forhold", f.id, "ja", liste, nr)]
    draget: dict[tuple[str, int], dict[str, set[tuple[str, frozenset[Tegn]]]]] = {}
    for liste, nr, _ in [*steder_i(pakke, a, dato)[1:], ("", 0, None)]:
        # A conclusion of a row uses that row's symbolic facts; one of the application uses all.
        kendte = [t for t in tegn_ if not nr or t[3:] == (liste, nr)]
        her_draget = draget.setdefault((liste, nr), {})
        for data in pakke.data["konklusioner"]:
            if data.get("for", "") == liste:
                for vaerdi, af in _drag(data, kendte):
                    her_draget.setdefault(data["id"], set()).add((vaerdi, frozenset(af)))
                    nyt: Tegn = ("konklusion", data["id"], vaerdi, liste, nr)
                    kendte.append(nyt)
                    if nr:
                        tegn_.append(nyt)
    return Facit(statusser, fund, draget)


def _drag(data: Mapping[str, Any], kendte: list[Tegn]) -> list[tuple[str, list[Tegn]]]:
    """Return each way in which a conclusion is drawn from the known facts: its value and its premises."""
    kilde = data.get("vaerste_af") or data.get("antal_af")
    if kilde is not None:
        dens = [t for t in kendte if (t[0] == "kriterium" if kilde == "kriterier" else t[:2] == ("konklusion", kilde))]
        alle = [(s, [t for t in dens if t[2] == s]) for s in ROLLER]
        alle = [(s, af) for s, af in alle if af]
        if "antal_af" in data:
            return alle
        if not dens and "uden" in data:
            return [(data["uden"], [])]
        return alle[:1]
    naar = data["naar"]
    if naar == "altid":
        return [("ja", [])]
    alle_af = [[t for t in kendte if _passer(m, t)] for m in naar.get("alle", ())]
    ingen_af = [[t for t in kendte if _passer(m, t)] for m in naar.get("ingen", ())]
    if not all(alle_af) or any(ingen_af):
        return []
    faste = [t for af in alle_af for t in af]
    if not naar.get("mindst_en"):
        return [("ja", faste)]
    mindst = [[t for t in kendte if _passer(m, t)] for m in naar["mindst_en"]]
    return [("ja", [*faste, *af]) for af in mindst if af]


def _passer(m: Mapping[str, Any], t: Tegn) -> bool:
    art, navn, vaerdi = t[:3]
    if "kriterium" in m:
        return art == "kriterium" and m["kriterium"] in ("alle", navn) and vaerdi in m["er"]
    if "fund" in m:
        return art == "fund" and (vaerdi == m["fund"] if m["fund"] in ("fejl", "advarsel") else navn == m["fund"])
    if "forhold" in m:
        return art == "forhold" and navn == m["forhold"]
    return art == "konklusion" and navn == m["konklusion"] and vaerdi in m.get("er", ("ja",))


def skrevet_tegn(t: Tegn) -> str:
    """Return a symbolic fact in the notation of the answer's justifications."""
    return f"{t[0]}:{t[1]}={t[2]}" + (f"@{t[4]}" if t[4] else "")


assert all(len(unicodedata.normalize("NFC", t.tekst).replace("\r\n", "\n")) == t.tegn for t in TEKSTER)
