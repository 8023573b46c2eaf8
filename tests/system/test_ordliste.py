"""The glossary lists every package and public class, with the first sentence of its docstring."""

from __future__ import annotations

from hjaelp.ordliste import ORDLISTE, opdateret


def test_ordlisten_har_hver_pakke_og_klasse() -> None:
    tekst = ORDLISTE.read_text(encoding="utf-8")
    assert tekst == opdateret(tekst), "kør: PYTHONPATH=tests python -m hjaelp.ordliste"
