"""The local page: requests in, views out. An ASGI application of its own, and what keeps it to one person's machine."""
