"""JSON output is byte for byte that of the standard library."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st

from ansoegning.cli.ud import som_json
from ansoegning.fejl import skift_usynlige

_TAL = st.integers() | st.integers(-(2**200), 2**200) | st.floats(allow_nan=False, allow_infinity=False)
_DATA = st.recursive(
    st.none()
    | st.booleans()
    | _TAL
    | st.text(st.characters(), max_size=8)
    | st.sampled_from(["\ud800", "\x7f", "æ\n\t"]),
    lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(max_size=4), x, max_size=4),
)


# Decimals around the limit below which the two encoders write numbers differently.
@example([9.99e-05, 0.0001, -0.00001, 9e-06, 1.25, 0.0])
@given(_DATA)
def test_som_standardbibliotekets(data: object) -> None:
    ventet = json.dumps(data, ensure_ascii=False, indent=2)
    assert som_json(data).decode() == skift_usynlige(ventet, lambda t: json.dumps(t)[1:-1])
    assert json.loads(som_json(data)) == data
