"""Tools for the author of a pack: cases, mutants, boundary cases, overview page, JSON Schemas."""
