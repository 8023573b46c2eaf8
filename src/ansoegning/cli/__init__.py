"""The command line: parse arguments, call the rest, render. Thin."""

import os

# Looking for plugins that this program has none of costs a tenth of the start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from .gruppe import main

__all__ = ["main"]
