"""The command line: parse arguments, call the rest, render. Thin."""

from .kommandoer import main

__all__ = ["main"]
