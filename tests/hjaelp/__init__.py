"""What the tests share: strategies, oracles, naive readings, generators of samples and pictures."""
