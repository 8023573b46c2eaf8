"""The operating system: files, folders, processes, signals, and the locations of the program's data."""
