"""The local web page and JSON interface: an ASGI application, and the checks that restrict it to the user who started
it.
"""
