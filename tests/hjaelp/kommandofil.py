"""Write one application to a file and run the command on it, in this process or in a separate one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

PULJE = "botilbud-2025-26"


# Complete for criteria 1-6; texts and contacts are missing, so the exit code is 3 (fejl) or 1 (K4 not met).
PROJEKT = """\
    ansoegt_2025: 12.500
    ansoegt_2026: 18.000
    pladser_2025: 0
    pladser_2026: 16
    andel_andre: 31,25
    afsluttes: 30/11/2026
    lovgrundlag: sel107
    bruttoanlaegsudgift_2025: 12.500
    bruttoanlaegsudgift_2026: 18.000
    pladser_etableret: 16
    nedlagte_pladser: 0
    omdannede_abl105_pladser: 0
    art: nybyggeri
    koordinering: ingen
"""


HOVED = f"pulje: {PULJE}\nkommune: Aarhus\n"


MANGLER = f"{HOVED}projekter:\n  - navn: Skovbrynet\n"


OPFYLDT = f"{MANGLER}{PROJEKT}"


KLAR = f"""{OPFYLDT}\
indsendt: 10/5/2024
beskrivelse:
  kapacitet: Kapaciteten udvides med 16 pladser; målgruppen er voksne med autisme.
  andel_andre: Andre kommuner kan bruge 31,25 pct. af pladserne.
  prissaetning: Flere pladser giver lavere priser.
  laaneadgang: Der søges om 12,5 mio. kr. i 2025 og 18 mio. kr. i 2026.
  tidsplan: Pladserne tages i brug i 2026.
  nyetablering: Der etableres nye pladser ved nybyggeri.
kontakt:
  navne: Hanne Hansen
  telefonnumre: "12345678"
  e_postkasser: social@example.dk
"""


UNIX = os.name == "posix"


Gem = Callable[[str, str | bytes], str]


class Svar:
    """The answer of a run; checks that it contains no control characters that could change a terminal."""

    def __init__(self, kode: int, ud: str, fejl: str) -> None:
        self.kode, self.ud, self.fejl = kode, ud, fejl
        for tegn in set(ud + fejl):
            assert tegn == "\n" or not re.match("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", tegn)
            assert not "\ud800" <= tegn <= "\udfff", f"U+{ord(tegn):04X} on the terminal"
        assert "Traceback" not in ud + fejl
        assert "skete en intern fejl" not in fejl

    @property
    def beskeder(self) -> list[str]:
        """The messages, each on one line."""
        return self.fejl.replace("\n    ", " ").splitlines()

    @property
    def json(self) -> list[dict[str, Any]]:
        data = json.loads(self.ud)
        assert isinstance(data, list)
        return data


Koer = Callable[..., Svar]


def proces(
    *argumenter: str | bytes,
    ind: bytes = b"",
    miljoe: Mapping[str, str] | None = None,
    mappe: Path | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a separate process."""
    return subprocess.run(
        [sys.executable, "-m", "ansoegning", *argumenter],
        input=ind,
        capture_output=True,
        cwd=mappe,
        env={
            **{n: v for n, v in os.environ.items() if n != "PYTHONIOENCODING"},
            "PYTHONUTF8": "1",
            **(miljoe or {}),
        },
        timeout=60,
        check=False,
    )
