"""Evaluation: the reference evaluator, which defines the meaning of a pack, two chainers, and the SQL compiler."""
