"""The words that follow from a pack's own: the definite plural, what a tie is sorted by, what a table's row is."""

from __future__ import annotations

import pytest

from ansoegning import load_regelsaet
from ansoegning.fejl import LaeseFejl, Mangel, Sted, et_punktum
from ansoegning.model.ord import Ord, bestemt_flertal, ord_af, tabelord
from ansoegning.model.vaerdier import VaerdiFejl
from hjaelp.puljer import DATA


@pytest.mark.parametrize(
    ("flertal", "bestemt"),
    [
        ("kriterier", "kriterierne"),
        ("betingelser", "betingelserne"),
        ("mål", "målene"),
        ("krav", "kravene"),
        ("vilkår", "vilkårene"),
        ("punkter", "punkterne"),
    ],
)
def test_bestemt_flertal(flertal: str, bestemt: str) -> None:
    assert bestemt_flertal(flertal) == bestemt


@pytest.mark.parametrize(
    ("pulje", "lige_efter", "raekke", "kriterierne"),
    [
        ("point-pulje", "nummer og navn", "række", "kriterierne"),
        ("natbusser", "navn", "række", "kriterierne"),
        ("studiestipendium", "navn", "ansøgning", "betingelserne"),
        ("foerst-til-moelle", "nummer og navn", "ansøgning", "kriterierne"),
    ],
)
def test_ordene_foelger_pakken(pulje: str, lige_efter: str, raekke: str, kriterierne: str) -> None:
    data = load_regelsaet(pulje, regler=DATA).data
    assert ord_af(data).lige_efter == lige_efter
    assert tabelord(data)[0] == raekke
    assert ord_af(data).kriterierne == kriterierne


def test_flere_rammer_med_og_i_navnet_skilles() -> None:
    ord_ = Ord(rammer={"a": "udstyr og materialer", "b": "rejser", "c": "2025"}, uden_navn=())
    assert ord_.rammen_for(["a"]) == "rammen for udstyr og materialer"
    assert ord_.rammen_for(["a", "b"]) == "rammen for »udstyr og materialer« og »rejser«"
    assert ord_.rammen_for(["b", "c"]) == "rammen for rejser og 2025"


@pytest.mark.parametrize(
    ("tekst", "ventet"),
    [
        ("Rammen er 3 mio. kr.. Ret den.", "Rammen er 3 mio. kr. Ret den."),
        ("Det er højst 5 pct..", "Det er højst 5 pct."),
        ("Prisen er 3 kr. pr. stk..", "Prisen er 3 kr. pr. stk."),
        ("Der mangler noget ...", "Der mangler noget ..."),
        ("Se ../mappe/fil og mappe/../fil.", "Se ../mappe/fil og mappe/../fil."),
        ("Læg den i mappe..fil.", "Læg den i mappe..fil."),
    ],
)
def test_en_forkortelses_punktum_slutter_ogsaa_saetningen(tekst: str, ventet: str) -> None:
    assert et_punktum(tekst) == ventet
    assert Mangel(tekst, Sted("fil")).besked == ventet
    assert str(VaerdiFejl(tekst)) == ventet
    # The location is not part of the sentence.
    assert str(LaeseFejl("Ret det.", Sted("a../b"))) == "a../b: Ret det."
