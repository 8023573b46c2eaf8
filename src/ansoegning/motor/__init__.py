"""The engines: the evaluator that is the meaning of a pack, and the two chainers that must agree."""
