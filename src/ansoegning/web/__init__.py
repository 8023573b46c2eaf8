"""The local web page and JSON interface: an ASGI application, and the checks that restrict it to its user."""
