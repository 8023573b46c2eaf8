"""Generated rounds: many ties, exactly used budgets, missing regions, unknown facts, projects over a year's budget.

A round is a list of plain dicts (in the format of ``naiv_fordeling``) and the two budgets in whole kroner. The same
seed generates the same round. ``i_produktet`` passes a round to the program with the results given instead of judged.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from ansoegning import load_regelsaet
from ansoegning.bedoemmelse.sag import kontekst
from ansoegning.indlaes.runde import Indkomne, saml_runde
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.regelsaet import Rolle
from ansoegning.model.resultat import KommuneSvar
from ansoegning.rangordning.beregning import Beregning, Rangvalg, beregn
from ansoegning.rangordning.deltagere import Deltager, Deltagere
from ansoegning.sprog.regelsaet import Regelsaet
from hjaelp.naiv_fordeling import AAR, KOORDINERING, REGIONER, Svar

PULJE = "botilbud-2025-26"
Ansoegninger = list[dict[str, Any]]
Ramme = dict[str, int]
_ROLLE: dict[str, Rolle] = {
    "opfyldt": "opfyldt",
    "kraever_vurdering": "skoen",
    "mangler_oplysninger": "uoplyst",
    "ikke_opfyldt": "ikke_opfyldt",
}
_KR = 1_000


@cache
def pakken() -> Regelsaet:
    return load_regelsaet(PULJE)


def lav_runde(seed: int, hoejst_kommuner: int = 98) -> tuple[Ansoegninger, Ramme]:
    """Generate a round of at most this many municipalities, and the budgets of the two years."""
    r = random.Random(seed)
    regioner = list(REGIONER) if r.random() < 0.7 else r.sample(REGIONER, r.randrange(1, 5))
    mulige = [k for k in pakken().kommuner.alle if k.region in regioner]
    antal = r.choice((0, 1, 2, 3, 5, 8, 13, 30, 98))
    # Few different sizes result in many ties.
    stoerrelser = [r.randrange(0, r.choice((5, 50, 900))) for _ in range(r.choice((1, 2, 4, 40)))]
    ansoegninger: Ansoegninger = []
    for k in r.sample(mulige, min(antal, hoejst_kommuner, len(mulige))):
        kommune, region = (None, None) if r.random() < 0.04 else (k.kode, k.region)
        antal_filer = 1 if r.random() < 0.9 or kommune is None else r.randrange(2, 4)
        erstatter = r.random() < 0.5
        for nr in range(antal_filer):
            fil = f"{k.kode}-{nr}.yaml"
            a: dict[str, Any] = {"fil": fil, "kommune": kommune, "region": region}
            if nr and erstatter:
                a["erstatter"] = f"{k.kode}-{nr - 1}.yaml"
            a["projekter"] = [_projekt(r, stoerrelser) for _ in range(r.choice((0, 1, 1, 1, 2, 3, 5)))]
            ansoegninger.append(a)
    r.shuffle(ansoegninger)
    return ansoegninger, _ramme(r, ansoegninger)


def _projekt(r: random.Random, stoerrelser: list[int]) -> dict[str, Any]:
    p: dict[str, Any] = {
        "navn": f"P{r.randrange(3)}",
        "resultat": r.choices(list(_ROLLE), (80, 8, 6, 6))[0],
        "ansoegt_2025": r.choice(stoerrelser) * _KR,
        "ansoegt_2026": r.choice(stoerrelser) * _KR,
        "koordinering": r.choice(list(KOORDINERING)),
        "bruttoanlaegsudgift_2025": r.choice(stoerrelser) * _KR,
        "bruttoanlaegsudgift_2026": r.choice(stoerrelser) * _KR,
        "andel_andre": r.choice((25, 30, 50)),
        "prisvurdering": r.randrange(6),
    }
    for navn in list(p):
        if navn not in ("navn", "resultat") and r.random() < (0.02 if navn.startswith("ansoegt") else 0.25):
            del p[navn]
    return p


def _ramme(r: random.Random, ansoegninger: Ansoegninger) -> Ramme:
    """Generate budgets relative to the requested amounts: exact, one krone short, far too small, more than enough."""
    projekter = [p for a in ansoegninger for p in a["projekter"]]
    ramme = {}
    for aar in AAR:
        nogle = r.sample(projekter, r.randrange(len(projekter) + 1))
        sum_ = sum(p.get(f"ansoegt_{aar}", 0) for p in nogle)
        ramme[aar] = max(0, r.choice((sum_, sum_ - 1, sum_ + 1, sum_ // 2, sum_ * 3, 0)))
    return ramme


def indkom(ansoegninger: Iterable[dict[str, Any]], ramme: Ramme, regelsaet: Regelsaet | None = None) -> Indkomne:
    """Return the round as the program reads it."""
    regelsaet = regelsaet or pakken()
    med_ramme = replace(regelsaet, parametre={**regelsaet.parametre, **{f"ramme_{aar}": ramme[aar] for aar in AAR}})
    return saml_runde([_ansoegning(a) for a in ansoegninger], med_ramme)


def _ansoegning(a: dict[str, Any]) -> Ansoegning:
    fakta = {n: v for n, v in (("kommune", a["kommune"]), ("erstatter", a.get("erstatter"))) if v is not None}
    raekker = tuple(
        {
            n: v // _KR if n[-5:] in ("_2025", "_2026") else v
            for n, v in p.items()
            if n not in ("resultat", "prisvurdering")
        }
        for p in a["projekter"]
    )
    return Ansoegning(a["fil"], PULJE, fakta, {"projekter": raekker})


def find_uden_at_doemme(indkomne: Indkomne, ansoegninger: Iterable[dict[str, Any]]) -> Deltagere:
    """Return the participants with the given results, as if they were judged."""
    givne = {a["fil"]: a["projekter"] for a in ansoegninger}
    regelsaet = indkomne.regelsaet
    svar = Deltagere(regelsaet, [], [kontekst(a, regelsaet) for a in indkomne.modtaget], [])
    for a, k in zip(indkomne.modtaget, svar.indkomne, strict=True):
        if a not in indkomne.gaeldende:
            continue
        kode = a.fakta.get("kommune")
        kommune = regelsaet.kommuner.kode(kode) if isinstance(kode, str) else None
        svar.alle += [
            Deltager(
                fil=a.fil,
                nr=nr,
                navn=p["navn"],
                kommune=KommuneSvar(kode=kommune.kode, navn=kommune.navn, region=kommune.region) if kommune else None,
                k=rk,
                kendt=rk,
                roller={},
                rolle=_ROLLE[p["resultat"]],
                kriterier=(),
                vurderet={"prisvurdering": p["prisvurdering"]} if "prisvurdering" in p else {},
            )
            for nr, (p, rk) in enumerate(zip(givne[a.fil], k.fra_raekkerne("projekter"), strict=True), 1)
        ]
    return svar


def i_produktet(
    ansoegninger: Sequence[dict[str, Any]],
    ramme: Ramme,
    *,
    medtag_skoen: bool = False,
    regelsaet: Regelsaet | None = None,
) -> tuple[Svar, Beregning]:
    """Return the program's answer in the naive allocator's format."""
    indkomne = indkom(ansoegninger, ramme, regelsaet)
    b = beregn(find_uden_at_doemme(indkomne, ansoegninger), Rangvalg("prioriteret", medtag_skoen))
    return som_naivt(b, {a.fil for a in indkomne.afvist}), b


def som_naivt(b: Beregning, afviste: set[str]) -> Svar:
    hvem = [(b.opgjorte[nr].deltager.fil, b.opgjorte[nr].deltager.nr) for nr in b.nr]
    f = b.fordeling
    return Svar(
        orden=[hvem[i] for i in f.orden],
        inde={hvem[i] for i in f.orden if f.inde(i)},
        garanti={hvem[i] for i in f.orden if f.ture[i].udfald == "garanti"},
        udloest=f.udloest,
        knap=f.knap,
        regioner={g: None if i is None else hvem[i] for g, i in f.garanti.items()},
        lige=[([hvem[i] for i in g.kandidater], g.afgoer) for g in f.lige],
        afviste=afviste,
    )
