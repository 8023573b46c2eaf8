"""``fordel`` against the naive allocator, and what must hold of any allocation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ansoegning.fordeling.fordel import fordel
from ansoegning.fordeling.plan import Budget, Fordeling, Garanti, Kandidat, Led, Noegle, Plan
from naiv_fordeling import fordel_naivt
from runder import Ansoegninger, i_produktet, lav_runde

EN_NOEGLE = Plan(noegler=(Noegle("n", "Nøglen"),), led=(Led((0,)),), budgetter=(Budget("1", 100), Budget("2", 100)))


def _k(navn: str, noegle: int | None, *beloeb: int, gruppe: str | None = None) -> Kandidat:
    return Kandidat(navn, 1, navn, f"{navn}.yaml", gruppe, (noegle,), beloeb)


def _inde(kandidater: list[Kandidat], svar: Fordeling) -> list[str]:
    return [kandidater[i].navn for i in svar.orden if svar.inde(i)]


def test_der_fyldes_op_i_orden_og_springes_over() -> None:
    k = [_k("c", 1, 40, 0), _k("a", 3, 70, 0), _k("b", 2, 40, 0), _k("u", None, 10, 0)]
    svar = fordel(k, EN_NOEGLE)
    assert [k[i].navn for i in svar.orden] == ["a", "b", "c", "u"]
    assert _inde(k, svar) == ["a", "u"]
    assert svar.knap
    assert svar.rest == (20, 100)


def test_garantien_tager_den_foerste_i_hver_gruppe() -> None:
    plan = Plan(EN_NOEGLE.noegler, EN_NOEGLE.led, EN_NOEGLE.budgetter, garanti=Garanti("foerst", ("x", "y")))
    k = [_k("a", 3, 70, 0, gruppe="x"), _k("b", 2, 30, 0, gruppe="x"), _k("c", 1, 30, 0, gruppe="y")]
    assert _inde(k, fordel(k, plan, modtaget=frozenset({"x"}))) == ["a", "b"]
    svar = fordel(k, plan, modtaget=frozenset({"x", "y"}))
    assert _inde(k, svar) == ["a", "c"]
    assert svar.garanti == {"x": 0, "y": 2}


# --- Against the naive allocator ----------------------------------------------------------


@given(seed=st.integers(0, 2**40), medtag_skoen=st.booleans())
def test_det_naive_og_produktet_er_enige(seed: int, medtag_skoen: bool) -> None:
    ansoegninger, ramme = lav_runde(seed)
    svar, _ = i_produktet(ansoegninger, ramme, medtag_skoen=medtag_skoen)
    assert svar == fordel_naivt(ansoegninger, ramme, medtag_skoen=medtag_skoen)


def test_runderne_har_det_hele() -> None:
    """The generated rounds reach what they are made for; a differential test of empty rounds would prove nothing."""
    set_: dict[str, int] = {}
    for seed in range(400):
        ansoegninger, ramme = lav_runde(seed)
        svar = fordel_naivt(ansoegninger, ramme)
        projekter = [p for a in ansoegninger for p in a["projekter"]]
        for navn, gaelder in {
            "tom": not projekter,
            "stor": len(ansoegninger) > 60,
            "knap": svar.knap,
            "udloest": svar.udloest,
            "region_uden": svar.udloest and None in svar.regioner.values(),
            "lige_afgoer": any(a for _, a in svar.lige),
            "lige_afgoer_ikke": any(not a for _, a in svar.lige),
            "afvist": bool(svar.afviste),
            "erstattet": any("erstatter" in a for a in ansoegninger),
            "ukendt_kommune": any(a["kommune"] is None for a in ansoegninger),
            "for_stort": any(p.get(f"ansoegt_{aar}", 0) > ramme[aar] for p in projekter for aar in ramme),
            "ukendt_beloeb": any("ansoegt_2025" not in p for p in projekter),
            "praecis": any(
                svar.inde
                and ramme[aar]
                == sum(
                    a["projekter"][nr - 1][f"ansoegt_{aar}"]
                    for a in ansoegninger
                    for f, nr in svar.inde
                    if f == a["fil"]
                )
                for aar in ramme
            ),
            "garanti_flytter": svar.udloest and svar.inde != fordel_naivt(_uden_en_region(ansoegninger), ramme).inde,
        }.items():
            set_[navn] = set_.get(navn, 0) + gaelder
    assert min(set_.values()) >= 10, set_


def _uden_en_region(ansoegninger: Ansoegninger) -> Ansoegninger:
    """The same round as if nobody knew one applicant region: the guarantee is not triggered."""
    return [{**a, "region": None} for a in ansoegninger]
