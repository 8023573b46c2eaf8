"""What a user can have done: one function each, for every face. No printing, no exit codes, no click."""
