"""Ordering and allocation of a round: exact, free of side effects, and independent of any particular pool."""
