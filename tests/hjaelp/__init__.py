"""Shared code of the tests: Hypothesis strategies, oracles, naive implementations, sample and picture generators."""
