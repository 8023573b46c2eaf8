"""The evaluators: the reference evaluator, which defines the meaning of a pack, and the two chainers that must
agree.
"""
