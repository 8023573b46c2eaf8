"""Where applications that are being written are kept, behind a small interface."""
