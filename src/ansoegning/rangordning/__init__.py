"""Ranking of a complete round: assess, measure, order, allocate, and recalculate under alternative interpretations."""
