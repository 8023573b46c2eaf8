"""Order and allocate a round. The code is exact, free of side effects, and independent of any particular pool."""
