"""Evaluation of an application by a pack: the result, with its reasons, suggestions and open questions."""
