"""File formats: bytes to nodes, each reader strict and bounded."""
