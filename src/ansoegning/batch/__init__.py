"""Many rows in, one answer each: reading, scoring in columns, comparing and ordering."""
