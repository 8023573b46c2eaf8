"""Folders of the repository."""

from __future__ import annotations

from pathlib import Path

ROD = Path(__file__).resolve().parents[2]
DATA = ROD / "tests" / "data"
