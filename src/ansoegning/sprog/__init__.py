"""The rule language: parses expressions to typed trees. See docs/regelsprog.md."""
