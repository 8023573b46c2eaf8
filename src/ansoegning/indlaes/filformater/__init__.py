"""Readers of file formats: each converts bytes to nodes, and is strict and bounded."""
