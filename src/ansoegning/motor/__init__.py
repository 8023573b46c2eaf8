"""The evaluators: the reference evaluator, which defines the meaning of a pack, and two chainers that must agree."""
