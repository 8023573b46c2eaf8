"""Ranking of a complete round: evaluate, measure, order, allocate, and recalculate by alternative interpretations."""
