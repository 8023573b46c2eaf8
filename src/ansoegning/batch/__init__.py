"""Process many rows with one answer each: reading, scoring in SQL columns, comparing and ranking."""
