"""One function for each action of a user, shared by every interface. No printing, no exit codes, no click."""
