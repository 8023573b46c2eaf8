"""Shared code of the tests: Hypothesis strategies, oracles, naive implementations, generators of samples and
pictures.
"""
