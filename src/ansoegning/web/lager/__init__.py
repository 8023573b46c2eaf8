"""The storage of applications and rounds, behind a small interface."""
