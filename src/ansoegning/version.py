"""The version, here and nowhere else. Asking the installed metadata for it would cost a tenth of a start."""

VERSION = "0.1.0"
