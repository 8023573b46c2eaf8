"""A pack's look-up tables as text: each row's conditions in the choices' words, and its value with its unit."""

from __future__ import annotations

from typing import Any

from ansoegning.skriv.opslagstabeller import brugte_tabeller, opslagstabeller
from ansoegning.sprog.regelsaet import Regelsaet
from hjaelp.pakkebyg import KILDE, byg_pakke, kriterium, pakkedata


def _pakke() -> Regelsaet:
    fakta: dict[str, Any] = {
        "ansoeger": {"navn": "ansøgeren", "type": "tekst"},
        "sted": {"navn": "stedet", "type": "valg", "valg": {"by": "en by", "land": "på landet"}},
        "afstand": {"navn": "afstanden", "type": "tal", "enhed": "km", "trin": "0,1", "mindst": "0", "hoejst": "99"},
        "udgift": {"navn": "udgiften", "type": "tal", "enhed": "t.kr.", "mindst": "0", "hoejst": "999"},
        "loft": {"navn": "loftet", "type": "tal", "enhed": "t.kr.", "afledt": "opslag(lofter, sted, afstand)"},
    }
    tabel = {
        "navn": "loftet",
        "enhed": "t.kr.",
        "noegler": [
            {"navn": "stedet", "valg": ["by", "land"]},
            {"navn": "afstanden", "enhed": "km", "trin": "0,1", "mindst": "0", "hoejst": "99"},
        ],
        "raekker": [
            {"hvor": [{"er": ["by"]}, {}], "vaerdi": "100"},
            {"hvor": [{"er": ["land"]}, {"under": "2,5"}], "vaerdi": "150"},
            {"hvor": [{"er": ["land"]}, {"fra": "2,5"}], "vaerdi": "200"},
        ],
        "kilde": KILDE,
    }
    frister = {
        "navn": "fristen",
        "type": "dato",
        "noegler": [{"navn": "stedet", "valg": ["by", "land"]}],
        "raekker": [{"er": ["by", "land"], "vaerdi": "31/12/2026"}],
        "kilde": KILDE,
    }
    return byg_pakke(
        pakkedata(
            ansoeger={"fakta": "ansoeger"},
            fakta={
                "ansoegning": fakta | {"frist": {"navn": "fristen", "type": "dato", "afledt": "opslag(frister, sted)"}}
            },
            tabeller={"lofter": tabel, "frister": frister},
            kriterier=[kriterium("K1", "udgift <= loft"), kriterium("K2", "frist > 01/01/2026")],
        )
    )


def test_hver_raekke_staar_med_valgenes_navne_og_enheder() -> None:
    lofter, frister = opslagstabeller(_pakke())
    assert lofter.noegler == ("stedet", "afstanden")
    assert lofter.raekker == (
        (("en by", "alle"), "100.000 kr."),
        (("på landet", "under 2,5 km"), "150.000 kr."),
        (("på landet", "mindst 2,5 km"), "200.000 kr."),
    )
    assert lofter.linjer[1] == ("stedet: på landet; afstanden: under 2,5 km", "150.000 kr.")
    assert frister.raekker == ((("en by eller på landet",), "31/12/2026"),)


def test_et_kriteriums_tabeller_findes_gennem_afledte_fakta() -> None:
    r = _pakke()
    assert [brugte_tabeller(r, [k.krav]) for k in r.kriterier] == [{"lofter"}, {"frister"}]
