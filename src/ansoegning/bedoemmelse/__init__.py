"""An application judged by a pack: the result, with its reasons, suggestions and what is still open."""
