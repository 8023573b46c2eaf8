"""What the operating system gives: files, folders, where the program's data lies."""
