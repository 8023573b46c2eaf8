"""The version, defined only here. Reading it from the installed metadata would add a tenth to the start-up time."""

VERSION = "0.1.0"
