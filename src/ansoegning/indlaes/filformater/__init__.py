"""File formats. Each reader converts bytes to nodes, and is strict and bounded."""
