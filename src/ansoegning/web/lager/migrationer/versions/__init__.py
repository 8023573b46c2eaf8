"""One module for each migration of the tables."""
