"""Split a joint cost between parties by a key, and compare a published table with the result of its own key."""
