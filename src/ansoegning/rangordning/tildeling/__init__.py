"""Order and allocation of a round: pure, exact, and without a word of any pool."""
