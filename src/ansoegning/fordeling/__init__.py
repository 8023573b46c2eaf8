"""Joint costs by a key: an amount between parties, and what a published table says against what its own key gives."""
