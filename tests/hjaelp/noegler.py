"""Generate a table of every key of the pack format, from the published schemas: ``docs/noegler.md``.

``PYTHONPATH=tests python -m hjaelp.noegler`` writes the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hjaelp.steder import ROD

NOEGLER = ROD / "docs" / "noegler.md"
_SKEMAER = ROD / "docs" / "schema"
_FILER = (
    "pulje", "fakta", "parametre", "kriterier", "skema", "konklusioner", "raekkefoelge", "fortolkninger", "daekning",
    "enighed", "fordeling",
)  # fmt: skip
_TILFAELDE = {"tilfaelde/*.yaml": "tilfaelde", "tilfaelde/ligegyldige.yaml": "ligegyldige"}
_ORD = {"string": "text", "number": "number", "integer": "whole number", "boolean": "yes or no", "object": "mapping"}
_HOVED = """# Every key of a pack

Made from the schemas in [schema](schema), which editors use too; a test fails when it drifts. What the keys mean stands
in [the rule language](regelsprog.md). `[]` is each entry of a list, `*` each name that the author chooses. A default is
what counts when the key is left out; `–` says that nothing does.
"""


def side() -> str:
    """Return the page."""
    dele = [_HOVED]
    skemaer = {f"{fil}.yaml": f"regelsaet-{fil}" for fil in _FILER}
    for fil, skemafil in {**skemaer, **_TILFAELDE}.items():
        skema = json.loads((_SKEMAER / f"{skemafil}.schema.json").read_text("utf-8"))
        dele += [f"\n## `{fil}`\n", "| key | takes | required | default |\n| --- | --- | --- | --- |"]
        dele += [f"| `{sti}` | {tager} | {kraevet} | {ellers} |" for sti, tager, kraevet, ellers in _raekker(skema)]
    return "\n".join(dele) + "\n"


def _raekker(skema: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    yield from _noegler(skema, skema.get("$defs", {}), "", ())


def _noegler(
    s: dict[str, Any], defs: dict[str, Any], foer: str, over: tuple[str, ...]
) -> Iterator[tuple[str, str, str, str]]:
    for navn, felt in s.get("properties", {}).items():
        sti = f"{foer}{navn}"
        ellers = json.dumps(felt["default"], ensure_ascii=False) if felt.get("default") not in (None, [], {}) else "–"
        kraevet = "yes" if navn in s.get("required", ()) else ""
        yield sti, _tager(felt, defs), kraevet, f"`{ellers}`" if ellers != "–" else ellers
        for led, under in _under(felt, defs):
            if isinstance(under.get("$ref"), str) or under.get("properties"):
                egen = str(under.get("$ref", sti))
                if egen not in over:
                    yield from _noegler(_slaa_op(under, defs), defs, f"{sti}{led}.", (*over, egen))


def _under(felt: dict[str, Any], defs: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the parts of a value that may contain keys, with the continuation of their path."""
    for valg in felt.get("anyOf", [felt]):
        if "$ref" in valg or "properties" in valg:
            yield "", valg
        for noegle, led in (("items", "[]"), ("additionalProperties", ".*")):
            if isinstance(valg.get(noegle), dict):
                for l2, del_ in _under(valg[noegle], defs):
                    yield led + l2, del_
        for del_ in valg.get("patternProperties", {}).values():
            for l2, d2 in _under(del_, defs):
                yield ".*" + l2, d2


def _slaa_op(s: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    return defs[s["$ref"].rpartition("/")[2]] if "$ref" in s else s


def _tager(felt: dict[str, Any], defs: dict[str, Any]) -> str:
    """Describe the values of a key in a few words."""
    if "anyOf" in felt:
        dele = [_tager(v, defs) for v in felt["anyOf"] if v.get("type") != "null"]
        return " or ".join(dict.fromkeys(dele))
    if "$ref" in felt:
        under = _slaa_op(felt, defs)
        return _tager(under, defs) if "properties" not in under else "mapping"
    if "enum" in felt or "const" in felt:
        return ", ".join(f"`{v}`" for v in felt.get("enum", [felt.get("const")]))
    typer = felt.get("type", "mapping")
    if typer == "array":
        return "list of " + _tager(felt.get("items", {"type": "string"}), defs)
    typer = typer if isinstance(typer, list) else [typer]
    return " or ".join(dict.fromkeys(_ORD.get(str(t), str(t)) for t in typer if t != "null"))


if __name__ == "__main__":
    NOEGLER.write_text(side(), encoding="utf-8")
