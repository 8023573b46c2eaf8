"""The rule language: text → typed tree. See docs/regelsprog.md."""
